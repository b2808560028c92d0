"""Computes an order's state in 1C: twelve rules, the first that holds wins, and writes the register row."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sandbox.base.before_write import active_rows
from sandbox.base.infobase import Infobase, OrderFacts, Row, empty
from sandbox.base.objects import constants, order, order_state
from sandbox.base.releases.table import values

WORKING = {"КОбеспечению", "КОтгрузке"}
WAITING_SUPPLY = {"КОбеспечению", "РезервироватьПоМереПоступления"}
DOCUMENT_TYPE = f"StandardODATA.{order.SET}"
STATE_TYPE = "StandardODATA.СостоянияЗаказовКлиентов"
GOODS = {"Товар", "МногооборотнаяТара"}
HANDED_OVER = "ОжидаетсяПереходПраваСобственности"
# Where an order counts as paid also by what is left of it to pay: write-offs and offsets count.
REST_COUNTS = frozenset({"ut-11.5.27", "erp-2.5.17"})


@dataclass(frozen=True)
class Inputs:
    """What the rules of the order's state look at; sums in the order's currency.

    `left` is what is still to be paid, `settled` whether settlements know the order, `to_invoice` what is not shipped;
    below zero where a row was reduced under what was shipped. `handed_over` says that the goods have left before their
    sale document, in a release that has a state for that; `rest_counts` that the release looks at what is left as well.
    """

    status: str
    by_order: bool
    total: Decimal
    advance: Decimal
    prepayment: Decimal
    paid: Decimal
    left: Decimal
    to_invoice: Decimal
    settled: bool
    supply_undecided: bool
    supply_awaited: bool
    all_to_ship: bool
    handed_over: bool
    control: bool
    rest_counts: bool = False

    def has_paid(self, due: Decimal) -> bool:
        """Whether so much of an order is paid, for the rules by which the simulated base computes its state."""
        return self.paid >= due or (self.rest_counts and self.settled and self.total - self.left >= due)


def state_of(one: Inputs) -> str:
    """Apply rules 2–12 of 1C's order states to a posted order.

    Source: R4–R6, `docs/spec/requirements.md`; the rules stand in the order of 1C's own query.
    """
    unpaid = one.left > 0 or not one.settled
    working = one.status in WORKING
    before_shipment = one.advance + one.prepayment
    in_shipment = working and (one.has_paid(before_shipment) or not one.by_order) and one.to_invoice != 0
    ladder = (
        ("ОжидаетсяСогласование", one.status == "НеСогласован"),
        (
            "ОжидаетсяАвансДоОбеспечения",
            one.by_order
            and one.status == "КОбеспечению"
            and one.advance > 0
            and not one.has_paid(one.advance)
            and unpaid,
        ),
        ("ГотовКОбеспечению", one.supply_undecided),
        (
            "ОжидаетсяПредоплатаДоОтгрузки",
            one.by_order and working and one.prepayment > 0 and not one.has_paid(before_shipment) and unpaid,
        ),
        ("ОжидаетсяОбеспечение", one.supply_awaited),
        ("ГотовКОтгрузке", not one.all_to_ship),
        (HANDED_OVER, in_shipment and one.handed_over and one.to_invoice > 0),
        ("ВПроцессеОтгрузки", in_shipment),
        (
            "ОжидаетсяОплатаПослеОтгрузки",
            one.by_order
            and working
            and one.total - before_shipment > 0
            and one.to_invoice == 0
            and one.settled
            and one.left > 0,
        ),
        ("ГотовКЗакрытию", one.status != "Закрыт" and one.control),
    )
    return next((state for state, holds in ladder if holds), "Закрыт")


def percent(part: Decimal, whole: Decimal) -> int:
    """Return whole percents of payment or shipment as 1C rounds them: never 100 before all, never 0 after something."""
    if not whole:
        return 0
    exact = part * 100 / whole
    if 99 < exact < 100:
        return 99
    if 0 < exact < 1:
        return 1
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def is_by_order(row: Row) -> bool:
    """Tell whether payment stages and payments influence an order's state in the simulated base."""
    return row["ПорядокРасчетов"] in {"ПоЗаказам", "ПоЗаказамНакладным"}


