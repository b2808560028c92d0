"""«Поиск и удаление дублей» of the simulated base: people merge two records of a catalog into one."""

from __future__ import annotations

from typing import Any

from sandbox.base.control import directories
from sandbox.base.control.requests import MergeRequest
from sandbox.base.faults import no_entity
from sandbox.base.infobase import Infobase, Key, Row

MARKED = "DeletionMark"


def merge(base: Infobase, asked: MergeRequest) -> dict[str, int]:
    """Merge two records of a catalog of 1C: put one in every place of use of the other, then mark or remove that one.

    Every object that named it is saved, so that its version moves. Nothing records the survivor.

    Returns:
        `saved`: how many objects and rows of registers named it

    Raises:
        ODataFault: nobody has one of the two

    """
    if base.get(asked.of, asked.kept) is None or base.get(asked.of, asked.dead) is None:
        raise no_entity()
    saved = 0
    for name in base.tables:
        for key in list(base.tables[name]):
            if (asked.of, (asked.dead,)) != (name, key):
                saved += _renamed(base, name, key, asked)
    if asked.remove:
        base.delete(asked.of, (asked.dead,))
    else:
        directories.change(base, asked.of, asked.dead, {MARKED: True})
    return {"saved": saved}


def _renamed(base: Infobase, name: str, key: Key, asked: MergeRequest) -> int:
    row = base.tables[name][key]
    changed: Row = _with(row, asked)
    if changed == row:
        return 0
    known = base.schema[name]
    if tuple(changed[one] for one in known.keys) != key:
        base.delete(name, key)  # of a register whose dimension it is
    base.commit(name, changed)
    return 1


def _with(value: Any, asked: MergeRequest) -> Any:
    if isinstance(value, dict):
        return {name: _with(one, asked) for name, one in value.items()}
    if isinstance(value, list):
        return [_with(one, asked) for one in value]
    return asked.kept if value == asked.dead else value
