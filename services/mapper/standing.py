"""Answers the console whether the systems answer, and which deals wait as their orders are refused."""

from datetime import datetime
from typing import Any, get_args

from services.mapper.links import Links, StandingDeal
from shared.messages.things import System

MOST = 1000


async def state(links: Links) -> dict[str, Any]:
    """Return as JSON whether the systems answer, and the deals whose orders are refused.

    Returns:
        `peers`, by system; `standing`, deals whose order is refused, the oldest first, and `standing_total`, how many
        there are: no more than 1000 are listed.
    """
    peers = {system: await links.peer(system) for system in get_args(System)}
    return {
        "peers": {
            system: {"open": one.open, "since": _moment(one.since), "locked": one.locked}
            for system, one in peers.items()
            if one is not None
        },
        "standing": [_shown(one) for one in await links.standing(MOST)],
        "standing_total": sum((await links.count_standing()).values()),
    }


def _shown(one: StandingDeal) -> dict[str, Any]:
    return {"deal": one.deal, "key": one.key, "why": one.why, "said": one.said, "since": _moment(one.since)}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
