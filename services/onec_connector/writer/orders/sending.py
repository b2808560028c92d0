"""Sends an edit of an order to 1C: store what was there, look once more, write, post; put it back where 1C refuses."""

from typing import Any

from services.onec_connector import sentences
from services.onec_connector.base.errors import BaseRefusal
from services.onec_connector.base.objections import objection_of
from services.onec_connector.base.posting import NotPosted, post
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.vocabulary.extra import additional_part
from services.onec_connector.writer.orders.context import POST_STEP, OrderContext, OrderRun, note, number_of
from services.onec_connector.writer.orders.draft import part, stages
from services.onec_connector.writer.saves_between import are_as_seen, came_between
from shared.bus.errors import Retryable
from shared.messages.ring.told import answering


async def is_prepared(context: OrderContext, run: OrderRun, seen: Seen, body: Row, *, posting: bool) -> bool:
    """Note that an order is about to be sent and posted; False: somebody has saved it since it was looked at.

    That is asked last, right before the call: the database may take its time over what is noted.
    """
    if posting:
        await note(context, run, POST_STEP, memo=memo_of(seen, body))
    if not body:
        return True
    is_fresh = await are_as_seen(context.base, names.SET, [seen.document])
    if posting and not is_fresh:
        await note(context, run, None)
    return is_fresh


async def send(context: OrderContext, run: OrderRun, seen: Seen, body: Row, *, posting: bool) -> None:
    """Send fields of an order to 1C and post it.

    Args:
        context: what the writer works with.
        run: this run.
        seen: the order as it stands, looked at right before.
        body: fields to send; may be empty.
        posting: post afterwards.

    Raises:
        NotPosted: 1C refuses; what was saved is to be put back.
        Locked: another transaction holds the order's rows; nothing of this call was saved.
    """
    if seen.document[standard.MARKED]:
        await _unmark(context, run)
    run.sent = True
    if body:
        try:
            answer = await context.base.change(names.SET, run.ref, body)
        except BaseRefusal as error:
            raise NotPosted(objection_of(error), saved=False) from error
        run.saved = str(answer[standard.VERSION])
        if came_between(seen.version, answer) and not seen.document[standard.MARKED]:
            run.told += answering([sentences.overwritten(number_of(seen))], run.stamps, run.stamps)
    if posting:
        await post(context.base, run.ref)


async def _unmark(context: OrderContext, run: OrderRun) -> None:
    run.sent = True
    await context.base.change(names.SET, run.ref, {standard.MARKED: False})


def memo_of(seen: Seen, body: Row) -> dict[str, Any]:
    """Return what restores an order: the fields that are about to be sent, as they stand."""
    return {
        "posted": seen.posted,
        "fields": {name: value for name, value in seen.document.items() if name in body and "@" not in name},
    }


async def restore(context: OrderContext, run: OrderRun, memo: dict[str, Any]) -> None:
    """Put an order's old fields back after a refusal, and post it again, if it was posted.

    Raises:
        Retryable: 1C refuses even that; the step stays, and the next run tries again.
    """
    fields = dict(memo["fields"])
    if names.LINES in fields:
        fields |= part(fields[names.LINES])
    if names.STAGES in fields:
        fields |= stages(fields[names.STAGES])
    if names.ADDITIONAL in fields:
        fields |= additional_part(fields[names.ADDITIONAL])
    try:
        if fields:
            await context.base.change(names.SET, run.ref, fields)
        if memo["posted"]:
            await _posted_again(context, run)
    except (NotPosted, BaseRefusal) as error:
        raise Retryable("1C refuses to put the former rows back", after_s=60) from error


async def _posted_again(context: OrderContext, run: OrderRun) -> None:
    """Post an order's former rows again; if 1C refuses them too, the order still has their movements."""
    try:
        await post(context.base, run.ref)
    except NotPosted:
        fresh = await context.base.read(names.SET, run.ref, (names.POSTED,))
        if fresh is None or not fresh[names.POSTED]:
            raise
