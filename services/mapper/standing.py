"""Answers the console whether the systems answer, and which deals and orders wait as their other half is refused."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.mapper.links import Links
from services.mapper.refusals import StandingPair
from shared.messages.things import System

MOST = 1000


async def state(links: Links) -> dict[str, Any]:
    """Return as JSON whether the systems answer, the deals whose orders are refused, the orders whose deals are.

    Returns:
        `peers`, by system; `standing`, deals whose order is refused, the oldest first, and `standing_total`, how many
        there are: no more than 1000 are listed; `orders` and `orders_total` likewise, orders without a deal.
    """
    listed = await links.refusals.standing(MOST)
    deals, orders = listed["onec"], listed["b24"]
    return {
        "peers": {
            system: {"open": one.open, "since": _moment(one.since), "locked": one.locked}
            for system, one in (await links.peers()).items()
        },
        "standing": [_shown(one) for one in deals],
        "standing_total": await _total(links, "onec", len(deals)),
        "orders": [_shown(one) for one in orders],
        "orders_total": await _total(links, "b24", len(orders)),
    }


async def _total(links: Links, target: System, listed: int) -> int:
    """Count the deals, or orders, whose other half is refused, asking only where there may be more than are listed."""
    return listed if listed < MOST else sum((await links.refusals.count(target)).values())


def _shown(one: StandingPair) -> dict[str, Any]:
    return asdict(one) | {"since": _moment(one.since)}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
