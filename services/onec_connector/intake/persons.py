"""Looks for changed contact persons of 1C: a pass over their catalog touches what differs from the last pass."""

from collections.abc import Collection, Mapping, Sequence

from services.onec_connector.intake.catalog_versions import Card, CatalogVersions
from services.onec_connector.intake.pace import Pace
from services.onec_connector.memory.person import person_key
from services.onec_connector.memory.seen_marks import SeenMarks
from shared.messages.ring.facts import PersonTouched
from shared.messages.things import Ref

_CHUNK = 200


class PersonPass:
    """Touches contact persons of 1C that differ.

    Args:
        catalog: of 1C.
        seen: what the last pass saw.
        partners: whom the pass over partners has touched: who speaks for nobody of them is nobody's business.
        pace: publishes hints; what people edit meanwhile is not to wait behind all of them.
    """

    def __init__(self, catalog: CatalogVersions, seen: SeenMarks, partners: SeenMarks, pace: Pace) -> None:
        self._catalog = catalog
        self._seen = seen
        self._partners = partners
        self._pace = pace

    @property
    def catalogs(self) -> Sequence[CatalogVersions]:
        """The catalog whose cards the contact person pass keeps."""
        return (self._catalog,)

    async def look(self) -> None:
        """Look at all contact persons of 1C once."""
        cards = await self._catalog.all()
        await self._compare_all(cards)
        there = {person_key(guid) for guid in cards}
        gone = [key async for key in self._seen.all_keys() if key not in there]
        await self._touch(gone, gone=True)
        await self._seen.forget(gone)

    async def look_closer(self, named: Mapping[str, Collection[str]]) -> None:
        """Look at the contact persons of 1C that are named."""
        refs = named.get(self._catalog.name, ())
        await self._catalog.refresh(refs)
        kept = self._catalog.kept
        await self._compare_all({guid: kept[guid] for guid in sorted(refs) if guid in kept})

    async def _compare_all(self, cards: Mapping[str, Card]) -> None:
        guids = list(cards)
        for start in range(0, len(guids), _CHUNK):
            some = {person_key(guid): cards[guid] for guid in guids[start : start + _CHUNK]}
            marks = {key: card.version for key, card in some.items()}
            await self._compare(marks, {key: f"partner:{card.of}" for key, card in some.items()})

    async def _compare(self, marks: Mapping[str, str], owners: Mapping[str, str]) -> None:
        known, partners = await self._seen.marks(marks.keys()), await self._partners.marks(set(owners.values()))
        differing = {
            key: mark
            for key, mark in marks.items()
            if known.get(key) != mark and (key in known or owners[key] in partners)
        }
        await self._touch(list(differing))
        await self._seen.note(differing)

    async def _touch(self, keys: list[str], *, gone: bool = False) -> None:
        await self._pace.send([PersonTouched(ref=_ref(key), gone=gone) for key in keys])


def _ref(key: str) -> Ref:
    return Ref(system="onec", kind="contact_person", id=key.partition(":")[2])
