"""Finds the company that another one was merged into: the portal deletes one and never names the other."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from services.b24_connector.memory.company import CompanyMemory
from services.b24_connector.memory.deal import DealStore
from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.reader.cards import CompanyCards
from services.b24_connector.reference.numbered import NumberedRequisites
from services.b24_connector.vocabulary.names import COMPANY, DEAL
from services.b24_connector.vocabulary.requisites import numbers_of
from services.b24_connector.vocabulary.values import identity

_DEALS_ASKED = 50


class CompanySurvivors:
    """Follows merges of the portal's companies, by their requisites, numbers and deals.

    Args:
        portal: where to ask.
        cards: know whose a requisite is.
        deals: remember whose they were.
    """

    field = "company"

    def __init__(self, portal: Portal, cards: CompanyCards, deals: DealStore) -> None:
        self._portal = portal
        self._cards = cards
        self._deals = deals
        self._numbered = NumberedRequisites(portal)

    async def of(self, company: str, known: CompanyMemory) -> list[str]:
        """Return the companies that a deleted one became: several only if its requisites went several ways.

        Its requisites keep their ids. One that has become part of a requisite of the same number is gone: then it is
        the only one with this number, else the only one that deals of the dead one have now.

        Args:
            company: the deleted one.
            known: what is remembered of it.
        """
        if moved := others(company, await self._owners(known.get("parts") or ())):
            return moved
        numbered = others(company, await self._holders(known.get("numbers") or ()))
        found = numbered if len(numbered) == 1 else others(company, await self._of_deals(company))
        return found if len(found) == 1 else []

    async def open_deals(self, company: str) -> list[str]:
        """Return the open deals of a company that survived a merge."""
        rows = await self._listed({f"{self.field}Id": company, "closed": "N"}, ["id"])
        return [str(row["id"]) for row in rows]

    async def _owners(self, parts: Iterable[str]) -> list[str]:
        requisites = [part.partition(":")[2] for part in parts if part.startswith("requisite:")]
        found = await asyncio.gather(*(self._cards.owners("requisite", one) for one in requisites))
        return [owner for some in found for owner in some]

    async def _holders(self, numbers: Sequence[str]) -> list[str]:
        """Return the companies whose requisites have one of these INN and KPP; an earlier release kept INN alone."""
        firms = dict.fromkeys(one.partition(":")[0] for one in numbers)
        found = await asyncio.gather(*(self._numbered.however_typed(COMPANY, ("RQ_INN",), inn) for inn in firms))
        had = ((identity(row.get("ENTITY_ID")), numbers_of(row)) for rows in found for row in rows)
        return [owner for owner, (inn, kpp) in had if {*numbers} & {inn, f"{inn}:{kpp}"}]

    async def _of_deals(self, company: str) -> list[str]:
        deals = [one.ref async for one in self._deals.listing({f"fields.{self.field}": company}, limit=_DEALS_ASKED)]
        ids = [one for one in deals if one]
        rows = await self._listed({"@id": ids}, ["id", f"{self.field}Id"]) if ids else []
        return [found for row in rows if (found := identity(row.get(f"{self.field}Id")))]

    async def _listed(self, wanted: dict[str, Any], select: Sequence[str]) -> Sequence[Any]:
        params = {"entityTypeId": DEAL, "filter": wanted, "select": list(select), "order": {"id": "ASC"}}
        return await self._portal.pages("crm.item.list", params, rows=rows_at("items"))


def others(company: str, found: Iterable[str]) -> list[str]:
    """Return the survivors that were found, each once, without the merged company or contact itself."""
    return [one for one in dict.fromkeys(found) if one != company]
