"""Bodies and answers of 1C's OData: how numbers, texts and errors are written (pure)."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import httpx

from services.onec_connector.base.errors import BaseAwayError, BaseFault
from services.onec_connector.base.query import escape
from services.onec_connector.objects import standard
from shared.bus.errors import DoubtfulWrite
from shared.observe.secrets import hide
from shared.process.answers import json_of

Row = dict[str, Any]
_LONGEST_CODE, _LONGEST_WORDS = 100, 10_000
"""Of a refusal: nobody reads more, and a log or a dead letter that held it would be as long."""


def encode(body: Mapping[str, Any]) -> bytes:
    """Write a body; decimals become numbers with exactly the digits they have."""
    return json.dumps(_plain(body), ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def address(root: str, path: str) -> str:
    """Return the full address; the query behind the path is escaped already."""
    head, mark, tail = path.partition("?")
    return f"{root}/{escape(head)}{mark}{tail}"


def is_page(response: httpx.Response, path: str) -> bool:
    """Tell a login or error page that came with status 200 from an answer."""
    return path != "$metadata" and response.content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<"


def fault_of(response: httpx.Response, *, write: bool, in_session: bool, long: bool, promised: bool) -> BaseFault:
    """Read a failed call."""
    body = response.content.decode("utf-8-sig", errors="replace")
    code, words = complaint(body)
    markup = body.lstrip()[:1] == "<"
    return BaseFault(response.status_code, code, words, write, markup, in_session, long, promised)


def parse(response: httpx.Response, *, write: bool = False) -> Row:
    """Read a JSON object; decimals stay exact. The charset of the header is not to be trusted.

    Raises:
        DoubtfulWrite: a write was answered with something else; 1C may have done it.
        BaseAwayError: a look was.
    """
    body = response.content.decode("utf-8-sig", errors="replace").strip()
    if not body:
        return {}
    try:
        answer = json_of(body, parse_float=Decimal)
    except ValueError as error:
        kind = DoubtfulWrite if write else BaseAwayError
        raise kind(f"1C answered {response.status_code} with text that is no JSON") from error
    return answer if isinstance(answer, dict) else {"value": answer}


def complaint(body: str) -> tuple[str | None, str]:
    """Return code and text of an error envelope; without one, no code and the body.

    Of what is long the beginning is returned, and none of our secrets: a proxy's page may show what we sent.
    """
    try:
        error = json_of(body)["odata.error"]
        return str(error["code"])[:_LONGEST_CODE], hide(str(error["message"]["value"]))[:_LONGEST_WORDS]
    except (ValueError, KeyError, TypeError):
        return None, hide(body)[:_LONGEST_WORDS]


def not_kept(sent: Row, saved: Row) -> list[str]:
    """Name the fields 1C did not keep: it ignores names it does not know and cuts long texts without a word."""
    plain = {name: value for name, value in sent.items() if not isinstance(value, list) and "@" not in name}
    return [name for name, value in plain.items() if not _kept(value, saved.get(name))]


def holds(sent: Row, saved: Row) -> bool:
    """Tell whether a record holds all that was sent, rows of its tabular parts in their order."""
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
