"""The lane `census`: counted records of the directory become commands that are weighed, not carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.mapper.handlers.companies import CompanyMapper
from services.mapper.handlers.contacts import ContactMapper
from services.mapper.handlers.products import DirectoryMapper
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import (
    Command,
    CompanyUpsert,
    ContactUpsert,
    PartnerUpsert,
    PersonUpsert,
    PriceUpsert,
    ProductUpsert,
)
from shared.messages.ring.directory_census import (
    TOLD_BY_PORTAL,
    CardsWeigh,
    Listed,
    PartiesWeigh,
    PartnersWeigh,
    RecordsCounted,
    RecordsWeighed,
    WeighedRecord,
)
from shared.messages.ring.facts import (
    CompanyChanged,
    ContactChanged,
    ItemChanged,
    PartnerChanged,
    PersonChanged,
    PriceChanged,
    ProductChanged,
)
from shared.messages.ring.message import Snapshot
from shared.messages.things import Ref

_FACTS: Final[Mapping[Listed, type[Snapshot]]] = {
    "item": ItemChanged,
    "price": PriceChanged,
    "partner": PartnerChanged,
    "contact_person": PersonChanged,
    "private_partner": PartnerChanged,
    "company": CompanyChanged,
    "contact": ContactChanged,
    "private_contact": CompanyChanged,
    "product": ProductChanged,
}


@dataclass(frozen=True, slots=True)
class DirectoryCensusMapper:
    """Makes the commands that the lane `directory` would send for counted records; it changes no pair."""

    directory: DirectoryMapper
    companies: CompanyMapper
    contacts: ContactMapper

    def handlers(self) -> Handlers:
        """Return the handler of each message about counted directory records."""
        return (on(RecordsCounted, self.records_counted),)

    async def records_counted(self, _envelope: Envelope, message: RecordsCounted) -> HandlerResult:
        """Turn counted directory records into the commands that would write them."""
        page: dict[str, Any] = {
            name: getattr(message, name) for name in ("run", "look", "kind", "page", "count", "links")
        }
        if message.kind == "product":
            return HandlerResult(publish=(RecordsWeighed(**page, found=await self._unmade(message)),))
        commands = [command for fact in _facts(message) if (command := await self._command(fact)) is not None]
        if message.kind in {"item", "price"}:
            products = tuple(one for one in commands if isinstance(one, ProductUpsert))
            prices = tuple(one for one in commands if isinstance(one, PriceUpsert))
            return HandlerResult(publish=(CardsWeigh(**page, products=products, prices=prices),))
        if message.kind in TOLD_BY_PORTAL:
            partners = tuple(one for one in commands if isinstance(one, PartnerUpsert))
            persons = tuple(one for one in commands if isinstance(one, PersonUpsert))
            return HandlerResult(publish=(PartnersWeigh(**page, partners=partners, persons=persons),))
        companies = tuple(one for one in commands if isinstance(one, CompanyUpsert))
        contacts = tuple(one for one in commands if isinstance(one, ContactUpsert))
        return HandlerResult(publish=(PartiesWeigh(**page, companies=companies, contacts=contacts),))

    async def _unmade(self, message: RecordsCounted) -> tuple[WeighedRecord, ...]:
        """Return the typed products that have no item: their pair alone says so, whatever 1C would make of them.

        One that a person is asked about is left out: carrying it once more asks the same.
        """
        refs = [one.ref for one in message.products if one.ref]
        pairs = await self.directory.links.counterparts([(ref.kind, ref) for ref in refs])
        asked = await self._asked_about(refs)
        names = {one.ref.id: one.name for one in message.products if one.ref}
        return tuple(
            WeighedRecord(
                key=ref.key, b24=ref, name=names[ref.id], what="unpaired", b24_url=message.links.get(ref.id, "")
            )
            for ref in refs
            if not pairs.get((ref.kind, ref.id)) and ref.key not in asked
        )

    async def _asked_about(self, products: Sequence[Ref]) -> set[str]:
        """Return the keys of products that wait for an open doubt, or are candidates of one."""
        doubts = self.directory.links.doubts
        found = [*await doubts.awaited_by([ref.key for ref in products]), *await doubts.naming(products)]
        return {key for one in found for key in (*one.waiting, *(each.ref.key for each in one.doubt.candidates))}

    async def _command(self, fact: Snapshot) -> Command | None:
        match fact:
            case ItemChanged():
                return await self.directory.product_command(fact)
            case PriceChanged():
                return await self.directory.price_command(fact)
            case _:
                return await self._of_party(fact)

    async def _of_party(self, fact: Snapshot) -> Command | None:
        match fact:
            case PartnerChanged():
                return await self.companies.commands.company_command(fact)
            case PersonChanged():
                return await self.contacts.contact_command(fact)
            case CompanyChanged():
                return await self.companies.commands.partner_command(fact)
            case ContactChanged():
                return await self.contacts.person_command(fact)
            case _:
                return None


def _facts(message: RecordsCounted) -> list[Snapshot]:
    kind = _FACTS[message.kind]
    records = (*message.products, *message.prices, *message.companies, *message.contacts)
    return [kind(**{kind.RECORD: one}) for one in records]
