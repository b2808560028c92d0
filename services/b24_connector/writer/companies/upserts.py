"""Handles `company.upsert`: makes the company of a partner as 1C wants it (R15)."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from typing import Self

import structlog

from services.b24_connector import sentences
from services.b24_connector.memory.company import (
    HALF_WRITTEN,
    CompanyMemory,
    half_of,
    left_of,
    said_in,
    to_remember,
)
from services.b24_connector.portal import PortalRefusal
from services.b24_connector.reader.cards import CompanyCard, with_said
from services.b24_connector.reader.companies import standing
from services.b24_connector.vocabulary.companies import as_sent
from services.b24_connector.vocabulary.requisites import Said
from services.b24_connector.writer.companies import outcomes
from services.b24_connector.writer.companies.context import CompanyContext, CompanyWrite
from services.b24_connector.writer.companies.heads import emptied
from services.b24_connector.writer.companies.locating import CompanyLocator
from services.b24_connector.writer.companies.needed import IN_STEPS, NOTHING, begun, emptied_in, former_of, needed_of
from services.b24_connector.writer.companies.requisites import RequisiteWriter
from services.b24_connector.writer.employees import Employees
from services.b24_connector.writer.parties.making import Tell
from services.b24_connector.writer.parties.turns import in_turn
from services.b24_connector.writer.private.telling import name_stays
from services.b24_connector.writer.private.wanted import wanted_of
from services.b24_connector.writer.refusal import DealRefusal, our_own
from services.b24_connector.writer.unheard import OwedWords, to_keep
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import PARTIES, company_digests
from shared.entities import Verdict, WriteAnswer, after_write, decide, held_digests
from shared.messages.envelope import Envelope
from shared.messages.party import CompanyGroup
from shared.messages.ring.commands import CompanyUpsert
from shared.messages.ring.facts import CompanyTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import CompanyUpserted
from shared.messages.ring.told import Told
from shared.messages.things import Ref
from shared.store.promptly import note_forecast, promptly

log = structlog.get_logger()


class CompanyWriter:
    """Handles `company.upsert` (docs/convergence.md, "Writer").

    Args:
        context: what it works with.
        locator: finds or makes the company.
        requisites: writes what hangs on it.
        employees: who its manager is.
        private: writes the contacts that are private persons; None: none of them crosses.
    """

    def __init__(
        self,
        context: CompanyContext,
        locator: CompanyLocator,
        requisites: RequisiteWriter,
        employees: Employees,
        private: Self | None = None,
    ) -> None:
        self._context = context
        self._locator = locator
        self._requisites = requisites
        self._employees = employees
        self._private = private

    def handlers(self) -> Handlers:
        """Return the handler of `company.upsert`."""
        return (on(CompanyUpsert, self.upserted),)

    async def upserted(self, envelope: Envelope, message: CompanyUpsert) -> HandlerResult:
        """Make the company of a partner as `company.upsert` wants it, and return the outcome on every run.

        Raises:
            Retryable: the company was edited meanwhile, or another command makes it now; uncounted.
        """
        if outcomes.is_private(message) and self._private is not None:
            return await self._private.upserted(envelope, message)
        return await (self._let_go_of_partner(message) if message.gone else self._carried_out(envelope, message))

    async def _carried_out(self, envelope: Envelope, message: CompanyUpsert) -> HandlerResult:
        """Find or make the company of a partner, write it, and return the outcome, a refusal included."""
        manager, stands_in = await self._employees.of(message.company.manager, message.manager_default)
        if settled := await self._locator.settled(message):
            told = outcomes.manager_told(message, manager, stands_in)
            return HandlerResult([outcomes.upserted(message, settled, told=told)])
        owed = await OwedWords.of(self._context.store, message)
        async with in_turn(self._context.portal, is_new=message.company.ref is None):
            try:
                company = await self._located(message, manager, owed)
                if not company:
                    return HandlerResult([outcomes.upserted(message)])
                if not await self._locator.is_its(message, company):
                    return self._told(message.key, await self._found(message, company, owed.said))
                key = await self._locator.key(message.key, company)
                await owed.move(key)
                owed.add(*outcomes.manager_told(message, manager, stands_in))
                outcome = await self._upsert(envelope, message, key, company, manager, owed)
            except (DealRefusal, PortalRefusal) as refusal:
                return HandlerResult([outcomes.refused(message, refusal)])
        return self._told(key, [outcome])

    async def _located(self, command: CompanyUpsert, manager: str, owed: OwedWords) -> str:
        """Find or make the company of a partner; where that is refused, nothing is told of a company that is made."""
        try:
            return await self._locator.company(command, manager, owed.say)
        except (DealRefusal, PortalRefusal):
            await owed.take_back()
            raise

    def _told(self, key: str, published: Sequence[Message]) -> HandlerResult:
        """Return the outcome, the first of what is published; what it tells is owed until the broker has it."""
        told = getattr(published[0], "told", ())
        return HandlerResult(published, then=partial(self._heard, key, told)) if told else HandlerResult(published)

    async def _heard(self, key: str, told: Sequence[Told]) -> None:
        await self._context.store.set_fields(key, {"unheard": None})
        if any(one.topic == "conflict" for one in told):
            await self._context.store.freeze_told(key)

    async def _found(self, command: CompanyUpsert, company: str, said: Sequence[Told]) -> list[Message]:
        """Leave a company found by keys as it is, until the mapper says that it has no other partner."""
        card = await self._context.cards.card(company)
        if card is None:
            raise Retryable(f"company {company} was deleted meanwhile", after_s=5, counted=False)
        if card.is_ours:
            raise our_own(command.company.name, card.company.name)
        untold = self._context.is_heard and outcomes.is_untold(await self._context.store.find(company))
        return outcomes.merely_found(command, company, card.company.name, said, untold=untold)

    async def _upsert(
        self, envelope: Envelope, command: CompanyUpsert, key: str, company: str, manager: str, owed: OwedWords
    ) -> CompanyUpserted:
        entity = await self._context.store.begin_write(key)
        sent = [True] if entity.may_be_ours else []
        try:
            card = await self._card(company, said_in(entity.fields))
            needed = needed_of(command, entity, self._context.cards.head_field)
            if card is None:  # the reader tells what that means
                await self._context.publish(CompanyTouched(ref=self._ref(company), gone=True), cause=envelope)
            elif card.is_ours:
                raise our_own(command.company.name, card.company.name)
            if card is None or not needed:
                await self._context.store.release(key)
                return outcomes.upserted(command, company, told=(*owed.said, *sentences.stopped(entity.unsaid)))
            former = former_of(command, entity, card, is_heard=self._context.is_heard)
            field = self._context.cards.head_field
            emptied = emptied_in(command, entity, card)
            wanted = wanted_of(command.company, self._locator.presets, manager, former, field, emptied)
            if CompanyGroup.NAME in needed and wanted.stays(CompanyGroup.NAME, card):
                owed.add(name_stays(command.company.name, card.company.name))
            if CompanyGroup.REQUISITES in needed:
                owed.add(*wanted.unkept(card))
            if wanted.awaits_head and CompanyGroup.HEAD in needed:
                owed.add(sentences.head_awaited(command.company))
            write = CompanyWrite(command, entity, wanted, card, needed, half_of(entity, card.company), sent)
            return await self._write(envelope, write, owed)
        except Permanent:
            await self._let_stand(key, company)
            raise
        except Retryable as error:
            # Else `writing` stays: what the portal may have taken must not be published as a person's edit.
            if not (sent or isinstance(error, DoubtfulWrite)):
                await self._let_go(key)
            raise

    async def _card(self, company: str, said: Mapping[str, Said]) -> CompanyCard | None:
        card = await self._context.cards.card(company)
        return with_said(card, said) if card is not None else None

    def _ref(self, company: str | int) -> Ref:
        return Ref(system="b24", kind=self._context.cards.kind, id=str(company))

    async def _let_stand(self, key: str, company: str) -> None:
        """Clear the company's `writing`; what was written until the portal refused the rest is nobody's edit."""
        now = await self._context.store.get(key)
        if now is None or now.writing is None or not (now.writing.sent or now.writing.step == HALF_WRITTEN):
            await self._context.store.release(key)
            return
        card = await self._card(company, said_in(now.fields))
        await self._context.store.end_write(key, left_of(now, card.company) if card is not None else {})

    async def _let_go_of_partner(self, message: CompanyUpsert) -> HandlerResult:
        """Publish the company to the partner that stands for it in 1C now."""
        ref = message.company.ref
        holder = await self._context.store.find(ref.id) if ref is not None else None
        if ref is None or holder is None:
            return HandlerResult()
        await self._context.store.estrange(holder.key)
        return HandlerResult([CompanyTouched(ref=ref, force=True)])

    async def _let_go(self, key: str) -> None:
        """Clear the company's `writing`, unless requisites are half written."""
        now = await self._context.store.get(key)
        if now is not None and now.writing is not None and now.writing.step is None:
            await self._context.store.release(key)

    async def _write(self, envelope: Envelope, write: CompanyWrite, owed: OwedWords) -> CompanyUpserted:
        entity, stamps = write.entity, {group: write.command.company.groups[group] for group in write.needed}
        if left := write.half - write.needed:
            raise Retryable(f"{', '.join(sorted(left))} of {entity.key} are half written", after_s=10, counted=False)
        target = write.target(is_heard=self._context.is_heard)
        unheard = entity.left_unheard(held_digests(target))
        stood = dict(entity.groups) | unheard
        verdicts = decide(stamps, stood, target, subject=PARTIES, judge=False)
        if Verdict.COME_BACK in verdicts.values():
            await self._come_back(envelope, write)
        groups = frozenset(group for group, verdict in verdicts.items() if verdict is Verdict.WRITE)
        if groups:
            write = replace(write, card=await self._sent(write, groups, owed.say))
        await self._requisites.mark(write.card, write.wanted, write.needed)
        of_1c = verdicts.get(CompanyGroup.REQUISITES) in {Verdict.WRITE, Verdict.ACCEPT}
        unsaid, write = write, write.in_words_of_1c() if of_1c else write
        answers = self._answers(write, groups | write.half)
        lost = entity.may_be_ours
        changed = unheard | after_write(stood, stamps, verdicts, answers, winners={}, target=target, lost=lost)
        changed |= unsaid.reread(changed, write.card)
        if write.wanted.awaits_head and (doc := changed.get(CompanyGroup.HEAD)):
            # It is written as soon as the head has a company, by the same number.
            changed[CompanyGroup.HEAD] = replace(doc, known=entity.groups.get(CompanyGroup.HEAD, NOTHING).known)
        fields: CompanyMemory = {**standing(write.card), "unheard": to_keep(owed.said)}
        if of_1c:
            fields["said"] = to_remember(write.wanted.said(write.card))
        if CompanyGroup.COMMUNICATIONS in write.needed:
            fields["reached"] = {"phones": write.command.company.phones, "emails": write.command.company.emails}
        after = await self._context.store.end_write(entity.key, changed, fields=fields, wrote=groups)
        company, pairs = str(write.card.item["id"]), write.wanted.requisites(write.card)
        return outcomes.upserted(write.command, company, pairs, told=(*owed.said, *sentences.stopped(after.unsaid)))

    async def _sent(self, write: CompanyWrite, groups: AbstractSet[CompanyGroup], tell: Tell) -> CompanyCard:
        """Write some groups of a company, and return it as it is then."""
        company, version = str(write.card.item["id"]), write.entity.writing.version if write.entity.writing else 0
        card, wanted = write.card, write.wanted.fields(groups, write.card.item)
        whole = await self._context.cards.whole(as_sent(card.item, wanted), card.cards)
        sent, stamps = company_digests(whole.company, groups - IN_STEPS), write.command.company.groups
        await note_forecast(self._context.store, write.entity, sent, stamps)
        fields = await emptied(self._context.portal, company, wanted, write.wanted.head_field)
        write.sent.extend([True] if fields != wanted else [])
        if fields:
            params = {"entityTypeId": self._context.cards.number, "id": company, "fields": fields}
            answer = await self._context.portal.call("crm.item.update", params, write=True)
            write.sent.append(True)
            card = await self._context.cards.whole(answer.item, card.cards)
        steps = groups & IN_STEPS
        if steps:
            memo = {str(group): begun(group, card, write.wanted) for group in sorted(groups | write.half)}
            noting = self._context.store.note_step(write.entity.key, version, step=HALF_WRITTEN, memo=memo)
            if not await promptly(noting):
                raise Retryable("another write has begun", after_s=5, counted=False)
            await self._requisites.write(card, write.wanted, steps, tell)
        if steps or fields != wanted:
            after = await self._card(company, said_in(write.entity.fields))
            if after is None:
                raise Retryable(f"company {company} was deleted meanwhile", after_s=5, counted=False)
            card = after
        return card

    def _answers(self, write: CompanyWrite, groups: AbstractSet[CompanyGroup]) -> dict[CompanyGroup, WriteAnswer]:
        digests = company_digests(write.card.company, groups)
        answers = {group: WriteAnswer(digests[group], write.wanted.equals(group, write.card)) for group in groups}
        if unkept := [group for group, answer in answers.items() if not answer.equal]:
            log.warning("the portal keeps another value than was sent", key=write.entity.key, groups=unkept)
        return answers

    async def _come_back(self, envelope: Envelope, write: CompanyWrite) -> None:
        """Put the command off: a person edited the company, and that is published first; half a write is not."""
        await self._context.store.end_write(write.entity.key, left_of(write.entity, write.card.company))
        await self._context.publish(CompanyTouched(ref=self._ref(write.card.item["id"]), force=True), cause=envelope)
        raise Retryable(f"{write.entity.key} was edited meanwhile", after_s=5, counted=False)
