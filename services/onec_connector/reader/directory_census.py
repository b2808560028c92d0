"""`catalog.census` → `records.counted`: 1C's directories as they stand now, for comparing both sides."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from services.onec_connector.objects import contact_person, item, partner
from services.onec_connector.reader.all_items import AllItems
from services.onec_connector.reader.item_snapshots import AT_ONCE
from services.onec_connector.reader.items import ItemReader
from services.onec_connector.reader.partners import PartnerReader
from services.onec_connector.reader.persons import PersonReader
from services.onec_connector.reader.prices import PriceReader
from services.onec_connector.vocabulary.orders import link
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.census import PAGE, CensusEnded
from shared.messages.ring.directory_census import CatalogCensus, Listed, RecordsCounted
from shared.messages.ring.facts import ItemChanged, PartnerChanged, PersonChanged, PriceChanged

CountedFact = ItemChanged | PriceChanged | PartnerChanged | PersonChanged


_CATALOGS: Final[Mapping[Listed, str]] = {
    "item": item.METADATA_NAME,
    "price": item.METADATA_NAME,
    "partner": partner.METADATA_NAME,
    "contact_person": contact_person.METADATA_NAME,
    "private_partner": partner.METADATA_NAME,
}


@dataclass(frozen=True, slots=True)
class CatalogCensusReader:
    """Handles `catalog.census` in the polling session; catalogs and registers are read whole.

    Args:
        items, prices, partners, persons: the readers of the lane `directory`.
        all_items: every item there is.
        web: where people open 1C's web client.
    """

    items: ItemReader
    prices: PriceReader
    partners: PartnerReader
    persons: PersonReader
    all_items: AllItems
    web: str

    def handlers(self) -> Handlers:
        """Return the handler of `catalog.census` at 1C's side."""
        return (on(CatalogCensus, self.census),)

    async def census(self, _envelope: Envelope, message: CatalogCensus) -> HandlerResult:
        """Publish all records of a directory of 1C, fifty a message, and how many there were."""
        told: dict[str, Callable[[Sequence[str]], AsyncIterator[CountedFact]]] = {
            "item": self._items,
            "price": self.prices.would_tell,
            "partner": partial(self.partners.would_tell, compared=message.look != 1),
            "contact_person": partial(self.persons.would_tell, compared=message.look != 1),
            "private_partner": partial(self.partners.would_tell, private=True, compared=message.look != 1),
        }
        facts = [fact async for fact in told[message.kind](message.only)]
        pages = [self._page(message, number, some) for number, some in enumerate(_pages(facts), 1)]
        ended = CensusEnded(run=message.run, look=message.look, side="onec", kind=message.kind, count=len(facts))
        return HandlerResult([*pages, ended])

    async def _items(self, only: Sequence[str]) -> AsyncIterator[ItemChanged]:
        met = set(only)
        if not only:
            async for one in self.all_items.facts():
                met.add(one.ref.id)
                yield one
        codes = only or [code async for code in self.all_items.unmet(met)]
        for start in range(0, len(codes), AT_ONCE):
            looks = (self.items.would_tell(code) for code in codes[start : start + AT_ONCE])
            for fact in await asyncio.gather(*looks):
                if fact is not None:
                    yield fact

    def _page(self, message: CatalogCensus, number: int, facts: Sequence[CountedFact]) -> RecordsCounted:
        return RecordsCounted(
            run=message.run,
            look=message.look,
            kind=message.kind,
            page=number,
            count=len(facts),
            links={fact.ref.id: self._link(message.kind, fact.ref.id) for fact in facts},
            products=tuple(fact.product for fact in facts if isinstance(fact, ItemChanged)),
            prices=tuple(fact.prices for fact in facts if isinstance(fact, PriceChanged)),
            companies=tuple(fact.company for fact in facts if isinstance(fact, PartnerChanged)),
            contacts=tuple(fact.contact for fact in facts if isinstance(fact, PersonChanged)),
        )

    def _link(self, kind: Listed, code: str) -> str:
        return link(code.partition("#")[0], self.web, _CATALOGS[kind])


def _pages(facts: Sequence[CountedFact]) -> list[Sequence[CountedFact]]:
    return [facts[start : start + PAGE] for start in range(0, len(facts), PAGE)]