def inputs_of(base: Infobase, row: Row, facts: OrderFacts) -> Inputs:
    """Gather what the rules of an order's state look at, from the movements of its last posting."""
    by_order = is_by_order(row)
    settled = facts.known and bool(row["ХозяйственнаяОперация"])
    lines = active_rows(row)
    goods = [line for line in lines if item_type(base, line) in GOODS]
    total, switches = row["СуммаДокумента"], base.switches
    paid = facts.paid_to(row["Организация_Key"]) if by_order and settled else Decimal(0)
    balance = to_invoice(lines, facts)
    return Inputs(
        status=row["Статус"],
        by_order=by_order,
        total=total,
        advance=row["СуммаАвансаДоОбеспечения"],
        prepayment=row["СуммаПредоплатыДоОтгрузки"],
        paid=paid,
        left=total - paid - facts.written_off if settled else Decimal(0),
        to_invoice=balance,
        settled=settled,
        supply_undecided=any(line["ВариантОбеспечения"] == "НеТребуется" for line in goods),
        supply_awaited=not switches.in_stock and any(line["ВариантОбеспечения"] in WAITING_SUPPLY for line in lines),
        all_to_ship=_is_closed_consignment(row)
        or (
            all(line["ВариантОбеспечения"] == "Отгрузить" for line in lines)
            and not (switches.warehouse_order and balance > 0)
        ),
        handed_over=facts.handed_over and HANDED_OVER in values(base.release, "СостоянияЗаказовКлиентов"),
        control=base.constant(constants.CLOSE_ONLY_PAID) or base.constant(constants.CLOSE_ONLY_SHIPPED),
        rest_counts=base.release in REST_COUNTS,
    )


def _is_closed_consignment(row: Row) -> bool:
    return (row["Статус"], row["ХозяйственнаяОперация"]) == ("Закрыт", "ПоставкаПодПринципала")


def to_invoice(lines: list[Row], facts: OrderFacts) -> Decimal:
    """Return what 1C says is left to be invoiced of an order; negative if more was shipped than its rows order."""
    left = [line["Количество"] - facts.shipped.get(line["КодСтроки"], Decimal(0)) for line in lines]
    codes = {line["КодСтроки"] for line in lines}
    left += [-quantity for code, quantity in facts.shipped.items() if code not in codes]
    return sum((one for one in left if one > 0), Decimal(0)) or sum(left, Decimal(0))


def item_type(base: Infobase, line: Row) -> str:
    """Return the type of a row's item, for the rules of the order's state; an unknown item counts as goods."""
    item = base.get("Catalog_Номенклатура", line["Номенклатура_Key"])
    return str(item["ТипНоменклатуры"]) if item else "Товар"


def state_row(base: Infobase, guid: str) -> Row | None:
    """Return the row of the simulated register of order states as it should be now; None if there is none."""
    facts = base.facts[guid]
    row = facts.movements
    document = base.get(order.SET, guid)
    if row is None or document is None or not document["Posted"] or row.get("ЭтоЗаказКакСчет"):
        return None
    total = row["СуммаДокумента"]
    known = is_by_order(row) and facts.known and bool(row["ХозяйственнаяОперация"])
    paid = facts.paid_to(row["Организация_Key"]) if known else Decimal(0)
    shipped = facts.settled_sum if known else Decimal(0)
    debt = shipped - paid - facts.written_off if known else Decimal(0)
    return empty(base.schema[order_state.SET].properties) | {
        "Заказ": guid,
        "Заказ_Type": DOCUMENT_TYPE,
        "Состояние": state_of(inputs_of(base, row, facts)),
        "Состояние_Type": STATE_TYPE,
        "ДатаСобытия": row["ДатаОтгрузки"],
        "СуммаОплаты": paid,
        "ПроцентОплаты": percent(paid, total),
        "СуммаОтгрузки": shipped,
        "ПроцентОтгрузки": percent(shipped, total),
        "СуммаДолга": debt,
        "ПроцентДолга": percent(abs(debt), total),
        "ЕстьРасхожденияОрдерНакладная": False,
    }


def show(base: Infobase, guid: str, state: str | None) -> None:
    """Show an order in a state of a future release, or with no row of states, until its state is recalculated.

    Raises:
        KeyError: the order has no row of states

    """
    table, key = base.tables[order_state.SET], (guid, DOCUMENT_TYPE)
    if state is None:
        del table[key]
    else:
        table[key] = table[key] | {"Состояние": state}


def recalculate(base: Infobase, guid: str) -> None:
    """Write the register row of an order's state if anything in it changed; delete it if the order has none."""
    facts = base.facts[guid]
    base.due.pop(guid, None)
    if facts.settled:
        facts.settled_sum = facts.shipped_sum
    wanted, key = state_row(base, guid), (guid, DOCUMENT_TYPE)
    table = base.tables[order_state.SET]
    if wanted == table.get(key):
        return
    if wanted is None:
        table.pop(key, None)
    else:
        table[key] = wanted
    state = wanted["Состояние"] if wanted else ""
    facts.history.append({"at": base.clock.now().isoformat(), "event": "state", "state": state})


def touch(base: Infobase, guid: str) -> None:
    """Recalculate an order's state after a payment or shipment: at once, or after the lag."""
    lag = base.switches.state_lag_s
    if lag:
        base.due[guid] = base.monotonic() + lag
    elif base.facts[guid].settled:
        recalculate(base, guid)


def tick(base: Infobase) -> None:
    """Recalculate the states of orders that are due; called before every answer of the simulated base."""
    now = base.monotonic()
    for guid in [guid for guid, due in base.due.items() if due <= now]:
        base.facts[guid].settled = True
        recalculate(base, guid)
