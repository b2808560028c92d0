"""Handles `person.upsert`: makes a contact person of 1C as its contact says, or merely finds it."""

from functools import partial

import structlog

from services.onec_connector.base.errors import BaseBarredError, BaseRefusal
from services.onec_connector.base.objections import objection_of
from services.onec_connector.base.wire import Row
from services.onec_connector.memory.person import PersonEntity, PersonMemory, person_key
from services.onec_connector.objects import contact_person, standard
from services.onec_connector.reader.persons import known_parts, traced
from services.onec_connector.vocabulary.persons import Kinds, changes_of, is_living, parts_of, read_contact
from services.onec_connector.writer.communications import with_own
from services.onec_connector.writer.persons import telling
from services.onec_connector.writer.persons.context import PersonContext, PersonRun
from services.onec_connector.writer.persons.finding import find_person
from services.onec_connector.writer.persons.plan import PersonEditedError, PersonPlan, plan_of
from services.onec_connector.writer.refusal import OrderRefusal, no_right, not_understood
from services.onec_connector.writer.saves_between import are_as_seen, came_between
from services.onec_connector.writer.second_card import await_merge
from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import contact_digests
from shared.entities import Verdict, WriteAnswer, after_write
from shared.messages.contact import ContactCard, ContactGroup, contact_of
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import PersonUpsert
from shared.messages.ring.facts import PersonTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import KeyMatch, PersonRefused, PersonUpserted
from shared.messages.ring.told import Told, answering, told_by
from shared.messages.things import Ref
from shared.store.promptly import note_forecast

_log = structlog.get_logger(__name__)


