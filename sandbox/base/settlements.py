"""Payments, shipments and returns of the simulated base: what people do beside the order."""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.base import posting, states, supply
from sandbox.base.before_write import active_rows
from sandbox.base.faults import ODataFault, no_entity
from sandbox.base.infobase import Infobase, OrderFacts, Row
from sandbox.base.objects import order

CENT = Decimal("0.01")


def pay(base: Infobase, guid: str, amount: Decimal) -> None:
    """Receive a payment for an order of the simulated base; a rest within `write_off` is written off.

    Args:
        base: the infobase
        guid: a posted order
        amount: in the order's currency; more than is owed makes an overpayment

    Raises:
        ODataFault: the order is not posted (500, -1)

    """
    facts = _posted(base, guid)
    organisation = str((facts.movements or {})["Организация_Key"])
    facts.payments[organisation] = facts.paid_to(organisation) + amount
    facts.settled = True
    rest = _total(base, guid) - facts.paid_to(organisation)
    facts.written_off = rest if 0 < rest <= base.switches.write_off else Decimal(0)
    _note(base, facts, "pay", amount=str(amount))
    states.touch(base, guid)


def share(base: Infobase, guid: str, percent: Decimal) -> Decimal:
    """Return the sum for a payment of so many percent of an order; a full one may exceed it by the switch `overpay`."""
    whole = percent + base.switches.overpay if percent == 100 else percent
    return (_total(base, guid) * whole / 100).quantize(CENT, ROUND_HALF_UP)


def unpay(base: Infobase, guid: str) -> None:
    """Unpost every payment of an order of the simulated base."""
    facts = base.facts[guid]
    facts.payments, facts.written_off = {}, Decimal(0)
    facts.settled = True
    _note(base, facts, "unpay")
    states.touch(base, guid)


def ship(base: Infobase, guid: str, quantities: dict[int, Decimal]) -> None:
    """Ship rows of an order of the simulated base: their ВариантОбеспечения becomes «Отгрузить», as users ship.

    Args:
        base: the infobase
        guid: a posted order
        quantities: by КодСтроки, in base units

    Raises:
        ODataFault: the order is not posted, or the base refuses to post it again (500, -1)

    """
    facts, row = _posted(base, guid), _set_to_ship(base, guid, quantities)
    for code, quantity in quantities.items():
        facts.shipped[code] = facts.shipped.get(code, Decimal(0)) + quantity
    facts.shipped_sum = shipped_sum(row, facts)
    _note(base, facts, "ship", amount=str(facts.shipped_sum))
    if base.switches.provisional_state:
        # Stock is moved in this transaction, settlements are recalculated in another: until then nothing is shipped.
        facts.settled = False
        states.recalculate(base, guid)
    states.touch(base, guid)


def hand_over(base: Infobase, guid: str) -> None:
    """Let the goods of an order leave the simulated base's warehouse before the sale document is there.

    Raises:
        ODataFault: the order is not posted, or the base refuses to post it again (500, -1)

    """
    facts = _posted(base, guid)
    _set_to_ship(base, guid, quantities_of(base, guid, Decimal(100)))
    facts.handed_over = True
    _note(base, facts, "hand_over")
    states.touch(base, guid)


def quantities_of(base: Infobase, guid: str, percent: Decimal) -> dict[int, Decimal]:
    """Return by КодСтроки the quantities of an order to ship so many percent of every open row."""
    facts = base.facts[guid]
    row: Row = facts.movements or {"Товары": []}
    found = {}
    for line in active_rows(row):
        wanted = line["Количество"] * percent / 100
        left = line["Количество"] - facts.shipped.get(line["КодСтроки"], Decimal(0))
        found[line["КодСтроки"]] = min(wanted, left)
    return found


def take_back(base: Infobase, guid: str, quantities: dict[int, Decimal] | None = None) -> None:
    """Take goods of an order of the simulated base back: a return, or a correction of a sale to less than was shipped.

    Args:
        base: the infobase
        guid: an order
        quantities: by КодСтроки, in base units; None: everything shipped

    Raises:
        ODataFault: the order is not posted (500, -1)

    """
    facts = base.facts[guid]
    back = facts.shipped if quantities is None else quantities
    left = {code: quantity - back.get(code, Decimal(0)) for code, quantity in facts.shipped.items()}
    facts.shipped = {code: quantity for code, quantity in left.items() if quantity > 0}
    facts.shipped_sum = shipped_sum(_posted(base, guid).movements or {"Товары": []}, facts)
    facts.handed_over = False
    _note(base, facts, "return")
    states.touch(base, guid)


def settle(base: Infobase, guid: str) -> None:
    """Recalculate settlements and state of an order of the simulated base now, whatever the lag."""
    base.facts[guid].settled = True
    states.recalculate(base, guid)


def shipped_sum(row: Row, facts: OrderFacts) -> Decimal:
    """Return the sum with VAT of what is shipped of a simulated order; a wholly shipped row counts with its own sum."""
    total = Decimal(0)
    for line in active_rows(row):
        quantity = facts.shipped.get(line["КодСтроки"], Decimal(0))
        if line["Количество"]:
            total += (line["СуммаСНДС"] * quantity / line["Количество"]).quantize(CENT, ROUND_HALF_UP)
    return total


def _posted(base: Infobase, guid: str) -> OrderFacts:
    facts = base.facts[guid]
    if facts.movements is None:
        raise ODataFault(500, -1, "Заказ не проведен")
    return facts


def _set_to_ship(base: Infobase, guid: str, codes: Collection[int]) -> Row:
    row = base.copy(order.SET, guid)
    if row is None:
        raise no_entity()
    lines = {line["КодСтроки"]: line for line in row["Товары"]}
    if not supply.is_by_line(base, row) and row["Статус"] == "КОбеспечению":
        row["Статус"] = "КОтгрузке"
        posting.write_and_post(base, supply.follow_status(base, row))
    elif any(lines[code]["ВариантОбеспечения"] != "Отгрузить" for code in codes):
        for code in codes:
            lines[code]["ВариантОбеспечения"] = "Отгрузить"
        posting.write_and_post(base, row)
    return row


def _total(base: Infobase, guid: str) -> Decimal:
    movements = base.facts[guid].movements
    return Decimal(movements["СуммаДокумента"]) if movements else Decimal(0)


def _note(base: Infobase, facts: OrderFacts, event: str, **more: Any) -> None:
    facts.history.append({"at": base.clock.now().isoformat(), "event": event, **more})
