"""Creates exactly one 1C order for a deal: claim, look, create, post (docs/convergence.md, "Creates")."""

import asyncio
from datetime import datetime, timedelta

from services.onec_connector import sentences
from services.onec_connector.base.errors import BaseExists, BaseRefusal
from services.onec_connector.base.objections import objection_of
from services.onec_connector.base.posting import NotPosted, post
from services.onec_connector.base.query import Query, moment, text
from services.onec_connector.base.wire import Row
from services.onec_connector.memory.keys import LONGEST_CALL
from services.onec_connector.memory.order import Order, OrderMemory
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.vocabulary.comments import mark_of
from services.onec_connector.vocabulary.header import comment
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.orders import marker
from services.onec_connector.writer.computed_keys import order_key
from services.onec_connector.writer.orders import objected
from services.onec_connector.writer.orders.as_invoice import MADE_AS_INVOICE, is_invoice, wants_of
from services.onec_connector.writer.orders.context import CREATE_STEP, OrderContext, OrderRun, note, number_of
from services.onec_connector.writer.orders.draft import ResolvedOrder, new_document
from services.onec_connector.writer.orders.equality import equal_groups
from services.onec_connector.writer.orders.lookups import find_all
from services.onec_connector.writer.orders.named_anew import named_by
from services.onec_connector.writer.orders.outcomes import finish, tell_not_taken
from services.onec_connector.writer.orders.owed import owe_new
from services.onec_connector.writer.orders.payee import of_new_order
from services.onec_connector.writer.orders.priced import who_priced
from services.onec_connector.writer.orders.rows import RowsPlan
from services.onec_connector.writer.orders.totals import tell_difference
from services.onec_connector.writer.refusal import OrderRefusal
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.bus.result import HandlerResult
from shared.canon import ORDERS, group_digests, grown
from shared.entities import WriteAnswer, after_write, decide
from shared.messages.order import OrderGroup
from shared.russian import Sum


async def adopt(context: OrderContext, run: OrderRun) -> str | None:
    """Find the 1C order that an earlier run may have created before it died.

    Returns:
        its reference; None: there is certainly none, and none is being created.

    Raises:
        Retryable: a call we gave up may still be running in 1C.
        Refusal: there are two.
    """
    if run.order.ref is not None:
        return run.order.ref.id
    if run.key.startswith("order:"):
        return run.key.removeprefix("order:")
    if run.entity.attempt_at is None:
        return None
    key = order_key(context.portal_id, run.key)
    if await context.base.read(names.SET, key, (standard.REF,)) is not None:
        await context.keys.learn(honoured=True)
        return key
    if await context.keys.honoured():
        return None
    found = await _by_marker(context, run, run.entity.attempt_at)
    age = run.entity.attempt_age or timedelta()
    if not found and age < LONGEST_CALL:
        after_s = await context.keys.look_again_s(age)
        raise Retryable("an earlier create may still be running in 1C", after_s=after_s, counted=False)
    return found


async def _by_marker(context: OrderContext, run: OrderRun, attempted: datetime) -> str | None:
    since = (attempted - timedelta(days=2)).astimezone(context.snapshots.place.zone).replace(tzinfo=None)
    query = Query(
        f"{names.MARKER} eq {text(marker(run.deal))} and {names.DATE} ge {moment(since)}",
        (standard.REF, names.NUMBER),
        top=3,
    )
    rows = await context.base.listing(names.SET, query)
    if len(rows) > 1:
        numbers = " и ".join(str(row[names.NUMBER]).strip() for row in rows)
        raise OrderRefusal(
            f"в 1С уже есть несколько заказов этой сделки ({numbers})",
            "Попросите бухгалтера оставить один, остальные пометить на удаление.",
            reason="doubled",
        )
    return str(rows[0][standard.REF]) if rows else None


