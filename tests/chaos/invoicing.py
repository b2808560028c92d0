"""Invoices that managers issue from deals, and what must not happen to prices once there is one (R12)."""

from __future__ import annotations

import time
from collections import Counter
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from sandbox.people.seller import STAGES
from tests.chaos.company import clients_of, items_of
from tests.chaos.history import BUS, VISIT_S

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from random import Random

    from sandbox.dataset import Dataset
    from sandbox.people.control import Control
    from sandbox.people.seller import Card, Seller
    from tests.chaos.company import Company, Pair

NEW, LOST = (STAGES[name] for name in ("Поступил заказ", "Сделка провалена"))
REPRICE, YES = "UF_CRM_DEALBUS_REPRICE", ("Y", True, "1", 1)
CLIENTS_WITH_PRICES, PRICED_ITEMS = 12, 25
"""Of the clients and items that people choose among, so many have prices of the client; others have none in 1C."""
_NUMBERS = count(1)

Deed = tuple[int, "Callable[[], str]"]


def agree_on_prices(base: Control, company: Dataset) -> None:
    """Type an agreement for some clients, with a price kind in which some items are a tenth cheaper."""
    kind = base.post("price_kinds", name="Цены клиентов")["kind"]
    rows = [{"item": one.guid, "kind": kind, "price": _cheaper(one.price)} for one in items_of(company)[:PRICED_ITEMS]]
    base.post("prices", rows=rows)
    for client in clients_of(company)[:CLIENTS_WITH_PRICES]:
        base.post("agreements", partner=client.guid, name="Оптовое", price_kind=kind)


def _cheaper(price: Decimal) -> str:
    return str((price * 9 / 10).quantize(Decimal("0.01")))


def deeds(company: Company, random: Random, some_card: Callable[[], tuple[Pair, Card | None]]) -> list[Deed]:
    """Return what managers do about invoices, with weights."""
    managers = _Managers(company.seller, random, some_card)
    asks_anew: list[Deed] = [(2, managers.ask_anew)] if company.has_client_prices else []
    return [(3, managers.issue), (1, managers.delete), *asks_anew]


class _Managers:
    def __init__(self, seller: Seller, random: Random, some_card: Callable[[], tuple[Pair, Card | None]]) -> None:
        self._seller, self._random, self._some_card = seller, random, some_card

    def issue(self) -> str:
        pair, card = self._some_card()
        if card is None or not pair.worked or pair.invoice:
            return ""
        made = self._seller.control.post("invoices", deal=card.id, number=str(next(_NUMBERS)))
        pair.invoice, pair.invoiced = int(made["id"]), time.time()
        pair.deeds.append(time.time())
        return f"{pair.name}: invoice issued on {card.amount}"

    def delete(self) -> str:
        pair, card = self._some_card()
        if card is None or not pair.invoice:
            return ""
        self._seller.control.delete(f"invoices/{pair.invoice}")
        pair.invoice = None
        pair.deeds.append(time.time())
        return f"{pair.name}: invoice deleted"

    def ask_anew(self) -> str:
        pair, card = self._some_card()
        if card is None or not pair.worked or pair.stage in {NEW, LOST}:
            return ""
        self._seller.edit(card.id, fields={REPRICE: "Y"})
        pair.deeds.append(time.time())
        return f"{pair.name}: 1C's prices asked for anew"


def complaints(pair: Pair, card: Card) -> Iterator[str]:
    """Yield what is wrong with the prices of a live deal."""
    if card.field("REPRICE") in YES:
        yield "«Пересчитать цены» was answered by nobody"
    if pair.invoice:
        yield from _repriced(pair.invoiced, card)


def _repriced(since: float, card: Card) -> Iterator[str]:
    """The bus changes no price under an invoice; one issued while it was writing comes too late."""
    before: Mapping[int, Decimal] = {}
    for line in card.history:
        if "rows" not in line:
            continue
        now = _prices(line["rows"])
        if int(line["user"]) == BUS and float(line["unix"]) > since + VISIT_S:
            for product in before.keys() & now.keys():
                if now[product] != before[product]:
                    yield f"the bus made {now[product]} of the price {before[product]} of an invoiced deal"
        before = now


def _prices(rows: Sequence[Mapping[str, Any]]) -> dict[int, Decimal]:
    """Return the prices of products that stand in one row."""
    times = Counter(int(row["productId"]) for row in rows)
    return {int(row["productId"]): Decimal(row["price"]) for row in rows if times[int(row["productId"])] == 1}
