"""Ends a run of an order's command: the outcome, the order's state, and what the deal is told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.onec_connector import sentences
from services.onec_connector.memory.order import Order
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.orders import link
from services.onec_connector.writer.orders.context import OrderContext, OrderRun, number_of
from shared.bus.result import HandlerResult
from shared.messages.ring.doubts import Doubt
from shared.messages.ring.facts import OrderTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from shared.messages.ring.told import Told, told_by
from shared.messages.things import Ref
from shared.russian import Sum


async def finish(
    context: OrderContext, run: OrderRun, after: Order, seen: Seen, *, refused: str | None = None, touch: bool = False
) -> HandlerResult:
    """Return the order's outcome and its state, which is published after every write (R4–R6).

    Args:
        context: what the writer works with.
        run: this run.
        after: the document after the write ended.
        seen: the order read back.
        refused: reason of a refusal; None: the order is as wanted.
        touch: the ordinary reader is to publish what stands now.
    """
    if after.unsaid:
        run.stopped = True
        run.told.append(sentences.stopped(number_of(seen)))
    if run.key.startswith("deal:") and seen.posted:
        run.told.insert(0, await _created(context, run, seen, settled=refused is None))
    status, then = await context.reader.status_after_write(after, seen)
    messages: list[Message] = [outcome(run, after.ref, refused), status]
    if touch and after.ref:
        messages.append(OrderTouched(ref=Ref(system="onec", kind="order", id=after.ref)))
    return HandlerResult(publish=messages, then=then)


async def tell_not_taken(context: OrderContext, run: OrderRun, seen: Seen) -> None:
    """Say which of the deal's extra fields the 1C order could not take."""
    for unkept in (await context.snapshots.extra()).unkept(run.order.extra, seen.document):
        run.told.append(sentences.not_taken(number_of(seen), *unkept))


async def _created(context: OrderContext, run: OrderRun, seen: Seen, *, settled: bool) -> Told:
    """Say that the deal's 1C order is there, with every outcome: the run that created it may have died before."""
    document = seen.document
    dated = datetime.fromisoformat(document[names.DATE]).date()
    url = link(document[standard.REF], context.snapshots.place.web)
    told = sentences.created(number_of(seen), dated, await total_standing(context, run, seen), url)
    return told if settled else told.with_(clears=())


async def total_standing(context: OrderContext, run: OrderRun, seen: Seen) -> Sum:
    """Return the total of a 1C order as it stands, also where no message can hold the rest of it."""
    codes = await context.snapshots.dictionaries.currencies()
    return Sum(number(seen.document[names.TOTAL]), codes.get(seen.document[names.CURRENCY], run.order.currency))


def outcome(
    run: OrderRun, ref: str | None, refused: str | None, doubts: Sequence[Doubt] = ()
) -> OrderUpserted | OrderRefused:
    """Return the outcome of an `order.upsert`: the 1C order is as wanted, or refused for a reason."""
    fields: Mapping[str, Any] = {
        "key": run.key,
        "source": run.command.source,
        "ref": Ref(system="onec", kind="order", id=ref) if ref else None,
        "told": told_by(run.told, run.key, run.version),  # what was owed may have been said again
        "pairs": tuple(run.pairs),
    }
    return OrderRefused(**fields, reason=refused, doubts=tuple(doubts)) if refused else OrderUpserted(**fields)
