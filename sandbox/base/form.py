"""1C's form of the order: what it complains of when an accountant opens an order and saves it.

ОбработкаПроверкиЗаполнения and the arithmetic of the form do not run on a write through OData; an order that the form
would not save is found out only when a person touches it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from sandbox.base import payment_stages
from sandbox.base.before_write import active_rows, agreement_of, needs_contract, ordered_sum
from sandbox.base.infobase import Infobase, Row
from sandbox.base.objects import constants
from sandbox.base.odata.values import EMPTY_DATE
from sandbox.base.packs import quantity_of
from sandbox.base.schema import EMPTY_GUID
from sandbox.base.states import GOODS, item_type
from sandbox.base.supply import is_by_line, usual_supply

CENT = Decimal("0.01")
MANDATORY = ("Партнер", "Контрагент", "Организация", "Валюта", "Менеджер", "Склад")
ENUMERATED = ("ХозяйственнаяОперация", "НалогообложениеНДС", "ПорядокРасчетов", "Статус", "ФормаОплаты")


def complaints(base: Infobase, row: Row) -> list[str]:
    """Return what 1C's form of the order would complain of; an empty list means that the order can be saved.

    Args:
        base: the infobase
        row: the order as it stands

    """
    found = [*_header(base, row), *_parties(base, row), *_terms(base, row)]
    for line in active_rows(row):
        found += [f"Строка {line['LineNumber']}: {text}" for text in _line(base, row, line)]
    if not active_rows(row):
        found.append("Не введено ни одной строки в список «Товары»")
    if row["СуммаДокумента"] != ordered_sum(base, row):
        found.append("Сумма документа не равна сумме строк")
    # The form fills an empty schedule itself, as posting does; a wrong one it shows.
    if row["ЭтапыГрафикаОплаты"] or (row["Posted"] and row["ХозяйственнаяОперация"]):
        found += payment_stages.complaints(row)
    return found


def rate_of(base: Infobase, line: Row) -> Decimal | None:
    """Return the percent of VAT of a row in 1C's form; None if the row names no existing rate."""
    rate = base.get("Catalog_СтавкиНДС", line["СтавкаНДС_Key"])
    return None if rate is None else Decimal(rate["Ставка"])


def vat_of(total: Decimal, rate: Decimal, *, included: bool) -> Decimal:
    """Return the VAT inside a sum in 1C's form, or on top of it, to the kopeck."""
    base = 100 + rate if included else Decimal(100)
    return (total * rate / base).quantize(CENT, ROUND_HALF_UP)


def _header(base: Infobase, row: Row) -> Iterator[str]:
    for name in MANDATORY:
        if row[f"{name}_Key"] == EMPTY_GUID:
            yield f"Поле «{name}» не заполнено"
    for name in ENUMERATED:
        if not row[name]:
            yield f"Поле «{name}» не заполнено"
    if base.constant(constants.AGREEMENTS) and row["Соглашение_Key"] == EMPTY_GUID:
        yield "Поле «Соглашение» не заполнено"
    yield from _shipment(base, row)
    if base.constant(constants.AUTO_DISCOUNTS) and not row["СкидкиРассчитаны"]:
        yield "Скидки не рассчитаны"


def _shipment(base: Infobase, row: Row) -> Iterator[str]:
    if not (row["НеОтгружатьЧастями"] or is_by_line(base, row)):
        yield "Даты отгрузки не видно: снят признак «Отгружать одной датой»"
    if row["ДатаОтгрузки"] == EMPTY_DATE:
        # Dates are the rows' while the order waits for approval: the header has none then.
        if row["Статус"] != "НеСогласован" or row["НеОтгружатьЧастями"]:
            yield "Поле «Дата отгрузки» не заполнено"
    elif row["ДатаОтгрузки"].date() < row["Date"].date():
        yield "Дата отгрузки раньше даты заказа"


def _parties(base: Infobase, row: Row) -> Iterator[str]:
    entity = base.get("Catalog_Контрагенты", row["Контрагент_Key"])
    if row["Контрагент_Key"] != EMPTY_GUID and entity is None:
        yield "Контрагент: объект не найден"
    if entity and not _is_within(base, row["Партнер_Key"], entity["Партнер_Key"]):
        yield "Контрагент не принадлежит партнеру"
    manager = base.get("Catalog_Пользователи", row["Менеджер_Key"])
    if manager and manager["Недействителен"]:
        yield "Менеджер недействителен"
    person = base.get("Catalog_КонтактныеЛицаПартнеров", row["КонтактноеЛицо_Key"])
    if person and person["Owner_Key"] != row["Партнер_Key"]:
        yield "Контактное лицо не принадлежит партнеру"


def _terms(base: Infobase, row: Row) -> Iterator[str]:
    agreement = agreement_of(base, row)
    if agreement is None:
        return
    if agreement["Статус"] != "Действует":
        yield "Соглашение не действует"
    if not agreement["Типовое"] and agreement["Партнер_Key"] != row["Партнер_Key"]:
        yield "Соглашение заключено с другим партнером"
    if agreement["Организация_Key"] not in {EMPTY_GUID, row["Организация_Key"]}:
        yield "Соглашение заключено от другой организации"
    by_contract = agreement["ИспользуютсяДоговорыКонтрагентов"]  # while the option is off, with none to compare with
    if needs_contract(base, row):
        yield from _contract(base, row)
    elif not by_contract and row["ПорядокРасчетов"] and agreement["ПорядокРасчетов"] != row["ПорядокРасчетов"]:
        yield "Порядок расчетов не совпадает с соглашением"
    if agreement["ЦенаВключаетНДС"] != row["ЦенаВключаетНДС"]:
        yield "Признак «Цена включает НДС» не совпадает с соглашением"


