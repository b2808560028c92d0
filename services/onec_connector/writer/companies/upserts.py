"""Handles `partner.upsert`: makes a partner of 1C as its company says, or merely finds it."""

from dataclasses import replace
from functools import partial

import structlog

from services.onec_connector.base.errors import BaseBarredError
from services.onec_connector.memory.partner import PartnerEntity, PartnerMemory, left_half, source_of, spelled
from services.onec_connector.objects import standard
from services.onec_connector.reference.survivors import remembered
from services.onec_connector.vocabulary.companies import (
    HELD,
    PartnerCard,
    PartyWords,
    changes_of,
    match_entities,
    read_company,
)
from services.onec_connector.writer.communications import with_own
from services.onec_connector.writer.companies import telling
from services.onec_connector.writer.companies.context import PartnerContext, PartnerRun
from services.onec_connector.writer.companies.finding import find_partner, is_its, refuse_doubtful
from services.onec_connector.writer.companies.managers import with_manager
from services.onec_connector.writer.companies.plan import PartnerEditedError, PartnerPlan, plan_of
from services.onec_connector.writer.companies.sending import pairs_of, send, undone_of
from services.onec_connector.writer.companies.settling import with_made, with_one_entity
from services.onec_connector.writer.partners import unfound
from services.onec_connector.writer.refusal import OrderRefusal, no_right, not_understood
from services.onec_connector.writer.second_card import await_merge
from shared.bus.errors import Permanent
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import company_digests
from shared.entities import GroupDoc, Verdict, WriteAnswer, after_write
from shared.messages.envelope import Envelope
from shared.messages.party import CompanyGroup
from shared.messages.ring.commands import PartnerUpsert
from shared.messages.ring.facts import PartnerTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import KeyMatch, PartnerRefused, PartnerUpserted
from shared.messages.ring.told import Told, told_by
from shared.messages.things import Ref

_log = structlog.get_logger(__name__)


