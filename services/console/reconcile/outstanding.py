"""Says, after `dealbus reconcile --fix`, what was carried over and yet is not the same, with the reason. Pure."""

from collections.abc import Sequence
from typing import Final

from services.console.reconcile.fixing import Shown, by_hand, refusals
from shared.messages.things import System

_MOVING: Final = "ещё переносится, сверьте позже"
_OF_DEAL: Final = "не перенесено, причина в ленте сделки"
_UNTOLD: Final = "не перенесено, причину покажет dealbus trace {key}"


def outstanding(before: Sequence[Shown], after: Sequence[Shown], side: System) -> list[str]:
    """Return a line for each difference that stands in a record whose differences fixing was to end, with why.

    Args:
        before: as the reconciler told them before the fix; what only people settle was refused in a sentence then.
        after: as it tells them now.
        side: that was named as the right one.
    """
    people = {_of(one) for one in by_hand(before, side)}
    sent = {_of(one)[:2] for one in before if not one["apart"] and side in one["sides"] and _of(one) not in people}
    left = [one for one in after if _of(one)[:2] in sent and _of(one) not in people]
    return [f"{_record(one)}, {one['caption']}: {_why(one, side)}" for one in left]


def _of(one: Shown) -> tuple[str, str, str]:
    return one["subject"], one["key"], one["caption"]


def _record(one: Shown) -> str:
    if one["subject"] != "deals":
        return str(one["order"] or one["key"])
    return f"Сделка {one['deal']}" if one["deal"] else f"Заказ {one['order']}"


def _why(one: Shown, side: System) -> str:
    if one["apart"] == "moving":
        return _MOVING
    if one["note"]:
        return str(one["note"])
    if known := refusals([one], side):
        return known[0]
    return _OF_DEAL if one["deal"] and one["subject"] == "deals" else _UNTOLD.format(key=one["key"])
