"""Partners with their legal entities, read afresh: what is edited is not kept."""

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query, guid
from services.onec_connector.objects import contact, legal_entity, partner, standard
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.vocabulary.companies import PartnerCard, PartyWords

_PARTNER = (
    standard.REF,
    standard.DESCRIPTION,
    standard.MARKED,
    standard.PREDEFINED_NAME,
    partner.KIND,
    partner.IS_CLIENT,
    partner.MANAGER,
    contact.PART,
)
_ENTITY = (
    standard.REF,
    standard.DESCRIPTION,
    standard.MARKED,
    legal_entity.FULL_NAME,
    legal_entity.INN,
    legal_entity.KPP,
    legal_entity.KIND,
    legal_entity.PARTNER,
    legal_entity.REGISTERED,
    legal_entity.DETAILS,
)
_OF_FOREIGNERS = (legal_entity.COUNTRY, legal_entity.FOREIGN_NUMBER)


class PartnerCards:
    """Looks at partners.

    Args:
        base: of 1C.
        dictionaries: those of the orders.
    """

    def __init__(self, base: BaseAside, dictionaries: Dictionaries) -> None:
        self._base = base
        self._dictionaries = dictionaries

    async def see(self, of_partner: str) -> PartnerCard | None:
        """Return a partner as he stands, marked for deletion or not; None: there is none."""
        rows = await self._base.listing(partner.SET, Query(f"{standard.REF} eq {guid(of_partner)}", _PARTNER))
        if not rows:
            return None
        foreign = _OF_FOREIGNERS if self._dictionaries.knows_foreigners else ()
        query = Query(f"{legal_entity.PARTNER} eq {guid(of_partner)}", (*_ENTITY, *foreign), order_by=standard.REF)
        entities = await self._base.listing(legal_entity.SET, query)
        return PartnerCard(rows[0], tuple(row for row in entities if not row[standard.MARKED]))

    async def words(self) -> PartyWords:
        """Return what the small catalogs say."""
        return PartyWords(
            details=await self._dictionaries.contact_kinds(partner.SET),
            addresses=await self._dictionaries.address_kinds(),
            countries=await self._dictionaries.countries(),
            users=await self._dictionaries.users(),
        )
