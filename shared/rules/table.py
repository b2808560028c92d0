"""The default stage table, ten lines behind R4–R6 (docs/spec/requirements.md); a rules file may have its own."""

from collections.abc import Mapping
from typing import Any, Final

from shared.rules.states import StateLine

_CLOSING: Final = ("ГотовКЗакрытию", "Закрыт")
_AWAITING_PAYMENT: Final = "ОжидаетсяОплатаПослеОтгрузки"
_SHIPPING: Final = ("ГотовКОтгрузке", "ВПроцессеОтгрузки", "ОжидаетсяПереходПраваСобственности")
_SUPPLYING: Final = ("ГотовКОбеспечению", "ОжидаетсяОбеспечение")
_PAID: Final[Mapping[str, Any]] = {"paid_enough": True, "shipped": "< 100"}

_LINES: tuple[tuple[str, str, Any], ...] = (
    ("заказ не проведён или помечен на удаление", "withdrawn", {"withdrawn": True}),
    ("проведён, но записи о состоянии нет", "stay", {"has_state": False}),
    (
        "1С ещё не пересчитала оплату и отгрузку",
        "provisional",
        {"states": (*_CLOSING, _AWAITING_PAYMENT), "by_order": True, "shipped": "= 0"},
    ),
    ("отгружен, долга нет", "done", {"states": _CLOSING, "shipped": "> 0", "debt": "<= 0"}),
    (
        "отгружен, не оплачен или оплачен частично",
        "shipped",
        (
            {"states": (_AWAITING_PAYMENT,), "shipped": "> 0"},
            {"states": _CLOSING, "shipped": "> 0", "debt": "> 0"},
        ),
    ),
    (
        "исполнен, а оплату по заказам 1С не ведёт",
        "settlement_by_contract",
        {"states": _CLOSING, "by_order": False, "shipped": "= 0"},
    ),
    ("оплачен, не отгружен", "paid", {"states": _SHIPPING, **_PAID}),
    (
        "оплачен, ещё не обеспечен товаром",
        "paid",
        {"states": _SUPPLYING, **_PAID, "only_with": "paid_before_supply"},
    ),
    ("состояние нового релиза 1С, которого нет в правилах", "unknown_state", {"known_state": False}),
    ("всё остальное", "back", ()),
)

TABLE: tuple[StateLine, ...] = tuple(
    StateLine.model_validate({"title": title, "when": when, "then": then}) for title, then, when in _LINES
)
