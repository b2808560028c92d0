"""Checks an order of 1C against the agreement's terms of sale and the client's debt; worded as УТ 11.5 does."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.base import price_limits
from sandbox.base.before_write import active_rows
from sandbox.base.infobase import Infobase, Row

MAY_NOT = 'Недостаточно прав на отклонение от условий продаж. Документ необходимо провести в статусе "На согласовании".'


def complaints(base: Infobase, row: Row) -> Iterator[str]:
    """Yield what 1C says of an order under approval that goes against its terms of sale."""
    if row["Статус"] == "НеСогласован":
        return
    against = [*_sums(base, row), *_rows(base, row), *price_limits.complaints(base, row)]
    yield from against
    if against:
        yield MAY_NOT
    yield from _debt(base, row)


def _sums(base: Infobase, row: Row) -> Iterator[str]:
    least = base.switches.minimum_sum
    if row["СуммаДокумента"] < least:
        yield f'Сумма заказа меньше, чем минимально допустимая сумма заказа в соглашении "{least} RUB"'


def _rows(base: Infobase, row: Row) -> Iterator[str]:
    least = base.switches.minimum_price
    for line in active_rows(row):
        place = f' в строке {line["LineNumber"]} списка "Товары"'
        item = base.get("Catalog_Номенклатура", line["Номенклатура_Key"]) or {}
        if line["Цена"] < least:
            yield f'Цена должна быть не ниже фиксированной цены в соглашении "{least}"{place}'
        if line["Номенклатура_Key"] in base.switches.outside_segment:
            yield (
                f'Номенклатура "{item.get("Description", "")}"\n должна входить в сегмент номенклатуры "Крепёж", '
                f"определенный в соглашении{place}"
            )


def _debt(base: Infobase, row: Row) -> Iterator[str]:
    overdue, limit = base.switches.overdue_debt, base.switches.debt_limit
    contract = base.get("Catalog_ДоговорыКонтрагентов", row["Договор_Key"]) or {}
    named = contract.get("Description", "")
    if overdue:
        yield f"По договору {named} имеется просроченная задолженность на сумму {overdue} RUB"
    if 0 < limit < row["СуммаДокумента"]:
        yield f"По договору {named} превышена допустимая сумма кредита на {row['СуммаДокумента'] - limit} RUB"
