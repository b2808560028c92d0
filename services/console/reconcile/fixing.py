"""Have one side stand where both differ: `dealbus reconcile --fix b24|onec`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from services.console.settings import ConsoleSettings
from shared.bus.bus import Bus
from shared.messages.ring.facts import DealTouched, OrderTouched, Touched
from shared.messages.things import Ref, System

RETOLD = frozenset({"figure", "stage"})
"""What 1C alone says: it is told again, whichever side is named."""

Shown = Mapping[str, Any]


def touches(differences: Sequence[Shown], side: System) -> list[Touched]:
    """Return the hints by which a side is told as if a person had just set it so (pure).

    Args:
        differences: as the reconciler tells them; those apart are left alone.
        side: the one that is right.
    """
    pairs: dict[str, list[Shown]] = defaultdict(list)
    for one in differences:
        if not one["apart"] and one["deal_id"] and one["order_id"]:
            pairs[one["key"]].append(one)
    return [hint for pair in pairs.values() for hint in _of_pair(pair, side)]


def by_hand(differences: Sequence[Shown]) -> list[Shown]:
    """Return the differences that no side can settle by itself: records that are not there, sums typed over."""
    settled = {one["key"] for one in differences if one["group"] == "rows"}
    left = [one for one in differences if not one["apart"] and not one["group"] and one["what"] not in RETOLD]
    return [one for one in left if not (one["what"] == "sum" and one["key"] in settled)]


async def fix(settings: ConsoleSettings, hints: Sequence[Touched]) -> None:
    """Send them.

    Raises:
        Retryable: the broker is away; nothing or a part was sent, and it may be sent again.
    """
    async with Bus.connect(settings.amqp_url, service="console") as bus:
        await bus.publish(*hints)


def _of_pair(pair: Sequence[Shown], side: System) -> list[Touched]:
    deal = Ref(system="b24", kind="deal", id=pair[0]["deal_id"])
    order = Ref(system="onec", kind="order", id=pair[0]["order_id"])
    other: System = "onec" if side == "b24" else "b24"
    asserted = {one["group"]: one["edited"].get(other, 0) for one in pair if one["group"]}
    hints: list[Touched] = []
    if asserted and side == "b24":
        hints.append(DealTouched(ref=deal, force=True, asserted=asserted))
    if asserted and side == "onec":
        hints.append(OrderTouched(ref=order, force=True, asserted=asserted))
    elif any(one["what"] in RETOLD for one in pair):
        hints.append(OrderTouched(ref=order, force=True))
    return hints
