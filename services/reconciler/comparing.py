"""Compares a deal with its 1C order (sum, rows, parties, stage), by the same rules as the services. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.reconciler.differences import NOTHING, Difference
from services.reconciler.parties import Managers, party_differences
from services.reconciler.rows import row_differences
from shared.canon.texts import same_words
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import OrderState
from shared.money import KOPECK
from shared.rules import Rules
from shared.rules.crossing import birthplace, order_decision
from shared.rules.figures import figures_of, state_name
from shared.rules.served import has_rows, is_served
from shared.rules.stages import contradicts, moves_to, stage_decision, state_of
from shared.russian import money

_EMPTY = "пусто"
_EARLIER = "раньше оплаты и отгрузки"
_INVOICE = "invoice"
NOBODY = Managers()


@dataclass(frozen=True, slots=True)
class Couple:
    """Both records of a pair as they were counted.

    Args:
        deal: in the terms of a command to 1C; None: it is not there.
        order: as it stands in 1C; None: it is not there.
        shown: what the deal's fields say of the order, by figure, and how the order is to name its `invoice`.
        named: how the order names the deal's `invoice`; empty: its comment is not the bus's.
        linked: both halves of the pair are known.
        of_another: the order says it was made from a deal that has another order, or the deal bears the mark of an
            order that has another deal.
        of_gone: the order says it was made from a deal that is not there, and that has no order.
    """

    deal: SalesOrder | None
    order: SalesOrder | None
    shown: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    linked: bool = True
    of_another: bool = False
    of_gone: bool = False


def compare(couple: Couple, rules: Rules, now: datetime, staff: Managers = NOBODY) -> list[Difference]:
    """Return what differs between a deal and its order; empty if both are as they should be.

    Args:
        couple: both sides, read as one.
        rules: the customer's.
        now: when they were read.
        staff: who is at work on either side.
    """
    deal, order = couple.deal, couple.order
    if deal is None:
        return list(_without_deal(couple, order, rules)) if order else []
    decision = order_decision(deal, rules)
    if decision is None or decision.wanted == "hold":
        return []
    if decision.wanted == "cancelled":
        return list(_cancelled(deal, order, rules)) if order else []
    if order is None and couple.of_another:
        return [Difference("second_deal", _known_as(deal), "заказ другой сделки")]
    if order is None:
        is_missing = couple.linked or decision.may_create
        return [Difference("no_order", _known_as(deal), NOTHING)] if is_missing else []
    return [
        *_withdrawn(order),
        *_values(deal, order, couple.shown, rules, staff),
        *_invoice(couple, deal, order),
        *_stage(deal, order, rules, now),
    ]


def _without_deal(couple: Couple, order: SalesOrder, rules: Rules) -> Iterator[Difference]:
    if couple.of_another:
        if is_alive(order):
            yield Difference("second_order", f"сделка {order.origin.id}" if order.origin else "", _known_as(order))
    elif is_alive(order) if couple.linked or couple.of_gone else birthplace(order, rules) is not None:
        yield Difference("no_deal", NOTHING, _known_as(order))


def _cancelled(deal: SalesOrder, order: SalesOrder, rules: Rules) -> Iterator[Difference]:
    if is_to_be_withdrawn(order, rules):
        yield Difference("not_withdrawn", "сделка удалена" if deal.deleted else "сделка проиграна", _known_as(order))


def is_to_be_withdrawn(order: SalesOrder, rules: Rules) -> bool:
    """Tell whether the 1C order of a lost or deleted deal should be unposted; a paid or shipped one stays."""
    served = is_served(state_of(order), ordered=has_rows(order))
    return rules.lost != "tell" and is_alive(order) and not served


def is_alive(order: SalesOrder) -> bool:
    """Tell whether a 1C order stands: posted, and neither cancelled nor marked for deletion."""
    return order.posted is True and order.phase == "active" and not (order.state or OrderState()).marked


def _withdrawn(order: SalesOrder) -> Iterator[Difference]:
    if not is_alive(order):
        yield Difference("withdrawn", "сделка в работе", state_name(order) or "не проведён")


def _values(
    deal: SalesOrder, order: SalesOrder, shown: Mapping[str, str], rules: Rules, staff: Managers
) -> Iterator[Difference]:
    rows = row_differences(deal.lines, order.lines, free_text_item=rules.free_text_item, currency=order.currency)
    yield from _sum(deal, order, rules, same_rows=not rows)
    yield from rows
    yield from party_differences(deal, order, rules, staff)
    for figure, value in figures_of(order).items():
        if shown.get(figure, value) != value:
            yield Difference("figure", shown[figure] or _EMPTY, value or _EMPTY, figure)
    for name, value in deal.extra.items():
        if order.extra.get(name, value) != value:
            yield Difference("field", value or _EMPTY, order.extra[name] or _EMPTY, name)


def _sum(deal: SalesOrder, order: SalesOrder, rules: Rules, *, same_rows: bool) -> Iterator[Difference]:
    """Compare a deal's and its order's amounts that people see; equal rows may add up to a few kopecks more or less."""
    if deal.currency != order.currency:
        yield Difference("currency", deal.currency, order.currency)
        return
    typed = deal.stated_total
    if typed is None and same_rows:
        return
    ours = deal.total if typed is None else typed
    if abs(ours - order.total) > rules.total_tolerance_kopecks * KOPECK:
        group = "" if typed is None else OrderGroup.ROWS  # 1C's rows take a typed amount with them
        yield Difference("sum", money(ours, deal.currency), money(order.total, order.currency), group=group)


def _invoice(couple: Couple, deal: SalesOrder, order: SalesOrder) -> Iterator[Difference]:
    """Compare how an order names its deal's invoice; where the deal has none, its comment may begin with such words."""
    wanted, named = couple.shown.get(_INVOICE), couple.named.get(_INVOICE)
    if wanted is None or named is None or not is_alive(order):
        return
    is_note = not wanted and named == deal.note.partition("\n")[0].rstrip("\r")
    if not (is_note or same_words(wanted, named)):
        yield Difference("invoice", wanted or NOTHING, named or NOTHING)


def _stage(deal: SalesOrder, order: SalesOrder, rules: Rules, now: datetime) -> Iterator[Difference]:
    decision, stage = stage_decision(order, rules, now), deal.stage
    move = moves_to(decision.role, rules).get(stage.pipeline) if stage else None
    if stage is None or move is None or decision.action == "stay" or stage.id == move.to:
        return
    is_behind = decision.action == "move" and stage.id in move.only_from
    # Where payments go by contract 1C keeps no figures of an order, so no stage can contradict them.
    is_against = decision.because != "settlement_by_contract" and contradicts(stage, move)
    if is_behind or is_against:
        yield Difference("stage", stage.id, move.to) if move.to else Difference("ahead", stage.id, _EARLIER)


def _known_as(record: SalesOrder) -> str:
    total = money(record.total, record.currency)
    name = f"сделка {record.number}" if record.stage is not None else f"заказ {record.number}".rstrip()
    return f"{name}, {total}"
