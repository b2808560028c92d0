"""How far a price may be lowered by hand in 1C: limits of the agreement and of the user."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from sandbox.base.before_write import active_rows, agreement_of
from sandbox.base.client_prices import CENT, Asked, fill_price
from sandbox.base.infobase import Infobase, Row
from sandbox.base.objects import constants
from sandbox.base.schema import EMPTY_GUID

SETTINGS, GROUPS = "Catalog_НастройкиПродажДляПользователей", "Catalog_ГруппыПользователей"


def complaints(base: Infobase, row: Row) -> Iterator[str]:
    """Yield what 1C says of rows whose price was lowered by hand further than the limit; worded as УТ 11.5 does."""
    for line in active_rows(row):
        limit = limit_of(base, row, line)
        if limit is None:
            continue
        lowest = _lowest(base, row, line, limit)
        if lowest and asked_in(line) < lowest:
            yield (
                f'Ручная скидка в строке {line["LineNumber"]} списка "Товары" больше максимально допустимой '
                f"({limit.normalize():f}%): цена не может быть ниже {lowest}"
            )


def limit_of(base: Infobase, row: Row, line: Row) -> Decimal | None:
    """Return the largest manual discount of a row in percent, None where nothing limits it."""
    if not base.constant(constants.MANUAL_DISCOUNTS):
        return None
    item = base.get("Catalog_Номенклатура", line["Номенклатура_Key"]) or {}
    group = item.get("ЦеноваяГруппа_Key", EMPTY_GUID)
    holders: list[Row | None] = []
    if base.constant(constants.LIMIT_BY_AGREEMENT):
        holders.append(agreement_of(base, row))
    if base.constant(constants.LIMIT_BY_USER):
        holders += _settings_of(base, row["Менеджер_Key"])
    found = [_percent(one, group) for one in holders if one and one["ОграничиватьРучныеСкидки"]]
    return min(found, default=None)


def _percent(holder: Row, group: str) -> Decimal:
    own = [one for one in holder["ЦеновыеГруппы"] if one["ЦеноваяГруппа_Key"] == group != EMPTY_GUID]
    return Decimal((own[0] if own else holder)["ПроцентРучнойСкидки"])


def _settings_of(base: Infobase, user: str) -> list[Row]:
    """Return the settings of a user, else those of the groups that name him; the smallest limit of them counts."""
    kept = {row["Owner"]: row for row in base.rows(SETTINGS) if not row["DeletionMark"]}
    if user in kept:
        return [kept[user]]
    groups = [one for one in base.rows(GROUPS) if not one["DeletionMark"]]
    named = [one["Ref_Key"] for one in groups if any(row["Пользователь_Key"] == user for row in one["Состав"])]
    return [kept[one] for one in named if one in kept]


def _lowest(base: Infobase, row: Row, line: Row, limit: Decimal) -> Decimal | None:
    asked = Asked(
        row["Партнер_Key"],
        row["Соглашение_Key"],
        line["Номенклатура_Key"],
        line["Характеристика_Key"],
        line["Упаковка_Key"],
        row["Date"].date(),
        row["Валюта_Key"],
        row["ЦенаВключаетНДС"],
    )
    price = fill_price(base, asked).price
    return (price * (100 - limit) / 100).quantize(CENT, ROUND_HALF_UP) if price else None


def asked_in(line: Row) -> Decimal:
    """Return the price of a pack after the discount given by hand."""
    packs = line["КоличествоУпаковок"] or Decimal(1)
    price = line["Цена"] - line["СуммаРучнойСкидки"] / packs
    return Decimal(price).quantize(CENT, ROUND_HALF_UP)
