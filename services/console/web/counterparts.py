"""Finds, for the page of failed messages, both records of a pair: the message's own, and its counterpart."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.console.web.settings import WebSettings
from shared.messages.pairs import PAIR_KINDS
from shared.messages.things import System
from shared.store.connection import connect
from shared.store.pairs import Pairs

_HALVES: Final[Mapping[str, tuple[str, System]]] = {
    **{pair: (pair, "b24") for pair in PAIR_KINDS.values()},
    **{record: (pair, "onec") for record, pair in PAIR_KINDS.items()},
}
"""Kind of the pair and the half, by what a key calls a record."""


@dataclass(frozen=True, slots=True)
class Records:
    """The two records of a pair, as people call them; an unknown one is empty.

    Args:
        b24: id in the portal.
        onec: number of the order, else the GUID.
        pair: key that the page of a deal and its order is opened by.
    """

    b24: str = ""
    onec: str = ""
    pair: str = ""


class Counterparts:
    """Looks up, for the page of failed messages, both records of each message's pair.

    Args:
        settings: where the database is.
    """

    def __init__(self, settings: WebSettings) -> None:
        self._settings = settings

    async def of(self, keys: Collection[str]) -> dict[str, Records]:
        """Return both records of the pairs behind keys like `deal:41`, by key, in one query of the database."""
        halves = {key: _HALVES[kind] for key in keys if (kind := key.partition(":")[0]) in _HALVES}
        asked: dict[tuple[str, System], list[str]] = {}
        for key, half in halves.items():
            asked.setdefault(half, []).append(key.partition(":")[2])
        if not asked:
            return {}
        where = {"$or": [{"kind": kind, half: {"$in": ids}} for (kind, half), ids in asked.items()]}
        async with connect(self._settings.mongo_url, self._settings.mongo_database) as database:
            fields = {"kind": 1, "b24": 1, "onec": 1, "about.number": 1}
            found = [one async for one in Pairs(database).documents.find(where, fields)]
        known = {(one["kind"], half, one[half]): one for one in found for half in ("b24", "onec") if half in one}
        return {key: _records(key, known.get((*half, key.partition(":")[2]))) for key, half in halves.items()}


def _records(key: str, pair: Mapping[str, Any] | None) -> Records:
    kind, half = _HALVES[key.partition(":")[0]]
    own = key.partition(":")[2]
    found = pair or {half: own}
    number = (found.get("about") or {}).get("number")
    return Records(
        b24=str(found.get("b24") or ""),
        onec=str(number or found.get("onec") or ""),
        pair=key if kind == "deal" else "",
    )
