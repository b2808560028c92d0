"""Says, after `dealbus reconcile --fix`, what was carried over and yet is not the same, with the reason. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.console.reconcile.fixing import TELLERS, Shown, by_hand, refusals
from shared.messages.things import System

_MOVING: Final = "ещё переносится, сверьте позже"
_OF_DEAL: Final = "не перенесено, причина в ленте сделки"
_UNTOLD: Final = "не перенесено, причину покажет dealbus trace {key}"
_OF_CARD: Final = "не перенесено, причина в карточке, а если её там нет: dealbus dead list{subjects}"


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
    if one["subject"] != "deals":
        return _OF_CARD.format(subjects="".join(f" --subject {key}" for key in _keys(one)))
    return _OF_DEAL if one["deal"] else _UNTOLD.format(key=one["key"])


def _keys(one: Shown) -> list[str]:
    """Return the keys that messages about a directory's pair may be about: its own, and those of both records."""
    ids: Mapping[System, str] = {"b24": one["deal_id"], "onec": one["order_id"]}
    tellers = {side: TELLERS[side].get(one["subject"]) for side in ids}
    both = [f"{teller[0]}:{ids[side]}" for side, teller in tellers.items() if teller and ids[side]]
    return list(dict.fromkeys([one["key"], *both]))
