"""Trial of the writer of contacts: what would become of contact persons of 1C; nothing is written."""

from services.b24_connector.memory.contact import ContactDocument
from services.b24_connector.vocabulary.contacts import companies_of
from services.b24_connector.writer.contacts.context import ContactContext
from services.b24_connector.writer.contacts.locating import ContactLocator
from services.b24_connector.writer.contacts.needed import needed_of
from services.b24_connector.writer.contacts.outcomes import refused
from services.b24_connector.writer.contacts.upserts import ContactWrite, former_of
from services.b24_connector.writer.refusal import DealRefusal
from shared.messages.contact import company_of, contact_of
from shared.messages.ring.commands import ContactUpsert
from shared.messages.things import Ref
from shared.process.asking import Weighed, Would


class ContactTrial:
    """Finds and compares contacts as their writer does, and writes nothing.

    Args:
        context: what the writer works with.
        locator: finds the contact.
    """

    def __init__(self, context: ContactContext, locator: ContactLocator) -> None:
        self._context = context
        self._locator = locator

    async def contact(self, command: ContactUpsert) -> Weighed:
        """Say what the writer of contacts would do with a contact person of 1C."""
        key, name = command.source.key, command.contact.name
        try:
            return Weighed(key, name, await self._would(command))
        except DealRefusal as refusal:
            told = refused(command, refusal).told
            return Weighed(key, name, "doubtful" if refusal.doubts else "refused", told[0].text)

    async def _would(self, command: ContactUpsert) -> Would:
        ref, has_company = await self._locator.look(command)
        if ref is None:
            return "create" if has_company and command.may_create else "left"
        return await self._compared(command, ref)

    async def _compared(self, command: ContactUpsert, ref: Ref) -> Would:
        item, company = await self._context.cards.contact(contact_of(ref)), company_of(ref)
        entity = await self._context.store.find(ref.id) or ContactDocument(command.key)
        speaks_for_it = item is not None and company is not None and company.id in companies_of(item)
        if item is None or (not speaks_for_it and (command.contact.ref is not None or entity.groups)):
            return "left"  # a contact that was deleted, or taken out of its company, stays so
        if command.contact.ref is None:
            return "link"
        former = former_of(command, entity, item, is_heard=self._context.is_heard)
        write = ContactWrite(command, entity, ref, item, needed_of(command, entity), former)
        target = write.target(is_heard=self._context.is_heard)
        return "same" if all(one.equal for one in target.values()) else "change"
