"""The sales manager in the simulated Bitrix24: what the seller does with deals and sees of them."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from sandbox.dataset import Client, Dataset, Item
from sandbox.people.control import Control, glance

STAGES = {
    "Поступил заказ": "NEW",
    "Заказ в работе": "PREPARATION",
    "Счет выставлен": "PREPAYMENT_INVOICE",
    "Отгружен": "EXECUTING",
    "Счет оплачен": "FINAL_INVOICE",
    "Отгружен и оплачен": "WON",
    "Сделка провалена": "LOSE",
}


class Card:
    """A deal as it stands on the seller's screen."""

    def __init__(self, shown: dict[str, Any]) -> None:
        self.deal = shown["deal"]
        self.rows: list[dict[str, Any]] = shown["rows"]
        self.notes: list[dict[str, Any]] = shown["comments"]
        self.comments: list[str] = [comment["text"] for comment in self.notes]
        self.stages: list[dict[str, Any]] = shown.get("stages", [])
        self.history: list[dict[str, Any]] = shown.get("history", [])
        self.looks: list[Any] = shown.get("looks", [])

    @property
    def id(self) -> int:
        """The number of the deal on the seller's screen."""
        return int(self.deal["id"])

    @property
    def stage(self) -> str:
        """The id of the stage in which the seller sees the deal."""
        return str(self.deal["stageId"])

    @property
    def amount(self) -> Decimal:
        """The amount of the deal that the seller sees."""
        return Decimal(self.deal["opportunity"])

    @property
    def rows_total(self) -> Decimal:
        """The sum of the rows that the seller sees, each rounded to kopecks."""
        totals = [Decimal(row["price"]) * Decimal(row["quantity"]) for row in self.rows]
        return sum((total.quantize(Decimal("0.01"), "ROUND_HALF_UP") for total in totals), Decimal(0))

    def field(self, name: str) -> Any:
        """The value that the seller sees in one of the bus's own fields: `NUMBER`, `STATE`, `PAID`, `SHIPPED` …."""
        return self.deal.get(self.place(name))

    def place(self, name: str) -> str:
        """The portal's name of one of the bus's own fields, as the seller's screen has it; empty: there is none."""
        wanted = f"ufcrmdealbus{name}".replace("_", "").casefold()
        return next((key for key in self.deal if key.replace("_", "").casefold() == wanted), "")

    def told(self, words: str) -> list[str]:
        """Sentences of the timeline, as the seller reads it in the deal, that contain the words."""
        return [text for text in map(_plain, self.comments) if words in text]


def full_name(contact: dict[str, Any]) -> str:
    """Return the name of a contact as the seller reads it in its card: «Дубова Анна Ильинична»."""
    return " ".join(contact["item"][part] for part in ("lastName", "name", "secondName") if contact["item"][part])


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


class Seller:
    """The sales manager in the simulated portal: acts through its control interface, as if typed by a person.

    Args:
        control: of the portal.
        company: the made-up company.
        webhook: address for looking at the portal's settings.
    """

    def __init__(self, control: Control, company: Dataset, webhook: str) -> None:
        self.control = control
        self.company = company
        self.webhook = webhook

    @cached_property
    def seeded(self) -> dict[str, dict[str, int]]:
        """Return for the seller the portal's ids of the made-up company's records by guid."""
        seeded: dict[str, dict[str, int]] = self.control.get("seeded")
        return seeded

    def row(self, item: Item, quantity: Any = 1, price: Any = None, **fields: Any) -> dict[str, Any]:
        """Return a row that the seller puts into a deal; `price` is final, with VAT; None takes the catalogue's."""
        rate = None if item.vat_rate is None else int(item.vat_rate)
        return {
            "productId": self.product_id(item),
            "productName": item.name,
            "price": item.price if price is None else price,
            "quantity": quantity,
            "taxRate": rate,
            "taxIncluded": "Y",
            "measureCode": int(item.unit.code),
            **fields,
        }

    def product_id(self, item: Item, characteristic: str | None = None) -> int:
        """Return for the seller the portal's id of an item, or of its variation with this characteristic (guid)."""
        key = f"{item.guid}#{characteristic}" if characteristic else item.guid
        return int(self.seeded["products"][key])

    def deal_for(self, client: Client, rows: Sequence[dict[str, Any]], **fields: Any) -> Card:
        """Create as the seller a deal of a client of the made-up company in «Поступил заказ»."""
        if client.kind == "person":
            party: dict[str, Any] = {"contact": self.seeded["contacts"][client.contacts[0].guid]}
        else:
            party = {"company": self.seeded["companies"][client.guid]}
        return self.create(rows=list(rows), **{"title": f"Заказ {client.name}", **party, **fields})

    def create(self, **fields: Any) -> Card:
        """Create a deal as the seller; words as the portal's control interface has them."""
        return Card(self.control.post("deals", **{"manager": 11, "stage": "NEW", **fields}))

    def card(self, deal: int) -> Card:
        """Look at a deal as the seller."""
        return Card(self.control.get(f"deals/{deal}"))

    def edit(self, deal: int, **changes: Any) -> Card:
        """Change fields of a deal as the seller."""
        return Card(self.control.post(f"deals/{deal}", **changes))

    def copy(self, deal: int) -> Card:
        """Copy a deal as the seller by the menu of its card."""
        return Card(self.control.post(f"deals/{deal}/copy"))

    def move(self, deal: int, stage: str) -> Card:
        """Drag a deal as the seller to the stage with this name."""
        return self.edit(deal, stage=STAGES[stage])

    def choose(self, card: Card, name: str, choice: int) -> Card:
        """Choose as the seller from one of the bus's list fields in the deal."""
        return self.edit(card.id, fields={card.place(name): choice})

    def contact_of(self, card: Card) -> str:
        """Look as the seller at the name of a deal's contact; empty: it has none."""
        if not card.deal["contactId"]:
            return ""
        return full_name(self.control.get(f"contacts/{card.deal['contactId']}"))

    def set_rows(self, deal: int, rows: Sequence[dict[str, Any]]) -> Card:
        """Replace the rows of a deal as the seller."""
        return Card(self.control.post(f"deals/{deal}/rows", rows=list(rows)))

    def deals_of(self, order: str) -> list[int]:
        """Look as the seller for the deals that name this order of 1C as their origin."""
        return [int(deal["id"]) for deal in self.control.get("deals", origin=order)]

    def inns_of(self, card: Card) -> list[str]:
        """Look as the seller at the INNs in the requisites of a deal's company; of none, there are none."""
        if not card.deal["companyId"]:
            return []
        company = self.control.get(f"companies/{card.deal['companyId']}")
        return [str(one["RQ_INN"]) for one in company["requisites"]]

    def field_of_deals(self, name: str) -> dict[str, Any]:
        """Look as the seller at the settings of a field of deals, with its choices."""
        found = glance(f"{self.webhook}crm.deal.userfield.list", params={"filter[FIELD_NAME]": name})
        field: dict[str, Any] = found["result"][0]
        return field

    def organisation_choice(self, inn: str) -> int:
        """Return the value of the deal's field «Организация» that the seller chooses for ours with this INN."""
        return next(choice for code, choice in self.choices("ORGANISATION").items() if code == inn)

    def choices(self, name: str) -> dict[str, int]:
        """Return what one of the bus's list fields in the deal offers to the seller: ids by what they stand for."""
        listed = self.field_of_deals(f"UF_CRM_DEALBUS_{name}")["LIST"]
        return {str(choice["XML_ID"]): int(choice["ID"]) for choice in listed}
