"""Looks for changed partners of 1C: a pass over them, their legal entities and accounts touches what differs.

1C cannot be asked what changed. A record's version moves with every save, and that of a legal entity or an account
is not its partner's. A base that keeps versions of its objects names those that were saved (`change_log.py`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.onec_connector.intake.catalog_versions import CatalogVersions
from services.onec_connector.intake.pace import Pace
from services.onec_connector.memory.seen_marks import SeenMarks
from shared.messages.ring.facts import PartnerTouched
from shared.messages.things import Ref

_CHUNK = 200


@dataclass(frozen=True, slots=True)
class PartyCatalogs:
    """The catalogs a partner's mark is made of; accounts are None where this base has none to look at."""

    partners: CatalogVersions
    entities: CatalogVersions
    accounts: CatalogVersions | None

    def __iter__(self) -> Iterator[CatalogVersions]:
        """Yield legal entities first: one created meanwhile has a partner that the next pass finds changed."""
        return iter((self.entities, *((self.accounts,) if self.accounts else ()), self.partners))


class PartnerPass:
    """Touches partners of 1C that differ.

    Args:
        catalogs: of 1C.
        seen: what the last pass saw.
        pace: publishes hints; a wave of saves in 1C is not to keep the portal's edits waiting.
    """

    def __init__(self, catalogs: PartyCatalogs, seen: SeenMarks, pace: Pace) -> None:
        self._catalogs = catalogs
        self._seen = seen
        self._pace = pace

    @property
    def catalogs(self) -> Sequence[CatalogVersions]:
        """The catalogs whose cards the partner pass keeps."""
        return tuple(self._catalogs)

    async def look(self) -> None:
        """Look at all partners of 1C once, with their legal entities and accounts."""
        for catalog in self._catalogs:
            await catalog.all()
        marks = self._marks()
        await self._compare(marks)
        gone = [key async for key in self._seen.all_keys() if key not in marks]
        await self._touch(gone, gone=True)
        await self._seen.forget(gone)

    async def look_closer(self, named: Mapping[str, Collection[str]]) -> None:
        """Look at the partners of 1C whose records, legal entities or accounts are named."""
        concerned = self._partners_of(named)
        for catalog in self._catalogs:
            await catalog.refresh(named.get(catalog.name, ()))
        concerned |= self._partners_of(named)
        if concerned:
            marks = self._marks()
            await self._compare({key: marks[key] for key in sorted(map(_key, concerned)) if key in marks})

    def _partners_of(self, named: Mapping[str, Collection[str]]) -> set[str]:
        """Return the partners of named records of 1C; a record that changed hands has two, so it is asked twice."""
        catalogs = self._catalogs
        entities = set(named.get(catalogs.entities.name, ()))
        if catalogs.accounts:
            accounts = catalogs.accounts.kept
            entities |= {accounts[one].of for one in named.get(catalogs.accounts.name, ()) if one in accounts}
        known = catalogs.entities.kept
        return {*named.get(catalogs.partners.name, ()), *(known[one].of for one in entities if one in known)}

    def _marks(self) -> Mapping[str, str]:
        """Return the mark of every partner of 1C by key, made of all its records' versions."""
        versions: dict[str, list[str]] = defaultdict(list)
        entities, accounts = self._catalogs.entities.kept, self._catalogs.accounts
        for card in entities.values():
            versions[card.of].append(card.version)
        for card in accounts.kept.values() if accounts else ():
            versions[entities[card.of].of if card.of in entities else ""].append(card.version)
        return {
            _key(guid): "|".join((card.version, *sorted(versions.get(guid, ()))))
            for guid, card in self._catalogs.partners.kept.items()
        }

    async def _compare(self, marks: Mapping[str, str]) -> None:
        keys = list(marks)
        for start in range(0, len(keys), _CHUNK):
            await self._compare_some({key: marks[key] for key in keys[start : start + _CHUNK]})

    async def _compare_some(self, marks: Mapping[str, str]) -> None:
        """Touch the partners of 1C that differ, unless they are no clients and were never touched."""
        known, partners = await self._seen.marks(marks.keys()), self._catalogs.partners.kept
        clients = {key for key in marks if (card := partners.get(key.partition(":")[2])) and card.of}
        differing = {
            key: mark for key, mark in marks.items() if known.get(key) != mark and (key in known or key in clients)
        }
        await self._touch(list(differing))
        await self._seen.note(differing)

    async def _touch(self, keys: list[str], *, gone: bool = False) -> None:
        await self._pace.send([PartnerTouched(ref=_ref(key), gone=gone) for key in keys])


def _key(guid: str) -> str:
    return f"partner:{guid}"


def _ref(key: str) -> Ref:
    return Ref(system="onec", kind="partner", id=key.partition(":")[2])
