"""Handles `deal.upsert`: makes the deal of an order as 1C wants it (R14–R19)."""

import asyncio
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from typing import Any

from services.b24_connector import sentences
from services.b24_connector.memory import half
from services.b24_connector.memory.deal import HALF_WRITTEN, TAKEN, Deal, DealMemory, left_half
from services.b24_connector.portal import PortalRefusal
from services.b24_connector.vocabulary.amounts import restated, stated_of
from services.b24_connector.vocabulary.header import texts_of_people
from services.b24_connector.vocabulary.invoices import read_invoice
from services.b24_connector.vocabulary.names import DealFields
from services.b24_connector.writer.deals import creating as births
from services.b24_connector.writer.deals import telling
from services.b24_connector.writer.deals.context import DealContext
from services.b24_connector.writer.deals.creating import Births
from services.b24_connector.writer.deals.held import Held, fills_in, held_in, standing_rows, told_of
from services.b24_connector.writer.deals.needed import DealWrite, has_gaps, needed_of, reopened
from services.b24_connector.writer.deals.newborn import begin_rows
from services.b24_connector.writer.deals.outcomes import is_unsettled, lacking, refused, upserted
from services.b24_connector.writer.deals.remembered import of_groups, remembered
from services.b24_connector.writer.deals.rows import WrittenDeal
from services.b24_connector.writer.deals.sending import DealSender
from services.b24_connector.writer.deals.wanted import Translator
from services.b24_connector.writer.invoices import settled
from services.b24_connector.writer.refusal import DealRefusal, too_long
from services.b24_connector.writer.stages.standing import Moves
from services.b24_connector.writer.unheard import distinct, to_keep, unheard
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import ORDERS, heard, renewed
from shared.entities import GroupDoc, Verdict, Winner, after_write, decide, held_digests
from shared.messages.envelope import Envelope
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import DealUpsert
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import DealRefused, DealUpserted
from shared.messages.ring.told import Told, told_by
from shared.messages.things import Ref

Row = Mapping[str, Any]


