"""Trial of the writer of contact persons: what would become of contacts; nothing is written."""

from collections.abc import Collection

from services.onec_connector.memory.person import PersonEntity, person_key
from services.onec_connector.objects import standard
from services.onec_connector.reader.persons import known_parts
from services.onec_connector.vocabulary.persons import changes_of, is_living, read_contact
from services.onec_connector.writer.communications import with_own
from services.onec_connector.writer.persons import telling
from services.onec_connector.writer.persons.context import PersonContext
from services.onec_connector.writer.persons.finding import look_for_person
from services.onec_connector.writer.persons.upserts import refuse_second_card
from services.onec_connector.writer.refusal import OrderRefusal, not_understood
from shared.bus.errors import Permanent
from shared.entities import GroupDoc
from shared.messages.contact import ContactGroup
from shared.messages.ring.commands import PersonUpsert
from shared.process.asking import Weighed, Would


class PersonTrial:
    """Finds and compares contact persons as their writer does, and writes nothing.

    Args:
        context: what the writer works with.
    """

    def __init__(self, context: PersonContext) -> None:
        self._context = context

    async def person(self, command: PersonUpsert) -> Weighed:
        """Say what the writer of contact persons would do with a contact of the portal."""
        try:
            would, written = await self._would(command)
            unkept = telling.will_be_too_long(command.contact, written)
            return Weighed(command.source.key, command.contact.name, would, unkept=unkept)
        except Permanent as error:
            return self._refused(command, not_understood(error.sentence))
        except OrderRefusal as refusal:
            return self._refused(command, refusal)

    @staticmethod
    def _refused(command: PersonUpsert, refusal: OrderRefusal) -> Weighed:
        told = telling.refused(refusal, command.contact)
        would: Would = "doubtful" if refusal.doubts else "refused"
        return Weighed(command.source.key, command.contact.name, would, told.text)

    async def _would(self, command: PersonUpsert) -> tuple[Would, Collection[ContactGroup]]:
        """Return what the writer of contact persons would do with a contact, and the groups that would be written."""
        guid = await look_for_person(self._context, command)
        if not guid:
            return ("create", frozenset(ContactGroup)) if command.may_create else ("left", ())
        key = person_key(guid)
        return await self._compared(command, guid, await self._context.store.get(key) or PersonEntity(key))

    async def _compared(
        self, command: PersonUpsert, guid: str, entity: PersonEntity
    ) -> tuple[Would, Collection[ContactGroup]]:
        context, wanted = self._context, command.contact
        row, kinds = await context.cards.see(guid), await context.cards.kinds()
        if row is None or not is_living(row):
            raise telling.ended(str(row[standard.DESCRIPTION]) if row else wanted.name)
        refuse_second_card(command, entity, row)
        if wanted.ref is None:
            return "link", ()
        here = read_contact(row, kinds, known_parts(entity))
        if not context.tells:
            wanted = with_own(wanted, here, entity.fields.get("heard") or ())
        fresh = [
            group
            for group, stamp in wanted.groups.items()
            if group not in entity.frozen and stamp.edited > entity.groups.get(group, GroupDoc()).known
        ]
        met = [one for one in fresh if wanted.groups[one].known or entity.groups.get(one, GroupDoc()).known]
        changed = changes_of(wanted, fresh, row, kinds, emptied=met).keys()
        return "change" if changed else "same", changed
