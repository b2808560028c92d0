"""An accountant at 1C's form of the order, for the control interface: types, computes, saves and posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from sandbox.base import form, payees, posting
from sandbox.base.before_write import agreement_of, before_write, takes_contract
from sandbox.base.client_prices import Asked, fill_price
from sandbox.base.control.requests import EditRequest, OrderRequest, RowRequest
from sandbox.base.faults import no_entity
from sandbox.base.fill import fill, first
from sandbox.base.infobase import Infobase, Row, new_line
from sandbox.base.objects import constants, order
from sandbox.base.odata import writes
from sandbox.base.odata.values import EMPTY_DATE
from sandbox.base.packs import quantity_of
from sandbox.base.schema import EMPTY_GUID
from sandbox.base.states import GOODS, item_type
from sandbox.base.supply import follow_status, is_by_line, usual_supply

CENT = Decimal("0.01")
FROM_AGREEMENT = (
    "Организация_Key",
    "Валюта_Key",
    "Склад_Key",
    "ГрафикОплаты_Key",
    "ЦенаВключаетНДС",
    "ФормаОплаты",
    "ХозяйственнаяОперация",
    "ПорядокРасчетов",
)
OF_PACKAGING = {
    "ВозвращатьМногооборотнуюТару": "ВернутьМногооборотнуюТару",
    "СрокВозвратаМногооборотнойТары": "СрокВозвратаМногооборотнойТары",
    "ТребуетсяЗалогЗаТару": "ТребуетсяЗалогЗаТару",
}
AGREEMENTS = "Catalog_СоглашенияСКлиентами"


def create(base: Infobase, asked: OrderRequest) -> Row:
    """Type a new order in 1C's form of it and save it, posted unless asked for a draft.

    Raises:
        ODataFault: the base refuses to write or post it

    """
    row = base.blank(base.schema[order.SET])
    fill(base, order.SET, row)
    row["Организация_Key"] = first(base, payees.ORGANISATIONS) or EMPTY_GUID  # the guesses of the exchange's user
    entity = base.find("Catalog_Контрагенты", Партнер_Key=asked.client) or {}
    row["Партнер_Key"] = asked.client
    row["Контрагент_Key"] = asked.legal_entity or entity.get("Ref_Key", EMPTY_GUID)
    row["Соглашение_Key"] = asked.agreement or _agreement_for(base, asked.client)
    _apply_terms(base, row)
    partner = base.get("Catalog_Партнеры", asked.client) or {}
    chosen = {
        "Организация_Key": asked.organisation,
        "Склад_Key": asked.warehouse,
        "Менеджер_Key": asked.manager or partner.get("ОсновнойМенеджер_Key"),
        "КонтактноеЛицо_Key": asked.person,
    }
    row |= {name: value for name, value in chosen.items() if value}
    row |= payees.of_organisation(row["Организация_Key"]) | {"Автор": row["Менеджер_Key"]}
    row["Date"] = (asked.date or row["Date"]).replace(tzinfo=None)
    row["ДатаОтгрузки"] = (asked.ship_on or row["Date"] + timedelta(days=1)).replace(
        tzinfo=None, hour=0, minute=0, second=0
    )
    row |= {"Статус": asked.status, "Комментарий": asked.note, "СкидкиРассчитаны": True}
    row["НеОтгружатьЧастями"] = not is_by_line(base, row)
    _contract(base, row)
    writes.assign(base.schema[order.SET], row, asked.header)
    row["Товары"] = [_typed(base, row, None, one) for one in asked.rows]
    return _save(base, row, None, post=asked.posted)


def edit(base: Infobase, guid: str, asked: EditRequest) -> Row:
    """Change an order in 1C's form of it and save it; a posted order is posted again.

    Raises:
        ODataFault: nobody has the order, or the base refuses; then nothing is changed

    """
    row, old = base.copy(order.SET, guid), base.get(order.SET, guid)
    if row is None or old is None:
        raise no_entity()
    writes.assign(base.schema[order.SET], row, asked.header)
    if row["Организация_Key"] != old["Организация_Key"] and "БанковскийСчет_Key" not in asked.header:
        row |= payees.of_organisation(row["Организация_Key"])
    if row["Статус"] != old["Статус"]:
        follow_status(base, row)
    existing = {line["КодСтроки"]: line for line in row["Товары"]}
    if asked.rows is not None:
        row["Товары"] = [_typed(base, row, existing.get(one.row or 0), one) for one in asked.rows]
    else:
        changed = {one.row: one for one in asked.change}
        row["Товары"] = [
            _typed(base, row, line, changed[code]) if code in changed else line
            for code, line in existing.items()
            if code not in asked.remove
        ] + [_typed(base, row, None, one) for one in asked.add]
    return _save(base, row, old, post=row["Posted"] and asked.repost)


def copy(base: Infobase, guid: str) -> Row:
    """Copy an order in 1C's form of it: a new draft, the customer's own number cleared.

    Raises:
        ODataFault: nobody has the order

    """
    return _save(base, _copied(base, guid), None, post=False)


def twins(base: Infobase, guid: str, markers: Sequence[str]) -> list[Row]:
    """Copy an order of 1C once for each customer's own number, and post the copies, each a minute older than the next.

    Raises:
        ODataFault: nobody has the order, or the base refuses; then some may be there

    """
    now, made = base.clock.now(), []
    for number, marker in enumerate(markers):
        dated = {"Date": now - timedelta(minutes=len(markers) - number), "НомерПоДаннымКлиента": marker}
        made.append(_save(base, _copied(base, guid) | dated, None, post=True))
    return made


def _copied(base: Infobase, guid: str) -> Row:
    row = base.copy(order.SET, guid)
    if row is None:
        raise no_entity()
    blank = base.blank(base.schema[order.SET])
    for name in ("Ref_Key", "DataVersion", "Number", "НомерПоДаннымКлиента", "ДатаПоДаннымКлиента", "Posted"):
        row[name] = blank[name]
    if "ЭтоЗаказКакСчет" in row:
        row["ЭтоЗаказКакСчет"] = not base.constant(constants.EXTENDED_ORDER)
    row |= {"Date": base.clock.now(), "МаксимальныйКодСтроки": 0, "ЭтапыГрафикаОплаты": [], "DeletionMark": False}
    for line in row["Товары"]:
        line |= {"Ref_Key": row["Ref_Key"], "КодСтроки": 0, "КлючСвязи": 0, "ИдентификаторСтроки": ""}
    return row


def mark(base: Infobase, guid: str, *, marked: bool) -> Row:
    """Set or clear an order's deletion mark as 1C's form does: a posted order is unposted first.

    Raises:
        ODataFault: the base refuses to unpost it

    """
    document = base.get(order.SET, guid)
    if document is None:
        raise no_entity()
    if marked and document["Posted"]:
        posting.unpost(base, guid)
    return write(base, guid, DeletionMark=marked)


def write(base: Infobase, guid: str, **values: object) -> Row:
    """Write header values of an order as 1C's form does, without posting it.

    Raises:
        ODataFault: nobody has the order, or the base refuses

    """
    row, old = base.copy(order.SET, guid), base.get(order.SET, guid)
    if row is None:
        raise no_entity()
    row |= values
    before_write(base, order.SET, row, old)
    return base.commit(order.SET, row)


def _save(base: Infobase, row: Row, old: Row | None, *, post: bool) -> Row:
    for number, line in enumerate(row["Товары"], 1):
        line["LineNumber"] = number
    # The form lays the payment stages out anew whenever sums change.
    row["ЭтапыГрафикаОплаты"] = []
    before_write(base, order.SET, row, old)
    saved = posting.write_and_post(base, row) if post else base.commit(order.SET, row)
    base.note_edit(saved, "form")
    return saved


def _agreement_for(base: Infobase, client: str) -> str:
    own = base.find(AGREEMENTS, Партнер_Key=client, Статус="Действует", DeletionMark=False)
    found = own or base.find(AGREEMENTS, Типовое=True, Статус="Действует", DeletionMark=False)
    return str(found["Ref_Key"]) if found else EMPTY_GUID


def _apply_terms(base: Infobase, row: Row) -> None:
    agreement = agreement_of(base, row)
    if agreement:
        row |= {name: agreement[name] for name in FROM_AGREEMENT if agreement[name] not in {"", EMPTY_GUID}}
        row |= {in_order: agreement[name] for name, in_order in OF_PACKAGING.items()}
    row["ХозяйственнаяОперация"] = row["ХозяйственнаяОперация"] or "РеализацияКлиенту"
    row["ФормаОплаты"] = row["ФормаОплаты"] or "Безналичная"


def _contract(base: Infobase, row: Row) -> None:
    if takes_contract(base, row):
        keys = {name: row[name] for name in ("Контрагент_Key", "Организация_Key")}
        keys |= {"Статус": "Действует", "DeletionMark": False}
        known = [one for one in base.rows("Catalog_ДоговорыКонтрагентов") if keys.items() <= one.items()]
        offered = [one for one in known if form.is_offered(base, one, row["Партнер_Key"])]
        if len(offered) == 1:  # of several a person chooses
            row |= {"Договор_Key": offered[0]["Ref_Key"], "ПорядокРасчетов": offered[0]["ПорядокРасчетов"]}


def _typed(base: Infobase, row: Row, old: Row | None, asked: RowRequest) -> Row:
    line = dict(old) if old else _new(base, row, asked)
    named = {
        "Номенклатура_Key": asked.item or None,
        "Характеристика_Key": asked.characteristic,
        "Упаковка_Key": asked.pack,
        "КоличествоУпаковок": asked.quantity,
        "Цена": asked.price,
        "ПроцентРучнойСкидки": asked.discount_percent,
        "Отменено": asked.cancelled,
        "ВариантОбеспечения": asked.supply,
        "Содержание": asked.text,
    }
    line |= {name: value for name, value in named.items() if value is not None}
    return _computed(base, row, line)


def _new(base: Infobase, row: Row, asked: RowRequest) -> Row:
    line = new_line(base.schema[order.SET].parts_by_name["Товары"], row["Ref_Key"], 0)
    item = base.get("Catalog_Номенклатура", asked.item) or {}
    line["Номенклатура_Key"] = asked.item
    goods = item_type(base, line) in GOODS
    line["СтавкаНДС_Key"] = item.get("СтавкаНДС_Key", line["СтавкаНДС_Key"])
    if asked.price is None:
        line |= _price(base, row, asked)
    line["КоличествоУпаковок"] = Decimal(1)
    if goods and "Обособленно" in line:
        line["Обособленно"] = bool((agreement_of(base, row) or {}).get("ОбеспечиватьЗаказыОбособленно"))
    line["ВариантОбеспечения"] = usual_supply(base, row, line)
    line["Содержание"] = "" if goods else item.get("Description", "")
    line["Склад_Key"] = row["Склад_Key"] if goods else EMPTY_GUID
    line["ДатаОтгрузки"] = row["ДатаОтгрузки"] if row["ДатаОтгрузки"] != EMPTY_DATE else row["Date"]
    return line


def _price(base: Infobase, row: Row, asked: RowRequest) -> Row:
    sold = Asked(
        row["Партнер_Key"],
        row["Соглашение_Key"],
        asked.item,
        asked.characteristic or EMPTY_GUID,
        asked.pack or EMPTY_GUID,
        row["Date"].date(),
        row["Валюта_Key"],
        row["ЦенаВключаетНДС"],
    )
    found = fill_price(base, sold)
    return {"Цена": found.price, "ВидЦены_Key": found.kind}


def _computed(base: Infobase, row: Row, line: Row) -> Row:
    line["Количество"] = quantity_of(base, line)
    gross = (line["Цена"] * line["КоличествоУпаковок"]).quantize(CENT, ROUND_HALF_UP)
    line["СуммаРучнойСкидки"] = (gross * line["ПроцентРучнойСкидки"] / 100).quantize(CENT, ROUND_HALF_UP)
    line["Сумма"] = gross - line["СуммаРучнойСкидки"] - line["СуммаАвтоматическойСкидки"]
    included = row["ЦенаВключаетНДС"]
    line["СуммаНДС"] = form.vat_of(line["Сумма"], form.rate_of(base, line) or Decimal(0), included=included)
    line["СуммаСНДС"] = line["Сумма"] + (0 if included else line["СуммаНДС"])
    return line
