"""What both sides hold of a deal and its order and people edit.

A thing is declared here, once: what people do to it, where the histories of portal and base show it, how it is
compared, and by which words a note tells that a value was overwritten or not taken. Nobody else knows one by name.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from sandbox.people.accountant import Order
    from sandbox.people.seller import Card
    from tests.chaos.company import Company

KOPECK = Decimal("0.01")
_TITLE = re.compile(r"^Сделка № \d+(?: «(.*)»)?$", re.MULTILINE)
OF_ALL = ("Сверьте заказ со сделкой", "перезаписывают друг друга", "не попали в сделку", "Изменение заказа")
"""Words of notes that tell of everything in a record at once."""


class Thing(ABC):
    """One thing.

    Args:
        name: in complaints and in the log of a seed.
        told: words of a note that one side's value was overwritten.
        refused: words of a note that the sides stay different.
    """

    name: str
    told: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @abstractmethod
    def of_deal(self, company: Company, card: Card) -> Any:
        """Return what the deal has."""

    def of_order(self, order: Order) -> Any:
        """Return what the order has; None: it holds nothing that could be compared."""
        return self.in_base(order.document)

    def kept(self, _company: Company, value: Any) -> Any:
        """Return what of a value the bus may not change by itself."""
        return value

    @abstractmethod
    def in_portal(self, company: Company, line: Mapping[str, Any]) -> Any:
        """Return what a line of the deal's history sets; None: nothing of this."""

    @abstractmethod
    def in_base(self, held: Mapping[str, Any]) -> Any:
        """Return what the order held after a save."""

    @abstractmethod
    def edit_deal(self, company: Company, random: Random, card: Card) -> None:
        """Do what a manager does to it."""

    @abstractmethod
    def edit_order(self, company: Company, random: Random, order: Order) -> None:
        """Do what an accountant does to it."""


class Field(Thing):
    """A reference in the header of both.

    Args:
        name: as of every thing.
        deal: the deal's field, as the portal's history calls it.
        order: attributes of the document that are typed together; the first one is compared.
        told: as of every thing.
        refused: as of every thing.
    """

    def __init__(
        self, name: str, deal: str, order: tuple[str, ...], told: tuple[str, ...], refused: tuple[str, ...]
    ) -> None:
        self.name, self._deal, self._order, self.told, self.refused = name, deal, order, told, refused

    def of_deal(self, company: Company, card: Card) -> Any:
        found = [value for field, value in card.deal.items() if _same(field, self._deal)]
        return company.meant(self.name, found[0] if found else None)

    def in_portal(self, company: Company, line: Mapping[str, Any]) -> Any:
        changed = [after for field, (_, after) in line.get("fields", {}).items() if _same(field, self._deal)]
        return company.meant(self.name, changed[0]) if changed else None

    def in_base(self, held: Mapping[str, Any]) -> Any:
        return str(held[self._order[0]])

    def edit_deal(self, company: Company, random: Random, card: Card) -> None:
        number = random.choice(sorted(company.choices[self.name]))
        company.seller.edit(card.id, fields={self._deal: number})

    def edit_order(self, company: Company, random: Random, order: Order) -> None:
        guid = random.choice(sorted(company.choices[self.name].values()))
        company.accountant.edit(order.guid, header={one: company.typed(one, guid) for one in self._order})


