"""Encodes calls to 1C's OData (body, address, login); decodes answers: records, errors, fields not kept. Pure."""

import base64
import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import httpx

from services.onec_connector.base.errors import BaseAwayError, BaseFault
from services.onec_connector.base.query import escape
from services.onec_connector.objects import standard
from services.onec_connector.objects.declared import rows_of as type_of_rows
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.observe.secrets import hide
from shared.process.answers import AnswerError, json_of

Row = dict[str, Any]
COOKIE = "ibsession"
_SESSION = re.compile(rf'{COOKIE}=("?[!#-+\--:<-\[\]-~]+"?)\s*(?:;|$)')
_GUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ACTION = re.compile(r"\)/(Post|Unpost)\?")
_SCHEME, _QUOTED = re.compile(r"(?:^|,)\s*([A-Za-z]+)(?=\s*(?:,|$)|\s+[^\s,])"), re.compile('"[^"]*"')
_HEAD = 1000
"""Bytes of an answer by which a page of HTML is known."""
_MOST_DIGITS = 400
"""Before or behind the point; no binary number has more."""
_LONGEST_CODE, _LONGEST_WORDS = 100, 10_000
"""Of a refusal: nobody reads more, and a log or a dead letter that held it would be as long."""


class BaseRecord(Row):
    """A record in 1C's answer; if it lacks the field every such record has, the answer is rejected."""

    failure: ClassVar[type[Retryable]] = BaseAwayError

    def __missing__(self, name: str) -> Any:
        raise self.failure(f"a record of 1C's answer has no {name}")


class WrittenRecord(BaseRecord):
    """A record in 1C's answer to a write, which 1C may have done even if the answer is rejected."""

    failure = DoubtfulWrite


