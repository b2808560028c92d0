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
    deals, orders = await _standing(links, "onec"), await _standing(links, "b24")
    return {
        "peers": {
            system: {"open": one.open, "since": _moment(one.since), "locked": one.locked}
            for system, one in (await links.peers()).items()
        },
        "standing": deals[0],
        "standing_total": deals[1],
        "orders": orders[0],
        "orders_total": orders[1],
    }


async def _standing(links: Links, target: System) -> tuple[list[dict[str, Any]], int]:
    """List the deals, or orders, whose other half is refused, and count them, asking anew only for more than listed."""
    listed = [_shown(one) for one in await links.refusals.standing(target, MOST)]
    return listed, len(listed) if len(listed) < MOST else sum((await links.refusals.count(target)).values())


def _shown(one: StandingPair) -> dict[str, Any]:
    return asdict(one) | {"since": _moment(one.since)}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
