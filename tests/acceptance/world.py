"""What a scenario talks about: one deal, one order, one client, and the stack they live in."""

import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

import httpx

from sandbox.dataset import Client, Dataset, Item, Organisation
from sandbox.dataset.identity import company_inn, kpp
from sandbox.people.accountant import Accountant, Order
from sandbox.people.seller import Card, Seller

Seen = TypeVar("Seen")

PATIENCE_S = 60.0
FULL = 100
OFFICE = "7731"
"""Tax office of the clients that scenarios make up."""

QUIET_S = 3.6
"""Longer than a sweep and a poll of the acceptance stack: whatever was to be noticed has been."""

_numbers = itertools.count(int(time.time()) % 100_000)


def until(question: Callable[[], Seen], why: str, timeout_s: float = PATIENCE_S) -> Seen:
    """Ask until the answer is true; an assertion error shows the last answer."""
    deadline = time.monotonic() + timeout_s
    while True:
        seen = question()
        if seen:
            return seen
        assert time.monotonic() < deadline, f"{why}: not within {timeout_s:.0f} s; last seen: {seen!r}"
        time.sleep(0.1)


@dataclass
class World:
    """The running system and the things of one scenario."""

    seller: Seller
    accountant: Accountant
    company: Dataset
    services: Mapping[str, str]
    program: Any
    deal_id: int | None = None
    second_deal: int | None = None
    order_guid: str | None = None
    copy_guid: str | None = None
    party: dict[str, Any] = field(default_factory=dict)
    remembered: dict[str, Any] = field(default_factory=dict)
    undo: list[Callable[[], object]] = field(default_factory=list)

    # The deal.

    @property
    def card(self) -> Card:
        assert self.deal_id is not None, "the scenario has no deal yet"
        return self.seller.card(self.deal_id)

    def adopt(self, card: Card) -> None:
        self.deal_id = card.id

    def new_company(self, **changes: Any) -> dict[str, Any]:
        """Create a client of its own for this scenario, with valid requisites."""
        number = self.next_number()
        made_up = {
            "title": f"Клиент {number}",
            "phone": f"+7495{number % 10_000_000:07d}",
            "email": f"zakaz{number}@client.example",
            "manager": 11,
            "requisites": [self.requisite(number)],
        }
        made = self.seller.control.post("companies", **{**made_up, **changes})
        self.party = {
            **made_up,
            **changes,
            "company": int(made["item"]["id"]),
            "number": number,
            "requisites": made["requisites"],
        }
        return self.party

    @staticmethod
    def next_number() -> int:
        return next(_numbers)

    @staticmethod
    def requisite(number: int, **changes: Any) -> dict[str, Any]:
        return {
            "preset": 1,
            "name": f"ООО «Клиент {number}»",
            "RQ_COMPANY_NAME": f"ООО «Клиент {number}»",
            "RQ_COMPANY_FULL_NAME": f"Общество с ограниченной ответственностью «Клиент {number}»",
            "RQ_INN": company_inn(OFFICE, number),
            "RQ_KPP": kpp(OFFICE),
            **changes,
        }

    def deal_with(self, rows: list[dict[str, Any]], **fields: Any) -> Card:
        """Create a deal of the scenario's client (a new one if there is none) in «Поступил заказ»."""
        if not self.party:
            self.new_company()
        chosen = {key: self.party[key] for key in ("company", "contact") if key in self.party}
        card = self.seller.create(**{"title": "Заказ", "rows": rows, **chosen, **fields})
        self.adopt(card)
        return card

    def items(self, count: int, kind: str = "goods") -> list[Item]:
        """Take plain items that both sides know."""
        return [
            item
            for item in self.company.items
            if item.kind == kind and item.known_to_onec and not item.characteristics and not item.packs
        ][:count]

    def two_rows(self) -> list[dict[str, Any]]:
        first, second = self.items(2)
        return [self.seller.row(first, 2), self.seller.row(second, 3)]

    def special_row(self, what: str, quantity: Decimal, price: Decimal, discount: Decimal, rate: str) -> dict[str, Any]:
        """Return a row of a plain item, a service or a characteristic, with this VAT rate."""
        item = self.items(1, "service" if what == "услуга" else "goods")[0]
        row = self.seller.row(item, quantity, price)
        if what == "характеристика":
            item = next(one for one in self.company.items if one.characteristics and one.known_to_onec)
            variation = self.seller.product_id(item, item.characteristics[0].guid)
            row = self.seller.row(item, quantity, price, productId=variation)
        row["taxRate"] = None if rate == "без НДС" else int(rate)
        if discount == FULL:
            return {**row, "discountTypeId": 1, "discountSum": 100}
        return {**row, "discountTypeId": 2, "discountRate": discount}

    def unknown_item(self) -> Item:
        """Take an item that only the portal has; each only once."""
        taken = self.accountant.known_items()
        return next(item for item in self.company.items if not item.known_to_onec and item.guid not in taken)

    def own_field(self, name: str) -> str:
        """Name one of the bus's own fields as the card has it."""
        return self.customers_field(f"DEALBUS{name}")

    def customers_field(self, name: str) -> str:
        """Name a user field as the card has it."""
        wanted = f"ufcrm{name}".replace("_", "").casefold()
        found = [key for key in self.card.deal if key.replace("_", "").casefold() == wanted]
        assert found, f"no field {name} in the deal"
        return found[0]

    def organisation_choice(self, organisation: Organisation) -> Any:
        """Return the value of the deal's field «Организация» that means this one of ours."""
        return self.seller.organisation_choice(organisation.inn)

    # The order.

    def orders(self, deal: int | None = None) -> list[Order]:
        """Orders of 1C that carry the deal's marker."""
        return self.accountant.orders_of_deal(deal or self.deal_id or 0)

    @property
    def order(self) -> Order:
        if self.order_guid is None:
            found = self.orders()
            assert len(found) == 1, f"expected one order of deal {self.deal_id}, found {len(found)}"
            self.order_guid = found[0].guid
        return self.accountant.order(self.order_guid)

    def until_ordered(self) -> Order:
        """Wait for the one posted order of the deal, and for its number in the deal."""
        until(lambda: [order for order in self.orders() if order.posted], f"a posted order of deal {self.deal_id}")
        until(lambda: self.card.field("NUMBER"), "the order's number in the deal")
        return self.order

    def until_deal(self) -> Card:
        """Wait for the deal of the order."""
        assert self.order_guid is not None, "the scenario has no order yet"
        guid = self.order_guid
        found = until(lambda: self.seller.deals_of(guid), f"a deal of order {guid}")
        self.deal_id = found[0]
        until(lambda: self.card.field("NUMBER"), "the order's number in the deal")
        return self.card

    # The clients of 1C.

    def client_of_base(self) -> Client:
        """Return a company both sides know, with a deferred payment."""
        return next(
            client
            for client in self.company.clients
            if client.kind == "company" and client.known_to_onec and client.agreement is None
        )

    def new_client_of_base(self, person: str = "") -> dict[str, Any]:
        """Type a client of its own in 1C, and the same company in the portal unless a person is asked for."""
        number = self.next_number()
        inn = company_inn(OFFICE, number)
        made = self.accountant.control.post(
            "partners", name=f"Клиент {number}", inn=inn, kpp=kpp(OFFICE), phone=f"+7495{number:07d}", person=person
        )
        if not person:
            self.new_company(requisites=[self.requisite(number)], title=f"Клиент {number}")
        self.party = {**self.party, **made, "inn": inn, "number": number}
        return self.party

    def order_rows(self) -> list[dict[str, Any]]:
        first, second = self.items(2)
        return [{"item": first.guid, "quantity": 2, "price": 150}, {"item": second.guid, "quantity": 3, "price": 99.5}]

    def legal_entity(self) -> dict[str, Any]:
        return self.accountant.look_up("Catalog_Контрагенты", Ref_Key=f"guid'{self.order.document['Контрагент_Key']}'")[
            0
        ]

    def partner(self) -> dict[str, Any]:
        return self.accountant.look_up("Catalog_Партнеры", Ref_Key=f"guid'{self.order.document['Партнер_Key']}'")[0]

    def vat_rate(self, row: dict[str, Any]) -> str:
        """Return a row's VAT rate as a scenario writes it."""
        (rate,) = self.accountant.look_up("Catalog_СтавкиНДС", Ref_Key=f"guid'{row['СтавкаНДС_Key']}'")
        return "без НДС" if "без" in rate["Description"].casefold() else f"{Decimal(str(rate['Ставка'])):.0f}"

    # The surroundings.

    def switch_base(self, name: str, *, value: Any) -> None:
        """Set a switch of the base for this scenario."""
        before = self.accountant.control.get("switches")[name]
        self.accountant.control.post("switches", **{name: value})
        self.undo.append(lambda: self.accountant.control.post("switches", **{name: before}))

    def restart(self, service: str) -> None:
        """Stop a service and start it again."""
        self.program.kill(service)
        self.program.start(service)

    def send_event(self, event: str, deal: int) -> None:
        """Send what the portal's outgoing webhook sends."""
        told = self.program.stack.portal.told
        body = {
            "event": event,
            "data[FIELDS][ID]": str(deal),
            "auth[application_token]": told["application_token"],
            "auth[member_id]": told["member_id"],
        }
        answer = httpx.post(f"{self.services['b24-connector']}/b24/events", data=body, trust_env=False)
        answer.raise_for_status()

    # The exchange.

    def until_quiet(self, timeout_s: float = 240.0) -> None:
        """Wait until no service has handled a message for longer than a sweep and a poll take.

        Whoever comes first waits until all companies and contacts have met, too.
        """
        deadline = time.monotonic() + timeout_s
        seen, since = self._handled(), time.monotonic()
        while time.monotonic() - since < QUIET_S:
            assert time.monotonic() < deadline, "the exchange does not come to rest"
            time.sleep(0.3)
            now = self._handled()
            if now != seen:
                seen, since = now, time.monotonic()

    def _handled(self) -> float:
        """Count what all services have been told; hints apart, as a deal that waits is looked at again and again."""
        total = 0.0
        for url in self.services.values():
            for line in httpx.get(f"{url}/metrics", trust_env=False).text.splitlines():
                if line.startswith("bus_received_messages_total{") and ".touched" not in line:
                    total += float(line.rpartition(" ")[2])
        return total