class Rows(Thing):
    """Rows, by item, quantity and sum with VAT."""

    name = "rows"
    refused = (
        "Изменение состава не принято",
        "Обмен состава остановлен",
        "Цены, изменённые в заказе",
        "Цены 1С не подстав",
    )
    told = ("Состав заказа", *refused)

    def kept(self, company: Company, value: Any) -> Any:
        """Where 1C names prices, whoever types rows decides about goods and quantities."""
        return tuple(row[:2] for row in value) if company.has_client_prices else value

    def of_deal(self, company: Company, card: Card) -> Any:
        return _rows(company, card.rows)

    def in_portal(self, company: Company, line: Mapping[str, Any]) -> Any:
        return _rows(company, line["rows"]) if "rows" in line else None

    def in_base(self, held: Mapping[str, Any]) -> Any:
        rows = (
            (str(row["Номенклатура_Key"]), Decimal(row["Количество"]), Decimal(row["СуммаСНДС"]).quantize(KOPECK))
            for row in held["Товары"]
            if not row.get("Отменено")
        )
        return tuple(sorted(rows))

    def edit_deal(self, company: Company, random: Random, card: Card) -> None:
        if not card.rows:
            return
        number, quantity = str(random.choice(card.rows)["id"]), random.randint(1, 30)
        bodies: list[dict[str, Any]] = [
            {"change": {number: {"quantity": quantity}}},
            {"change": {number: {"price": Decimal(random.randint(100, 99_999)) / 100}}},
            {"add": [company.seller.row(random.choice(company.items), quantity)]},
            {"remove": [int(number)]} if len(card.rows) > 1 else {"change": {number: {"quantity": quantity}}},
        ]
        company.seller.control.post(f"deals/{card.id}/rows", **random.choices(bodies, (4, 2, 2, 2))[0])

    def edit_order(self, company: Company, random: Random, order: Order) -> None:
        if not order.rows:
            return
        code, item = random.choice(order.rows)["КодСтроки"], random.choice(company.items)
        quantity = random.randint(1, 30)
        bodies: list[dict[str, Any]] = [
            {"change": [{"row": code, "quantity": quantity}]},
            {"change": [{"row": code, "price": Decimal(random.randint(100, 99_999)) / 100}]},
            {"add": [{"item": item.guid, "quantity": quantity, "price": item.price}]},
            {"remove": [code]} if len(order.rows) > 1 else {"change": [{"row": code, "quantity": quantity}]},
        ]
        company.accountant.edit(order.guid, **random.choices(bodies, (4, 2, 2, 2))[0])


class Title(Thing):
    """The deal's title: an order of a deal quotes it at the head of its comment; the accountant writes behind that."""

    name = "title"
    told = ("Заголовок заказа", "Обмен заголовка остановлен")
    refused = ("Обмен заголовка остановлен",)

    def of_deal(self, _company: Company, card: Card) -> Any:
        return str(card.deal["title"])

    def in_portal(self, _company: Company, line: Mapping[str, Any]) -> Any:
        changed = line.get("fields", {}).get("title")
        return str(changed[1]) if changed else None

    def in_base(self, held: Mapping[str, Any]) -> Any:
        found = _TITLE.search(str(held["Комментарий"]))
        return (found.group(1) or "") if found else None

    def edit_deal(self, company: Company, random: Random, card: Card) -> None:
        company.seller.edit(card.id, title=f"{random.choice(_WORDS)} {random.randint(1, 999)}")

    def edit_order(self, company: Company, random: Random, order: Order) -> None:
        behind = f"{order.document['Комментарий']}\nбухгалтер {random.randint(1, 99)}"
        company.accountant.edit(order.guid, header={"Комментарий": behind.strip()})


_WORDS = ("Срочно", "Заказ «Лето»", "[b]важно[/b] до", "Болт & гайка < 5 >", "$result[x]")

THINGS: tuple[Thing, ...] = (
    Rows(),
    Field(
        "manager",
        "assignedById",
        ("Менеджер_Key",),
        ("Ответственного заказа", "Обмен ответственного остановлен", "Менеджер заказа", "Менеджера заказа"),
        ("Обмен ответственного остановлен",),
    ),
    Field(
        "organisation",
        "ufCrmDealbusOrganisation",
        ("Организация_Key",),
        ("Нашу организацию заказа", "Обмен организации остановлен", "Смена нашей организации не принята"),
        ("Смена нашей организации не принята", "Обмен организации остановлен"),
    ),
    Field(
        "client",
        "companyId",
        ("Партнер_Key", "Контрагент_Key"),
        ("Клиента заказа", "Обмен клиента остановлен", "Смена клиента не принята"),
        ("Смена клиента не принята", "Обмен клиента остановлен"),
    ),
    Title(),
)


def _same(field: str, wanted: str) -> bool:
    return field.replace("_", "").casefold() == wanted.casefold()


def _rows(company: Company, rows: Any) -> tuple[tuple[str, Decimal, Decimal], ...]:
    return tuple(
        sorted(
            (company.products[int(row["productId"])], Decimal(row["quantity"]), _sum(row["price"], row["quantity"]))
            for row in rows
        )
    )


def _sum(price: Any, quantity: Any) -> Decimal:
    return (Decimal(price) * Decimal(quantity)).quantize(KOPECK, "ROUND_HALF_UP")
