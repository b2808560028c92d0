"""Writes a company's requisites with their addresses, bank accounts and 1C's mark; removes nothing."""

from collections.abc import Collection, Mapping
from typing import Any

from services.b24_connector.portal import LONGEST_CALL, Portal, PortalRefusal
from services.b24_connector.reader.cards import BANKS, CompanyCard, CompanyCards
from services.b24_connector.vocabulary.companies import RequisiteCard, account_change, write_account, write_address
from services.b24_connector.vocabulary.names import REQUISITE
from services.b24_connector.vocabulary.values import identity
from services.b24_connector.writer.companies.wanted import WantedCompany
from services.b24_connector.writer.parties import requisite_sentences
from services.b24_connector.writer.parties.finding import PartyFinder
from services.b24_connector.writer.parties.making import Tell
from services.b24_connector.writer.parties.marking import mark
from services.b24_connector.writer.parties.requisites import check_inn
from shared.bus.errors import Retryable
from shared.messages.party import BankAccount, CompanyGroup
from shared.messages.things import LegalEntity
from shared.store import Claims

Row = Mapping[str, Any]
_MOVED = "TypeAddress"
"""In «TypeAddress exists» and «… not found»: a person, or a call that was given up, has been there since our look."""


class RequisiteWriter:
    """Writes the requisites of a company with their parts.

    Args:
        portal: where.
        cards: reads it.
        finder: makes requisites that are not there.
        claims: one creator at a time.
    """

    def __init__(self, portal: Portal, cards: CompanyCards, finder: PartyFinder, claims: Claims) -> None:
        self._portal = portal
        self._cards = cards
        self._finder = finder
        self._claims = claims

    async def write(
        self, card: CompanyCard, wanted: WantedCompany, groups: Collection[CompanyGroup], tell: Tell
    ) -> None:
        """Write those groups of a company that are its requisites, addresses or bank accounts.

        Raises:
            DealRefusal: an INN is mistyped.
            PortalRefusal: the portal refuses a value.
        """
        company = str(card.item["id"])
        if CompanyGroup.REQUISITES in groups:
            await self._requisites(company, wanted, card, tell)
            card = await self._cards.card(company) or card
        own = wanted.own(card)
        if own is not None and CompanyGroup.ADDRESSES in groups:
            await self._addresses(own, wanted)
        if own is not None and CompanyGroup.BANKS in groups:
            for account, row in wanted.accounts(own):
                await self._account(own, wanted, account, row)

    async def mark(self, card: CompanyCard, wanted: WantedCompany, groups: Collection[CompanyGroup]) -> None:
        """Write 1C's mark into the requisites of a company's legal entities that have none, where these are told."""
        for entity, found in wanted.requisites(card) if CompanyGroup.REQUISITES in groups else ():
            if found is not None:
                await mark(self._portal, found.row, entity)

    async def _requisites(self, company: str, wanted: WantedCompany, card: CompanyCard, tell: Tell) -> None:
        entities = tuple(wanted.requisites(card))
        there = {_numbers(entity) for entity, found in entities if found is not None}
        for entity, found in entities:
            check_inn(wanted.company.name, entity)
            if found is None and (entity.inn or entity.foreign_number) and _numbers(entity) in there:
                await tell(requisite_sentences.entity_twice(entity))
            elif found is None:
                await self._finder.requisite(company, entity, tell)
                there.add(_numbers(entity))
            elif change := wanted.change(found, entity):
                await self._portal.call("crm.requisite.update", {"id": found.id, "fields": change}, write=True)

    async def _addresses(self, own: RequisiteCard, wanted: WantedCompany) -> None:
        present = {identity(row.get("TYPE_ID")) for row in own.addresses}
        for kind, line in wanted.addresses(own):
            key = {"TYPE_ID": kind, "ENTITY_TYPE_ID": REQUISITE, "ENTITY_ID": own.id}
            method = "crm.address.update" if kind in present else "crm.address.add"
            try:
                await self._portal.call(method, {"fields": {**key, **write_address(line)}}, write=True)
            except PortalRefusal as refusal:
                if _MOVED not in refusal.fault.text:
                    raise
                raise Retryable(f"an address of requisite {own.id} came or went", after_s=5, counted=False) from refusal

    async def _account(self, own: RequisiteCard, wanted: WantedCompany, account: BankAccount, row: Row) -> None:
        if row:
            await self._correct(row, account)
            return
        async with self._claims.claim(f"b24:account:{own.id}:{account.number}") as claim:
            if there := wanted.row_of(await self._portal.gather(BANKS, own.id), account):
                await self._correct(there, account)  # made by another command since the company was read
                return
            place = {"ENTITY_ID": own.id, "COUNTRY_ID": own.preset.country_id}  # else it has the American form
            fields = {**place, "NAME": account.bank or "Счёт", **write_account(account)}
            async with claim.creating(LONGEST_CALL):
                await self._portal.call("crm.requisite.bankdetail.add", {"fields": fields}, write=True)

    async def _correct(self, row: Row, account: BankAccount) -> None:
        if change := account_change(row, account):
            params = {"id": str(row["ID"]), "fields": change}
            await self._portal.call("crm.requisite.bankdetail.update", params, write=True)


def _numbers(entity: LegalEntity) -> tuple[str, str, str, str]:
    return entity.inn, entity.kpp, entity.country, entity.foreign_number