class PartnerWriter:
    """Carries commands for partners of 1C out."""

    def __init__(self, context: PartnerContext) -> None:
        self._context = context

    def handlers(self) -> Handlers:
        """Return the handler of `partner.upsert`."""
        return (on(PartnerUpsert, self.upserted),)

    async def upserted(self, envelope: Envelope, message: PartnerUpsert) -> HandlerResult:
        """Make the partner of 1C as the company in a `partner.upsert` says.

        Raises:
            Retryable: 1C does not answer, or somebody edits the partner just now.
        """
        if message.gone:
            return await self._let_go(message)
        try:
            return await self._allowed(message)
        except OrderRefusal as refusal:
            await_merge(envelope, refusal)
            _log.info("a company is refused", key=message.key, reason=refusal.reason)
            await self._context.waits.put(message.source, refusal.wants)
            ref = message.company.ref
            told = telling.refused(refusal, known=ref is not None, kind=message.company.kind)
            refused = PartnerRefused(
                key=message.key,
                source=message.source,
                ref=ref,
                told=(told,),
                reason=refusal.reason,
                doubts=refusal.doubts,
            )
            return HandlerResult(publish=(refused,))

    async def _let_go(self, message: PartnerUpsert) -> HandlerResult:
        """Forget which company this partner is written from: the next one has numbers of its own."""
        if message.company.ref is not None:
            key = f"partner:{message.company.ref.id}"
            await self._context.store.set_fields(key, {"company": None})
            await self._context.store.estrange(key)
        return HandlerResult()

    async def _allowed(self, message: PartnerUpsert) -> HandlerResult:
        """Carry a partner's command out; what no repetition can help becomes a refusal."""
        try:
            return await self._found(message)
        except Permanent as error:
            _log.exception("a command cannot be carried out", reason=error.reason)
            raise not_understood(error.sentence) from error
        except BaseBarredError as error:
            if error.everywhere:
                raise
            await self._context.base.probe()  # raises where the password is wrong: that is no company's fault
            _log.exception("a right is missing")
            raise no_right() from error

    async def _found(self, message: PartnerUpsert) -> HandlerResult:
        guid, made = await find_partner(self._context, message)
        if not guid:
            _log.info("a company has no partner and gets none", key=message.key)
            return HandlerResult()
        await refuse_doubtful(self._context, message, guid)
        if not made and not await is_its(self._context, message, guid):
            return HandlerResult(publish=await self._merely_found(message, guid))
        entity = await self._context.store.begin_write(f"partner:{guid}")
        run = PartnerRun(message, guid, entity, made)
        sent: list[bool] = []
        try:
            refuse_second_card(message, entity)
            return await self._visit(run, sent)
        except PartnerEditedError as error:  # readers step aside for as long as this write is open
            await self._context.store.end_write(run.key, error.left, ref=guid)
            raise
        except Exception as error:
            if isinstance(error, OrderRefusal):  # by 1C itself, perhaps half way
                await self._context.store.end_write(run.key, await self._standing(run), ref=guid)
            elif not sent:  # else readers step aside until this command comes again
                kept: PartnerMemory = {"owed": run.entity.fields.get("owed")}  # else it would be told of no write
                await self._context.store.release(run.key, ref=guid, fields=kept)
            raise

    async def _standing(self, run: PartnerRun) -> dict[CompanyGroup, GroupDoc]:
        """Return what to remember of a partner whose write 1C has refused half way: what it took is nobody's edit."""
        now = await self._context.store.get(run.key)
        half = replace(run, entity=now) if now is not None else run
        card = await self._context.cards.see(run.guid) if half.interrupted else None
        if card is None:
            return {}
        told = read_company(card, await self._context.cards.words(card, run.company.banks))
        return left_half(half.entity, told, half.untouched(told))

    async def _merely_found(self, message: PartnerUpsert, guid: str) -> list[Message]:
        """Leave a partner that keys have found as he is, until the mapper says that he is no other company's.

        One that the portal was never told of is told now: it may hold several that fit, and asks a person first.
        """
        card = await self._context.cards.see(guid)
        if card is None or card.partner[standard.MARKED]:
            raise unfound.marked(str(card.partner[standard.DESCRIPTION]) if card else message.company.name)
        found = KeyMatch(source=message.company.name, target=str(card.partner[standard.DESCRIPTION]))
        ref = Ref(system="onec", kind="partner", id=guid)
        messages: list[Message] = [PartnerUpserted(key=message.key, source=message.source, ref=ref, found=found)]
        entity = await self._context.store.get(f"partner:{guid}")
        if self._context.tells and not (entity and entity.groups):
            messages.append(PartnerTouched(ref=ref))
        return messages

    async def _visit(self, run: PartnerRun, sent: list[bool]) -> HandlerResult:
        context, card = self._context, await self._card(run)
        run.command = run.command.with_(company=with_made(run.company, card, context.customers.newcomers.key_of_entity))
        words = await context.cards.words(card, run.company.banks)
        here = read_company(card, words)
        wanted, strange = await with_manager(context, run.command, here.manager)
        if not context.tells:
            wanted = with_own(wanted, here, run.entity.fields.get("heard") or ())
        if context.one_party and len(wanted.legal_entities) > 1:
            wanted, left = with_one_entity(wanted, match_entities(wanted.legal_entities, card, words))
            run.told.append(telling.one_entity(left))
        plan = await plan_of(context, run, wanted, card, words)
        written = [group for group, verdict in plan.verdicts.items() if verdict is Verdict.WRITE]
        plan.said.extend(telling.too_long(plan.aim, written))
        heard = [group for group, verdict in plan.verdicts.items() if verdict in {Verdict.WRITE, Verdict.ACCEPT}]
        plan.said.extend(telling.accounts_left_out(wanted, heard))
        plan.said.extend(strange if CompanyGroup.MANAGER in heard else ())
        await self._owe(run, plan)
        if plan.changes.groups:
            try:
                await send(context, run, plan, words, sent)
            finally:
                context.parties.forget([run.guid, *(str(row[standard.REF]) for row in card.entities)])
            card = await self._card(run)
        run.pairs += pairs_of(run, card, words)
        return await self._finished(run, plan, card, words)

    async def _finished(
        self, run: PartnerRun, plan: PartnerPlan, card: PartnerCard, words: PartyWords
    ) -> HandlerResult:
        answers, undone = _answers(plan, card, words), tuple(await undone_of(self._context, run))
        groups = after_write(
            run.entity.groups,
            plan.stamps,
            plan.verdicts,
            answers,
            winners=plan.winners,
            target=plan.target,
            lost=run.entity.may_be_ours,
        )
        told = read_company(card, words)
        half = left_half(run.entity, told, run.half_of(told))
        groups |= {group: doc for group, doc in half.items() if group not in plan.stamps}
        await self._context.waits.drop(run.command.source)
        after = await self._context.store.end_write(
            run.key,
            groups,
            fields=self._remembered(run, plan, card, words),
            ref=run.guid,
            wrote=plan.changes.groups,
        )
        if after.unsaid:
            run.told += told_by([telling.stopped(plan.aim.name, plan.aim.kind)], run.key, run.version)
        ref = Ref(system="onec", kind="partner", id=run.guid)
        messages: list[Message] = [
            PartnerUpserted(
                key=run.command.key,
                source=run.command.source,
                ref=ref,
                told=tuple(run.told),
                pairs=tuple(run.pairs),
                undone=undone,
            )
        ]
        if any(doc.digest is None for doc in groups.values()):
            messages.append(PartnerTouched(ref=ref))  # what was settled, or made of it by 1C, goes back
        return HandlerResult(publish=messages, then=partial(self._told, after))

    def _remembered(self, run: PartnerRun, plan: PartnerPlan, card: PartnerCard, words: PartyWords) -> PartnerMemory:
        company: PartnerMemory = {"company": spelled(run.command.source), **remembered(read_company(card, words))}
        if self._context.tells or plan.verdicts.get(CompanyGroup.COMMUNICATIONS, Verdict.SKIP) is Verdict.SKIP:
            return company
        return {**company, "heard": [*run.company.phones, *run.company.emails]}

    async def _owe(self, run: PartnerRun, plan: PartnerPlan) -> None:
        """Store what must be told of a partner before anything is sent: a dead run would lose it."""
        owed = [Told.model_validate(one) for one in run.entity.fields.get("owed") or ()]
        run.told += [one for some in (owed, plan.said) for one in told_by(some, run.key, run.version)]
        if plan.said or not all(one.id for one in owed):  # nobody wrote him yet when they were stored
            kept = [one.model_dump(mode="json") for one in run.told]
            await self._context.store.set_fields(run.key, {"owed": kept})

    async def _told(self, after: PartnerEntity) -> None:
        """Forget the partner's owed words, which are on the broker now."""
        if after.fields.get("owed"):
            await self._context.store.set_fields(after.key, {"owed": None})
        if after.unsaid:
            await self._context.store.freeze_told(after.key)

    async def _card(self, run: PartnerRun) -> PartnerCard:
        card = await self._context.cards.see(run.guid)
        if card is None or card.partner[standard.MARKED]:
            raise unfound.marked(str(card.partner[standard.DESCRIPTION]) if card else run.company.name)
        return card


