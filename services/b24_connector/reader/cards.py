"""Reads companies of the portal (clients and ours) with requisites, addresses, bank accounts, manager, head."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.b24_connector.portal import Gathered, Portal
from services.b24_connector.portal.lists import plain_rows, read_by_id
from services.b24_connector.reader.snapshots import COMPANIES, COMPANY_REQUISITES
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.requisites import ADDRESSES
from services.b24_connector.vocabulary.companies import BANK_FIELDS, RequisiteCard, linked, read_card
from services.b24_connector.vocabulary.names import COMPANY, REQUISITE
from services.b24_connector.vocabulary.parties import own_requisites
from services.b24_connector.vocabulary.requisites import Said
from services.b24_connector.vocabulary.values import identity, is_yes, typed
from shared.messages.party import Company, CompanyGroup
from shared.messages.things import Ref, Thing
from shared.process.answers import reading

Row = Mapping[str, Any]


def _banks(requisites: Sequence[str]) -> Row:
    return {
        "filter": {"ENTITY_TYPE_ID": REQUISITE, "@ENTITY_ID": list(requisites)},
        "select": list(BANK_FIELDS),
        "order": {"ID": "ASC"},
    }


BANKS = Gathered("crm.requisite.bankdetail.list", _banks, plain_rows, lambda row: str(row.get("ENTITY_ID")), per=10)


@dataclass(frozen=True)
class CompanyCard:
    """A company of the portal as it was read, with its requisites and the same in the canonical model.

    Args:
        item: its own fields.
        cards: its requisites with what hangs on them.
        company: the same in the canonical model.
    """

    item: Row
    cards: Sequence[RequisiteCard]
    company: Company = field(compare=False)

    @property
    def parts(self) -> list[str]:
        """The ids of the company's requisites and accounts, as events name them."""
        accounts = [f"bankdetail:{row['ID']}" for card in self.cards for row in card.banks]
        return [*(f"requisite:{card.id}" for card in self.cards), *accounts]

    @property
    def is_ours(self) -> bool:
        """Whether the company is one of our own, and no client."""
        return is_yes(self.item.get("isMyCompany"))


def with_said(card: CompanyCard, said: Mapping[str, Said]) -> CompanyCard:
    """Return a company of the portal whose clients are what 1C calls them, where their templates cannot say it.

    Args:
        card: as it was read.
        said: by requisite; of one that has another template by now, that one says it.
    """
    cards = [replace(one, said=_valid(said.get(one.id), one)) for one in card.cards]
    if cards == list(card.cards):
        return card
    company = read_card(card.item, cards, card.company.manager).with_(head=card.company.head)
    return CompanyCard(card.item, cards, company)


def _valid(said: Said | None, card: RequisiteCard) -> Said | None:
    return said if said is not None and said.template == card.preset.id else None


class CompanyCards:
    """Reads the companies of one portal.

    Args:
        portal: where to ask.
        directory: employees and templates of requisites.
    """

    kind = "company"
    number = COMPANY
    gathered = COMPANIES
    groups = frozenset(CompanyGroup)

    def __init__(self, portal: Portal, directory: Directory) -> None:
        self._portal = portal
        self._directory = directory

    async def card(self, company: str) -> CompanyCard | None:
        """Read a company with all that hangs on it; None when the portal says by id that it does not exist.

        Raises:
            UnreadableRecord: it holds what no message can.
        """
        with reading(f"{self.kind} {company} of the portal"):
            item, cards = await asyncio.gather(self._item(company), self._requisites(company))
            return await self.whole(item, cards) if item is not None else None

    async def is_client(self, card: CompanyCard) -> bool:
        """Tell whether a company that 1C has not heard of crosses: it has a number, or 1C's mark."""
        return bool(card.company.legal_entities or card.company.origin)

    @property
    def head_field(self) -> str:
        """The portal's name of the field for a company's head; empty: there is none."""
        return self._directory.head_field

    async def whole(self, item: Row, cards: Sequence[RequisiteCard]) -> CompanyCard:
        """Translate a company of the portal with its requisites; a head that was deleted is none.

        Args:
            item: its own fields.
            cards: what hangs on it.
        """
        manager = await self._directory.user(identity(item.get("assignedById")))
        company = read_card(item, cards, manager)
        return CompanyCard(item, cards, company.with_(head=await self._head(linked(item, self.head_field))))

    async def _head(self, company: str) -> Thing | None:
        item = await self._item(company) if company else None
        return Thing(ref=Ref(system="b24", kind="company", id=company), name=typed(item.get("title"))) if item else None

    async def owners(self, kind: str, part: str) -> list[str]:
        """Return the company that a requisite or a bank account belongs to; unknown for one that is gone."""
        if kind == "bankdetail":
            rows = await self._rows("crm.requisite.bankdetail.list", {"ID": part})
            part = identity(rows[0].get("ENTITY_ID")) if rows else ""
        rows = await self._rows("crm.requisite.list", {"ID": part}) if part else ()
        own = [row for row in rows if str(row.get("ENTITY_TYPE_ID")) == str(COMPANY)]
        return [identity(row.get("ENTITY_ID")) for row in own]

    async def _rows(self, method: str, wanted: Row) -> Sequence[Row]:
        params = {"filter": wanted, "select": ["ID", "ENTITY_TYPE_ID", "ENTITY_ID"], "order": {"ID": "ASC"}}
        rows = plain_rows((await self._portal.call(method, params)).result)
        return [row for row in rows if str(row.get("ID")) == wanted["ID"]]

    async def _item(self, company: str) -> Row | None:
        return await read_by_id(self._portal, self.gathered, self.number, company)

    async def _requisites(self, company: str) -> Sequence[RequisiteCard]:
        rows = own_requisites(await self._portal.gather(COMPANY_REQUISITES, company))
        return await asyncio.gather(*(self._requisite(row) for row in rows))

    async def _requisite(self, row: Row) -> RequisiteCard:
        preset, addresses, banks = await asyncio.gather(
            self._directory.preset(identity(row.get("PRESET_ID"))),
            self._portal.gather(ADDRESSES, str(row["ID"])),
            self._portal.gather(BANKS, str(row["ID"])),
        )
        return RequisiteCard(row, preset, addresses, banks)
