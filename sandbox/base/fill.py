"""ОбработкаЗаполнения of the simulated base: the defaults of a new object before sent values are laid over it."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.base import payees
from sandbox.base.infobase import Infobase, Row
from sandbox.base.objects import constants, order
from sandbox.base.odata.values import EMPTY_DATE

RUSSIA = "00000000-0000-4000-8000-000000000643"


def fill(base: Infobase, set_name: str, row: Row) -> None:
    """Fill a new order, partner, legal entity or agreement of the simulated base with its defaults.

    Args:
        base: where defaults come from: the current user, the organisation of most of his orders, the first warehouse
            and currency
        set_name: objects without a handler stay empty
        row: changed in place

    """
    if set_name in HANDLERS:
        HANDLERS[set_name](base, row)


def first(base: Infobase, set_name: str) -> str | None:
    """Return the first entity of a set of the simulated base that is not marked for deletion; None: there is none."""
    return next((str(row["Ref_Key"]) for row in base.rows(set_name) if not row["DeletionMark"]), None)


def _order(base: Infobase, row: Row) -> None:
    row["Date"] = base.clock.now()
    row["Автор"], row["Автор_Type"] = base.user, "StandardODATA.Catalog_Пользователи"
    row["Менеджер_Key"] = base.user
    for name, source in (("Организация", "Организации"), ("Валюта", "Валюты"), ("Склад", "Склады")):
        row[f"{name}_Key"] = first(base, f"Catalog_{source}") or row[f"{name}_Key"]
    row["Организация_Key"] = payees.usual_organisation(base) or row["Организация_Key"]
    # Values that are sent come later: another organisation over this one leaves the account of the one guessed.
    row |= payees.of_organisation(row["Организация_Key"])
    row["НалогообложениеНДС"] = "ПродажаОблагаетсяНДС"
    row["НеОтгружатьЧастями"] = True
    extended = base.constant(constants.EXTENDED_ORDER)
    if "ЭтоЗаказКакСчет" in row:
        row["ЭтоЗаказКакСчет"] = not extended
    row["Статус"] = "КОбеспечению" if extended else "НеСогласован"
    # The agreement is not known yet, so its settlement order cannot be either.
    row["ПорядокРасчетов"] = "ПоЗаказам"
    row["ХозяйственнаяОперация"] = "РеализацияКлиенту" if not base.constant(constants.AGREEMENTS) else ""


def _partner(base: Infobase, row: Row) -> None:
    row["ДатаРегистрации"] = base.clock.now().replace(hour=0, minute=0, second=0)
    row["ОсновнойМенеджер_Key"] = base.user
    row["ЮрФизЛицо"] = "Компания"


def _legal_entity(_: Infobase, row: Row) -> None:
    row["ГоловнойКонтрагент_Key"] = row["Ref_Key"]
    row["СтранаРегистрации_Key"] = RUSSIA


def _agreement(base: Infobase, row: Row) -> None:
    row["Дата"] = base.clock.now()
    row["ПорядокРасчетов"] = base.settlement_order()
    row["ДатаНачалаДействия"] = EMPTY_DATE
    row["ВариантРасчетаЦен"] = "ВидЦенВШапке"


HANDLERS: dict[str, Callable[[Infobase, Row], None]] = {
    order.SET: _order,
    "Catalog_Партнеры": _partner,
    "Catalog_Контрагенты": _legal_entity,
    "Catalog_СоглашенияСКлиентами": _agreement,
}
