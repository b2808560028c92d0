"""Changes the 1C order after edits of its deal: read, compare, write what is newer, post again (R8, R9, R11, R13)."""

import asyncio
from collections.abc import Set as AbstractSet

from services.onec_connector import sentences
from services.onec_connector.base.posting import NotPosted
from services.onec_connector.memory.order import OrderMemory
from services.onec_connector.memory.restated import restated
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.vocabulary.comments import mark_of
from services.onec_connector.vocabulary.header import comment, is_ours
from services.onec_connector.writer.orders import objected
from services.onec_connector.writer.orders.as_invoice import made_ordinary
from services.onec_connector.writer.orders.context import OrderContext, OrderRun, number_of
from services.onec_connector.writer.orders.decided_posting import is_posting_decided
from services.onec_connector.writer.orders.equality import equal_groups, silent_groups
from services.onec_connector.writer.orders.header import (
    header_of,
    invoice_left_out,
    is_changed,
    taken_back,
    what_stays,
    what_stays_due,
)
from services.onec_connector.writer.orders.judging import judge, not_so
from services.onec_connector.writer.orders.lookups import find_changed, kept_groups
from services.onec_connector.writer.orders.named_anew import named_by
from services.onec_connector.writer.orders.outcomes import finish, tell_not_taken
from services.onec_connector.writer.orders.owed import change_of, owe, refuse_edited, still_owed, told_change
from services.onec_connector.writer.orders.plan import ChangePlan, EditedMeanwhileError, body_of
from services.onec_connector.writer.orders.priced import who_priced
from services.onec_connector.writer.orders.prices_kept import prices_stay, wish_lost
from services.onec_connector.writer.orders.rows import RowsPlan, plan_rows, rated_anew
from services.onec_connector.writer.orders.sending import is_prepared, memo_of, restore, send
from services.onec_connector.writer.orders.totals import rows_total, shown_by, tell_difference, total_of
from services.onec_connector.writer.refusal import OrderRefusal, too_long
from shared.bus.errors import Retryable
from shared.bus.result import HandlerResult
from shared.canon import ORDERS, group_digests, grown, heard
from shared.entities import GroupDoc, Target, Verdict, WriteAnswer, after_write, decide
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.facts import OrderTouched
from shared.messages.ring.told import Told
from shared.messages.things import Ref

_TRIES = 3
_OF_TERMS = frozenset({OrderGroup.PARTIES, OrderGroup.ORGANISATION, OrderGroup.HEADER, OrderGroup.MANAGER})
"""Groups that a price may hang on: by the agreement, by the manager's limit."""


async def change(context: OrderContext, run: OrderRun) -> HandlerResult:
    """Change a 1C order as its deal's command wants it.

    Raises:
        Refusal: something is missing, or the order is gone; nothing was written.
        Retryable: somebody edited the order meanwhile.
    """
    for _ in range(_TRIES):
        plan = await plan_change(context, run)
        await owe(context, run, plan)
        posting = _is_posted_after(run, plan)
        if await is_prepared(context, run, plan.seen, plan.body, posting=posting):
            return await _write(context, run, plan, posting=posting)
    raise Retryable("somebody keeps saving the order", after_s=5, counted=False)


async def plan_change(context: OrderContext, run: OrderRun) -> ChangePlan:
    """Decide what of a command is written into the 1C order as it stands, without writing.

    Raises:
        Refusal: something is missing, or the order is gone.
        EditedMeanwhileError: an edit in 1C is to be told to the deal first.
    """
    seen = await context.snapshots.see(run.ref)
    if seen is None:
        raise OrderRefusal(
            "заказ удалён из 1С", "Попросите бухгалтера восстановить его или заведите новую сделку.", reason="gone"
        )
    if seen.document[standard.MARKED] and run.entity.fields.get("cancelled") != "mark":
        raise OrderRefusal(
            "заказ помечен на удаление в 1С", "Попросите бухгалтера снять пометку; после этого {itself}.",
            reason="marked", wants=[{"kind": "unmarked", "order": run.ref}],
        )  # fmt: skip
    stamps = run.stamps
    newer = frozenset(
        group
        for group, stamp in stamps.items()
        if group not in ORDERS.one_sided and stamp.edited > run.entity.groups.get(group, GroupDoc()).known
    )
    told = await context.snapshots.tell(seen)
    kept = await kept_groups(context, run, seen, told, newer)
    found = await find_changed(context, run, seen, told, newer - kept)
    header = header_of(run, seen, found) if OrderGroup.HEADER in newer else {}
    extra = await context.snapshots.extra()
    own = group_digests(told, heard(context.snapshots.published(run.key), told, run.entity.groups))
    changes = {OrderGroup.HEADER: header, OrderGroup.EXTRA: extra.changes(run.order.extra, seen.document)}
    equal = equal_groups(newer, found, seen.document, told.lines, changes)
    silent = silent_groups(found, seen.document)
    target = {group: Target(None if group in silent else own.get(group), equal=equal[group]) for group in newer}
    former = restated(run.entity.groups, told, seen.document)
    left = run.entity.left_unheard(own)
    former = {**former, **{str(group): doc for group, doc in left.items()}}
    verdicts = decide(stamps, former, target, subject=ORDERS, judge=True)
    if Verdict.COME_BACK in verdicts.values():
        if run.entity.fields.get("too_long"):
            raise too_long()
        await context.publish(OrderTouched(ref=Ref(system="onec", kind="order", id=run.ref)))
        raise EditedMeanwhileError(left)
    plan = ChangePlan(
        seen, told, former, found, target, verdicts, {}, frozenset(), RowsPlan(), {}, header, extra, run.order.extra,
        kept=kept, left=left, by_line=context.options.by_line,
        agreement_unsaid=is_changed(run, found.agreement_left),
    )  # fmt: skip
    await judge(context, run, plan)
    await _price_as_it_stays(context, run, plan, newer)
    plan.ordinary = await made_ordinary(context, run, seen)
    return _decided(run, plan)


