"""Settles conflicts about an order that both sides edited; the rules name the owner ("More readings")."""

from collections.abc import Iterable, Mapping

from services.onec_connector.vocabulary.person_names import full_name
from services.onec_connector.writer.orders import conflict_sentences as sentences
from shared.canon import line_equal, match_lines
from shared.entities import Winner
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import OrderPolicy, Owner
from shared.messages.ring.told import Told, answering
from shared.messages.things import Customer, Line


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
        deal: as the command wants it; of the order's client, a conflict about him is one about the contact person.
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
        elif group == OrderGroup.PARTIES and kept.customer == lost.customer:
            said = sentences.contact_conflict(order.number, _contact(kept), _contact(lost), deal_won=deal_won)
        else:
            contested = _contested(order, deal)
            values = (
                _extra(contested, side, labels or {}) if group == OrderGroup.EXTRA else _value(group, side, other)
                for side, other in ((kept, lost), (lost, kept))
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


def _value(group: OrderGroup, order: SalesOrder, other: SalesOrder) -> str:
    match group:
        case OrderGroup.MANAGER:
            return _named(order.manager.name if order.manager else "")
        case OrderGroup.ORGANISATION:
            return _named(order.organisation.name if order.organisation else "")
        case OrderGroup.PARTIES:
            return _client(order.customer, other.customer)
        case _:
            return _named(order.title)


def _client(customer: Customer | None, other: Customer | None) -> str:
    """Name the client of one side, with the numbers of his legal entity where the other side's has the same name."""
    if customer is None:
        return _named("")
    entity = customer.legal_entity if other is not None and other.name == customer.name else None
    numbers = (("ИНН", entity.inn), ("КПП", entity.kpp)) if entity else ()
    return ", ".join([_named(customer.name), *(f"{what} {number}" for what, number in numbers if number)])


def _contact(order: SalesOrder) -> str:
    return _named(full_name(order.person)) if order.person else "пусто"


def _named(name: str) -> str:
    return f"«{name}»" if name else "другое"
