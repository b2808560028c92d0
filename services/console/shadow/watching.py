"""The shadow's looks: what has changed on both sides, foreseen as by `dealbus preview`, and stored."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from services.console.preview.foreseen import ForeseenDeal
from services.console.preview.reading import by_deal, changed_deals, dated_orders, foresee
from services.console.rules_file import RulesFile
from shared.store.shadow import Shadow

OVERLAP: Final = timedelta(minutes=5)
"""Between two looks; the portal dates a change by its own clock."""
AT_ONCE: Final = 200
"""Records that are foreseen together: each service is started once for them."""
AGAIN: Final = ("refused", "later")
"""What may have become something else though the record did not change: its cause lies elsewhere."""
DAILY: Final = timedelta(days=1)
"""After which every record is looked at again: nobody tells of a deal that was deleted."""
log = structlog.get_logger()


async def look(shadow: Shadow, rules: RulesFile, since: datetime, now: datetime) -> int:
    """Take one look of the shadow: foresee what changed on both sides since the last one, and store it.

    Args:
        shadow: where it is kept; nothing else is written.
        rules: that the exchange is to work by.
        since: where nobody has ever looked, the changes from then on count.
        now: of the look.

    Returns:
        how many records were looked at.

    Raises:
        LoadError: one of the services could not be asked; the next look begins where this one has.
    """
    watch = await shadow.watch() or await shadow.begin(since)
    changed = (watch.looked or watch.since) - OVERLAP
    due = await shadow.due(AGAIN, now - DAILY)
    keys = await by_deal([*await changed_deals(changed), *await dated_orders(watch.since), *due])
    for first in range(0, len(keys), AT_ONCE):
        for one in await foresee(keys[first : first + AT_ONCE], rules, now):
            await _keep(shadow, one, rules, now)
    await shadow.looked(now)
    return len(keys)


async def watch(once: Callable[[], Awaitable[int]], every_s: float) -> None:
    """Take one look of the shadow after another, until stopped.

    Args:
        once: a look.
        every_s: seconds from the beginning of a look to that of the next one.
    """
    while True:
        began = datetime.now(UTC)
        await once()
        left = every_s - (datetime.now(UTC) - began).total_seconds()
        await asyncio.sleep(max(left, 0))


async def _keep(shadow: Shadow, found: ForeseenDeal, rules: RulesFile, now: datetime) -> None:
    kept = {
        "name": found.named,
        "would": found.would,
        "to": found.to,
        "asks": [one.key for one in found.asks],
        "said": [*found.said(rules.rules), *found.said_of_deal()],
    }
    if await shadow.keep(found.case.key, kept, now):
        log.info("would", key=found.case.key, would=found.would)
