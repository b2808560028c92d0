"""Conflicts: both sides edited the same group; the customer's rules name the owner ("More readings")."""

from collections.abc import Iterable

from services.onec_connector.writer import sentences
from shared.entities import Winner
from shared.messages.order import GroupName, SalesOrder
from shared.messages.ring import OrderPolicy, Owner, Told


def judge_conflicts(
    groups: Iterable[GroupName], policy: OrderPolicy, order: SalesOrder, deal: SalesOrder, *, shipped: bool
) -> tuple[dict[GroupName, Winner], list[Told]]:
    """Name the winner of each conflict, and what the manager reads about the loser's value.

    Args:
        groups: in conflict.
        policy: who owns what, before and after anything is shipped.
        order: as it stands in 1C.
        deal: as the command wants it.
        shipped: something is shipped.
    """
    winners: dict[GroupName, Winner] = {}
    told = []
    for group in groups:
        owner = policy.owners.get(group, Owner())
        winner = owner.after_shipment if shipped else owner.before_shipment
        winners[group] = "theirs" if winner == "b24" else "ours"
        kept, lost = (deal, order) if winner == "b24" else (order, deal)
        text = sentences.conflict(
            sentences.GROUPS[group], _value(group, kept), _value(group, lost), deal_won=winner == "b24"
        )
        told.append(text)
    return winners, told


def _value(group: GroupName, order: SalesOrder) -> str:
    match group:
        case GroupName.ROWS:
            total = sum((line.total for line in order.lines if not line.cancelled), start=order.total * 0)
            rows = [line for line in order.lines if not line.cancelled]
            return (
                f"{sentences.counted(len(rows), '{n} строка', '{n} строки', '{n} строк')} на {sentences.roubles(total)}"
            )
        case GroupName.MANAGER:
            return _named(order.manager.name if order.manager else "")
        case GroupName.ORGANISATION:
            return _named(order.organisation.name if order.organisation else "")
        case GroupName.PARTIES:
            return _named(order.customer.name if order.customer else "")
        case _:
            return _named(order.title)


def _named(name: str) -> str:
    return f"«{name}»" if name else "другое"