async def _price_as_it_stays(
    context: OrderContext, run: OrderRun, plan: ChangePlan, newer: AbstractSet[OrderGroup]
) -> None:
    """Price an order's rows by the terms that it is left with, not those of a client who loses a conflict."""
    lost = _OF_TERMS & {group for group, winner in plan.winners.items() if winner == "ours"}
    if not lost or OrderGroup.ROWS not in newer or run.command.policy.prices == "b24":
        return
    found = await find_changed(context, run, plan.seen, plan.told, newer - lost - plan.kept)
    plan.found = plan.found.priced_as(found)


def _decided(run: OrderRun, plan: ChangePlan) -> ChangePlan:
    write = {group for group, verdict in plan.verdicts.items() if verdict is Verdict.WRITE}
    write |= {group for group, winner in plan.winners.items() if winner == "theirs"}
    write -= ORDERS.one_sided
    plan.said += what_stays(run, plan)
    if OrderGroup.ROWS in write:
        plan.rows = plan_rows(plan.told.lines, plan.seen.document, plan.found, by_line=plan.by_line)
        if plan.rows.removed and plan.shipped:
            untrue = not_so(run, plan, [OrderGroup.ROWS])
            plan.said = [*(one for one in plan.said if one not in untrue), turned_down(run, plan)]
            write -= {OrderGroup.ROWS}
    plan.said += wish_lost(run, plan)
    plan.write = frozenset(write)
    plan.body = body_of(plan)
    plan.body = {**plan.body, **taken_back(run, plan.seen, plan.body)}
    plan.said += [*invoice_left_out(run, plan), *prices_stay(run, plan), *what_stays_due(run, plan)]
    return plan


def turned_down(run: OrderRun, plan: ChangePlan) -> Told:
    """Turn down an edit of rows after shipment for good, and return what the manager reads ("More readings")."""
    plan.winners[OrderGroup.ROWS] = "ours" if run.command.policy.after_shipment == "restore" else "refused"
    told = sentences.shipped_already(number_of(plan.seen), shown_by(run.order), total_of(plan.told))
    return told.with_(answers=run.stamps[OrderGroup.ROWS].edited)


def _is_posted_after(run: OrderRun, plan: ChangePlan) -> bool:
    """Tell whether an order is posted after its change: as it was, or is to come back, or never could be."""
    is_wanted = plan.seen.posted or bool(run.entity.fields.get("cancelled")) or _never_posted(run)
    is_wanted = is_wanted or is_posting_decided(run, plan.told)
    return is_wanted and (bool(plan.body) or not plan.seen.posted)


async def _write(context: OrderContext, run: OrderRun, plan: ChangePlan, *, posting: bool) -> HandlerResult:
    """Send a changed order, post it again, and store the result; where 1C refuses, put everything back.

    But what no posting is about stays, as long as the order is posted: 1C refuses what it has posted before.
    """
    run.told += plan.said
    if names.COMMENT in plan.body:  # else whoever comes next takes it for the accountant's, if this run dies
        await context.store.set_fields(run.key, {"commenting": mark_of(comment(run.order, run.deal))})
    try:
        if plan.body or posting:
            await send(context, run, plan.seen, plan.body, posting=posting)
    except NotPosted as error:
        back = await context.snapshots.see(run.ref)
        if not (error.saved and plan.moves_nothing and back is not None and back.posted):
            return await _put_back(context, run, plan, error)
    else:
        back = await context.snapshots.see(run.ref) if run.sent else plan.seen
    if back is None:
        raise Retryable("the order that was just written is not there")
    return await _remember(context, run, plan, back)


def _never_posted(run: OrderRun) -> bool:
    """Tell whether 1C has refused to post this order of ours so far; one a person unposted is left alone."""
    return run.key.startswith("deal:") and not run.entity.fields.get("posted")


