"""Calls for deals that managers move while a directory is loaded, and how long they have waited."""

import asyncio
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.b24_connector.portal import Portal
from services.b24_connector.portal.aside import BATCH_S

DEALS = 50


@dataclass
class DealCalls:
    """What was asked for deals: when, by which method, and how long it took."""

    asked: list[tuple[float, str]] = field(default_factory=list)
    took_s: list[float] = field(default_factory=list)

    def overtaken_by(self, log: Sequence[tuple[float, Sequence[str]]]) -> list[int]:
        """Count for each call the batches of the directory that left after it was asked for and before its own."""
        found = []
        for asked_at, method in self.asked:
            since = [methods for left_at, methods in log if left_at >= asked_at]
            own = next(place for place, methods in enumerate(since) if method in methods)
            found.append(own)
        return found


async def deals_moved(portal: Portal, *, every_s: float = 20) -> DealCalls:
    """Read and write something for each of `DEALS` deals, one after another."""
    loop, found = asyncio.get_running_loop(), DealCalls()
    for _ in range(DEALS):
        await asyncio.sleep(every_s)
        for method, params, write in (
            ("crm.item.list", {"entityTypeId": 2}, False),
            ("crm.item.add", {"entityTypeId": 2, "fields": {"title": "Поставка"}}, True),
        ):
            began = loop.time()
            await portal.call(method, params, write=write)
            found.asked.append((began, method))
            found.took_s.append(loop.time() - began)
    return found


def deals_wait_no_longer_than_for_a_batch(idle: DealCalls, beside: DealCalls) -> bool:
    """Compare the slowest twentieth."""
    return statistics.quantiles(beside.took_s, n=20)[-1] <= statistics.quantiles(idle.took_s, n=20)[-1] + BATCH_S
