"""How far a price may be lowered by hand in 1C: limits of the agreement and of the user."""

from __future__ import annotations

from collections.abc import Container, Iterator
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
    """Return the largest manual discount of a row of 1C's order in percent, None where nothing limits it."""
    if not base.constant(constants.MANUAL_DISCOUNTS):
        return None
    item = base.get("Catalog_Номенклатура", line["Номенклатура_Key"]) or {}
    group = item.get("ЦеноваяГруппа_Key", EMPTY_GUID)
    found: list[Decimal | None] = []
    if base.constant(constants.LIMIT_BY_AGREEMENT):
        agreement = agreement_of(base, row)
        found.append(_percent(agreement, group) if agreement and agreement["ОграничиватьРучныеСкидки"] else None)
    if base.constant(constants.LIMIT_BY_USER):
        found.append(_of_user(base, row["Менеджер_Key"], group))
    return min((one for one in found if one is not None), default=None)


def _percent(holder: Row, group: str) -> Decimal:
    exception = _exception(holder, group)
    return Decimal(holder["ПроцентРучнойСкидки"]) if exception is None else exception


def _exception(holder: Row, group: str) -> Decimal | None:
    own = (one for one in holder["ЦеновыеГруппы"] if one["ЦеноваяГруппа_Key"] == group != EMPTY_GUID)
    return next((Decimal(one["ПроцентРучнойСкидки"]) for one in own), None)


def _of_user(base: Infobase, user: str, group: str) -> Decimal | None:
    """Return the discount limit of a user's own settings, else of his group's, price-group exceptions before either."""
    kept = {row["Owner"]: row for row in base.rows(SETTINGS) if row["ОграничиватьРучныеСкидки"]}
    holders = [kept[one] for one in (user, _group_of(base, user, kept)) if one in kept]
    exceptions = (_exception(one, group) for one in holders)
    usual = (Decimal(one["ПроцентРучнойСкидки"]) for one in holders)
    return next((one for one in (*exceptions, *usual) if one is not None), None)


def _group_of(base: Infobase, user: str, kept: Container[str]) -> str | None:
    """Return the user group whose discount limit counts: 1C asks for the deepest that limits, then the first by name.

    It joins the group's members afterwards, so that one without any gives nothing.
    """
    levels: dict[str, int] = {}
    for one in base.rows(GROUPS):
        if not one["DeletionMark"] and any(row["Пользователь_Key"] == user for row in one["Состав"]):
            line = _line_of(base, one["Ref_Key"])
            levels |= {guid: level for level, guid in enumerate(line)}
    names = {one["Ref_Key"]: one["Description"].casefold() for one in base.rows(GROUPS)}
    chosen = min((one for one in levels if one in kept), key=lambda one: (-levels[one], names[one]), default=None)
    return chosen if chosen and (base.get(GROUPS, chosen) or {}).get("Состав") else None


def _line_of(base: Infobase, guid: str) -> list[str]:
    """Return a user group of 1C and all above it, the highest first."""
    row = base.get(GROUPS, guid)
    return [*_line_of(base, row["Parent_Key"]), guid] if row else []


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
    """Return the price of a pack in 1C's order after the discount given by hand."""
    packs = line["КоличествоУпаковок"] or Decimal(1)
    price = line["Цена"] - line["СуммаРучнойСкидки"] / packs
    return Decimal(price).quantize(CENT, ROUND_HALF_UP)