def _contract(base: Infobase, row: Row) -> Iterator[str]:
    contract = base.get("Catalog_ДоговорыКонтрагентов", row["Договор_Key"])
    if contract is None:
        yield "Поле «Договор» не заполнено"
        return
    for name in ("Контрагент_Key", "Организация_Key"):
        if contract[name] != row[name]:
            yield f"Договор: другое значение поля {name.removesuffix('_Key')}"
    if not is_offered(base, contract, row["Партнер_Key"]):
        yield "Договор: другое значение поля Партнер"
    if contract["ПорядокРасчетов"] != row["ПорядокРасчетов"]:
        yield "Порядок расчетов не совпадает с договором"


def is_offered(base: Infobase, contract: Row, partner: str) -> bool:
    """Tell whether 1C's form offers a contract for a partner: his own, or one above him that lets its parts use it."""
    holder = contract["Партнер_Key"]
    if contract.get("РазрешенаРаботаСДочернимиПартнерами") and _is_within(base, partner, holder):
        return True
    return holder in {EMPTY_GUID, partner}


def _is_within(base: Infobase, partner: str, head: str) -> bool:
    """Tell whether a partner is another one, or a part of him, who buys by his legal entities and lent contracts."""
    met = {EMPTY_GUID}
    while partner != head and partner not in met:
        met.add(partner)
        partner = (base.get("Catalog_Партнеры", partner) or {}).get("Parent_Key", EMPTY_GUID)
    return partner == head


def _line(base: Infobase, row: Row, line: Row) -> Iterator[str]:
    item = base.get("Catalog_Номенклатура", line["Номенклатура_Key"])
    if item is None:
        yield "номенклатура не заполнена"
        return
    goods = item_type(base, line) in GOODS
    if item["ИспользованиеХарактеристик"] not in {"", "НеИспользовать"} and line["Характеристика_Key"] == EMPTY_GUID:
        yield "характеристика не заполнена"
    supply = line["ВариантОбеспечения"]
    if goods and not is_by_line(base, row) and supply != (usual := usual_supply(base, row, line)):
        yield f"действия по обеспечению не видно: «{supply}», по статусу заказа «{usual}»"
    elif goods and is_by_line(base, row) and supply in {"", "НеТребуется"}:
        yield "действие по обеспечению не выбрано"
    if not goods and line["ВариантОбеспечения"] != "Отгрузить":
        yield "услуга обеспечивается только действием «Отгрузить»"
    if not goods and not line["Содержание"]:
        yield "содержание услуги не заполнено"
    if goods and line["Склад_Key"] == EMPTY_GUID:
        yield "склад не заполнен"
    if line["ДатаОтгрузки"] == EMPTY_DATE and not row["НеОтгружатьЧастями"]:
        yield "дата отгрузки не заполнена"
    yield from _amounts(base, row, line)


def _amounts(base: Infobase, row: Row, line: Row) -> Iterator[str]:
    if line["Количество"] != quantity_of(base, line):
        yield "количество не равно количеству упаковок, умноженному на коэффициент"
    if line["Цена"] < 0:
        yield "цена отрицательная"
    gross = (line["Цена"] * line["КоличествоУпаковок"]).quantize(CENT, ROUND_HALF_UP)
    net = gross - line["СуммаРучнойСкидки"] - line["СуммаАвтоматическойСкидки"]
    # A price has two digits: over a whole row the rounding adds up to half a kopeck a piece.
    if abs(net - line["Сумма"]) > line["КоличествоУпаковок"] * CENT / 2 + CENT / 2:
        yield f"сумма {line['Сумма']} не равна цене на количество без скидки ({net})"
    rate = rate_of(base, line)
    if rate is None:
        yield "ставка НДС не заполнена"
        return
    yield from _unfit_rate(base, line, row)
    vat = vat_of(line["Сумма"], rate, included=row["ЦенаВключаетНДС"])
    if abs(vat - line["СуммаНДС"]) > CENT:
        yield f"сумма НДС {line['СуммаНДС']} не соответствует ставке ({vat})"
    if line["СуммаСНДС"] != line["Сумма"] + (0 if row["ЦенаВключаетНДС"] else line["СуммаНДС"]):
        yield "сумма с НДС не равна сумме строки с налогом"


def _unfit_rate(base: Infobase, line: Row, row: Row) -> Iterator[str]:
    rate = base.get("Catalog_СтавкиНДС", line.get("СтавкаНДС_Key", EMPTY_GUID))
    if rate is None:
        return
    if rate["РасчетнаяСтавка"]:
        yield "ставка НДС расчетная"
    until = rate["КонецПериода"]
    if rate["НачалоПериода"] > row["Date"] or (until != EMPTY_DATE and row["Date"].date() > until.date()):
        yield "ставка НДС не действует на дату заказа"
    if row["НалогообложениеНДС"] not in {one["ТипНалогообложенияНДС"] for one in rate["ТипыНалогообложенияНДС"]}:
        yield "ставка НДС не для налогообложения заказа"
