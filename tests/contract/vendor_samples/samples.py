"""A published form as data: a request, the form of its answer, and where ours differs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.contract.vendor_samples.shape import differences, value_at

_WORD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Sample:
    """One request and the published form of its answer; README.md tells what each key means."""

    id: str
    page: str
    method: str
    request: Any
    answer: Any
    status: int = 200
    by: str = "webhook"
    given: tuple[dict[str, Any], ...] = ()
    exact: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    differs: dict[str, str] = field(default_factory=dict)
    note: str = ""


def read_samples(folder: Path) -> list[Sample]:
    """Return the samples of all files of a folder."""
    found = [one for path in sorted(folder.glob("*.json")) for one in json.loads(path.read_text())]
    steps = folder.parent / "steps" / f"{folder.name}.json"
    named = json.loads(steps.read_text()) if steps.exists() else {}
    return [Sample(**one | {"given": tuple(_spelled_out(one.get("given", []), named))}) for one in found]


def _spelled_out(given: list[Any], named: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Put the steps in for the names that several samples share."""
    for step in given:
        if isinstance(step, str):
            yield from _spelled_out(named[step], named)
        else:
            yield step


def filled(value: Any, known: dict[str, Any]) -> Any:
    """Put the stand's ids where a `{word}` stands; a text that is only a word takes the id's type."""
    if isinstance(value, dict):
        return {key: filled(one, known) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, known) for one in value]
    if not isinstance(value, str):
        return value
    whole = _WORD.fullmatch(value)
    if whole and whole[1] in known:
        return known[whole[1]]
    return _WORD.sub(lambda word: str(known.get(word[1], word[0])), value)


def complaints(sample: Sample, answer: Any, known: dict[str, Any]) -> list[str]:
    """Return what is wrong with an answer; a listed difference that is none any more is wrong too."""
    found = list(differences(sample.answer, answer))
    said = [f"{path} {text}" for path, text in found if not any(_within(path, one) for one in sample.differs)]
    said += [f"{one}: listed as different, but is not" for one in sample.differs if not _met(one, found)]
    expected = {path: value_at(sample.answer, path) for path in sample.exact} | filled(sample.values, known)
    for path, value in expected.items():
        try:
            ours = value_at(answer, path)
        except (KeyError, IndexError):
            said.append(f"{path} is missing, must be {value!r}")
            continue
        if (type(ours) is not type(value) and not {type(ours), type(value)} <= {int, float}) or ours != value:
            said.append(f"{path} is {ours!r}, must be {value!r}")
    return said


def _within(path: str, listed: str) -> bool:
    return path == listed or path.startswith((f"{listed}.", f"{listed}[]"))


def _met(listed: str, found: list[tuple[str, str]]) -> bool:
    return any(_within(path, listed) for path, _ in found)