class PersonWriter:
    """Carries commands for contact persons of 1C out."""

    def __init__(self, context: PersonContext) -> None:
        self._context = context

    def handlers(self) -> Handlers:
        """Return the handler of `person.upsert`."""
        return (on(PersonUpsert, self.upserted),)

    async def upserted(self, envelope: Envelope, message: PersonUpsert) -> HandlerResult:
        """Make the contact person of 1C as the contact in a `person.upsert` says.

        Raises:
            Retryable: 1C does not answer, or somebody edits the contact person just now.
        """
        if message.gone:
            return await self._let_go(message)
        try:
            return await self._allowed(message)
        except OrderRefusal as refusal:
            await_merge(envelope, refusal)
            _log.info("a contact is refused", key=message.key, reason=refusal.reason)
            refused = PersonRefused(
                key=message.key,
                source=message.source,
                ref=message.contact.ref,
                told=(telling.refused(refusal, message.contact),),
                reason=refusal.reason,
                doubts=refusal.doubts,
            )
            return HandlerResult(publish=(refused,))

    async def _let_go(self, message: PersonUpsert) -> HandlerResult:
        """Forget which contact this contact person is written from: the next one has numbers of its own."""
        if message.contact.ref is not None:
            key = person_key(message.contact.ref.id)
            await self._context.store.set_fields(key, {"contact": None})
            await self._context.store.estrange(key)
        return HandlerResult()

    async def _allowed(self, message: PersonUpsert) -> HandlerResult:
        """Carry a contact person's command out; what no repetition can help becomes a refusal."""
        try:
            return await self._found(message)
        except Permanent as error:
            _log.exception("a command cannot be carried out", reason=error.reason)
            raise not_understood(error.sentence) from error
        except BaseBarredError as error:
            if error.everywhere:
                raise
            await self._context.base.probe()  # raises where the password is wrong: that is no contact's fault
            _log.exception("a right is missing")
            raise no_right() from error

    async def _found(self, message: PersonUpsert) -> HandlerResult:
        guid, made = await find_person(self._context, message)
        if not guid:
            _log.info("a contact has no contact person and gets none", key=message.key)
            return HandlerResult()
        if not made and not await self._is_its(message, guid):
            return HandlerResult(publish=(await self._merely_found(message, guid),))
        entity = await self._context.store.begin_write(person_key(guid))
        run = PersonRun(message, guid, entity, made)
        sent: list[bool] = []
        try:
            return await self._visit(run, sent)
        except Exception as error:
            if isinstance(error, PersonEditedError):  # a reader waits for the end
                await self._context.store.end_write(run.key, run.left, ref=guid)
            elif isinstance(error, OrderRefusal) or not sent:  # else readers step aside until this command comes again
                kept: PersonMemory = {"owed": run.entity.fields.get("owed")}  # else it would be told of no write
                await self._context.store.release(run.key, ref=guid, fields=kept)
            raise

    async def _is_its(self, message: PersonUpsert, guid: str) -> bool:
        """Tell whether a contact person is known to be this contact's; one found by keys alone is not."""
        if message.contact.ref is not None:
            return True
        entity = await self._context.store.get(person_key(guid))
        return entity is not None and bool(entity.fields.get("contact"))

    async def _merely_found(self, message: PersonUpsert, guid: str) -> PersonUpserted:
        """Leave a contact person as it is, until the mapper says that it has no other contact."""
        row = living(await self._context.cards.see(guid), message.contact.name)
        key = person_key(guid)
        await self._context.store.bind(key, guid)
        await self._context.store.set_fields(key, {"met": message.source.id})
        found = KeyMatch(source=message.contact.name, target=str(row[standard.DESCRIPTION]))
        ref = Ref(system="onec", kind="contact_person", id=guid)
        return PersonUpserted(key=message.key, source=message.source, ref=ref, found=found)

    async def _visit(self, run: PersonRun, sent: list[bool]) -> HandlerResult:
        context, row, kinds = self._context, await self._row(run), await self._context.cards.kinds()
        refuse_second_card(run.command, run.entity, row)
        here, wanted = read_contact(row, kinds, known_parts(run.entity)), run.wanted
        run.look(here)
        if not context.tells:
            wanted = with_own(wanted, here, run.entity.fields.get("heard") or ())
        plan = await plan_of(context, run, wanted, here, row, kinds)
        written = [group for group, verdict in plan.verdicts.items() if verdict is Verdict.WRITE]
        plan.said.extend(telling.too_long(plan.aim, written))
        await self._owe(run, plan)
        if body := {name: value for one in plan.changes.values() for name, value in one.items()}:
            told = read_contact({**row, **body}, kinds, known_parts(run.entity))
            await note_forecast(context.store, run.entity, contact_digests(told, plan.changes), run.stamps)
            await self._send(run, plan, row, body, sent)
            row = await self._row(run)
        return await self._finished(run, plan, row, kinds)

    async def _send(self, run: PersonRun, plan: PersonPlan, row: Row, body: Row, sent: list[bool]) -> None:
        if not await are_as_seen(self._context.base, contact_person.SET, [row]):
            raise Retryable("the contact person was saved in 1C just now", after_s=5, counted=False)
        sent.append(True)
        try:
            answer = await self._context.base.change(contact_person.SET, run.guid, body)
        except BaseRefusal as error:
            raise telling.not_written(plan.aim.name, objection_of(error)) from error
        if came_between(str(row[standard.VERSION]), answer):
            said = answering([telling.overwritten(plan.aim.name)], run.stamps, run.stamps)
            run.told += told_by(said, run.key, run.version)
            owed: PersonMemory = {"owed": [one.model_dump(mode="json") for one in run.told]}
            await self._context.store.set_fields(run.key, owed)

    async def _finished(self, run: PersonRun, plan: PersonPlan, row: Row, kinds: Kinds) -> HandlerResult:
        answers = _answers(plan, row, kinds)
        groups = dict(run.left) | after_write(
            run.entity.groups,
            plan.stamps,
            plan.verdicts,
            answers,
            winners=plan.winners,
            target=plan.target,
            lost=True,  # a name is read in the parts that the portal has: another digest of an equal one is no edit
        )
        after = await self._context.store.end_write(
            run.key,
            groups,
            fields=self._remembered(run, plan, read_contact(row, kinds)),
            ref=run.guid,
            wrote=frozenset(plan.changes),
        )
        if after.unsaid:
            run.told += told_by([telling.stopped(plan.aim.name)], run.key, run.version)
        ref = Ref(system="onec", kind="contact_person", id=run.guid)
        source = run.command.source
        messages: list[Message] = [PersonUpserted(key=run.command.key, source=source, ref=ref, told=tuple(run.told))]
        if any(doc.digest is None for doc in groups.values()):
            messages.append(PersonTouched(ref=ref))  # what was settled, or made of it by 1C, goes back
        return HandlerResult(publish=messages, then=partial(self._told, after))

    def _remembered(self, run: PersonRun, plan: PersonPlan, card: ContactCard) -> PersonMemory:
        memory: PersonMemory = {"contact": run.command.source.id, **traced(card)}
        if plan.verdicts.get(ContactGroup.NAME, Verdict.SKIP) is not Verdict.SKIP and plan.aim.name:
            memory |= {"parts": list(parts_of(plan.aim)), "unsplit": None}
        if self._context.tells or plan.verdicts.get(ContactGroup.COMMUNICATIONS, Verdict.SKIP) is Verdict.SKIP:
            return memory
        return {**memory, "heard": [*run.wanted.phones, *run.wanted.emails]}

    async def _owe(self, run: PersonRun, plan: PersonPlan) -> None:
        """Store what must be told of a contact person before anything is sent: a dead run would lose it."""
        owed = [Told.model_validate(one) for one in run.entity.fields.get("owed") or ()]
        run.told += [*owed, *told_by(plan.said, run.key, run.version)]
        if plan.said:
            kept = [one.model_dump(mode="json") for one in run.told]
            await self._context.store.set_fields(run.key, {"owed": kept})

    async def _told(self, after: PersonEntity) -> None:
        """Forget the contact person's owed words, which are on the broker now."""
        if after.fields.get("owed"):
            await self._context.store.set_fields(after.key, {"owed": None})
        if after.unsaid:
            await self._context.store.freeze_told(after.key)

    async def _row(self, run: PersonRun) -> Row:
        return living(await self._context.cards.see(run.guid), run.wanted.name)


