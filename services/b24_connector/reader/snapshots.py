"""Reads deals with rows, client, requisites, invoices and stage history; many readers share commands.

First the deal's own fields, then rows, company, contact, requisites and link together, then what hangs on the chosen
requisite. Only rows cost a command for each deal.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.b24_connector.memory.deal import Deal
from services.b24_connector.portal import Gathered, Portal
from services.b24_connector.portal.lists import LINKS, items_by_id, read_by_id, requisites_of, rows_at
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.invoices import DealInvoices
from services.b24_connector.reference.list_prices import FormerPrice, ListPrices
from services.b24_connector.vocabulary.deals import (
    Surroundings,
    published_groups,
    read_deal,
    read_history,
    select_of,
)
from services.b24_connector.vocabulary.invoices import INVOICES_OF_DEAL, read_invoice
from services.b24_connector.vocabulary.names import COMPANY, CONTACT, DEAL, DealFields
from services.b24_connector.vocabulary.parties import choose_requisite, full_name, read_client, read_person
from services.b24_connector.vocabulary.requisites import read_legal_entity
from services.b24_connector.vocabulary.rows import CatalogueProduct, is_at_list, read_line
from services.b24_connector.vocabulary.values import identity
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Customer, Invoice, LegalEntity, Line, Person, StageEntry
from shared.process.answers import reading

Row = Mapping[str, Any]
ROWS = "crm.item.productrow.list"
COMPANIES = items_by_id(COMPANY, ("*",))
CONTACTS = items_by_id(CONTACT, ("*",))
COMPANY_REQUISITES = requisites_of(COMPANY)
CONTACT_REQUISITES = requisites_of(CONTACT)


class DealSnapshots:
    """Reads the deals of one portal.

    Args:
        portal: where to ask.
        directory: what is kept of it.
        list_prices: of the catalogue; None: nobody asks for them.
        invoices: of deals; None: nobody asks for them.
    """

    def __init__(
        self,
        portal: Portal,
        directory: Directory,
        list_prices: ListPrices | None = None,
        invoices: DealInvoices | None = None,
    ) -> None:
        self._portal = portal
        self._directory = directory
        self._list_prices = list_prices
        self._invoices = invoices
        self._lists: dict[tuple[str, ...], Gathered] = {}

    def published(self, key: str) -> frozenset[OrderGroup]:
        """Return the groups of a deal that are published for a pair with this birth key."""
        return published_groups(key, self._directory.fields.extra)

    @property
    def fields(self) -> DealFields:
        """How this portal calls our fields of the deal now."""
        return self._directory.fields

    async def header(self, deal: str) -> Row | None:
        """Read a deal's own fields; None when the portal says by id that it does not exist.

        A deal missing from the list is asked by id before that is believed.
        """
        with reading(f"deal {deal} of the portal"):
            item, invoices = await asyncio.gather(self._item(deal), self.invoices(deal))
            if item is None:
                return None
            await self._directory.learn(item)
            return {**item, INVOICES_OF_DEAL: invoices}

    async def invoices(self, deal: str) -> Sequence[Row]:
        """Return a deal's invoices that were not withdrawn, oldest first."""
        return self._standing(await self._invoices.of(deal)) if self._invoices else []

    async def invoice(self, deal: str, known: Deal | None) -> Invoice | None:
        """Return the latest invoice of a deal whose memory is read already.

        Raises:
            UnreadableRecord: it holds what no message can.
        """
        found = await self._invoices.of_known(deal, known) if self._invoices else ()
        with reading(f"invoice of deal {deal} of the portal"):
            return read_invoice({INVOICES_OF_DEAL: self._standing(found)})

    @property
    def hides_invoices(self) -> bool:
        """Whether nobody can tell now which invoices the portal's deals have."""
        return self._invoices is None or self._invoices.are_hidden

    def _standing(self, found: Sequence[Row]) -> list[Row]:
        return [row for row in found if not self._directory.is_withdrawn(str(row.get("stageId") or ""))]

    async def _item(self, deal: str) -> Row | None:
        select = select_of(self._directory.fields)
        if select not in self._lists:
            self._lists = {select: items_by_id(DEAL, select)}
        return await read_by_id(self._portal, self._lists[select], DEAL, deal)

    async def snapshot(
        self, item: Row, *, rows: bool = True, parties: bool = True, history: bool = False
    ) -> SalesOrder:
        """Read what belongs to a deal, and translate all of it into the canonical order.

        Args:
            item: the deal's own fields.
            rows: read the product rows.
            parties: read client, contact person and requisites.
            history: read the stage history.

        Raises:
            UnreadableRecord: it holds what no message can.
        """
        with reading(f"deal {item['id']} of the portal"):
            return (await self._whole(item, rows=rows, parties=parties, history=history))[0]

    async def with_names(self, item: Row, *, rows: bool, parties: bool) -> tuple[SalesOrder, tuple[str, ...]]:
        """Read a deal as `snapshot` does, and what its rows are called in it, in their order.

        Raises:
            UnreadableRecord: it holds what no message can.
        """
        with reading(f"deal {item['id']} of the portal"):
            return await self._whole(item, rows=rows, parties=parties, history=False)

    async def _whole(
        self, item: Row, *, rows: bool, parties: bool, history: bool
    ) -> tuple[SalesOrder, tuple[str, ...]]:
        (lines, names), (customer, person), manager, entries = await asyncio.gather(
            self._rows(str(item["id"]), str(item.get("currencyId") or "RUB")) if rows else _nothing(((), ())),
            self.parties(item) if parties else _nothing((None, None)),
            self._directory.user(identity(item.get("assignedById"))),
            self._history(str(item["id"])) if history else _nothing(()),
        )
        around = Surroundings(lines, customer, person, manager, entries)
        return read_deal(item, around, self._directory.fields, portal=self._portal.origin), names

    async def _rows(self, deal: str, currency: str) -> tuple[tuple[Line, ...], tuple[str, ...]]:
        """Ask the portal for a deal's rows, in their order, and translate them; `currency` is the deal's.

        Returns:
            the rows, and the name that each has in the deal, which may be another than its product's.
        """
        rows = await self._portal.pages(
            ROWS,
            {"filter": {"=ownerType": "D", "=ownerId": deal}, "order": {"sort": "ASC", "id": "ASC"}},
            rows=rows_at("productRows"),
        )
        own = [row for row in rows if str(row.get("ownerId")) == deal]
        return await self.as_lines(own, currency), tuple(str(row.get("productName") or "") for row in own)

    async def as_lines(self, rows: Sequence[Row], currency: str = "") -> tuple[Line, ...]:
        """Translate a deal's rows, with the catalogue's facts; without a currency, without prices."""
        ids = [identity(row.get("productId")) for row in rows]
        products, prices = await asyncio.gather(
            asyncio.gather(*(self._directory.product(one) for one in ids)),
            self._list_prices.of(ids, currency) if self._list_prices and currency else _nothing({}),
        )
        lines = [read_line(row, one, prices.get(id_)) for row, one, id_ in zip(rows, products, ids, strict=True)]
        apart = {id_ for id_, line in zip(ids, lines, strict=True) if not is_at_list(line)}
        if not (self._list_prices and currency and apart):
            return tuple(lines)
        former = await self._list_prices.former(apart, currency)
        # The bus may have had a product hold its prices with VAT since it was read; prices are read more often.
        old = {id_ for id_, one in zip(ids, products, strict=True) if id_ in apart and one and not one.vat_included}
        anew = dict(zip(old, await asyncio.gather(*(self._directory.product_anew(id_) for id_ in old)), strict=True))
        for place, (row, known, id_) in enumerate(zip(rows, products, ids, strict=True)):
            if not is_at_list(lines[place]):
                one = anew.get(id_, known)
                now = read_line(row, one, prices.get(id_))
                then = (read_line(row, _as_of(one, price), price.amount) for price in former.get(id_, ()))
                lines[place] = next((line for line in (now, *then) if is_at_list(line)), now)
        return tuple(lines)

    async def linked(self, deal: str) -> frozenset[str]:
        """Return the ids of the requisites that are linked with a deal."""
        return frozenset(identity(row.get("REQUISITE_ID")) for row in await self._portal.gather(LINKS, deal))

    async def parties(self, item: Row) -> tuple[Customer | None, Person | None]:
        """Read a deal's client and contact person; a deal without a company is a private person's."""
        deal, company_id, contact_id = str(item["id"]), identity(item.get("companyId")), primary_contact(item)
        company, contact, requisites, links = await asyncio.gather(
            read_by_id(self._portal, COMPANIES, COMPANY, company_id) if company_id else _nothing(None),
            read_by_id(self._portal, CONTACTS, CONTACT, contact_id) if contact_id else _nothing(None),
            self._requisites(company_id, contact_id),
            self._portal.gather(LINKS, deal) if company_id or contact_id else _nothing(()),
        )
        linked = identity(links[0].get("REQUISITE_ID")) if links else ""
        requisite = choose_requisite(requisites, linked)
        addresses = await self._directory.addresses(str(requisite["ID"])) if requisite else ()
        entity = await self._legal_entity(requisite, company, contact) if requisite else None
        client = read_client(company, None if company_id else contact, requisites, entity, addresses)
        return client, read_person(contact) if contact else None

    async def _legal_entity(self, requisite: Row, company: Row | None, contact: Row | None) -> LegalEntity:
        title = str(company.get("title") or "").strip() if company else full_name(contact) if contact else ""
        return read_legal_entity(requisite, await self._directory.preset(identity(requisite.get("PRESET_ID"))), title)

    async def _requisites(self, company: str, contact: str) -> Sequence[Row]:
        if company:
            return await self._portal.gather(COMPANY_REQUISITES, company)
        return await self._portal.gather(CONTACT_REQUISITES, contact) if contact else ()

    async def _history(self, deal: str) -> tuple[StageEntry, ...]:
        rows = await self._portal.pages(
            "crm.stagehistory.list",
            {"entityTypeId": DEAL, "filter": {"OWNER_ID": deal}, "order": {"ID": "ASC"}},
            rows=rows_at("items"),
        )
        return read_history([row for row in rows if str(row.get("OWNER_ID")) == deal])


def primary_contact(item: Row) -> str:
    """Return the id of a deal's primary contact, or nothing."""
    contacts = item.get("contactIds") or []
    return identity(item.get("contactId")) or (identity(contacts[0]) if contacts else "")


def _as_of(product: CatalogueProduct | None, price: FormerPrice) -> CatalogueProduct | None:
    """Return the product of a deal's row as it was when it had a former price."""
    return product if product is None or price.with_vat is None else replace(product, vat_included=price.with_vat)


async def _nothing(value: Any) -> Any:
    return value
