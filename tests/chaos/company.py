"""The records a made-up company works on while everything around it breaks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.people.accountant import MARKER, Accountant, Order
from sandbox.people.seller import STAGES, Card, Seller
from tests.chaos.directories.buyers import Buyers
from tests.chaos.directories.clients import Clients
from tests.chaos.directories.goods import Goods
from tests.chaos.directories.prices import Prices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.dataset import Client, Dataset, Item
    from tests.chaos.directories.directory import Directory
    from tests.chaos.history import Side


@dataclass
class Pair:
    """A deal and its order; one of them was there first.

    Args:
        name: in complaints and in the log of a seed.
        stage: where a person last put the deal, and `moved` when (monotonic).
        figures: when payment, shipment or posting last changed.
        worked: the deal has entered «Заказ в работе».
        deeds: when people did something to it (Unix time).
        crossed: things the bus wrote in the instant of a person's edit, which nothing can prevent (README).
        decided: what an administrator has decided about a thing, and when (Unix time).
        invoice: the id of its invoice, issued at `invoiced` (Unix time).
    """

    name: str
    born: Side
    deal: int | None = None
    order: str | None = None
    moved: float = 0.0
    stage: str = STAGES["Поступил заказ"]
    figures: float = 0.0
    deleted: bool = False
    paid_or_shipped: bool = False
    worked: bool = False
    deeds: list[float] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)
    decided: dict[str, tuple[float, Any]] = field(default_factory=dict)
    invoice: int | None = None
    invoiced: float = 0.0


class Company:
    """Both sides of the company, through the hands of its people."""

    directories: Sequence[Directory] = ()
    """What else they keep beside deals and orders."""
    has_client_prices = False
    """1C names the prices of deals, by the rules."""

    def __init__(self, seller: Seller, accountant: Accountant, company: Dataset) -> None:
        self.seller, self.accountant, self.dataset = seller, accountant, company
        self.clients, self.items = clients_of(company), items_of(company)
        seeded = seller.seeded
        self.products: dict[int, str] = {number: guid for guid, number in seeded["products"].items()}
        self.choices: dict[str, dict[int, str]] = {
            "manager": _managers(company, seeded["managers"]),
            "organisation": _organisations(company, seller.choices("ORGANISATION")),
            "client": {seeded["companies"][one.guid]: one.guid for one in self.clients},
        }
        self.defaults = {"organisation": company.organisations[0].guid}
        self.copies: set[int] = set()
        self.right_requisites: dict[int, dict[str, Any]] = {}
        names = {one.guid: one.full_name for one in company.managers}
        clients = Clients(seller, accountant, self.choices["manager"], names)
        goods = Goods(seller, accountant)
        buyers = Buyers(seller, accountant, self.choices["manager"], names)
        self.directories = (goods, Prices(goods, seller, accountant), clients, buyers)

    def meant(self, name: str, value: Any) -> str:
        """Return the guid of what a deal's field names; a deal that names nobody means what the rules say."""
        found = self.choices[name].get(int(value or 0), self.defaults.get(name, ""))
        return found or (self._client_by_inn(int(value)) if value and name == "client" else "")

    def _client_by_inn(self, number: int) -> str:
        """A card that the bus has made while the requisite of the first one was misspelt."""
        shown = self.seller.control.get(f"companies/{number}")["requisites"]
        inns = {one.requisites[0].inn: one.guid for one in self.clients}
        return next((inns[row["RQ_INN"]] for row in shown if row["RQ_INN"] in inns), "")

    def typed(self, attribute: str, guid: str) -> str:
        """Return what is typed into an attribute of the order for a reference: a client has its legal entity."""
        if attribute != "Контрагент_Key":
            return guid
        return next(one.requisites[0].guid for one in self.clients if one.guid == guid)

    def orders_by_marker(self) -> dict[str, list[str]]:
        """Return the orders of every deal by what 1C shows as the customer's number, `B24-41`."""
        found: dict[str, list[str]] = {}
        for line in self.accountant.lines():
            found.setdefault(str(line[MARKER]), []).append(str(line["guid"]))
        return found

    def find_order(self, pair: Pair, marked: Mapping[str, list[str]] | None = None) -> Order | None:
        """Open the order of a pair, if there is one; of several the first."""
        if pair.order is None and pair.deal is not None:
            found = (self.orders_by_marker() if marked is None else marked).get(f"B24-{pair.deal}", [])
            pair.order = found[0] if found else None
        return self.accountant.order(pair.order) if pair.order else None

    def deals_of(self, pair: Pair) -> list[int]:
        """Return the deals that name the order of a pair, but for copies that people have made of one."""
        found = self.seller.deals_of(pair.order) if pair.order else []
        return [one for one in found if one == pair.deal or one not in self.copies]

    def find_card(self, pair: Pair) -> Card | None:
        """Open the deal of a pair, if there is one; of several the first."""
        if pair.deal is None:
            pair.deal = next(iter(self.deals_of(pair)), None)
        return self.seller.card(pair.deal) if pair.deal and not pair.deleted else None


def clients_of(company: Dataset) -> list[Client]:
    """Return the clients that people choose among."""
    return [one for one in company.clients if one.kind == "company" and one.agreement is None and one.known_to_onec]


def items_of(company: Dataset) -> list[Item]:
    """Return the items that people sell."""
    plain = (one for one in company.items if not one.characteristics and not one.packs)
    return [one for one in plain if one.kind == "goods" and one.known_to_onec][:40]


def _managers(company: Dataset, numbers: Mapping[str, int]) -> dict[int, str]:
    gone = company.dismissed_manager.guid  # the deal of somebody 1C does not know keeps him, and is told
    return {number: guid for guid, number in numbers.items() if guid != gone}


def _organisations(company: Dataset, choices: Mapping[str, int]) -> dict[int, str]:
    return {choices[one.inn]: one.guid for one in company.organisations if one.inn in choices}