class DealWriter:
    """Handles `deal.upsert` (docs/convergence.md, "Writer").

    Args:
        flow: what it works with.
        translator: turns an order into the portal's terms.
    """

    def __init__(self, flow: DealContext, translator: Translator) -> None:
        self._flow = flow
        self._translator = translator
        self._sender = DealSender(flow)
        self._births = Births(flow.portal, flow.directory, flow.store)
        self._moves = Moves(flow.portal, flow.deals, flow.directory, flow.store)

    def handlers(self) -> Handlers:
        """Return the handler of `deal.upsert`."""
        return (on(DealUpsert, self.upserted),)

    async def upserted(self, envelope: Envelope, message: DealUpsert) -> HandlerResult:
        """Make the deal of an order as `deal.upsert` wants it, and return the outcome on every run.

        Raises:
            Retryable: the deal was edited meanwhile, or a former attempt to create it may still run; uncounted.
        """
        with self._flow.portal.visit():
            entity = await self._flow.store.begin_write(message.key)
            seen: list[Mapping[OrderGroup, GroupDoc]] = []
            try:
                outcome = await self._upsert(envelope, message, entity, seen)
            except (PortalRefusal, DealRefusal) as refusal:
                now = await self._flow.store.get(message.key) or entity
                fields: DealMemory = {"refused_upsert": message.source.id, "unsettled": is_unsettled(refusal)}
                # Else nobody has looked what a run before has sent.
                is_half = now.writing is not None and now.writing.step == HALF_WRITTEN
                end = self._flow.store.end_write if now.ref is None or (seen and is_half) else self._flow.store.release
                left = {group: doc for one in seen for group, doc in one.items()} | left_half(now)
                await end(message.key, left if seen or now.ref is None else {}, fields=fields)
                return HandlerResult([refused(message, now, refusal)])
            except DoubtfulWrite:
                raise  # `writing` stays: half of a write must not be published as a person's edit, nor pass for one
            except Retryable:
                await self._let_go(entity)
                raise
        if isinstance(outcome, DealUpserted) and "deal" in (entity.fields.get("hindered") or {}):
            await self._shown_anew(envelope, outcome)
        if isinstance(outcome, DealUpserted) and (outcome.created or outcome.told):
            return HandlerResult([outcome], then=partial(self._heard, outcome))
        return HandlerResult([outcome])

    async def _shown_anew(self, envelope: Envelope, outcome: DealUpserted) -> None:
        """Have the deal read again, so that it shows that its hindrance is over."""
        await self._flow.store.set_fields(outcome.key, {"last_write": None})
        if outcome.ref is not None:
            await self._flow.publish(DealTouched(ref=outcome.ref), cause=envelope)

    async def _heard(self, outcome: DealUpserted) -> None:
        await self._flow.store.set_fields(outcome.key, {"newborn": None, "unheard": None})
        if outcome.told:
            await self._flow.store.freeze_told(outcome.key)

    async def _let_go(self, entity: Deal) -> None:
        """Clear the deal's `writing`, unless it may have been created, or a former run left its rows half written."""
        now = await self._flow.store.get(entity.key)
        if now is None or now.writing is None:
            return
        was_half = entity.writing is not None and entity.writing.step == HALF_WRITTEN
        if now.writing.step is None:
            await self._flow.store.release(entity.key)
        elif now.writing.step == HALF_WRITTEN and not was_half:
            await self._flow.store.end_write(entity.key, left_half(now))

    async def _upsert(
        self, envelope: Envelope, command: DealUpsert, entity: Deal, seen: list[Mapping[OrderGroup, GroupDoc]]
    ) -> Message:
        """Make the deal as a command wants it; `seen` gets what lost writes have left, once it has looked."""
        entity = await self._moves.finish(entity)
        needed = asked = needed_of(command, entity)
        deal = entity.ref or (command.order.ref.id if command.order.ref else "")
        if not deal and command.create_in is None:
            needed = asked = frozenset()
        if half.is_begun(entity) and OrderGroup.ROWS not in needed:
            raise Retryable(f"the rows of {command.key} are half written", after_s=10, counted=False)
        if not needed:
            if deal:
                await self._flow.store.release(command.key, fields=TAKEN)
            else:
                await self._flow.store.end_write(command.key, {}, fields=TAKEN)
            told = (*unheard(entity.fields), *sentences.stopped(entity.unsaid))
            is_new = bool(entity.fields.get("newborn"))
            return upserted(command, deal, created=is_new, lacking=lacking(entity), told=told)
        said = list(unheard(entity.fields))
        wanted = await self._translator.wanted(command, needed, partial(self._say, command.key, said))
        made: Row | None = None
        is_half_made = not deal or bool(entity.writing and entity.writing.step == births.STEP)
        if not deal:
            deal, made = await self._births.find_or_create(command, entity, wanted)
        if is_half_made:
            entity = await begin_rows(self._flow, command, wanted, deal, made)
            needed = needed_of(command, entity)
        item = await self._flow.deals.header(deal)
        if item is None:
            return await self._gone(envelope, command, deal)
        write = DealWrite(command, entity, wanted, deal, item, asked, needed, said)
        return await self._write(envelope, write, seen)

    async def _gone(self, envelope: Envelope, command: DealUpsert, deal: str) -> DealRefused:
        """Return the outcome for a deleted deal: the reader tells what that means for its order."""
        await self._flow.store.end_write(command.key, {}, fields=TAKEN)
        ref = Ref(system="b24", kind="deal", id=deal)
        await self._flow.publish(DealTouched(ref=ref, gone=True), cause=envelope)
        told = (sentences.deal_gone(deal, command.order.number),)
        return DealRefused(key=command.key, source=command.source, ref=ref, reason="deal-gone", told=told)

    async def _write(self, envelope: Envelope, write: DealWrite, seen: list[Mapping[OrderGroup, GroupDoc]]) -> Message:
        command, entity, wanted = write.command, write.entity, write.wanted
        (found, names), linked = await self._read(write)
        texts = entity.fields.get("texts") or {}
        wanted = replace(wanted, left=texts_of_people(texts, found, command.order), names=names)
        write = replace(write, wanted=wanted, linked=linked, is_half_written=half.is_untouched(entity, found))
        if has_gaps(command, entity):
            write = replace(write, fills_in=write.is_half_written or fills_in(wanted, write.item, found))
        published = self._flow.deals.published(command.key)
        target = write.target(found, heard(published, found, entity.groups))
        stamps = {group: command.order.groups[group] for group in write.needed}
        left = {**left_half(entity), **entity.left_unheard(held_digests(target))}
        seen.append(left)
        stood_so_far = {**renewed(entity.groups, found), **{str(group): doc for group, doc in left.items()}}
        former = reopened(stood_so_far, stamps, fills_in=write.fills_in)
        verdicts = decide(stamps, former, target, subject=ORDERS, judge=False)
        if Verdict.COME_BACK in verdicts.values():
            if entity.fields.get("too_long"):
                raise too_long()
            await self._come_back(envelope, write, left)
        groups = {group for group, verdict in verdicts.items() if verdict is Verdict.WRITE}
        held = None
        if OrderGroup.ROWS in groups:
            held = held_in(wanted, write.item, found, is_half=write.is_half_written, has_text=write.fills_in)
        sent = replace(write, wanted=held.rows) if held and held.rows else write
        accepted = {group: verdict for group, verdict in verdicts.items() if verdict is Verdict.ACCEPT}
        if OrderGroup.ROWS in accepted:
            amount = restated(write.item, _restatable(write, stamps[OrderGroup.ROWS]), found.total, wanted.total)
            sent = replace(write, wanted=replace(wanted, amount=amount))
        lost = entity.may_be_ours
        stood = after_write(former, stamps, accepted, {}, winners={}, target=target, lost=lost)
        stored, typed = [*write.said], _amount_replaced(sent, found, groups - standing_rows(held))
        is_held = held is not None and held.rows is not None
        done = await self._deliver(sent, groups - standing_rows(held), found, stood, stored, is_held=is_held)
        item, held = done.item, done.held or held  # an invoice may have come in between
        groups, kept = groups - standing_rows(held), await self._kept(envelope, write, held)
        answers = done.answers
        changed = {**left, **after_write(former, stamps, verdicts, answers, winners=kept, target=target, lost=lost)}
        fields = of_groups(sent, item, changed, self._fields.extra) | remembered(sent, item, groups, verdicts, held)
        apart = None if held else telling.other_sum(command, item, verdicts.get(OrderGroup.ROWS))
        if apart is not None:
            fields |= settled(entity.fields, telling.sums_over(apart))
        said = (
            *(one for one in stored if OrderGroup.ROWS in groups or sent.wanted.amount or one not in typed),
            *telling.otherwise(write, item, self._fields),
            *((told_of(held, command.order),) if held else ()),
            *(apart or ()),
        )
        told = told_by(said, command.key, entity.writing.version if entity.writing else 0)
        fields["unheard"] = to_keep(told)
        after = await self._flow.store.end_write(command.key, changed, fields=fields, ref=write.deal, wrote=groups)
        return upserted(
            command,
            write.deal,
            created=write.is_new,
            pairs=wanted.pairs,
            lacking=lacking(after),
            told=(*told, *sentences.stopped(after.unsaid)),
        )

    async def _deliver(
        self,
        write: DealWrite,
        groups: AbstractSet[OrderGroup],
        found: SalesOrder,
        stood: Mapping[OrderGroup, GroupDoc],
        stored: list[Told],
        *,
        is_held: bool,
    ) -> WrittenDeal:
        """Send groups of a deal; that a typed amount goes is kept before, and forgotten where it was refused to go."""
        key, typed = write.command.key, _amount_replaced(write, found, groups)
        for one in typed:
            await self._say(key, stored, one)
        try:
            return await self._sender.send(
                write, groups, found, stood, partial(self._say, key, stored), is_held=is_held
            )
        except PortalRefusal:
            now = await self._flow.deals.header(write.deal) if typed else None
            if now is not None and stated_of(now) == stated_of(write.item):
                stored[:] = [one for one in stored if one not in typed]
                await self._flow.store.set_fields(key, {"unheard": to_keep(stored)})
            raise

    async def _read(self, write: DealWrite) -> tuple[tuple[SalesOrder, tuple[str, ...]], frozenset[str]]:
        """Read the deal, with the names of its rows, and the requisites linked with it, in the same requests."""
        has_parties = OrderGroup.PARTIES in write.needed
        found = self._flow.deals.with_names(write.item, rows=OrderGroup.ROWS in write.needed, parties=has_parties)
        if not (has_parties and write.wanted.parties.requisite):
            return await found, frozenset()
        return await asyncio.gather(found, self._flow.deals.linked(write.deal))

    async def _kept(self, envelope: Envelope, write: DealWrite, held: Held | None) -> dict[OrderGroup, Winner]:
        """Return what is remembered of a deal's rows that an invoice lets stand; those to go back are read anew."""
        if held is None or held.winner is None:
            return {}
        if held.winner == "ours":
            await self._flow.publish(DealTouched(ref=Ref(system="b24", kind="deal", id=write.deal)), cause=envelope)
        return {OrderGroup.ROWS: held.winner}

    async def _say(self, key: str, said: list[Told], one: Told) -> None:
        """Store a sentence about a deal before what it tells of is done: a later run would find nothing to tell."""
        said[:] = distinct((*said, one))
        await self._flow.store.set_fields(key, {"unheard": to_keep(said)})

    @property
    def _fields(self) -> DealFields:
        return self._flow.directory.fields

    async def _come_back(self, envelope: Envelope, write: DealWrite, left: Mapping[OrderGroup, GroupDoc]) -> None:
        """Put the command off: a person edited the deal, and that is published first."""
        key = write.command.key
        await self._flow.store.end_write(key, left, fields={"last_write": None})
        await self._flow.publish(DealTouched(ref=Ref(system="b24", kind="deal", id=write.deal)), cause=envelope)
        raise Retryable(f"{key} was edited meanwhile", after_s=5, counted=False)


def _amount_replaced(write: DealWrite, found: SalesOrder, groups: AbstractSet[OrderGroup]) -> tuple[Told, ...]:
    """Say that an amount a person typed goes with the deal's rows, or gives way to them though they stay."""
    return telling.amount_replaced(write, found, {*groups, OrderGroup.ROWS} if write.wanted.amount else groups)


def _restatable(write: DealWrite, rows: Stamp) -> str | None:
    """Return the deal's amount set by hand that gives way to the rows: the bus's own, or any a person decided against.

    An invoice that quotes it has gone to the client.
    """
    if rows.decided and read_invoice(write.item) is None:
        return stated_of(write.item)
    return write.entity.fields.get("stated")
