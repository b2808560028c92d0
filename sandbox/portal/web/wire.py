"""The portal's requests in, answers out: JSON and PHP-bracket forms, and the envelope."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import unquote_plus

import orjson
from qs_codec import DecodeOptions, decode

from sandbox.portal.engine.clock import PORTAL_ZONE
from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.state import Record
from sandbox.portal.methods.calls import Page

_MOST_VARIABLES = 1000
_OPTIONS = DecodeOptions(parse_lists=False, depth=12, parameter_limit=100_000, charset_sentinel=False)


def parse_pairs(text: str) -> dict[str, Any]:
    """Read a query string or form of a request to the portal with PHP bracket keys: `fields[PHONE][0][VALUE]=…`.

    `filter[=id]=1` is read as documentation writes it, with a sign before the first `=` of the pair. What is beyond
    the thousandth variable is dropped in silence, as PHP is delivered.
    """
    flat: dict[str, str] = {}
    counts: dict[str, int] = {}
    for pair in text.split("&"):
        if not pair or len(flat) >= _MOST_VARIABLES:
            continue
        cut = _border(pair)
        key, value = (pair, "") if cut < 0 else (pair[:cut], pair[cut + 1 :])
        name = unquote_plus(key)
        while "[]" in name:
            stem = name.partition("[]")[0]
            place = counts.get(stem, 0)
            counts[stem] = place + 1
            name = name.replace("[]", f"[{place}]", 1)
        flat[name] = unquote_plus(value)
    if not any("[" in name for name in flat):
        return dict(flat)
    return {str(key): _listed(value) for key, value in decode(flat, _OPTIONS).items()}


def _border(pair: str) -> int:
    """Find the `=` between key and value of a form's pair; one inside a key's PHP brackets is part of the key."""
    plain, bracket = pair.find("="), pair.find("[")
    end = pair.find("]=")
    return end + 1 if 0 <= bracket < plain and end >= 0 else plain


def _listed(value: Any) -> Any:
    """Turn maps numbered from 0 without gaps into lists, as PHP's own arrays are."""
    if not isinstance(value, dict):
        return value
    parts = {str(key): _listed(part) for key, part in value.items()}
    if parts and list(parts) == [str(place) for place in range(len(parts))]:
        return list(parts.values())
    return parts


def parse_json(body: bytes) -> dict[str, Any]:
    """Read the JSON object of a request to the simulated portal; numbers with a point become Decimal: 0 and 0.0 differ.

    Raises:
        PortalError: it is not JSON.
    """
    try:
        read = json.loads(body or b"{}", parse_float=Decimal)
    except ValueError:
        raise PortalError(400, "INVALID_REQUEST", "Wrong JSON") from None
    return read if isinstance(read, dict) else {}


def dump(value: Any) -> bytes:
    """Write JSON as the portal does: whole decimals as integers, moments with offset."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value).__name__)


def envelope(answer: Any, times: Record) -> Record:
    """Put a method's result into the simulated portal's envelope; counters stand beside it."""
    if not isinstance(answer, Page):
        return {"result": answer, "time": times}
    body: Record = {"result": answer.result}
    if answer.next is not None:
        body["next"] = answer.next
    if answer.total is not None:
        body["total"] = answer.total
    return body | {"time": times}


def times_of(start: float, finish: float) -> Record:
    """Return the keys of `time` that every answer of the simulated portal has."""
    return {
        "start": start,
        "finish": finish,
        "duration": finish - start,
        "processing": finish - start,
        "date_start": _shown(start),
        "date_finish": _shown(finish),
    }


def _shown(unix: float) -> str:
    return datetime.fromtimestamp(int(unix), PORTAL_ZONE).isoformat()
