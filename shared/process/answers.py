"""Reads the answers of a peer (Bitrix24 or 1C), of limited size, and rejects what cannot be accepted.

No more of it is kept than fits: a few kilobytes may unpack to hundreds of megabytes. Texts in it become such as both
systems and every message can hold: 1C halves a pair of surrogates where it cuts a text, people paste what nobody sees.
"""

import asyncio
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import structlog
from pydantic import ValidationError

from shared.bus.errors import Retryable
from shared.canon.texts import legible

LONGEST = 32 * 1024 * 1024
"""Bytes of one answer, as sent and unpacked; the largest that is known, a whole `$metadata` of 1C, has 17 MB."""
DEEPEST = 50
"""Lists and objects within each other; what is deeper overflows the stack of whoever looks into it next."""
log = structlog.get_logger()
_WITH_GZIP_HEAD = zlib.MAX_WBITS | 16


class AnswerError(httpx.DecodingError):
    """The peer's answer cannot be accepted; the text is a clause about it that quotes nothing of the answer."""


class UnreadableRecord(Retryable):
    """A peer's record holds what no message can; the text names it, and the field if known, but no value."""


@contextmanager
def reading(record: str) -> Iterator[None]:
    """Turn an error over a record in a peer's answer into `UnreadableRecord` that names it; corrected, it is read anew.

    Args:
        record: which one, and whose: `deal 41 of the portal`.

    Raises:
        UnreadableRecord: a field is missing, or is of another kind or measure than any that is known.
    """
    try:
        yield
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        log.warning("a record cannot be read", record=record, exc_info=True)
        raise UnreadableRecord(f"{record} cannot be read: {_why(error)}") from error


def _why(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return type(error).__name__
    complaint = error.errors(include_input=False, include_url=False)[0]
    return f"{error.title}.{'.'.join(str(part)[:40] for part in complaint['loc'])}: {complaint['msg'][:300]}"


async def answer_to(
    client: httpx.AsyncClient, request: httpx.Request, *, within_s: float, longest: int = LONGEST
) -> httpx.Response:
    """Send a request to a peer and return its answer with the body read, of a limited size.

    Args:
        client: the connection pool.
        request: made by it; its own time limits are of one step each, which an answer byte by byte never exceeds.
        within_s: seconds to the end of the answer.
        longest: bytes of the body, as sent and unpacked.

    Raises:
        AnswerError: the answer is longer, or packed in a way nobody asked for.
        httpx.HTTPError: no answer came, or not in time.
    """
    request.headers["Accept-Encoding"] = "gzip"
    try:
        async with asyncio.timeout(within_s):
            return await _answer(client, request, longest)
    except TimeoutError:
        raise httpx.ReadTimeout("the answer did not end in time", request=request) from None


async def _answer(client: httpx.AsyncClient, request: httpx.Request, longest: int) -> httpx.Response:
    response = await client.send(request, stream=True)
    try:
        body = await _received(response, longest)
    finally:
        await response.aclose()
    # As bytes: 1C names what it has created in a Location that is not ASCII.
    headers = [(name, value) for name, value in response.headers.raw if name.lower() not in _OF_THE_PACKED]
    return httpx.Response(response.status_code, headers=headers, content=body, request=request)


def json_of(body: bytes | str, *, record: type[dict[str, Any]] = dict, **options: Any) -> Any:
    """Parse the body of a peer's answer as JSON.

    Args:
        body: of an answer.
        record: what objects become.
        options: of `json.loads`.

    Raises:
        ValueError: it is none, holds what JSON calls no number, or is nested deeper than anybody nests.
    """
    try:
        return _legible(json.loads(body, parse_constant=_no_number, **options), record)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _legible(value: Any, record: type[dict[str, Any]], depth: int = 0) -> Any:
    if isinstance(value, str):
        return legible(value)
    if not isinstance(value, dict | list):
        return value
    if depth == DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(value, dict):
        return record({name: _legible(one, record, depth + 1) for name, one in value.items()})
    return [_legible(one, record, depth + 1) for one in value]


def _no_number(word: str) -> Any:
    """Reject NaN and Infinity in a peer's answer, which Python's JSON parser would accept."""
    raise ValueError(word)


_OF_THE_PACKED = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})


async def _received(response: httpx.Response, longest: int) -> bytes:
    body = bytearray()
    async for part in response.stream:  # type: ignore[union-attr]  # an asynchronous client's stream is one
        body += part
        _check(len(body), longest)
    match response.headers.get("content-encoding", "identity").strip().lower():
        case "identity" | "":
            return bytes(body)
        case "gzip" | "x-gzip":
            return _unpacked(bytes(body), longest)
    raise AnswerError("its answer is packed in a way nobody asked for")


def _unpacked(packed: bytes, longest: int) -> bytes:
    try:
        body = zlib.decompressobj(_WITH_GZIP_HEAD).decompress(packed, longest + 1)
    except zlib.error:
        raise AnswerError("its answer cannot be unpacked") from None
    _check(len(body), longest)
    return body


def _check(size: int, longest: int) -> None:
    if size > longest:
        raise AnswerError(f"its answer is longer than {longest // 1024} KiB")