async def _put_back(context: OrderContext, run: OrderRun, plan: ChangePlan, refused: NotPosted) -> HandlerResult:
    if refused.saved:
        await refuse_edited(context, run, plan)
        await restore(context, run, memo_of(plan.seen, plan.body))
    back = await context.snapshots.see(run.ref)
    if back is None:
        raise Retryable("the order that was just put back is not there")
    number, wanted = number_of(back), shown_by(run.order)
    groups, touch, settled = plan.settled_beside(run), False, [*run.recalled, *what_stays(run, plan)]
    untrue = not_so(run, plan, plan.write)
    run.told = [one for one in run.told if one in run.recalled or not (one.topic == "changed" or one in untrue)]
    # A cause that people can take away is waited for; what 1C has against it otherwise is that something is shipped.
    for_good = plan.shipped and refused.reason.cause is None
    if for_good and OrderGroup.ROWS in plan.write:
        plan.verdicts = {group: one for group, one in plan.verdicts.items() if group == OrderGroup.ROWS}
        rows_stay = [turned_down(run, plan), *wish_lost(run, plan)]
        run.told += rows_stay
        settled += rows_stay
        groups |= after_write(plan.former, run.stamps, plan.verdicts, {}, winners=plan.winners)
        touch = plan.winners[OrderGroup.ROWS] == "ours"
    elif plan.seen.posted:
        run.told.append(objected.change_refused(number, refused.reason, wanted, total_of(plan.told)))
    else:
        run.told.append(objected.not_posted(number, refused.reason))
    fields = plan.stays(run) | still_owed(run, settled) | OrderMemory(commenting=None)
    after = await context.store.end_write(run.key, {**plan.left, **groups}, fields=fields)
    return await finish(context, run, after, back, refused="shipped" if for_good else "posting", touch=touch)


async def _remember(context: OrderContext, run: OrderRun, plan: ChangePlan, back: Seen) -> HandlerResult:
    came_back = bool(run.entity.fields.get("cancelled"))
    told = await context.snapshots.tell(back) if run.sent else plan.told
    digests = group_digests(told, context.snapshots.published(run.key) | {OrderGroup.HEADER, OrderGroup.EXTRA})
    left = {OrderGroup.EXTRA: plan.extra.changes(plan.values, back.document)}
    equal = equal_groups(plan.write, plan.found, back.document, told.lines, left)
    answers = {group: WriteAnswer(digests[group], equal=equal[group]) for group in plan.write}
    answers |= {group: WriteAnswer("", equal=True) for group in run.stamps if group == OrderGroup.STAGE}
    if plan.rows_heard and plan.found.repriced:
        # What the deal has is not what stands here, whoever wrote it: so it hears of the rows as of an edit of 1C's.
        answers[OrderGroup.ROWS] = WriteAnswer("", equal=False)
    groups = plan.remembered(run, answers)
    if OrderGroup.ROWS not in plan.write and plan.body.get(names.LINES):
        groups |= rated_anew(plan.former, plan.told, digests)
    is_priced = plan.found.repriced and equal.get(OrderGroup.ROWS, True)  # else somebody has edited them since
    rows = digests[OrderGroup.ROWS] if is_priced else None
    fields = who_priced(run, rows, plan.found.lines, told.lines) if plan.rows_heard else plan.stays(run)
    if back.posted and not run.entity.fields.get("posted"):
        fields["posted"] = True
    if came_back:
        fields["cancelled"] = None
    if OrderGroup.HEADER in groups and is_ours(back.document, ours := comment(run.order, run.deal)):
        fields |= {"comment": mark_of(ours), "commenting": None}
    if OrderGroup.HEADER in groups:
        fields["named"] = named_by(run.order)
    if OrderGroup.EXTRA in groups:
        taken = plan.extra.taken(plan.values, back.document)
        fields["filled"] = grown(run.entity.fields.get("filled") or (), taken, told.extra)
        await tell_not_taken(context, run, back)
    _tell(run, plan, back, told, came_back=came_back)
    after, _ = await asyncio.gather(
        context.store.end_write(run.key, groups, fields=fields | still_owed(run, run.told), wrote=plan.write),
        context.waits.drop(run.command.source),
    )
    run.pairs += plan.found.pairs
    touch = any(winner != "refused" for winner in plan.winners.values()) or (plan.rows_heard and plan.found.repriced)
    return await finish(context, run, after, back, refused=plan.refused, touch=touch)


def _tell(run: OrderRun, plan: ChangePlan, back: Seen, told: SalesOrder, *, came_back: bool) -> None:
    number = number_of(back)
    if came_back and back.posted and not plan.seen.posted:
        run.told.append(sentences.back_again(number))
    elif back.posted and not plan.seen.posted and is_posting_decided(run, plan.told):
        run.told.append(sentences.posted_again(number))
    if plan.body:
        run.told += told_change(number, change_of(run, plan), total_of(plan.told), total_of(told))
        run.told += [*plan.found.told, *plan.amounts]
        if not back.posted:
            run.told.append(sentences.left_unposted(number))
    elif plan.verdicts.get(OrderGroup.MANAGER) in {Verdict.WRITE, Verdict.ACCEPT}:
        run.told += plan.found.manager.told  # nobody in 1C to write, which is an answer too
    run.told += plan.price_notes
    # Rows that are equal within tolerance stay as they are, and their totals may still differ.
    if plan.rows_heard and not plan.found.repriced:
        tell_difference(run, number, rows_total(told), total_of(told))
