"""The portal's `batch`: up to 50 commands, one after another, with references to earlier results."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.state import Record
from sandbox.portal.methods.calls import Page

from .wire import parse_pairs

LENGTH = 50
_REFERENCE = re.compile(r"\$result((?:\[[^\[\]]+\])+)", re.IGNORECASE)
Run = Callable[[str, dict[str, Any]], Awaitable[tuple[Any, Record]]]


async def run_batch(params: dict[str, Any], run: Run, *, failed_reference: str) -> Record:
    """Run the commands of a `batch` to the simulated portal and gather the five maps of its answer.

    Args:
        params: `cmd` (array or object of strings) and `halt`.
        run: runs one method with its parameters and gives result and `time`; raises PortalError.
        failed_reference: "empty" or "literal": what a reference to nothing becomes.
    """
    commands = params.get("cmd") or {}
    if isinstance(commands, list):
        commands = {str(place): text for place, text in enumerate(commands)}
    if not isinstance(commands, dict):
        raise PortalError(400, "ERROR_ARGUMENT", "Argument 'cmd' is null or empty")
    halt = str(params.get("halt", "0")).lower() in {"1", "true", "y"}
    maps: dict[str, Record] = {
        name: {} for name in ("result", "result_error", "result_total", "result_next", "result_time")
    }
    for place, (key, text) in enumerate(commands.items()):
        try:
            if place >= LENGTH:
                raise PortalError(400, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded")  # noqa: TRY301
            await _run_one(str(key), text, run, maps, failed_reference)
        except PortalError as refusal:
            maps["result_error"][str(key)] = refusal.body()
            if halt:
                break
    return {name: as_php_map(found) for name, found in maps.items()}


async def _run_one(key: str, text: Any, run: Run, maps: dict[str, Record], failed_reference: str) -> None:
    method, _, query = str(text).partition("?")
    method = method.strip().strip("/")
    if method.lower().removesuffix(".json") == "batch":
        raise PortalError(405, "ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage")
    params = resolve(parse_pairs(query), maps["result"], failed_reference)
    answer, times = await run(method, params)
    maps["result_time"][key] = times
    if not isinstance(answer, Page):
        maps["result"][key] = answer
        return
    maps["result"][key] = answer.result
    if answer.total is not None:
        maps["result_total"][key] = answer.total
    if answer.next is not None:
        maps["result_next"][key] = answer.next


def resolve(value: Any, results: Record, failed: str) -> Any:
    """Replace `$result[key][field]` in a batch command by earlier results."""
    if isinstance(value, dict):
        return {key: resolve(part, results, failed) for key, part in value.items()}
    if isinstance(value, list):
        return [resolve(part, results, failed) for part in value]
    if not isinstance(value, str) or "$result" not in value.lower():
        return value
    entire = _REFERENCE.fullmatch(value)
    if entire:
        found = _look_up(entire, results)
        return (value if failed == "literal" else "") if found is None else found
    return _REFERENCE.sub(lambda match: _text(match, results, failed), value)


def _look_up(match: re.Match[str], results: Record) -> Any:
    found: Any = results
    for step in re.findall(r"\[([^\[\]]+)\]", match.group(1)):
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found


def _text(match: re.Match[str], results: Record, failed: str) -> str:
    found = _look_up(match, results)
    if found is None or isinstance(found, dict | list):
        return match.group(0) if failed == "literal" else ""
    return str(found)


def as_php_map(found: Record) -> Any:
    """Serialise a map of a batch's answer as PHP does: empty or numbered from 0 without gaps, it is an array."""
    if list(found) == [str(place) for place in range(len(found))]:
        return list(found.values())
    return found
