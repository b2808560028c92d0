"""Managers, accountants and automation rules who do, with a seed's random numbers, what is done to deals and orders."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from sandbox.people.control import RefusedError
from sandbox.people.seller import STAGES
from tests.chaos import invoicing
from tests.chaos.company import Company, Pair
from tests.chaos.surroundings import add_rule, correct_client, put_right
from tests.chaos.things import THINGS, Thing

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.people.accountant import Order
    from sandbox.people.seller import Card

NEW, WORK, INVOICED, LOST = (
    STAGES[name] for name in ("Поступил заказ", "Заказ в работе", "Счет выставлен", "Сделка провалена")
)
FIRST_DEALS, TRIES = 3, 6
AT_ONCE_S = (0.0, 0.0, 0.1, 0.3)
"""Between the birth of a record and somebody's first edit of it."""
APART_S = (0.0, 0.2, 1.0, 3.0)
"""Between the edits of two people, one on each side."""


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
            (3, self._copy_deal),
            (16, self._edit_deal),
            (11, self._edit_order),
            (6, self._edit_both),
            (2, self._correct_client),
            (5, self._move_on),
            (2, self._park),
            (3, self._lose),
            (1, self._delete),
            (5, self._pay),
            (2, self._unpay),
            (4, self._ship),
            (2, self._take_back),
            (2, self._unpost),
            (1, self._mark),
            (2, self._post),
            *invoicing.deeds(company, self._random, self._some_card),
        ]
        elsewhere = [deed for directory in company.directories for deed in directory.deeds()]
        self._deeds += [(weight, partial(deed, self._random)) for weight, deed in elsewhere]

    def begin(self) -> None:
        """Set up this seed's automation rules; others have none."""
        for _ in range(self._random.choice((0, 0, 1, 2))):
            self._note(add_rule(self._company, self._random, self._seed))

    def act(self) -> None:
        """Do one thing; whoever finds nothing to do it to leaves it to another."""
        weights, deeds = zip(*self._deeds, strict=True)
        for _ in range(TRIES):
            deed = self._new_deal if len(self.pairs) < FIRST_DEALS else self._random.choices(deeds, weights)[0]
            try:
                done = deed()
            except RefusedError as refusal:
                done = f"refused: {str(refusal)[:160]}"
            if done:
                return self._note(done)
        return None

    def settle(self) -> None:
        """Set right what was left open: rules, requisites, orders that were unposted or marked."""
        put_right(self._company)
        marked = self._company.orders_by_marker()
        for pair in self.pairs:
            order = self._company.find_order(pair, marked)
            if order and not order.posted and pair.worked and pair.stage != LOST and not pair.deleted:
                with suppress(RefusedError):
                    self._company.accountant.act(order.guid, "mark", marked=False)
                    self._company.accountant.act(order.guid, "post")

    def crowd(self, count: int) -> None:
        """Make many deals and move them to work at once."""
        random, seller = self._random, self._company.seller
        specs = [
            {
                "company": self._some("client"),
                "manager": self._some("manager"),
                "title": f"Толпа {number}",
                "rows": self._some_rows(),
            }
            for number in range(count)
        ]
        made = seller.control.post("deals/bulk", deals=specs)["ids"]
        seller.control.post("deals/edit", ids=made, stage=WORK)
        for deal in made:
            pair = Pair(name=f"{self._seed}/deal {deal}", born="deal", deal=deal, stage=WORK, worked=True)
            pair.moved = time.monotonic()
            self.pairs.append(pair)
        random.shuffle(self.pairs)
        self._note(f"{count} deals moved at once")

    # New records.

    def _new_deal(self) -> str:
        card = self._company.seller.deal_for(
            self._random.choice(self._company.clients), self._some_rows(), manager=self._some("manager")
        )
        return self._newborn(card, "created")

    def _copy_deal(self) -> str:
        source, card = self._some_card()
        if card is None:
            return ""
        copy = self._company.seller.copy(card.id)
        self._company.copies.add(copy.id)
        return self._newborn(copy, f"copied from {source.name}")

    def _newborn(self, card: Card, how: str) -> str:
        pair = Pair(name=f"{self._seed}/deal {card.id}", born="deal", deal=card.id)
        self.pairs.append(pair)
        if self._random.random() < 0.8:
            self._move(pair, WORK)
        edited = ""
        if self._random.random() < 0.4:
            time.sleep(self._random.choice(AT_ONCE_S))
            edited = f", and at once {self._edit_in_deal(pair, self._company.seller.card(card.id))}"
        return f"{pair.name} {how}, in {pair.stage}{edited}"

    def _new_order(self) -> str:
        company, random = self._company, self._random
        rows = [
            {"item": item.guid, "quantity": random.randint(1, 9), "price": item.price} for item in self._some_items()
        ]
        manager = company.choices["manager"][self._some("manager")]
        order = company.accountant.create(random.choice(company.clients), rows, manager=manager)
        pair = Pair(name=f"{self._seed}/order {order.number}", born="order", order=order.guid, stage=WORK, worked=True)
        self.pairs.append(pair)
        edited = ""
        if random.random() < 0.4:
            time.sleep(random.choice(AT_ONCE_S))
            edited = f", and at once {self._edit_in_order(pair, company.accountant.order(order.guid))}"
        return f"{pair.name} created{edited}"

    # Edits of things.

    def _edit_deal(self) -> str:
        pair, card = self._some_card()
        return self._edit_in_deal(pair, card) if card else ""

    def _edit_order(self) -> str:
        pair, order = self._some_order()
        return self._edit_in_order(pair, order) if order else ""

    def _edit_both(self) -> str:
        pair, card = self._some_card()
        order = self._company.find_order(pair)
        if card is None or order is None:
            return ""
        thing, apart = self._some_thing(), self._random.choice(APART_S)
        company, guid = self._company, order.guid  # 1C saves no form that was opened before somebody else saved
        one, other = self._random.sample(
            [
                lambda: self._edit_in_deal(pair, company.seller.card(card.id), thing),
                lambda: self._edit_in_order(pair, company.accountant.order(guid), thing),
            ],
            2,
        )
        first = one()
        time.sleep(apart)
        return f"{first}; {apart} s later {other()}"

    def _edit_in_deal(self, pair: Pair, card: Card, thing: Thing | None = None) -> str:
        thing = thing or self._some_thing()
        pair.deeds.append(time.time())
        thing.edit_deal(self._company, self._random, card)
        return f"{pair.name}: {thing.name} edited in the deal"

    def _edit_in_order(self, pair: Pair, order: Order, thing: Thing | None = None) -> str:
        thing = thing or self._some_thing()
        pair.deeds.append(time.time())
        thing.edit_order(self._company, self._random, order)
        if thing.name == "rows":
            pair.figures = time.monotonic()  # percentages follow the sum
        return f"{pair.name}: {thing.name} edited in the order"

    def _correct_client(self) -> str:
        _, card = self._some_card()
        return correct_client(self._company, self._random, card) if card else ""

    # Deals moved and deleted.

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

    def _move(self, pair: Pair, stage: str) -> str:
        assert pair.deal is not None
        self._company.seller.edit(pair.deal, stage=stage)
        pair.stage, pair.worked = stage, pair.worked or stage == WORK
        pair.moved = time.monotonic()
        pair.deeds.append(time.time())
        return f"{pair.name}: deal moved to {stage}"

    # In the accounts of 1C.

    def _pay(self) -> str:
        return self._account("pay", percent=self._random.choice((10, 50, 100)))

    def _unpay(self) -> str:
        return self._account("unpay")

    def _ship(self) -> str:
        return self._account("ship", percent=self._random.choice((50, 100)))

    def _take_back(self) -> str:
        return self._account("return", percent=self._random.choice((50, 100)))

    def _unpost(self) -> str:
        return self._account("unpost")

    def _mark(self) -> str:
        return self._account("mark")

    def _post(self) -> str:
        return self._account("post")

    def _account(self, action: str, **body: int) -> str:
        pair, order = self._some_order()
        if order is None or order.posted == (action == "post"):
            return ""
        if action == "post" and (pair.deleted or pair.stage == LOST):
            return ""
        self._company.accountant.act(order.guid, action, **body)
        pair.figures, pair.paid_or_shipped = time.monotonic(), pair.paid_or_shipped or action in {"pay", "ship"}
        pair.deeds.append(time.time())
        return f"{pair.name}: order {action} {body or ''}"

    # Choosing.

    def _some_card(self) -> tuple[Pair, Card | None]:
        pair = self._some_pair()
        return pair, self._company.find_card(pair)

    def _some_order(self) -> tuple[Pair, Order | None]:
        pair = self._some_pair()
        return pair, self._company.find_order(pair)

    def _some_pair(self) -> Pair:
        """Everybody is after the newest records, as people are: so their deeds meet."""
        return self._random.choice(self.pairs[-3:] if self._random.random() < 0.5 else self.pairs)

    def _some_thing(self) -> Thing:
        return self._random.choices(THINGS, [6 if one.name == "rows" else 2 for one in THINGS])[0]

    def _some(self, name: str) -> int:
        return self._random.choice(sorted(self._company.choices[name]))

    def _some_items(self) -> list[Any]:
        return self._random.sample(self._company.items, self._random.randint(1, 3))

    def _some_rows(self) -> list[dict[str, Any]]:
        return [self._company.seller.row(item, self._random.randint(1, 9)) for item in self._some_items()]
