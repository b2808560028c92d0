"""Reads contacts who buy for themselves in the terms of a company, so that they cross as companies do."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.reader.cards import CompanyCard, CompanyCards
from services.b24_connector.reader.snapshots import CONTACTS
from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.companies import RequisiteCard
from services.b24_connector.vocabulary.contacts import companies_of
from services.b24_connector.vocabulary.names import CONTACT, DEAL
from services.b24_connector.vocabulary.parties import read_private_person
from services.b24_connector.vocabulary.values import identity
from shared.messages.party import PRIVATE_GROUPS, Company

Row = Mapping[str, Any]


class PrivateCards(CompanyCards):
    """Reads the private persons among the contacts of one portal.

    Args:
        portal: where to ask.
        directory: employees.
        pipelines: whose deals make a contact a client.
    """

    kind = "contact"
    number = CONTACT
    gathered = CONTACTS
    groups = PRIVATE_GROUPS

    def __init__(self, portal: Portal, directory: Directory, pipelines: Collection[str]) -> None:
        super().__init__(portal, directory)
        self._pipelines = [int(one) for one in pipelines]

    @property
    def head_field(self) -> str:
        """The field for a head: empty, as nobody is a part of a private person."""
        return ""

    async def whole(self, item: Row, cards: Sequence[RequisiteCard]) -> CompanyCard:
        """Translate a contact into a company of kind `person`.

        Args:
            item: its own fields.
            cards: none.
        """
        client = read_private_person(item, None)
        company = Company(
            ref=client.ref,
            origin=client.origin,
            name=client.name,
            kind="person",
            phones=client.contacts.phones,
            emails=client.contacts.emails,
            manager=await self._directory.user(identity(item.get("assignedById"))),
        )
        return CompanyCard(item, cards, company)

    async def is_client(self, card: CompanyCard) -> bool:
        """Tell whether a contact that no partner is known of crosses: it has no company, and a deal of its own."""
        if companies_of(card.item):
            return False
        wanted = {"contactId": str(card.item["id"]), "@categoryId": self._pipelines}
        params = {"entityTypeId": DEAL, "filter": wanted, "select": ["id", "companyId"], "order": {"id": "DESC"}}
        rows = rows_at("items")((await self._portal.call("crm.item.list", params)).result)
        return any(not identity(row.get("companyId")) for row in rows)

    async def owners(self, kind: str, part: str) -> list[str]:  # noqa: ARG002 - as of a company
        """Return nobody as the owner of a requisite: those of contacts do not cross."""
        return []

    async def _requisites(self, company: str) -> Sequence[RequisiteCard]:  # noqa: ARG002 - as of a company
        return ()