async def create(context: OrderContext, run: OrderRun) -> HandlerResult:
    """Create the 1C order of a deal and post it.

    Raises:
        Refusal: something is missing; nothing was created.
        BaseExists: an earlier run has created it, perhaps as an older command wanted it.
    """
    now = context.moment()
    found = await find_all(context, run, now.today)
    run.told += [*found.told, *found.amounts, *found.price_notes]
    run.pairs += found.pairs
    key = order_key(context.portal_id, run.key)
    document = new_document(run.order, found, now, key=key, deal=run.deal, options=context.options)
    document |= of_new_order(found)
    document |= (await context.snapshots.extra()).changes(run.order.extra, {})
    await owe_new(context, run)
    if not await context.keys.honoured():
        await note(context, run, CREATE_STEP, attempt=True)  # last: whoever dies before it has certainly sent nothing
    run.sent = True
    made = await _made(context, run, document)
    ref = str(made[standard.REF])
    await context.keys.learn(honoured=ref == key)
    # From here on the order is known and was never posted, so whoever comes after a crash posts it.
    await context.store.bind(run.key, ref)
    return await _post_new(context, run, ref, found)


async def _made(context: OrderContext, run: OrderRun, document: Row) -> Row:
    try:
        return await context.base.create(names.SET, document)
    except (DoubtfulWrite, BaseExists):
        raise
    except BaseRefusal as error:
        await _nothing_made(context, run)
        reason = objection_of(error)
        raise OrderRefusal(
            f"1С не записала его ({reason})",
            f"{objected.who_helps(reason)}; после исправления {{itself}}.",
            reason="posting",
        ) from error
    except (Retryable, Permanent):
        await _nothing_made(context, run)
        raise


async def _nothing_made(context: OrderContext, run: OrderRun) -> None:
    """Note that 1C has said for certain that it created no order."""
    await note(context, run, None)
    await context.store.set_fields(run.key, {"comment": None})
    run.sent = False


async def _post_new(context: OrderContext, run: OrderRun, ref: str, found: ResolvedOrder) -> HandlerResult:
    refused: NotPosted | None = None
    try:
        await post(context.base, ref)
    except NotPosted as error:
        refused = error
    seen = await context.snapshots.see(ref)
    if seen is None:
        raise Retryable("the order that was just created is not there")
    wants = wants_of(run, seen) if refused else []
    after, _ = await asyncio.gather(_end(context, run, ref, found, seen), context.waits.put(run.command.source, wants))
    _tell(context, run, seen, refused, found)
    await tell_not_taken(context, run, seen)
    return await finish(context, run, after, seen, refused="posting" if refused else None, touch=found.repriced)


async def _end(context: OrderContext, run: OrderRun, ref: str, found: ResolvedOrder, seen: Seen) -> Order:
    stamps = run.stamps
    told = await context.snapshots.tell(seen)
    table = await context.snapshots.extra()
    extra = table.changes(run.order.extra, seen.document)
    digests = group_digests(told, context.snapshots.published(run.key) | {OrderGroup.HEADER, OrderGroup.EXTRA})
    equal = equal_groups(stamps, found, seen.document, told.lines, {OrderGroup.EXTRA: extra})
    priced = digests.get(OrderGroup.ROWS) if found.repriced and equal.get(OrderGroup.ROWS, True) else None
    equal[OrderGroup.ROWS] = equal.get(OrderGroup.ROWS, True) and not found.repriced  # 1C's prices go back to the deal
    answers = {group: WriteAnswer(digests.get(group, ""), equal=equal[group]) for group in stamps}
    groups = after_write(
        run.entity.groups, stamps, decide(stamps, {}, {}, subject=ORDERS, judge=True), answers, winners={}
    )
    fields: OrderMemory = {
        "posted": seen.posted or None,
        "comment": mark_of(comment(run.order, run.deal)),
        "named": named_by(run.order),
        "filled": grown((), table.taken(run.order.extra, seen.document), told.extra) or None,
        **who_priced(run, priced, found.lines, told.lines),
    }
    wrote = [group for group in stamps if group != OrderGroup.STAGE]
    return await context.store.end_write(run.key, groups, fields=fields, ref=ref, wrote=wrote)


def _tell(context: OrderContext, run: OrderRun, seen: Seen, refused: NotPosted | None, found: ResolvedOrder) -> None:
    named = number_of(seen)
    if refused is not None:
        reason = MADE_AS_INVOICE if is_invoice(run, seen) else refused.reason
        run.told.append(objected.not_posted(named, reason))
        return
    if context.options.approval:
        run.told.append(sentences.awaits_approval(named))
    if not found.repriced:
        rows, total = RowsPlan(seen.document[names.LINES]).total, number(seen.document[names.TOTAL])
        tell_difference(run, named, rows, Sum(total, run.order.currency))
