"""Owed words: what the manager must read of an order's write, stored until told (docs/convergence.md).

The facts are stored before the call, with what is sent. A run that finds them looks whether the order holds that: then
its words are made; else nothing was written, and the next plan says what is true.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.onec_connector import sentences
from services.onec_connector.base.wire import Row, encode, holds
from services.onec_connector.memory.order import OrderMemory
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.vocabulary.comments import mark_of
from services.onec_connector.vocabulary.header import comment
from services.onec_connector.writer.orders.context import OrderContext, OrderRun, number_of
from services.onec_connector.writer.orders.making import recall_made
from services.onec_connector.writer.orders.outcomes import total_standing
from services.onec_connector.writer.orders.payee import loses_account
from services.onec_connector.writer.orders.plan import ChangePlan
from services.onec_connector.writer.orders.rows import RowsPlan
from services.onec_connector.writer.orders.totals import total_of
from shared.bus.errors import Retryable
from shared.canon import group_digests
from shared.entities import GroupDoc
from shared.messages.order import OrderGroup
from shared.messages.ring.told import Edit, Told, told_by
from shared.process.answers import UnreadableRecord
from shared.russian import Sum
from shared.store.promptly import numbered

Facts = Mapping[str, Any]
_NO_CODE = (names.ROW_CODE, "0")


async def owe(context: OrderContext, run: OrderRun, plan: ChangePlan) -> None:
    """Store, right before 1C is called, what the manager must read of an order's change; earlier facts are replaced."""
    await recall_made(context, run)
    if not plan.body:  # a decision to write nothing is told too
        await _owe_words(context, run, plan.said)
        return
    before = total_of(plan.told)
    facts = {
        "sent": _sent(plan),
        "was": json.dumps({name: plan.seen.document.get(name) for name in plan.body}, default=str),
        "version": run.version,
        "told": _stored(run.recalled),
        "said": _stored([*plan.said, *plan.found.told, *plan.amounts, *plan.price_notes]),
        **change_of(run, plan),
        "before": [str(before.amount), before.currency],
    }
    sent = numbered(await _digests_sent(context, run, plan), run.stamps)
    if not await context.store.note_sent(run.key, run.version, sent, fields={"owed": facts, "making": None}):
        raise Retryable("another write of this order has begun", after_s=5, counted=False)
    run.making.clear()


async def _digests_sent(context: OrderContext, run: OrderRun, plan: ChangePlan) -> dict[OrderGroup, str]:
    """Return by group what the order will hold; where 1C makes something else of it, that is told as an edit."""
    try:
        sent = await context.snapshots.tell(Seen({**plan.seen.document, **plan.body}, plan.seen.register))
    except UnreadableRecord:
        return {}
    return group_digests(sent, plan.write & context.snapshots.published(run.key))


async def left_in(context: OrderContext, run: OrderRun, seen: Seen | None) -> dict[OrderGroup, GroupDoc]:
    """Return what to remember of an order at the end of a run that writes nothing: what a lost write has left in it."""
    if seen is None or run.entity.writing is None or not run.entity.writing.sent:
        return {}
    try:
        told = await context.snapshots.tell(seen)
    except UnreadableRecord:
        return {}
    return run.entity.left_unheard(group_digests(told, context.snapshots.published(run.key)))


async def owe_new(context: OrderContext, run: OrderRun) -> None:
    """Store what the manager must read of an order about to be created; found, it is ours with its comment."""
    if not run.entity.fields.get("comment"):
        await context.store.set_fields(run.key, {"comment": mark_of(comment(run.order, run.deal))})
    await recall_made(context, run)
    await _owe_words(context, run, run.told)


async def _owe_words(context: OrderContext, run: OrderRun, said: Sequence[Told]) -> None:
    if said or run.recalled:
        await context.store.set_fields(run.key, {"owed": _words(run, run.recalled, said), "making": None})
        run.making.clear()


def still_owed(run: OrderRun, told: Sequence[Told]) -> OrderMemory:
    """Return what a finished write of an order stores: what no later run says again, until it is published.

    Args:
        run: that ends.
        told: its sentences, and those of a run before it that are owed still.
    """
    return {"owed": _words(run, (), told)} if told else {}


def _words(run: OrderRun, told: Sequence[Told], said: Sequence[Told]) -> Facts:
    words = {"told": _stored(told), "said": _stored(told_by(said, run.key, run.version))}
    return {"sent": "{}", "version": run.version, **words, "what": [], "before": None}


