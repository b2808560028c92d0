"""Managers and accountants who do, with a seed's random numbers, what people do to deals and orders."""

from __future__ import annotations

import time
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING

from sandbox.people.control import RefusedError
from sandbox.people.seller import STAGES
from tests.chaos.company import Company, Pair

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.dataset import Item
    from sandbox.people.accountant import Order
    from sandbox.people.seller import Card

NEW, WORK, INVOICED, LOST = (
    STAGES[name] for name in ("Поступил заказ", "Заказ в работе", "Счет выставлен", "Сделка провалена")
)

FIRST_DEALS = 3


class People:
    """Everybody in the company; `act` lets one of them do one thing.

    Args:
        company: what they work on.
        seed: who does what.
        note: told what was done, for the log of the seed.
    """

    def __init__(self, company: Company, seed: int, note: Callable[[str], None]) -> None:
        self._company, self._note = company, note
        self._random = Random(seed)
        self._seed = seed
        self.pairs: list[Pair] = []
        self._deeds: list[tuple[int, Callable[[], str]]] = [
            (6, self._new_deal),
            (3, self._new_order),
            (8, self._edit_deal_rows),
            (3, self._hand_over_deal),
            (2, self._rename_deal),
            (5, self._move_on),
            (2, self._park),
            (2, self._lose),
            (1, self._delete),
            (2, self._replace_client),
            (8, self._edit_order_rows),
            (3, self._hand_over_order),
            (5, self._pay),
            (2, self._unpay),
            (4, self._ship),
            (1, self._take_back),
            (1, self._unpost),
        ]

    def act(self) -> None:
        """Do one thing; what the other program refuses a person is no event."""
        weights, deeds = zip(*self._deeds, strict=True)
        deed = self._new_deal if len(self.pairs) < FIRST_DEALS else self._random.choices(deeds, weights)[0]
        try:
            done = deed()
        except RefusedError as refusal:
            done = f"{deed.__name__} refused: {str(refusal)[:120]}"
        if done:
            self._note(done)

    def settle(self) -> None:
        """Post again what they had unposted: an order left so says nothing about the bus."""
        for pair in self.pairs:
            order = self._company.find_order(pair)
            if order and not order.posted and pair.worked and pair.stage != LOST and not pair.deleted:
                with suppress(RefusedError):
                    self._company.accountant.act(order.guid, "post")

    # New records.

    def _new_deal(self) -> str:
        company, random = self._company, self._random
        rows = [company.seller.row(item, random.randint(1, 9)) for item in self._some_items()]
        card = company.seller.deal_for(random.choice(company.clients), rows, manager=self._manager_id())
        pair = Pair(name=f"{self._seed}/deal {card.id}", born="deal", deal=card.id)
        self._add(pair)
        if random.random() < 0.8:
            self._move(pair, WORK)
        return f"{pair.name} created in {pair.stage}"

    def _new_order(self) -> str:
        company, random = self._company, self._random
        rows = [
            {"item": item.guid, "quantity": random.randint(1, 9), "price": item.price} for item in self._some_items()
        ]
        order = company.accountant.create(random.choice(company.clients), rows, manager=self._manager_guid())
        pair = Pair(name=f"{self._seed}/order {order.number}", born="order", order=order.guid, stage=WORK, worked=True)
        self._add(pair)
        return f"{pair.name} created"

    def _add(self, pair: Pair) -> None:
        self.pairs.append(pair)
        self._company.pairs.append(pair)

    # In the portal.

    def _edit_deal_rows(self) -> str:
        pair, card = self._some_card()
        if card is None or not card.rows:
            return ""
        rows = [dict(row) for row in card.rows]
        number = str(rows[self._random.randrange(len(rows))]["id"])
        quantity = self._random.randint(1, 30)
        body = {"change": {number: {"quantity": quantity}}}
        if self._random.random() < 0.3:
            body["add"] = [self._company.seller.row(self._some_items()[0], quantity)]
        self._company.seller.control.post(f"deals/{card.id}/rows", **body)
        pair.wish("rows", "deal", self._company.rows_of_deal(self._company.seller.card(card.id)))
        return f"{pair.name}: rows edited in the deal"

    def _hand_over_deal(self) -> str:
        pair, card = self._some_card()
        if card is None:
            return ""
        manager = self._manager_id()
        self._company.seller.edit(card.id, manager=manager)
        pair.wish("manager", "deal", self._company.managers[manager])
        return f"{pair.name}: deal handed over to {manager}"

    def _rename_deal(self) -> str:
        pair, card = self._some_card()
        if card is None:
            return ""
        self._company.seller.edit(card.id, title=f"Заказ, правка {self._random.randint(1, 999)}")
        return f"{pair.name}: deal renamed"

    def _move_on(self) -> str:
        pair, card = self._some_card()
        if card is None:
            return ""
        return self._move(pair, INVOICED if pair.worked and self._random.random() < 0.4 else WORK)

    def _park(self) -> str:
        pair, card = self._some_card()
        return self._move(pair, NEW) if card else ""

    def _lose(self) -> str:
        pair, card = self._some_card()
        return self._move(pair, LOST) if card else ""

    def _delete(self) -> str:
        pair, card = self._some_card()
        if card is None or not pair.worked:
            return ""
        self._company.seller.control.delete(f"deals/{card.id}")
        pair.deleted = True
        return f"{pair.name}: deal deleted"

    def _replace_client(self) -> str:
        pair, card = self._some_card()
        if card is None:
            return ""
        client = self._random.choice(self._company.clients)
        self._company.seller.edit(card.id, company=self._company.seller.seeded["companies"][client.guid])
        pair.wish("client", "deal", client.guid)
        return f"{pair.name}: another client in the deal"

    def _move(self, pair: Pair, stage: str) -> str:
        assert pair.deal is not None
        self._company.seller.edit(pair.deal, stage=stage)
        pair.stage, pair.worked = stage, pair.worked or stage == WORK
        pair.moved = time.monotonic()
        return f"{pair.name}: deal moved to {stage}"

    # In 1C.

    def _edit_order_rows(self) -> str:
        pair, order = self._some_order()
        if order is None or not order.rows:
            return ""
        row = self._random.choice(order.rows)
        change = {"row": row["КодСтроки"], "quantity": self._random.randint(1, 30)}
        edited = self._company.accountant.edit(order.guid, change=[change])
        pair.wish("rows", "order", self._company.rows_of_order(edited))
        pair.figures = time.monotonic()  # percentages follow the sum
        return f"{pair.name}: rows edited in the order"

    def _hand_over_order(self) -> str:
        pair, order = self._some_order()
        if order is None:
            return ""
        manager = self._manager_guid()
        self._company.accountant.edit(order.guid, header={"Менеджер_Key": manager})
        pair.wish("manager", "order", manager)
        return f"{pair.name}: order handed over"

    def _pay(self) -> str:
        return self._account("pay", percent=self._random.choice((10, 50, 100)))

    def _unpay(self) -> str:
        return self._account("unpay")

    def _ship(self) -> str:
        return self._account("ship", percent=self._random.choice((50, 100)))

    def _take_back(self) -> str:
        return self._account("return")

    def _unpost(self) -> str:
        return self._account("unpost")

    def _account(self, action: str, **body: int) -> str:
        pair, order = self._some_order()
        if order is None or (not order.posted and action != "post"):
            return ""
        self._company.accountant.act(order.guid, action, **body)
        pair.figures, pair.paid_or_shipped = time.monotonic(), pair.paid_or_shipped or action in {"pay", "ship"}
        return f"{pair.name}: order {action} {body or ''}"

    # Choosing.

    def _some_card(self) -> tuple[Pair, Card | None]:
        pair = self._random.choice(self.pairs)
        return pair, self._company.find_card(pair)

    def _some_order(self) -> tuple[Pair, Order | None]:
        pair = self._random.choice(self.pairs)
        return pair, self._company.find_order(pair)

    def _some_items(self) -> list[Item]:
        return self._random.sample(self._company.items, self._random.randint(1, 3))

    def _manager_id(self) -> int:
        return self._random.choice(sorted(self._company.managers))

    def _manager_guid(self) -> str:
        return self._company.managers[self._manager_id()]
