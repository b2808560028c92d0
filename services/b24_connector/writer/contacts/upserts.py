"""Handles `contact.upsert`: makes the contact of a contact person as 1C wants it (R15)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import structlog

from services.b24_connector import sentences
from services.b24_connector.memory.company import Reached
from services.b24_connector.memory.contact import ContactDocument, ContactMemory
from services.b24_connector.portal import PortalRefusal
from services.b24_connector.reader.contact_cards import card_of
from services.b24_connector.reader.contacts import spoken, standing
from services.b24_connector.vocabulary.companies import as_sent
from services.b24_connector.vocabulary.contacts import companies_of, contact_change
from services.b24_connector.vocabulary.names import CONTACT
from services.b24_connector.vocabulary.parties import full_name, read_contacts
from services.b24_connector.writer.contacts.context import ContactContext
from services.b24_connector.writer.contacts.locating import ContactLocator
from services.b24_connector.writer.contacts.needed import NOTHING, needed_of
from services.b24_connector.writer.contacts.outcomes import merely_found, refused, upserted
from services.b24_connector.writer.emptied import emptied_of
from services.b24_connector.writer.parties.turns import in_turn
from services.b24_connector.writer.refusal import DealRefusal
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import CONTACTS, contact_digests
from shared.entities import GroupDoc, Target, Verdict, WriteAnswer, after_write, compared_by, decide, held_digests
from shared.messages.contact import ContactCard, ContactGroup, company_of, contact_of
from shared.messages.envelope import Envelope
from shared.messages.groups import Stamp
from shared.messages.ring.commands import ContactUpsert
from shared.messages.ring.facts import ContactTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import ContactUpserted
from shared.messages.things import Contacts, Ref
from shared.store.promptly import note_forecast

Row = Mapping[str, Any]
COMMUNICATIONS = ContactGroup.COMMUNICATIONS
log = structlog.get_logger()


@dataclass(frozen=True)
class ContactWrite:
    """One upsert of a contact under way.

    Args:
        item: the contact as it was as read in this run.
        needed: groups of the command that it does not contain yet.
        former: how 1C has known that it is reached.
        sent: not empty as soon as the portal has taken anything.
    """

    command: ContactUpsert
    entity: ContactDocument
    ref: Ref
    item: Row
    needed: AbstractSet[ContactGroup]
    former: Contacts
    sent: list[bool] = field(default_factory=list)

    def card(self, item: Row) -> ContactCard:
        """Return the card of a contact in the company of this write."""
        company = company_of(self.ref)
        return card_of(item, company.id if company else "")

    def change(self, groups: AbstractSet[ContactGroup], item: Row) -> Row:
        """Return the fields of a contact to be written for some groups."""
        held = contact_digests(self.card(self.item), groups)
        emptied = emptied_of(self.command.contact.groups, self.entity.groups, held)
        return contact_change(self.command.contact, groups, item, self.former, emptied=emptied)

    def target(self, *, is_heard: bool) -> dict[ContactGroup, Target]:
        """Return by group what the contact holds, and whether it is as wanted.

        What it holds beyond what is wanted, and what nobody ever said, is left to the next read to tell.
        """
        held = self.card(self.item)
        found, asked = (contact_digests(one, self.needed) for one in (held, self.command.contact))
        told = spoken(held, self.entity.groups) if is_heard else frozenset()
        target = {}
        for group in self.needed:
            is_equal = not self.change({group}, self.item)
            is_more = is_equal and found[group] != asked[group]
            target[group] = Target(found[group] if group in told and not is_more else None, is_equal)
        return target


class ContactWriter:
    """Handles `contact.upsert` (docs/convergence.md, "Writer").

    Args:
        context: what it works with.
        locator: finds or makes the contact.
    """

    def __init__(self, context: ContactContext, locator: ContactLocator) -> None:
        self._context = context
        self._locator = locator

    def handlers(self) -> Handlers:
        """Return the handler of `contact.upsert`."""
        return (on(ContactUpsert, self.upserted),)

    async def upserted(self, envelope: Envelope, message: ContactUpsert) -> HandlerResult:
        """Make the contact of a contact person as `contact.upsert` wants it, and return the outcome on every run.

        Raises:
            Retryable: the contact was edited meanwhile, or another command makes it now; uncounted.
        """
        return await (self._let_go_of_person(message) if message.gone else self._carried_out(envelope, message))

    async def _carried_out(self, envelope: Envelope, message: ContactUpsert) -> HandlerResult:
        """Find or make the contact of a contact person, write it, and return the outcome, a refusal included."""
        if settled := await self._locator.settled(message):
            return HandlerResult([upserted(message, settled)])
        async with in_turn(self._context.portal, is_new=message.contact.ref is None):
            try:
                ref = await self._locator.contact(message)
                if ref is None:
                    return HandlerResult([upserted(message)])
                if not await self._locator.is_its(message, ref):
                    return HandlerResult(await self._found(message, ref))
                key = await self._locator.key(message.key, ref)
                outcome = await self._upsert(envelope, message, key, ref)
            except (DealRefusal, PortalRefusal) as refusal:
                return HandlerResult([refused(message, refusal)])
        if any(one.topic == "conflict" for one in outcome.told):
            return HandlerResult([outcome], then=lambda: self._context.store.freeze_told(key))
        return HandlerResult([outcome])

    async def _let_go_of_person(self, message: ContactUpsert) -> HandlerResult:
        """Publish the contact to the contact person that stands for it in 1C now."""
        ref = message.contact.ref
        holder = await self._context.store.find(ref.id) if ref is not None else None
        if ref is None or holder is None:
            return HandlerResult()
        await self._context.store.set_fields(holder.key, {"person": None, "met": None})
        await self._context.store.estrange(holder.key)
        return HandlerResult([ContactTouched(ref=ref, force=True)])

    async def _found(self, command: ContactUpsert, ref: Ref) -> list[Message]:
        """Leave a contact found by keys as it is, until the mapper says that it has no other person."""
        item = await self._context.cards.contact(contact_of(ref))
        if item is None:
            raise Retryable(f"{ref.key} was deleted meanwhile", after_s=5, counted=False)
        await self._locator.meet(command.source, ref)
        return [merely_found(command, ref, full_name(item))]

    async def _upsert(self, envelope: Envelope, command: ContactUpsert, key: str, ref: Ref) -> ContactUpserted:
        entity = await self._context.store.begin_write(key)
        sent: list[bool] = []
        try:
            item = await self._in_company(envelope, entity, ref)
            needed = needed_of(command, entity) if item is not None else frozenset()
            if item is None or not needed:
                await self._context.store.release(key)
                return upserted(command, ref, sentences.stopped(entity.unsaid))
            former = former_of(command, entity, item, is_heard=self._context.is_heard)
            return await self._write(envelope, ContactWrite(command, entity, ref, item, needed, former, sent))
        except (Permanent, Retryable) as error:
            # Else `writing` stays: what the portal may have taken must not be published as a person's edit.
            if not (sent or isinstance(error, DoubtfulWrite)):
                await self._context.store.release(key)
            raise

    async def _in_company(self, envelope: Envelope, entity: ContactDocument, ref: Ref) -> Row | None:
        """Return the contact, added to the company; None: a person has removed it from there."""
        item, company = await self._context.cards.contact(contact_of(ref)), company_of(ref)
        if item is not None and company is not None and company.id in companies_of(item):
            return item
        if item is None or company is None or entity.groups:  # the reader tells what that means
            await self._context.publish(ContactTouched(ref=ref, gone=True), cause=envelope)
            return None
        params = {"id": contact_of(ref), "fields": {"COMPANY_ID": company.id}}
        await self._context.portal.call("crm.contact.company.add", params, write=True)
        return await self._context.cards.contact(contact_of(ref))

    async def _write(self, envelope: Envelope, write: ContactWrite) -> ContactUpserted:
        command, entity = write.command, write.entity
        stamps = {group: command.contact.groups[group] for group in write.needed}
        target = write.target(is_heard=self._context.is_heard)
        left = entity.left_unheard(held_digests(target))
        stood = dict(entity.groups) | left
        verdicts = decide(stamps, stood, target, subject=CONTACTS, judge=False)
        if Verdict.COME_BACK in verdicts.values():
            await self._come_back(envelope, write, left)
        groups = frozenset(group for group, verdict in verdicts.items() if verdict is Verdict.WRITE)
        item = await self._sent(write, groups)
        answers = _answers(write, groups, item)
        lost = entity.may_be_ours
        changed = left | after_write(stood, stamps, verdicts, answers, winners={}, target=target, lost=lost)
        fields: ContactMemory = {**standing(write.card(item)), "person": command.source.id}
        if COMMUNICATIONS in write.needed:
            fields["reached"] = {"phones": command.contact.phones, "emails": command.contact.emails}
        after = await self._context.store.end_write(entity.key, changed, fields=fields, wrote=groups)
        return upserted(command, write.ref, sentences.stopped(after.unsaid))

    async def _sent(self, write: ContactWrite, groups: AbstractSet[ContactGroup]) -> Row:
        """Write some groups of a contact, and return it as it is then."""
        fields = write.change(groups, write.item)
        if not fields:
            return write.item
        told = contact_digests(write.card(as_sent(write.item, fields)), groups)
        await note_forecast(self._context.store, write.entity, told, write.command.contact.groups)
        params = {"entityTypeId": CONTACT, "id": contact_of(write.ref), "fields": fields}
        answer = await self._context.portal.call("crm.item.update", params, write=True)
        write.sent.append(True)
        return answer.item

    async def _come_back(self, envelope: Envelope, write: ContactWrite, left: Mapping[ContactGroup, GroupDoc]) -> None:
        """Put the command off: a person edited the contact, and that is published first."""
        await self._context.store.end_write(write.entity.key, left)
        await self._context.publish(ContactTouched(ref=write.ref, force=True), cause=envelope)
        raise Retryable(f"{write.entity.key} was edited meanwhile", after_s=5, counted=False)


def _answers(write: ContactWrite, groups: AbstractSet[ContactGroup], item: Row) -> dict[ContactGroup, WriteAnswer]:
    digests = contact_digests(write.card(item), groups)
    answers = {group: WriteAnswer(digests[group], not write.change({group}, item)) for group in groups}
    if unkept := [group for group, answer in answers.items() if not answer.equal]:
        log.warning("the portal keeps another value than was sent", key=write.entity.key, groups=unkept)
    return answers


def former_of(command: ContactUpsert, entity: ContactDocument, item: Row, *, is_heard: bool) -> Contacts:
    """Return the contact's communications as 1C knew them: all that was published or compared, if that is proved."""
    mine, stamp = entity.groups.get(COMMUNICATIONS, NOTHING), command.contact.groups.get(COMMUNICATIONS, Stamp())
    is_seen = compared_by(stamp, mine) is not None  # of another value the write comes back
    if is_heard and (is_seen or 0 < mine.edited <= stamp.known):
        return read_contacts(item, ())
    reached: Reached = entity.fields.get("reached") or {}
    return Contacts(phones=tuple(reached.get("phones") or ()), emails=tuple(reached.get("emails") or ()))
