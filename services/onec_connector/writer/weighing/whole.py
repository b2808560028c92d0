"""Partners and contact persons of one look, whose catalogs are read whole at the first question."""

from services.onec_connector.base.wire import Row
from services.onec_connector.objects import standard
from services.onec_connector.reference.partner_cards import PartnerCards
from services.onec_connector.reference.person_cards import PersonCards
from services.onec_connector.vocabulary.companies import PartnerCard


class WholePartners:
    """Answers as `PartnerCards`; whoever is not a client is read alone.

    Args:
        cards: read 1C.
    """

    def __init__(self, cards: PartnerCards) -> None:
        self._cards = cards
        self._known: dict[str, PartnerCard] | None = None
        self.groups, self.words = cards.groups, cards.words

    async def see(self, of_partner: str) -> PartnerCard | None:
        """Return a partner as it stood at this look; None: there is none."""
        if self._known is None:
            self._known = {card.guid: card async for card in self._cards.see_clients()}
        return self._known.get(of_partner) or await self._cards.see(of_partner)


class WholePersons:
    """Answers as `PersonCards`.

    Args:
        cards: read 1C.
    """

    def __init__(self, cards: PersonCards) -> None:
        self._cards = cards
        self._known: dict[str, Row] | None = None
        self.kinds = cards.kinds

    async def see(self, of_person: str) -> Row | None:
        """Return a contact person as it stood at this look; None: there is none."""
        if self._known is None:
            self._known = {str(row[standard.REF]): row async for row in self._cards.see_all()}
        return self._known.get(of_person)
