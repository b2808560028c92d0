"""Post and Unpost of the simulated base: what posting demands of an order, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal

from sandbox.base import form, payment_stages, states, terms_of_sale
from sandbox.base.before_write import active_rows, before_write, needs_contract
from sandbox.base.faults import ODataFault, handler, no_entity
from sandbox.base.infobase import Infobase, Row
from sandbox.base.objects import constants, order
from sandbox.base.odata.values import EMPTY_DATE
from sandbox.base.schema import EMPTY_GUID

ROW_FIELDS = ("Номенклатура_Key", "Характеристика_Key", "Количество", "Цена", "СуммаСНДС")


def post(base: Infobase, guid: str) -> Row:
    """Post an order in the simulated base, or post it again.

    Returns:
        the order as written: posted, payment stages filled where it had none

    Raises:
        ODataFault: refused (500, -1); nothing is written, movements stay as they were

    """
    row, old = base.copy(order.SET, guid), base.get(order.SET, guid)
    if row is None:
        raise no_entity()
    _scripted_failure(base)
    if row["DeletionMark"]:
        raise ODataFault(500, -1, "Помеченный на удаление документ не может быть проведен")
    row["Posted"] = True
    before_write(base, order.SET, row, old, posting=True)
    _prepare_stages(base, row)
    _refuse(base, row, list(_complaints(base, row)), "ОбработкаПроведения")
    row["Согласован"] = row["Статус"] != "НеСогласован"
    if row["Согласован"] and row["ДатаСогласования"] == EMPTY_DATE:
        row["ДатаСогласования"] = base.clock.now().replace(hour=0, minute=0, second=0)
    base.commit(order.SET, row)
    facts = base.facts[guid]
    facts.movements = deepcopy(row)
    facts.history.append({"at": base.clock.now().isoformat(), "event": "post", "total": str(row["СуммаДокумента"])})
    states.recalculate(base, guid)
    return row


def write_and_post(base: Infobase, row: Row) -> Row:
    """Write an order of the simulated base and post it in one transaction, as the form does.

    Raises:
        ODataFault: posting is refused; the order stands as before, a new one is gone

    """
    key = (row["Ref_Key"],)
    before = base.copy(order.SET, row["Ref_Key"])
    base.commit(order.SET, row)
    try:
        return post(base, row["Ref_Key"])
    except ODataFault:
        if before is None:
            base.delete(order.SET, key)
        else:
            base.tables[order.SET][key] = before
        raise


def unpost(base: Infobase, guid: str) -> Row:
    """Take away the movements of an order of the simulated base; only the version grows if it had none.

    Raises:
        ODataFault: shipped already, under control of shipments (500, -1)

    """
    row, old = base.copy(order.SET, guid), base.get(order.SET, guid)
    if row is None:
        raise no_entity()
    shipped = base.facts[guid].shipped_sum > 0 and base.switches.after_shipment_control != "off"
    reasons = ["По заказу оформлена отгрузка, отмена проведения невозможна"] if shipped and row["Posted"] else []
    _refuse(base, row, reasons, "ОбработкаУдаленияПроведения")
    row["Posted"] = False
    before_write(base, order.SET, row, old)
    base.commit(order.SET, row)
    facts = base.facts[guid]
    facts.movements = None
    facts.history.append({"at": base.clock.now().isoformat(), "event": "unpost"})
    states.recalculate(base, guid)
    return row


def _scripted_failure(base: Infobase) -> None:
    if base.switches.post_fail:
        base.switches.post_fail -= 1
        base.log("ОбработкаПроведения", "Отказ по условию испытания")
        raise handler("ОбработкаПроведения")


def _refuse(base: Infobase, row: Row, reasons: list[str], name: str) -> None:
    if not reasons:
        return
    base.log(name, f"{row['Number']}: {'; '.join(reasons)}")
    if base.switches.refusal_text == "shown":
        raise ODataFault(500, -1, "; ".join(reasons))
    raise handler(name)


def _prepare_stages(base: Infobase, row: Row) -> None:
    if not row["ХозяйственнаяОперация"]:
        return
    if payment_stages.lay_out(base, row):
        before_write(base, order.SET, row, base.get(order.SET, row["Ref_Key"]), posting=True)


def _complaints(base: Infobase, row: Row) -> Iterator[str]:
    for check in CHECKS:
        yield from check(base, row)
    if base.switches.fill_check:
        yield from form.complaints(base, row)


def _header(base: Infobase, row: Row) -> Iterator[str]:
    wanted = ["Партнер", "Контрагент", "Организация", "Валюта"]
    if base.constant(constants.AGREEMENTS):
        wanted.append("Соглашение")
    if needs_contract(base, row):
        wanted.append("Договор")
    if any(states.item_type(base, line) in states.GOODS for line in active_rows(row)):
        wanted.append("Склад")
    for name in wanted:
        if row[f"{name}_Key"] == EMPTY_GUID:
            yield f"Поле «{name}» не заполнено"
    if not row["НалогообложениеНДС"]:
        yield "Поле «Налогообложение» не заполнено"
    if base.constant(constants.AUTO_DISCOUNTS) and not row["СкидкиРассчитаны"]:
        yield "Скидки не рассчитаны"


def _rows(_: Infobase, row: Row) -> Iterator[str]:
    if not row["Товары"]:
        yield "Не введено ни одной строки в список «Товары»"
    for line in active_rows(row):
        number = line["LineNumber"]
        if line["Номенклатура_Key"] == EMPTY_GUID:
            yield f"Не заполнена номенклатура в строке {number}"
        if line["Количество"] <= 0:
            yield f"Не заполнено количество в строке {number}"
        if line["СтавкаНДС_Key"] == EMPTY_GUID:
            yield f"Не заполнена ставка НДС в строке {number}"


def _stages(_: Infobase, row: Row) -> Iterator[str]:
    if row["ХозяйственнаяОперация"]:
        yield from payment_stages.complaints(row)


def _status(base: Infobase, row: Row) -> Iterator[str]:
    if row.get("ЭтоЗаказКакСчет") and row["Статус"] != "НеСогласован":
        yield 'Заказ как счет должен иметь статус "На согласовании".'
    approved = base.facts[row["Ref_Key"]].history and any(
        one["event"] == "approve" for one in base.facts[row["Ref_Key"]].history
    )
    if base.constant(constants.APPROVAL) and row["Статус"] != "НеСогласован" and not approved:
        yield "Заказ не согласован"
    if row["Статус"] == "Закрыт":
        yield from _closing(base, row)


def _closing(base: Infobase, row: Row) -> Iterator[str]:
    facts = base.facts[row["Ref_Key"]]
    owed = row["СуммаДокумента"] - facts.paid_to(row["Организация_Key"]) - facts.written_off
    if base.constant(constants.CLOSE_ONLY_PAID) and states.is_by_order(row) and owed > 0:
        yield "Заказ не оплачен полностью и не может быть закрыт"
    if base.constant(constants.CLOSE_ONLY_SHIPPED) and any(
        facts.shipped.get(line["КодСтроки"], Decimal(0)) < line["Количество"] for line in active_rows(row)
    ):
        yield "Заказ не отгружен полностью и не может быть закрыт"


def _stock(base: Infobase, row: Row) -> Iterator[str]:
    if not base.switches.stock_control or base.switches.in_stock:
        return
    for line in active_rows(row):
        goods = states.item_type(base, line) in states.GOODS
        if goods and line["ВариантОбеспечения"] in {"Отгрузить", "СоСклада"}:
            item = base.get("Catalog_Номенклатура", line["Номенклатура_Key"]) or {}
            warehouse = base.get("Catalog_Склады", line["Склад_Key"]) or {}
            yield (
                f'Для отгрузки/резервирования необособленного товара "{item.get("Description", "")}" на '
                f'складе "{warehouse.get("Description", "")}" недостаточно свободного остатка в количестве '
                f"{line['Количество']}"
            )


def _after_shipment(base: Infobase, row: Row) -> Iterator[str]:
    facts, control = base.facts[row["Ref_Key"]], base.switches.after_shipment_control
    if control == "off" or not any(facts.shipped.values()) or facts.movements is None:
        return
    if control == "rows" and _substance(row) != _substance(facts.movements):
        yield "Заказ отгружен, изменение состава невозможно"
    before = {line["КодСтроки"]: line for line in active_rows(facts.movements)}
    now = {line["КодСтроки"]: line for line in active_rows(row)}
    for code, quantity in facts.shipped.items():
        line, was = now.get(code), before.get(code)
        same = line and was and all(line[one] == was[one] for one in ROW_FIELDS[:2])
        if quantity > 0 and (not line or not same or line["Количество"] < quantity):
            yield f"По строке с кодом {code} отгружено больше, чем заказано"


def _substance(row: Row) -> list[tuple[str, ...]]:
    return sorted(tuple(str(line[name]) for name in ("КодСтроки", *ROW_FIELDS)) for line in active_rows(row))


CHECKS: tuple[Callable[[Infobase, Row], Iterator[str]], ...] = (
    _header,
    _rows,
    _stages,
    _status,
    _stock,
    _after_shipment,
    terms_of_sale.complaints,
)
