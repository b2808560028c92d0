"""Board of orders: the simulated base as its accountant sees it, and the form of one order."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.boards.sides import Side

Row = Mapping[str, Any]
NOTHING = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Act:
    """A button of the order's form: what it says, what it does with an order, and with which words."""

    caption: str
    path: str
    body: Mapping[str, Any]


ACTS: Mapping[str, Act] = {
    "post": Act("Провести", "post", {}),
    "unpost": Act("Отменить проведение", "unpost", {}),
    "pay-half": Act("Оплатить 50 %", "pay", {"percent": 50}),
    "pay": Act("Оплатить полностью", "pay", {"percent": 100}),
    "unpay": Act("Отменить оплату", "unpay", {}),
    "ship-half": Act("Отгрузить половину", "ship", {"percent": 50}),
    "ship": Act("Отгрузить всё", "ship", {}),
    "return": Act("Оформить возврат", "return", {}),
    "mark": Act("Пометить на удаление", "mark", {"marked": True}),
    "unmark": Act("Снять пометку", "mark", {"marked": False}),
    "close": Act("Закрыть заказ", "close", {}),
}


class Orders:
    """Reads from the simulated base what the boards' pages of orders show."""

    def __init__(self, base: Side) -> None:
        self._base = base

    async def list(self) -> dict[str, Any]:
        """Return what the list of orders shows: all orders, the newest first, and what a new one is made of."""
        orders, choices = await asyncio.gather(self._base.see("orders"), self._base.see("choices"))
        return {"orders": list(reversed(orders["orders"])), **choices}

    async def form(self, guid: str) -> dict[str, Any]:
        """Return what the form of an order shows: the names of everything it refers to, and the buttons.

        Raises:
            NotDoneError: there is no such order.
        """
        shown = await self._base.see(f"orders/{guid}")
        document, names = shown["document"], shown["names"]
        header = (
            ("Клиент", names.get(document["Партнер_Key"])),
            ("Контрагент", names.get(document["Контрагент_Key"])),
            ("Организация", names.get(document["Организация_Key"])),
            ("Соглашение", names.get(document["Соглашение_Key"])),
            ("Склад", names.get(document["Склад_Key"])),
            ("Менеджер", names.get(document["Менеджер_Key"])),
            ("Номер по данным клиента", document["НомерПоДаннымКлиента"]),
            ("Комментарий", document["Комментарий"]),
        )
        return {"order": shown, "document": document, "names": names, "header": header, "acts": ACTS}
