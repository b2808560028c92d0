"""ПередЗаписью of the simulated base: what 1C recomputes or refuses in an order, item, agreement or account."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from sandbox.base.faults import ODataFault
from sandbox.base.infobase import Infobase, Row
from sandbox.base.numbers import code_catalog, number_order
from sandbox.base.objects import constants, order
from sandbox.base.odata.values import EMPTY_DATE
from sandbox.base.packs import measures_of
from sandbox.base.schema import EMPTY_GUID


def before_write(base: Infobase, set_name: str, row: Row, old: Row | None, *, posting: bool = False) -> None:
    """Recompute an object of the simulated base as ПередЗаписью does, or refuse to write it.

    Args:
        base: the infobase
        set_name: which object
        row: as it is about to be written, changed in place
        old: as it stands, None for a new one
        posting: whether Post or Unpost writes it

    Raises:
        ODataFault: a closed period, a duplicate name or number, a deletion mark on a posted document

    """
    if set_name == order.SET:
        _order(base, row, old, posting=posting)
    elif set_name == "Catalog_Номенклатура":
        _name_by_template(base, row)
        _refuse_duplicate_item(base, row)
        row |= measures_of(base, row["ЕдиницаИзмерения_Key"], goods=row["ТипНоменклатуры"] == "Товар")
    elif set_name == "Catalog_СоглашенияСКлиентами":
        _limits(row)
    elif set_name == "Catalog_БанковскиеСчетаКонтрагентов":
        row["НомерСчета"] = row["НомерСчета"].strip().replace(" ", "").replace(".", "").upper()
    if set_name.startswith("Catalog_"):
        code_catalog(base, set_name, row)


def active_rows(row: Row) -> list[Row]:
    """Return the rows of a simulated order that are not cancelled."""
    return [line for line in row["Товары"] if not line["Отменено"]]


def ordered_sum(base: Infobase, row: Row) -> Decimal:
    """Return the sum of a simulated order: packaging that is to be returned without a deposit does not count."""
    back = row["ВернутьМногооборотнуюТару"] and not row["ТребуетсяЗалогЗаТару"]
    counted = (line for line in active_rows(row) if not (back and _is_packaging(base, line)))
    return sum((line["СуммаСНДС"] for line in counted), Decimal(0))


def _is_packaging(base: Infobase, line: Row) -> bool:
    item = base.get("Catalog_Номенклатура", line["Номенклатура_Key"])
    return item is not None and item["ТипНоменклатуры"] == "МногооборотнаяТара"


def agreement_of(base: Infobase, row: Row) -> Row | None:
    """Return the agreement of a simulated order, None without one."""
    return base.get("Catalog_СоглашенияСКлиентами", row["Соглашение_Key"])


def needs_contract(base: Infobase, row: Row) -> bool:
    """Tell whether a simulated order has to name a contract: its agreement asks for one, and the option is on."""
    agreement = agreement_of(base, row)
    return base.constant(constants.CONTRACTS) and bool(agreement and agreement["ИспользуютсяДоговорыКонтрагентов"])


def takes_contract(base: Infobase, row: Row) -> bool:
    """Tell whether a simulated order takes a contract where there is one; without agreements the option decides."""
    without_agreements = base.constant(constants.CONTRACTS) and not base.constant(constants.AGREEMENTS)
    return without_agreements or needs_contract(base, row)


def _limits(row: Row) -> None:
    """Clear the limits of manual discounts in an agreement, as it is written, that says that it has none."""
    if not row["ОграничиватьРучныеСкидки"]:
        for one in (row, *row["ЦеновыеГруппы"]):
            one |= {"ПроцентРучнойСкидки": Decimal(0), "ПроцентРучнойНаценки": Decimal(0)}


def _name_by_template(base: Infobase, row: Row) -> None:
    """Compose the working name of an item, as it is written, where its kind has a template and forbids another."""
    kind = base.get("Catalog_ВидыНоменклатуры", row["ВидНоменклатуры_Key"])
    template = (kind or {}).get("ШаблонРабочегоНаименованияНоменклатуры")
    if template and kind and kind["ЗапретРедактированияРабочегоНаименованияНоменклатуры"]:
        values = {"[НаименованиеПолное]": row["НаименованиеПолное"], "[Артикул]": row["Артикул"]}
        for field, value in values.items():
            template = template.replace(field, value)
        row["Description"] = template


def _refuse_duplicate_item(base: Infobase, row: Row) -> None:
    for other in base.rows("Catalog_Номенклатура"):
        same = other["Description"] == row["Description"] and other["IsFolder"] == row["IsFolder"]
        if same and other["Ref_Key"] != row["Ref_Key"]:
            raise ODataFault(500, -1, "Номенклатура с таким наименованием уже существует")


def _order(base: Infobase, row: Row, old: Row | None, *, posting: bool) -> None:
    refuse_closed_period(base, row)
    if row["DeletionMark"] and row["Posted"]:
        raise ODataFault(500, -1, "Документ проведен. Пометка удаления проведенного документа невозможна")
    if row["Date"] == EMPTY_DATE:
        row["Date"] = base.clock.now()
    number_order(base, row, old)
    _number_lines(row)
    row["ТребуетсяЗалогЗаТару"] = row["ВернутьМногооборотнуюТару"] and row["ТребуетсяЗалогЗаТару"]
    row["СуммаДокумента"] = ordered_sum(base, row)
    _ship_date(row)
    _advance_sums(row)
    _settlement_order(base, row)
    if old is None and "ЭтоЗаказКакСчет" in row:  # an order stays what it was made as, whatever the option is later
        row["ЭтоЗаказКакСчет"] = row["ЭтоЗаказКакСчет"] or not base.constant(constants.EXTENDED_ORDER)
    if not posting:
        row["Согласован"] = False


def refuse_closed_period(base: Infobase, row: Row) -> None:
    """Refuse a document of the simulated base that is dated in a closed period.

    Raises:
        ODataFault: 500, -1

    """
    closed = base.switches.period_closed
    if closed and row["Date"].date() <= date.fromisoformat(closed):
        raise ODataFault(500, -1, f"Изменение документов запрещено: период закрыт по {closed}")


def _number_lines(row: Row) -> None:
    highest = max([row["МаксимальныйКодСтроки"], *(line["КодСтроки"] for line in row["Товары"])], default=0)
    for line in row["Товары"]:
        if not line["КодСтроки"]:
            highest += 1
            line["КодСтроки"] = highest
        line["КлючСвязи"] = line["КлючСвязи"] or line["КодСтроки"]
        line["ИдентификаторСтроки"] = line["ИдентификаторСтроки"] or str(uuid4())
    row["МаксимальныйКодСтроки"] = highest


def _ship_date(row: Row) -> None:
    if row["НеОтгружатьЧастями"]:
        if row["ДатаОтгрузки"] != EMPTY_DATE:
            for line in active_rows(row):
                line["ДатаОтгрузки"] = row["ДатаОтгрузки"]
        return
    dates = [] if row["Статус"] == "НеСогласован" else [line["ДатаОтгрузки"] for line in active_rows(row)]
    row["ДатаОтгрузки"] = min(dates, default=EMPTY_DATE)


def _advance_sums(row: Row) -> None:
    for name, variant in (
        ("СуммаАвансаДоОбеспечения", "АвансДоОбеспечения"),
        ("СуммаПредоплатыДоОтгрузки", "ПредоплатаДоОтгрузки"),
    ):
        stages = (one["СуммаПлатежа"] for one in row["ЭтапыГрафикаОплаты"] if one["ВариантОплаты"] == variant)
        row[name] = sum(stages, Decimal(0))


def _settlement_order(base: Infobase, row: Row) -> None:
    agreement = agreement_of(base, row)
    known = (agreement or {}).get("ПорядокРасчетов") or "ПоЗаказам"
    if takes_contract(base, row) and row["Договор_Key"] != EMPTY_GUID:
        contract = base.get("Catalog_ДоговорыКонтрагентов", row["Договор_Key"])
        known = (contract or {}).get("ПорядокРасчетов") or known
    # An empty one is filled, the rest is trusted.
    row["ПорядокРасчетов"] = row["ПорядокРасчетов"] or known
