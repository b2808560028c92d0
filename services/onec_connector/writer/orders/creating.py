"""Exactly one order for a deal: claim, look, create, post (docs/convergence.md, "Creates")."""

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
from services.onec_connector.writer.orders import objected
from services.onec_connector.writer.orders.desk import (
    CREATE_STEP,
    OrderDesk,
    OrderVisit,
    finish,
    note,
    number_of,
    tell_not_taken,
)
from services.onec_connector.writer.orders.draft import ResolvedOrder, new_document
from services.onec_connector.writer.orders.equality import equal_groups
from services.onec_connector.writer.orders.lookups import find_all
from services.onec_connector.writer.orders.owed import owe_new
from services.onec_connector.writer.orders.priced import who_priced
from services.onec_connector.writer.orders.totals import tell_difference
from services.onec_connector.writer.partners.newcomers import order_key
from services.onec_connector.writer.refusal import OrderRefusal
from shared.bus.done import Done
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.canon import ORDERS, group_digests, grown
from shared.entities import Answer, after_write, decide
from shared.messages.order import OrderGroup
from shared.russian import Sum


async def adopt(desk: OrderDesk, visit: OrderVisit) -> str | None:
    """Find the order an earlier run may have created and died over.

    Returns:
        its reference; None: there is certainly none, and none is being created.

    Raises:
        Retryable: a call we gave up may still be running in 1C.
        Refusal: there are two.
    """
    if visit.order.ref is not None:
        return visit.order.ref.id
    if visit.key.startswith("order:"):
        return visit.key.removeprefix("order:")
    if visit.entity.attempt_at is None:
        return None
    key = order_key(desk.portal_id, visit.key)
    if await desk.base.read(names.SET, key, (standard.REF,)) is not None:
        await desk.keys.learn(honoured=True)
        return key
    if await desk.keys.honoured():
        return None
    found = await _by_marker(desk, visit, visit.entity.attempt_at)
    age = visit.entity.attempt_age or timedelta()
    if not found and age < LONGEST_CALL:
        after_s = await desk.keys.look_again_s(age)
        raise Retryable("an earlier create may still be running in 1C", after_s=after_s, counted=False)
    return found


async def _by_marker(desk: OrderDesk, visit: OrderVisit, attempted: datetime) -> str | None:
    since = (attempted - timedelta(days=2)).astimezone(desk.snapshots.place.zone).replace(tzinfo=None)
    query = Query(
        f"{names.MARKER} eq {text(marker(visit.deal))} and {names.DATE} ge {moment(since)}",
        (standard.REF, names.NUMBER),
        top=3,
    )
    rows = await desk.base.listing(names.SET, query)
    if len(rows) > 1:
        numbers = " и ".join(str(row[names.NUMBER]).strip() for row in rows)
        raise OrderRefusal(
            f"в 1С уже есть несколько заказов этой сделки ({numbers})",
            "Попросите бухгалтера оставить один, остальные пометить на удаление.",
            reason="doubled",
        )
    return str(rows[0][standard.REF]) if rows else None


async def create(desk: OrderDesk, visit: OrderVisit) -> Done:
    """Create the order of a deal and post it.

    Raises:
        Refusal: something is missing; nothing was created.
        BaseExists: an earlier run has created it, perhaps as an older command wanted it.
    """
    now = desk.moment()
    found = await find_all(desk, visit, now.today)
    visit.told += [*found.told, *found.price_notes]
    visit.pairs += found.pairs
    key = order_key(desk.portal_id, visit.key)
    document = new_document(visit.order, found, now, key=key, deal=visit.deal, approval=desk.approval)
    document |= (await desk.snapshots.extra()).changes(visit.order.extra, {})
    await owe_new(desk, visit)
    if not await desk.keys.honoured():
        await note(desk, visit, CREATE_STEP, attempt=True)  # last: whoever dies before it has certainly sent nothing
    visit.sent = True
    made = await _made(desk, visit, document)
    ref = str(made[standard.REF])
    await desk.keys.learn(honoured=ref == key)
    # From here on the order is known and was never posted, so whoever comes after a crash posts it.
    await desk.store.bind(visit.key, ref)
    return await _post_new(desk, visit, ref, found)


async def _made(desk: OrderDesk, visit: OrderVisit, document: Row) -> Row:
    try:
        return await desk.base.create(names.SET, document)
    except (DoubtfulWrite, BaseExists):
        raise
    except BaseRefusal as error:
        await _nothing_made(desk, visit)
        reason = objection_of(error)
        raise OrderRefusal(
            f"1С не записала его ({reason})",
            f"{objected.who_helps(reason)}; после исправления {{itself}}.",
            reason="posting",
        ) from error
    except (Retryable, Permanent):
        await _nothing_made(desk, visit)
        raise


async def _nothing_made(desk: OrderDesk, visit: OrderVisit) -> None:
    """1C has said for certain that it created nothing."""
    await note(desk, visit, None)
    await desk.store.set_fields(visit.key, {"comment": None})
    visit.sent = False


async def _post_new(desk: OrderDesk, visit: OrderVisit, ref: str, found: ResolvedOrder) -> Done:
    refused: NotPosted | None = None
    try:
        await post(desk.base, ref)
    except NotPosted as error:
        refused = error
    seen = await desk.snapshots.see(ref)
    if seen is None:
        raise Retryable("the order that was just created is not there")
    after, _ = await asyncio.gather(_end(desk, visit, ref, found, seen), desk.waits.drop(visit.command.source))
    _tell(desk, visit, seen, refused, found)
    await tell_not_taken(desk, visit, seen)
    return await finish(desk, visit, after, seen, refused="posting" if refused else None, touch=found.repriced)


async def _end(desk: OrderDesk, visit: OrderVisit, ref: str, found: ResolvedOrder, seen: Seen) -> Order:
    stamps = visit.stamps
    told = await desk.snapshots.tell(seen)
    extra = (await desk.snapshots.extra()).changes(visit.order.extra, seen.document)
    digests = group_digests(told, desk.snapshots.published(visit.key) | {OrderGroup.HEADER, OrderGroup.EXTRA})
    equal = equal_groups(stamps, found, seen.document, told.lines, {OrderGroup.EXTRA: extra})
    equal[OrderGroup.ROWS] = equal.get(OrderGroup.ROWS, True) and not found.repriced  # 1C's prices go back to the deal
    answers = {group: Answer(digests.get(group, ""), equal=equal[group]) for group in stamps}
    groups = after_write(
        visit.entity.groups, stamps, decide(stamps, {}, {}, subject=ORDERS, judge=True), answers, winners={}
    )
    fields: OrderMemory = {
        "posted": seen.posted or None,
        "comment": mark_of(comment(visit.order, visit.deal)),
        "filled": grown((), visit.order.extra, told.extra) or None,
        **who_priced(visit, digests.get(OrderGroup.ROWS) if found.repriced else None),
    }
    wrote = [group for group in stamps if group != OrderGroup.STAGE]
    return await desk.store.end_write(visit.key, groups, fields=fields, ref=ref, wrote=wrote)


def _tell(desk: OrderDesk, visit: OrderVisit, seen: Seen, refused: NotPosted | None, found: ResolvedOrder) -> None:
    named = number_of(seen)
    if refused is not None:
        visit.told.append(objected.not_posted(named, refused.reason))
        return
    if desk.approval:
        visit.told.append(sentences.awaits_approval(named))
    if not found.repriced:
        tell_difference(visit, named, Sum(number(seen.document[names.TOTAL]), visit.order.currency))
