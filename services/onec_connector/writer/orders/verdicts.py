"""Settles conflicts about an order that both sides edited; the rules name the owner ("More readings")."""

from collections.abc import Iterable, Mapping

from services.onec_connector.writer.orders import conflict_sentences as sentences
from shared.canon import line_equal, match_lines
from shared.entities import Winner
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import OrderPolicy, Owner
from shared.messages.ring.told import Told, answering
from shared.messages.things import Line


def judge_conflicts(
    groups: Iterable[OrderGroup],
    policy: OrderPolicy,
    order: SalesOrder,
    deal: SalesOrder,
    *,
    shipped: bool,
    labels: Mapping[str, str] | None = None,
) -> tuple[dict[OrderGroup, Winner], list[Told]]:
    """Name the winner of each conflict about an order, and what the manager reads of the loser's value.

    Args:
        groups: in conflict.
        policy: who owns what, before and after anything is shipped.
        order: as it stands in 1C.
        deal: as the command wants it.
        shipped: something is shipped.
        labels: what people know the customer's extra fields by.
    """
    winners: dict[OrderGroup, Winner] = {}
    told: list[Told] = []
    for group in groups:
        if group == OrderGroup.EXTRA and not _contested(order, deal):
            winners[group] = "theirs"  # what differs travels one way, and no owner is asked
            continue
        owner = policy.owners.get(group, Owner())
        deal_won = (owner.after_shipment if shipped else owner.before_shipment) == "b24"
        winners[group] = "theirs" if deal_won else "ours"
        kept, lost = (deal, order) if deal_won else (order, deal)
        if group == OrderGroup.ROWS:
            said = sentences.rows_conflict(order.number, *_apart(kept, lost), lost.currency, deal_won=deal_won)
        else:
            values = (
                _extra(_contested(order, deal), side, labels or {})
                if group == OrderGroup.EXTRA
                else _value(group, side)
                for side in (kept, lost)
            )
            said = sentences.conflict(order.number, group, *values, deal_won=deal_won)
        told += answering([said], deal.groups, [group])
    return winners, told


def _apart(kept: SalesOrder, lost: SalesOrder) -> tuple[list[Line], list[Line]]:
    """Return a conflict loser's rows that the winner's list lacks, and the winner's rows that the loser had removed."""
    winners = [line for line in kept.lines if not line.cancelled]
    losers = [line for line in lost.lines if not line.cancelled]
    matching = match_lines(winners, losers)
    put = [losers[new] for old, new in matching.pairs if not line_equal(winners[old], losers[new])]
    return put + [losers[new] for new in matching.added], [winners[old] for old in matching.removed]


def _contested(order: SalesOrder, deal: SalesOrder) -> list[str]:
    """Return the extra fields that deal and order may both edit, and have differently."""
    return [name for name, value in deal.extra.items() if order.extra.get(name, value) != value]


def _extra(names: Iterable[str], order: SalesOrder, labels: Mapping[str, str]) -> str:
    return ", ".join(
        f"{labels.get(name, name)} {_named(order.extra[name]) if order.extra[name] else 'пусто'}" for name in names
    )


def _value(group: OrderGroup, order: SalesOrder) -> str:
    match group:
        case OrderGroup.MANAGER:
            return _named(order.manager.name if order.manager else "")
        case OrderGroup.ORGANISATION:
            return _named(order.organisation.name if order.organisation else "")
        case OrderGroup.PARTIES:
            return _named(order.customer.name if order.customer else "")
        case _:
            return _named(order.title)


def _named(name: str) -> str:
    return f"«{name}»" if name else "другое"