def encode(name: str, body: Mapping[str, Any]) -> bytes:
    """Encode a body for 1C; decimals become numbers with exactly the digits they have.

    Each tabular part is sent with the type of its rows, as 1C's manual does: a base was seen to pass over rows without.

    Args:
        name: of the set it goes to.
        body: of a record.
    """
    parts = [part for part, rows in body.items() if isinstance(rows, list)]
    types = {f"{part}@odata.type": f"Collection(StandardODATA.{type_of_rows(name, part)})" for part in parts}
    return json.dumps(_plain(types | dict(body)), ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def address(root: str, path: str) -> str:
    """Return the full address of a 1C call; the query behind the path is escaped already."""
    head, mark, tail = path.partition("?")
    return f"{root}/{escape(head)}{mark}{tail}"


def basic(user: str, password: str) -> str:
    """Return the header `Authorization` for 1C: user names are Cyrillic as a rule, and it reads them as UTF-8 only."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def is_page(response: httpx.Response, path: str) -> bool:
    """Tell whether an answer with status 200 is in truth a login or error page; 1C's own XML after posting is none."""
    head = response.content.lstrip(b"\xef\xbb\xbf \r\n\t")[:_HEAD].lower()
    if path == "$metadata" or not head.startswith(b"<"):
        return False
    return b"<html" in head or not (_ACTION.search(path) and head.startswith((b"<?xml", b"<entry")))


def fault_of(response: httpx.Response, *, write: bool, in_session: bool, long: bool, promised: bool) -> BaseFault:
    """Decode a failed call's answer from 1C.

    Args:
        response: a refusal, or a page where JSON was due.
        write: the call may have changed something.
        in_session: it was sent in a kept session of 1C.
        long: its URL was longer than the shortest limit known.
        promised: it asked for a set that was published at start.
    """
    body = response.content.decode("utf-8-sig", errors="replace")
    code, words = complaint(body)
    markup = body.lstrip()[:1] == "<"
    schemes = _schemes(response) if response.status_code == httpx.codes.UNAUTHORIZED else ""
    return BaseFault(response.status_code, code, words, write, markup, in_session, long, promised, schemes)


def _schemes(response: httpx.Response) -> str:
    """Return the schemes by which a web server lets in, if none takes a name and password (RFC 9110, 11.6.1)."""
    asked = ",".join(response.headers.get_list("WWW-Authenticate"))
    named = list(dict.fromkeys(_SCHEME.findall(_QUOTED.sub("", asked))))
    return "" if "basic" in (one.lower() for one in named) else ", ".join(named)


def parse(response: httpx.Response, *, write: bool = False) -> Row:
    """Parse a JSON object of 1C; decimals stay exact. The charset of the header is not to be trusted.

    Raises:
        DoubtfulWrite: a write was answered with something else; 1C may have done it.
        BaseAwayError: a look was.
    """
    body = response.content.decode("utf-8-sig", errors="replace").strip()
    record = WrittenRecord if write else BaseRecord
    if not body:
        return record()
    try:
        answer = json_of(body, record=record, parse_float=exact)
    except ValueError as error:
        raise record.failure(f"1C answered {response.status_code} with text that is no JSON") from error
    return answer if isinstance(answer, dict) else record(value=answer)


def exact(digits: str) -> Decimal:
    """Parse a number of 1C without losing a digit.

    Raises:
        ValueError: it is of another order than any that is kept; 1E+40000000 takes gigabytes to write out.
    """
    try:
        number = Decimal(digits)
    except InvalidOperation:
        raise ValueError("a number without measure") from None
    if abs(number.adjusted()) > _MOST_DIGITS:
        raise ValueError("a number without measure")
    return number


def record_of(answer: Row, failure: type[Retryable]) -> Row:
    """Return the record in 1C's answer: it has fields, and its reference is one.

    Args:
        answer: as parsed.
        failure: what it means that it is none.

    Raises:
        failure: the answer is something else.
    """
    if answer and _GUID.fullmatch(str(answer.get(standard.REF, standard.NO_REF))):
        return answer
    raise failure("1C's answer is not the record that was asked for")


def rows_of(answer: Row) -> list[Row]:
    """Return the records of a list in 1C's answer.

    Raises:
        BaseAwayError: it is none. Taken for an empty one it would make an order, or a client, be created again.
    """
    rows = answer.get("value")
    if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
        return rows
    raise BaseAwayError("1C's answer is not the list that was asked for")


def session_of(response: httpx.Response) -> str | None:
    """Return the infobase session that an answer of 1C begins or keeps, if it can be sent back."""
    found = (_SESSION.match(cookie) for cookie in response.headers.get_list("Set-Cookie"))
    return next((one[1] for one in found if one), None)


def complaint(body: str) -> tuple[str | None, str]:
    """Decode code and text of the error envelope in 1C's answer; without one, no code and the body.

    Of what is long the beginning is returned, and none of our secrets: a proxy's page may show what we sent.
    """
    try:
        error = json_of(body)["odata.error"]
        return hide(str(error["code"]))[:_LONGEST_CODE], hide(str(error["message"]["value"]))[:_LONGEST_WORDS]
    except (ValueError, KeyError, TypeError):
        return None, hide(body)[:_LONGEST_WORDS]


def not_kept(sent: Row, saved: Row) -> list[str]:
    """List the fields that 1C did not save: it ignores unknown names and cuts long texts without a word."""
    plain = {name: value for name, value in sent.items() if not isinstance(value, list) and "@" not in name}
    return [name for name, value in plain.items() if not _kept(value, saved.get(name))]


def holds(sent: Row, saved: Row) -> bool:
    """Tell whether a record of 1C holds all that was sent, rows of its tabular parts in their order."""
    parts = {name: rows for name, rows in sent.items() if isinstance(rows, list) and "@" not in name}
    return not not_kept(sent, saved) and all(
        len(rows) == len(saved.get(name) or ())
        and all(not not_kept(row, now) for row, now in zip(rows, saved[name], strict=True))
        for name, rows in parts.items()
    )


def _kept(sent: Any, saved: Any) -> bool:
    if isinstance(sent, Decimal | int | float) and not isinstance(sent, bool):
        return saved is not None and Decimal(str(sent)) == Decimal(str(saved))
    return bool(sent == saved) or (sent in ("", standard.NO_REF) and not saved)


def lost(error: httpx.HTTPError, *, write: bool) -> Retryable:
    """Return the exception for a call of 1C without answer; a write may have been carried out all the same."""
    kind = str(error) if isinstance(error, AnswerError) else type(error).__name__
    if not write or isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return BaseAwayError(f"1C gave no answer: {kind}")
    return DoubtfulWrite(f"1C took a write and gave no answer: {kind}")