def refuse_second_card(command: PartnerUpsert, entity: PartnerEntity) -> None:
    """Refuse to write a second card of a client into a partner of 1C: only a pair may take a partner over.

    Args:
        command: of the second card, perhaps.
        entity: what is remembered of the partner.

    Raises:
        Refusal: naming the first card.
    """
    first, ref = entity.fields.get("company"), command.company.ref
    is_paired = ref is not None and entity.key == f"partner:{ref.id}"
    if first and first != spelled(command.source) and not is_paired:
        if command.source.kind == "contact":
            raise telling.second_person(command.company.name, source_of(first).id)
        raise unfound.second_card(command.company.name, first)


def _answers(plan: PartnerPlan, card: PartnerCard, words: PartyWords) -> dict[CompanyGroup, WriteAnswer]:
    """Return what 1C made of each group of a partner that was to be written."""
    sent = [
        group for group, verdict in plan.verdicts.items() if verdict is Verdict.WRITE or group in plan.changes.groups
    ]
    if plan.changes.new:  # the addresses and accounts may be another one's than before
        sent += [group for group in plan.verdicts if group in HELD and group not in sent]
    kept = changes_of(plan.aim, sent, card, words, named=plan.named).groups
    digests = company_digests(read_company(card, words), sent)
    return {group: WriteAnswer(digest, equal=group not in kept) for group, digest in digests.items()}
