"""Finds into whom 1C merged a partner (the survivor): every use of one is replaced, and no trace is kept."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import guid
from services.onec_connector.memory.order import OrderStore
from services.onec_connector.memory.partner import PartnerMemory
from services.onec_connector.objects import legal_entity, order, partner, standard
from services.onec_connector.reference.parties import PartyCatalogue
from shared.messages.party import Company

_ORDERS_ASKED = 50


@dataclass(frozen=True, slots=True)
class Merged:
    """What was found of a merged partner.

    Args:
        survivor: who stands in his place; empty: nobody, or several may be meant.
        orders: those known to have been his.
    """

    survivor: str = ""
    orders: tuple[str, ...] = ()


class Survivors:
    """Follows merges of partners.

    Args:
        base: of 1C, afresh.
        parties: finds legal entities by number.
        orders: remember whose they were.
    """

    def __init__(self, base: BaseAside, parties: PartyCatalogue, orders: OrderStore) -> None:
        self._base = base
        self._parties = parties
        self._orders = orders

    async def of(self, gone: str, known: PartnerMemory) -> Merged:
        """Find who has a merged partner's legal entities in 1C now, else his numbers, else his orders.

        Args:
            gone: marked for deletion or deleted.
            known: what is remembered of him.
        """
        orders = [one.ref async for one in self._orders.listing({"fields.had": gone}, limit=_ORDERS_ASKED) if one.ref]
        async for found in self._tracks(known, orders):
            if living := await self._living(one for one in found if one != gone):
                return Merged(living[0] if len(living) == 1 else "", tuple(orders))
        return Merged(orders=tuple(orders))

    async def _tracks(self, known: PartnerMemory, orders: Sequence[str]) -> AsyncIterator[Iterable[str]]:
        yield await self._named(legal_entity.SET, known.get("entities") or (), legal_entity.PARTNER)
        yield await self._numbered(known.get("numbers") or ())
        yield await self._named(order.SET, orders, order.PARTNER)

    async def _named(self, name: str, guids: Iterable[str], field: str) -> list[str]:
        conditions = [f"{standard.REF} eq {guid(one)}" for one in guids]
        rows = await self._base.any_of(name, conditions, (standard.REF, field)) if conditions else []
        return [str(row[field]) for row in rows]

    async def _numbered(self, numbers: Iterable[str]) -> list[str]:
        found = []
        for inn, _, kpp in (one.partition(":") for one in numbers):
            found += [one.partner for one in await self._parties.entities_by_inn(inn) if one.kpp == kpp]
        return found

    async def _living(self, partners: Iterable[str]) -> list[str]:
        conditions = [f"{standard.REF} eq {guid(one)}" for one in dict.fromkeys(partners)]
        select = (standard.REF, standard.MARKED)
        rows = await self._base.any_of(partner.SET, conditions, select) if conditions else []
        return [str(row[standard.REF]) for row in rows if not row[standard.MARKED]]


def remembered(company: Company) -> PartnerMemory:
    """Return what to remember of a 1C partner to follow his merges; one without anything is just being merged.

    Args:
        company: as he stands.
    """
    entities = [(one.ref.id, f"{one.inn}:{one.kpp}" if one.inn else "") for one in company.legal_entities if one.ref]
    if not entities:
        return {}
    return {"entities": [one for one, _ in entities], "numbers": [number for _, number in entities if number]}
