"""Prices (R20): accountants set them in 1C by documents, and the portal's products show them beside managers' own."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox.people.control import glance
from sandbox.stack.catalogue import RETAIL, WHOLESALE
from tests.chaos.directories.directory import Directory, OneByOne
from tests.chaos.directories.pricing import Amounts, Priced, doubled, price_differences, with_vat

if TYPE_CHECKING:
    from random import Random

    from sandbox.people.accountant import Accountant
    from sandbox.people.control import Control
    from sandbox.people.seller import Seller
    from tests.chaos.directories.goods import Goods

REGISTER = "InformationRegister_ЦеныНоменклатуры_RecordType"
OF_MANAGERS = 2
"""A price type of the portal that 1C knows nothing of."""
APART_S = 1.1
"""1C keeps one price a second of an item and a kind."""


def open_kinds(base: Control) -> Mapping[str, str]:
    """Make the price kinds that the rules name, with VAT and without; guids by name."""
    made = {RETAIL: True, WHOLESALE: False}
    return {name: str(base.post("price_kinds", name=name, vat_included=vat)["kind"]) for name, vat in made.items()}


class Prices(Directory):
    """Prices of the goods of the shop window.

    Args:
        goods: whose items are priced.
        seller: whose portal shows them.
        accountant: who sets them.
    """

    def __init__(self, goods: Goods, seller: Seller, accountant: Accountant) -> None:
        self._goods, self._seller, self._accountant = goods, seller, accountant
        self._documents: list[tuple[str, list[dict[str, Any]]]] = []
        self._own: dict[tuple[int, int], Decimal] = {}
        self._kinds: dict[str, bool] = {}  # by guid, whether its prices hold the VAT
        self._names: dict[str, str] = {}
        self._set_at = 0.0
        self._people = OneByOne()

    def deeds(self) -> Sequence[tuple[int, Callable[[Random], str]]]:
        known = ((7, self._set), (1, self._set_for_tomorrow), (2, self._take_back), (2, self._of_a_manager))
        return [(weight, partial(self._people.does, deed)) for weight, deed in known]

    def complaints(self) -> list[str]:
        if not self._documents and not self._own:
            return []
        self._know_kinds()
        offered = {one.guid: one for one in self._goods.base().goods if one.offered}
        rows = self._in_force()
        wanted: dict[str, Amounts] = {guid: {} for guid in offered}
        for (item, kind), price in rows.items():
            if item in offered and price:
                wanted[item][kind] = price if self._kinds[kind] else with_vat(price, offered[item].vat)
        names = {guid: item.name for guid, item in offered.items()} | self._names
        return list(price_differences(wanted, self._shown(), names, self._own))

    # Deeds.

    def _set(self, random: Random) -> str:
        if not (rows := self._some_rows(random)):
            return ""
        return f"prices set by {self._post(rows)}: {self._told(rows)}"

    def _set_for_tomorrow(self, random: Random) -> str:
        """Nobody sees these in the time of a seed."""
        if not (rows := self._some_rows(random)):
            return ""
        now = datetime.fromisoformat(self._accountant.control.get("clock")["now"])
        since = f"{(now + timedelta(days=2)).date()}T00:00:00"
        return f"prices set by {self._post(rows, since=since)} from {since} on: {self._told(rows)}"

    def _take_back(self, random: Random) -> str:
        """Unpost a document; what was set before is in force again, or nothing."""
        if not self._documents:
            return ""
        document, _ = self._documents.pop(random.randrange(len(self._documents)))
        self._accountant.control.post("prices", guid=document, posted=False)
        return f"prices of {document} taken back"

    def _of_a_manager(self, random: Random) -> str:
        self._know_kinds()
        products = [one for one in self._shown() if one.guid in self._goods.items]
        if not products:
            return ""
        product, price = random.choice(products), Decimal(random.randint(100, 99_999)) / 100
        self._seller.control.post(f"products/{product.id}", prices={str(OF_MANAGERS): price})
        self._own[product.id, OF_MANAGERS] = price
        return f"a manager's price of product {product.id}: {price}"

    def _post(self, rows: list[dict[str, Any]], **more: Any) -> str:
        time.sleep(max(0.0, self._set_at + APART_S - time.monotonic()))
        document = str(self._accountant.control.post("prices", rows=rows, **more)["document"])
        self._set_at = time.monotonic()
        self._documents.append((document, rows))
        return document

    def _some_rows(self, random: Random) -> list[dict[str, Any]]:
        self._know_kinds()
        items = list(self._goods.items)
        if not items:
            return []
        some = random.sample(items, min(len(items), random.randint(1, 3)))
        kinds = random.sample(sorted(self._kinds), random.randint(1, len(self._kinds)))
        return [
            {"item": item, "kind": kind, "price": Decimal(random.randint(100, 99_999)) / 100}
            for item in some
            for kind in kinds
        ]

    def _told(self, rows: list[dict[str, Any]]) -> str:
        return ", ".join(f"{row['item']} {self._names[row['kind']]} {row['price']}" for row in rows)

    # Looking.

    def _know_kinds(self) -> None:
        if not self._kinds:
            rows = self._accountant.listed("Catalog_ВидыЦен", ("Ref_Key", "Description", "ЦенаВключаетНДС"))
            known = {str(row["Ref_Key"]): row for row in rows if row["Description"] in {RETAIL, WHOLESALE}}
            self._kinds = {guid: bool(row["ЦенаВключаетНДС"]) for guid, row in known.items()}
            self._names = {guid: str(row["Description"]) for guid, row in known.items()}

    def _in_force(self) -> Mapping[tuple[str, str], Decimal]:
        """Return the prices at the end of today, by item and kind."""
        today = datetime.fromisoformat(self._accountant.control.get("clock")["now"]).date()
        rows = self._accountant.listed(REGISTER)
        dated = sorted((row for row in rows if row["ВидЦены_Key"] in self._kinds), key=lambda row: str(row["Period"]))
        until = [row for row in dated if datetime.fromisoformat(str(row["Period"])).date() <= today]
        return {(str(row["Номенклатура_Key"]), str(row["ВидЦены_Key"])): Decimal(str(row["Цена"])) for row in until}

    def _shown(self) -> list[Priced]:
        listed = glance(f"{self._seller.webhook}catalog.priceType.list")["result"]["priceTypes"]
        types = {int(row["id"]): str(row["xmlId"] or "") for row in listed}
        return [_priced(row, types, self._kinds) for row in self._seller.control.get("products") if row["xmlId"]]


def _priced(row: Mapping[str, Any], types: Mapping[int, str], kinds: Mapping[str, bool]) -> Priced:
    prices = [(int(one["catalogGroupId"]), Decimal(str(one["price"]))) for one in row["prices"]]
    ours = [(types[group], price) for group, price in prices if types[group] in kinds]
    foreign = {group: price for group, price in prices if types[group] not in kinds}
    return Priced(int(row["id"]), str(row["xmlId"]), dict(ours), foreign, doubled([kind for kind, _ in ours]))
