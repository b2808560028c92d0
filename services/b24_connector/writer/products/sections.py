"""Finds the section of the catalogue that stands for a group of items."""

from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.vocabulary.catalogue import ROOT, Row
from services.b24_connector.vocabulary.values import identity
from services.b24_connector.writer.products.awaiting import TooEarly
from shared.bus.errors import Permanent
from shared.messages.things import Thing
from shared.process.retrying import InPlace


class SectionAwaited(TooEarly):
    """The section of a group is not there yet.

    Args:
        group: key of that, `group:…`.
    """

    def __init__(self, group: str) -> None:
        super().__init__(f"the section of {group} is not there yet", group)


_IN_PLACE = InPlace(SectionAwaited, attempts=6)


class Sections:
    """Finds the section that stands for a group of items.

    Args:
        catalogue: where to ask.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def by_id(self, section: str) -> Row | None:
        """Return a section of the catalogue by id, or None where it was deleted."""
        rows = await self._catalogue.sections("id", section)
        return rows[0] if rows else None

    async def by_key(self, group: str) -> Row | None:
        """Return the section of the catalogue that stands for a group of items.

        Raises:
            Permanent: several sections bear its GUID.
        """
        rows = await self._catalogue.sections("xmlId", group)
        if len(rows) > 1:
            ids = ", ".join(str(row["id"]) for row in rows)
            sentence = f"У нескольких разделов портала внешний код {group}: {ids}. Оставьте его одному из них."
            raise Permanent(sentence, reason="product")
        return rows[0] if rows else None

    async def of(self, thing: Thing | None) -> str:
        """Return the id of the section that a product or section is to stand in; the root for none.

        Raises:
            SectionAwaited: it is not there, and did not come within seconds.
        """
        if thing is None:
            return ROOT
        async for attempt in _IN_PLACE.loop():
            with attempt:
                return await self._of(thing)
        raise AssertionError("unreachable")  # pragma: no cover - tenacity re-raises

    async def beside(self, thing: Thing | None, block: str, present: str) -> str:
        """Return the id of the section for a product in another catalogue than the one where products are made.

        Args:
            thing: the record's group; None: it stands in none.
            block: the catalogue.
            present: where the record stands, and stays if that catalogue has no section with the group's GUID.
        """
        rows = await self._catalogue.sections("xmlId", thing.origin.id, block) if thing and thing.origin else ()
        return next((str(row["id"]) for row in rows if identity(row.get("iblockId")) == block), present)

    async def _of(self, thing: Thing) -> str:
        row = await self.by_id(thing.ref.id) if thing.ref else None
        row = row or (await self.by_key(thing.origin.id) if thing.origin else None)
        if row is None:
            raise SectionAwaited(thing.origin.key if thing.origin else f"group:{thing.name}")
        return str(row["id"])
