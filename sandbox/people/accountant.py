"""The accountant and storekeeper in the simulated 1C: what they do to orders and see in directories."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from sandbox.dataset import Client, Dataset
from sandbox.people.control import Control, glance

MARKER = "НомерПоДаннымКлиента"
FAILING = (httpx.HTTPError, ValueError)
"""What `glance` raises of a base that fails, or answers with a page in place of JSON."""


class Order:
    """An order as its form in 1C shows it."""

    def __init__(self, shown: dict[str, Any]) -> None:
        self.guid = str(shown["guid"])
        self.document: dict[str, Any] = shown["document"]
        self.state: dict[str, Any] = shown["state"] or {}
        self.shown = shown

    @property
    def number(self) -> str:
        """The number 1C gave to the order, as the accountant sees it."""
        return str(self.document["Number"])

    @property
    def posted(self) -> bool:
        """Whether the order is posted, as the accountant sees it."""
        return bool(self.document["Posted"])

    @property
    def total(self) -> Decimal:
        """The sum of the order, as the accountant sees it."""
        return Decimal(self.document["СуммаДокумента"])

    @property
    def version(self) -> str:
        """The version of the order that the accountant sees; it changes with every write."""
        return str(self.document["DataVersion"])

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows that the accountant sees in the order, without cancelled ones."""
        return [row for row in self.document["Товары"] if not row["Отменено"]]

    @property
    def state_name(self) -> str:
        """The state of the order that the accountant sees, by 1C's own reckoning; empty without a row."""
        return str(self.state.get("Состояние", ""))


class Accountant:
    """The accountant in the simulated 1C: acts through the base's control interface, as if typed by a person.

    Args:
        control: of the base.
        company: the made-up company.
        odata: address, user and password for looking things up in the directories.
    """

    def __init__(self, control: Control, company: Dataset, odata: tuple[str, str, str]) -> None:
        self.control = control
        self.company = company
        address, user, password = odata
        self._root = address
        self._auth = httpx.BasicAuth(user.encode(), password.encode())

    def order(self, guid: str) -> Order:
        """Open an order as the accountant."""
        return Order(self.control.get(f"orders/{guid}"))

    def orders_of_deal(self, deal: int) -> list[Order]:
        """Open as the accountant the orders of 1C that carry a deal's marker."""
        return [self.order(line["guid"]) for line in self.lines() if line[MARKER] == f"B24-{deal}"]

    def lines(self) -> list[dict[str, Any]]:
        """Look as the accountant at the list of all orders."""
        lines: list[dict[str, Any]] = self.control.get("orders")["orders"]
        return lines

    def create(self, client: Client | str, rows: Sequence[dict[str, Any]], **fields: Any) -> Order:
        """Type an order of 1C as the accountant and post it; `posted=False` leaves a draft.

        Args:
            client: of the made-up company, or a partner's guid.
            rows: `{"item": guid, "quantity": 2, "price": …}`.
            fields: words as the control interface has them.
        """
        partner = client if isinstance(client, str) else client.guid
        return Order(self.control.post("orders", client=partner, rows=list(rows), **fields))

    def edit(self, guid: str, **changes: Any) -> Order:
        """Change an order in its form as the accountant, and save it."""
        return Order(self.control.post(f"orders/{guid}/edit", **changes))

    def act(self, guid: str, action: str, **body: Any) -> Order:
        """Do as the accountant one of the actions on an order (sandbox/base/README.md): pay, ship, post …."""
        return Order(self.control.post(f"orders/{guid}/{action}", **body))

    def complaints(self, guid: str) -> list[str]:
        """Save an order in its form as the accountant, and read what 1C does not like."""
        return list(self.control.post(f"orders/{guid}/save_in_form")["complaints"])

    def look_up(self, catalogue: str, **equal: str) -> list[dict[str, Any]]:
        """Look as the accountant into a directory: entries whose fields have these values."""
        return self.listed(catalogue, where=" and ".join(f"{name} eq {value}" for name, value in equal.items()))

    def listed(self, catalogue: str, fields: Sequence[str] = (), where: str = "") -> list[dict[str, Any]]:
        """Look as the accountant at one of 1C's lists.

        Args:
            catalogue: or a register.
            fields: to be shown; none: all.
            where: a filter of OData; empty: all rows.
        """
        asked = {"$format": "json", "$select": ",".join(fields), "$filter": where}
        query = "&".join(f"{name}={quote(words)}" for name, words in asked.items() if words)
        address = f"{self._root}/{quote(catalogue)}?{query}"
        # A base that fails for a while answers with a page, or not at all: an accountant asks again.
        again = retry_if_exception_type(FAILING)
        asking = Retrying(retry=again, wait=wait_fixed(0.5), stop=stop_after_delay(60), reraise=True)
        found: list[dict[str, Any]] = asking(glance, address, auth=self._auth)["value"]
        return found

    def known_items(self) -> set[str]:
        """Return the guids of all items that 1C shows to the accountant."""
        return {str(item["Ref_Key"]) for item in self.look_up("Catalog_Номенклатура", IsFolder="false")}
