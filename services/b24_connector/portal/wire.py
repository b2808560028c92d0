"""Encodes calls to the portal (batches, query strings) and decodes its answers: pages, timing, faults, maps."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import qs_codec

from services.b24_connector.portal import metrics
from services.b24_connector.portal.errors import PortalAwayError, PortalFault
from services.b24_connector.portal.slots import BatchCommand, PortalAnswer
from services.b24_connector.portal.transport import TransportError
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.observe.secrets import hide

REFERENCE = "$result"
"""How a value of a batch begins to name an earlier answer, `$result[c0][id]`; what else is one, nobody says."""

MOST_VARIABLES = 1000
"""Of one command; `max_input_vars` as PHP is delivered."""
TIMING = ("processing", "finish", "operating", "operating_reset_at")
_PAGE = re.compile("[0-9]{1,9}")
_LATEST_S = 4e9
"""Seconds since 1970, in the year 2096."""

_LONGEST_CODE, _LONGEST_WORDS = 100, 10_000
"""Of a refusal: nobody reads more, and a log or a dead letter that held it would be as long."""


def batch_of(commands: Sequence[BatchCommand]) -> dict[str, Any]:
    """Return the parameters of the portal's `batch` call for some commands."""
    return {
        "halt": 0,
        "cmd": {f"c{number}": f"{one.method}?{query(one.params)}" for number, one in enumerate(commands)},
    }


def query(params: Mapping[str, Any]) -> str:
    """Encode parameters of the portal as PHP reads a query string, keys as well: some begin with `=`."""
    return qs_codec.encode(dict(params))


def refers(value: Any) -> bool:
    """Tell whether a batch would replace a part of this value by another command's answer.

    The portal knows no way to quote it, so what holds such a text is sent outside any batch, letter for letter.
    """
    if isinstance(value, Mapping):
        return any(refers(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return any(refers(part) for part in value)
    return isinstance(value, str) and REFERENCE in value.lower()


def fits_in(value: Any) -> bool:
    """Tell whether a command's parameters, or a part of them, may stand in a batch, which is a query string.

    PHP reads a thousand variables of one and drops the rest in silence: an order of more than a hundred rows.
    """
    return not refers(value) and _variables(value) <= MOST_VARIABLES


def _variables(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(map(_variables, value.values()))
    return sum(map(_variables, value)) if isinstance(value, list | tuple) else 1


def answer_of(body: Mapping[str, Any], method: str, *, write: bool) -> PortalAnswer:
    """Decode the portal's answer to a call outside any batch; raises as `next_of`."""
    return PortalAnswer(body["result"], next_of(body.get("next"), method), timing_of(body.get("time")), write)


def next_of(value: Any, method: str) -> int | None:
    """Return where the next page of a portal list begins; None: this was the last one.

    Raises:
        PortalAwayError: the portal names no number. Rows would be lost if that were taken for the end.
    """
    if value is None:
        return None
    if isinstance(value, int | str) and _PAGE.fullmatch(str(value)):
        return int(value)
    raise PortalAwayError(f"{method}: the portal does not say where the next page begins")


def timing_of(value: Any) -> Mapping[str, float]:
    """Return the numbers of `time` in the portal's answer; one that is none, or of another century, is left out."""
    found = mapping(value)
    return {name: seconds for name in TIMING if (seconds := _seconds(found.get(name))) is not None}


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if 0 <= seconds < _LATEST_S else None


def fault_of(method: str, status: int | None, body: Mapping[str, Any], *, write: bool) -> PortalFault:
    """Decode a failed call of the portal, and count it if it was refused for one of its limits.

    Args:
        method: that was called.
        status: of HTTP; None for a command inside a batch.
        body: of the answer, or the part about the command.
        write: whether the call may have changed something.
    """
    code = hide(str(body.get("error", "")))[:_LONGEST_CODE]
    words = hide(str(body.get("error_description", "")))[:_LONGEST_WORDS]
    metrics.limited(code, status)
    return PortalFault(method, code, words, status, write)


def lost(error: TransportError, method: str, *, write: bool) -> Retryable:
    """Return the exception for a call of the portal that got no answer."""
    text = f"{method}: no answer of the portal ({error})"
    return DoubtfulWrite(text) if write and error.kind != "connect" else PortalAwayError(text)


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a map from the portal's answer, in which an empty map arrives as an empty list."""
    return value if isinstance(value, dict) else {}