async def recall(context: OrderContext, run: OrderRun) -> None:
    """Make the sentences about an order's write whose answer, or whose outcome, was lost.

    Where there is no order yet, only what was made for it is told.
    """
    facts = run.entity.fields.get("owed")
    if not facts:
        return
    run.recalled = list(told_by([*run.recalled, *_read(facts["told"])], run.key, run.version))
    if run.entity.ref is None:
        run.told += run.recalled
        return
    words = list[Told]()
    seen = await context.snapshots.see(run.ref)
    if seen is not None and _is_taken(facts, seen.document):
        words = _read(facts["said"])
        if facts["before"]:
            amount, currency = facts["before"]
            after = await total_standing(context, run, seen)
            words += told_change(number_of(seen), facts, Sum(Decimal(amount), currency), after)
    # As the run named them that made the write: its outcome may have been heard after all.
    run.recalled += told_by(words, run.key, facts.get("version", run.version))
    run.told += run.recalled


def _is_taken(facts: Facts, now: Row) -> bool:
    """Tell whether 1C took what was sent of an order, all or nothing, even if people have edited a part of it since."""
    sent, was = json.loads(facts["sent"]), json.loads(facts.get("was") or "{}")  # an earlier release kept none
    changed = [{name: value} for name, value in sent.items() if name in was and not holds({name: value}, was)]
    return any(holds(one, now) for one in changed) or holds(sent, now)


async def holds_what_was_sent(context: OrderContext, run: OrderRun) -> bool:
    """Tell whether the order still holds what a dead run has sent; else 1C never took it, or a person has edited it."""
    facts = run.entity.fields.get("owed")
    seen = await context.snapshots.see(run.ref)
    return facts is None or (seen is not None and holds(json.loads(facts["sent"]), seen.document))


async def refuse_edited(context: OrderContext, run: OrderRun, plan: ChangePlan) -> None:
    """Refuse to put an order's former fields back over what somebody has saved since this run's write.

    `DataVersion` may count the saves of the whole database: so what was sent is looked for too.

    Raises:
        Retryable: somebody has; the step stays, and the next run lets readers tell the deal.
    """
    if not run.saved:
        return
    fresh = await context.base.read(names.SET, run.ref, (standard.VERSION,))
    if fresh is None or fresh[standard.VERSION] == run.saved:
        return
    seen = await context.snapshots.see(run.ref)
    if seen is not None and not holds(json.loads(_sent(plan)), seen.document):
        raise Retryable("the order was edited before it could be put back", after_s=5, counted=False)


def told_change(order: str, change: Facts, before: Sum, after: Sum) -> list[Told]:
    """Return what the manager reads of an order's edit; nothing if that was no more than title or comment."""
    rows, what = change.get("rows") or {}, tuple(change["what"])
    if not (any(rows.values()) or what or before != after):
        return []
    number = change.get("number") or 0
    return [
        sentences.changed(Edit(numbers=(number,), order=order, what=what, before=str(before), after=str(after), **rows))
    ]


def change_of(run: OrderRun, plan: ChangePlan) -> Facts:
    """Return what a write changes in an order: number of the edit, rows, and the rest in the manager's words."""
    rows = plan.rows if OrderGroup.ROWS in plan.write else RowsPlan()
    header = plan.header if OrderGroup.HEADER in plan.write else {}
    before = plan.seen.document
    lost = loses_account(plan.body, before)
    client = {one for one in names.CLIENT if one in plan.body and plan.body[one] != before[one]}
    return {
        "number": max((stamp.edited for group, stamp in run.stamps.items() if group in plan.write), default=0),
        "rows": {"added": rows.added, "removed": rows.removed, "edited": list(rows.edited)},
        "what": sentences.groups_changed(plan.write, {*header, *client}, loses_account=lost),
    }


def _sent(plan: ChangePlan) -> str:
    return encode(names.SET, _recognisable(plan.body)).decode()


def _recognisable(body: Row) -> Row:
    """Leave out the codes of an order's new rows: 1C gives them, so what was sent would never be found again."""
    if names.LINES not in body:
        return body
    rows = [{name: value for name, value in row.items() if (name, value) != _NO_CODE} for row in body[names.LINES]]
    return {**body, names.LINES: rows}


def _stored(told: Sequence[Told]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in told]


def _read(stored: Sequence[Mapping[str, Any]]) -> list[Told]:
    return [Told.model_validate(one) for one in stored]
