"""Has records that wait for a person's decision read again hourly: what the question is about may be clear by itself.

People mend a record in ways that no message tells of: an article taken out of a product, a company deleted. Deals and
orders are left out, as their connectors try a refused one again hourly.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from pymongo.errors import PyMongoError

from shared.bus.errors import Retryable
from shared.bus.publish import Publish
from shared.messages.ring.facts import look_at
from shared.store.doubts import Doubts

HOURLY: Final = timedelta(hours=1)
_MOST: Final = 200
"""Questions that are asked again at once: a catalogue full of them is spread over the hour."""
_TRIED_ANYWAY: Final = {"deal", "order"}
log = structlog.get_logger()


async def wake_doubtful(doubts: Doubts, publish: Publish, *, after: timedelta = HOURLY, most: int = _MOST) -> None:
    """Have the records read again that wait for a decision, those of the questions that were last asked long ago.

    Args:
        doubts: that are open.
        publish: returns after the broker's confirm.
        after: so long a question was not asked.
        most: so many questions.

    Raises:
        BrokerAwayError: not all are read; the next look finds them.
    """
    for one in await doubts.due(datetime.now(UTC) - after, most):
        waiting = [key for key in one.waiting if key.partition(":")[0] not in _TRIED_ANYWAY]
        await publish(*(hint for key in waiting if (hint := look_at(key))))
        await doubts.note_asked(one.key)


async def wake_doubtful_on(
    doubts: Doubts, publish: Publish, every_s: float = 300, *, after: timedelta = HOURLY
) -> None:
    """Call `wake_doubtful` every so many seconds until cancelled; while database or broker is away, the next one does.

    Args:
        doubts: that are open.
        publish: returns after the broker's confirm.
        every_s: seconds between two looks.
        after: as `wake_doubtful` takes it.
    """
    while True:
        await asyncio.sleep(every_s)
        try:
            await wake_doubtful(doubts, publish, after=after)
        except (Retryable, PyMongoError) as error:
            log.warning("doubts are not looked at", error=str(error))