def living(row: Row | None, name: str) -> Row:
    """Return a contact person who still speaks for the partner, or refuse.

    Args:
        row: as 1C has it; None: it has it no more.
        name: how the portal calls it.

    Raises:
        Refusal: the connection has ended.
    """
    if row is None or not is_living(row):
        raise telling.ended(str(row[standard.DESCRIPTION]) if row else name)
    return row


def refuse_second_card(command: PersonUpsert, entity: PersonEntity, row: Row) -> None:
    """Refuse to write a second contact into a contact person of 1C: only a pair may take a contact person over.

    Raises:
        Refusal: naming the first card.
    """
    first = entity.fields.get("contact")
    if first and first != command.source.id and command.contact.ref is None:
        ref = Ref(system="b24", kind="contact", id=first)
        raise telling.second_card(str(row[standard.DESCRIPTION]), contact_of(ref))


def _answers(plan: PersonPlan, row: Row, kinds: Kinds) -> dict[ContactGroup, WriteAnswer]:
    """Return what 1C made of each group of a contact person that was to be written."""
    sent = [group for group, verdict in plan.verdicts.items() if verdict is Verdict.WRITE or group in plan.changes]
    kept = changes_of(plan.aim, sent, row, kinds, emptied=plan.emptied)
    known = parts_of(plan.aim) if plan.aim.name else None
    digests = contact_digests(read_contact(row, kinds, known), sent)
    return {group: WriteAnswer(digest, equal=group not in kept) for group, digest in digests.items()}
