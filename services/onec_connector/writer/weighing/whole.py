"""Partners and contact persons of 1C at one look of a weighing, read whole and kept packed."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable

from services.onec_connector.base.packed import Packed, Packer
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import standard
from services.onec_connector.reference.parties import read_person
from services.onec_connector.reference.partner_cards import PartnerCards
from services.onec_connector.reference.person_cards import PersonCards
from services.onec_connector.vocabulary.companies import PartnerCard
from services.onec_connector.vocabulary.reference import KnownPerson


class WholePartners:
    """Answers as `PartnerCards`; whoever is not a client is read alone.

    Args:
        cards: read 1C.
    """

    def __init__(self, cards: PartnerCards) -> None:
        self._cards = cards
        self._known: dict[str, Packed[PartnerCard]] | None = None
        self._reading = asyncio.Lock()
        self.groups, self.words = cards.groups, cards.words

    async def see(self, of_partner: str) -> PartnerCard | None:
        """Return a partner of 1C as it stood at this look of a weighing; None: there is none."""
        async with self._reading:
            if self._known is None:
                packer = Packer[PartnerCard]()
                self._known = {card.guid: packer.pack(card) async for card in self._cards.see_clients()}
        found = self._known.get(of_partner)
        return found.value() if found else await self._cards.see(of_partner)


class WholePersons:
    """Answers as `PersonCards`, and as `PartyCatalogue` where contact persons are looked for.

    Args:
        cards: read 1C.
    """

    def __init__(self, cards: PersonCards) -> None:
        self._cards = cards
        self._known: dict[str, Packed[Row]] | None = None
        self._owned: dict[str, list[str]] = defaultdict(list)
        self._reading = asyncio.Lock()
        self.kinds = cards.kinds

    async def see(self, of_person: str) -> Row | None:
        """Return a contact person of 1C as it stood at this look of a weighing; None: there is none."""
        found = (await self._whole()).get(of_person)
        return found.value() if found else None

    async def persons(self, guids: Iterable[str]) -> dict[str, KnownPerson]:
        """Return contact persons of 1C by reference as they stood at this look of a weighing."""
        whole = await self._whole()
        return {one: read_person(whole[one].value()) for one in guids if one in whole}

    async def persons_of(self, owner: str) -> list[KnownPerson]:
        """Find usable contact persons of a partner as they stood at this look of a weighing."""
        await self._whole()
        known = await self.persons(self._owned.get(owner, ()))
        return [one for one in known.values() if one.usable]

    async def _whole(self) -> dict[str, Packed[Row]]:
        async with self._reading:
            if self._known is None:
                known, packer = dict[str, Packed[Row]](), Packer[Row]()
                async for row in self._cards.see_all():
                    known[row[standard.REF]] = packer.pack(row)
                    self._owned[row[standard.OWNER]].append(row[standard.REF])
                self._known = known
        return self._known
