"""Private persons (R7, R15): contacts of the portal that buy for themselves, and partners of 1C of that kind."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tests.chaos.directories.cards import Card, Client, Side, Value
from tests.chaos.directories.clients import Clients
from tests.chaos.directories.faces import DETAILS, PARTNERS, emails, phones

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from sandbox.people.accountant import Accountant
    from sandbox.people.seller import Seller

_PARTNER = ("Ref_Key", "Description", "DeletionMark", "ОсновнойМенеджер_Key", "ЮрФизЛицо", DETAILS)
_PARTS = ("lastName", "name", "secondName")
_LETTERS = "абвгдежзик"


class BuyerFaces:
    """Eyes of both sides; who a private person is, his surname says: nobody edits it here.

    Args:
        seller: of the portal.
        accountant: of 1C.
        managers: guids by the number of a user.
    """

    def __init__(self, seller: Seller, accountant: Accountant, managers: Mapping[int, str]) -> None:
        self._seller, self._accountant, self._managers = seller, accountant, managers

    def base(self) -> list[Card]:
        """Return the private partners."""
        rows = self._accountant.listed(PARTNERS, _PARTNER)
        return [_partner(row) for row in rows if row["ЮрФизЛицо"] == "ЧастноеЛицо"]

    def portal(self) -> list[Card]:
        """Return the contacts of no company."""
        shown = self._seller.control.get("contacts")
        return [self._contact(one) for one in shown if not one["item"]["companyIds"]]

    def _contact(self, shown: Mapping[str, Any]) -> Card:
        item = shown["item"]
        name = " ".join(str(item[part]) for part in _PARTS if item[part])
        manager = self._managers.get(int(item["assignedById"]), "")
        reach = [(row["typeId"], str(row["value"])) for row in item["fm"]]
        values = _values(name, manager, reach, ("PHONE", "EMAIL"))
        return Card(str(item["id"]), _surname(name), values, comments=shown["comments"])


def _partner(row: Mapping[str, Any]) -> Card:
    name, manager = str(row["Description"]), str(row["ОсновнойМенеджер_Key"])
    reach = [(line["Тип"], str(line["Представление"])) for line in row[DETAILS]]
    values = _values(name, manager, reach, ("Телефон", "АдресЭлектроннойПочты"))
    return Card(str(row["Ref_Key"]), _surname(name), values, marked=bool(row["DeletionMark"]))


def _values(name: str, manager: str, reach: Sequence[tuple[str, str]], kinds: tuple[str, str]) -> dict[str, Value]:
    said = defaultdict[str, list[str]](list)
    for kind, value in reach:
        said[kind].append(value)
    phone, email = kinds
    return {"name": name, "phones": phones(said[phone]), "emails": emails(said[email]), "manager": manager}


def _surname(name: str) -> str:
    return name.partition(" ")[0]


class Buyers(Clients):
    """Private persons, each with a deal in «Поступил заказ», by which the portal knows that he buys for himself."""

    fields = ("name", "phones", "emails", "manager")
    place = "contacts"
    keys = frozenset({"name", "phones"})
    """By these, and not by an INN, the two sides know one another."""

    def deeds(self) -> Sequence[tuple[int, Callable[[Random], str]]]:
        known = ((2, self._new), (4, self._edit), (3, self._edit_both), (1, self._mark), (1, self._delete))
        return self._one_by_one(known)

    def _look(self, seller: Seller, accountant: Accountant, managers: Mapping[int, str]) -> BuyerFaces:
        return BuyerFaces(seller, accountant, managers)

    def _another(self, random: Random) -> Client:
        surname = "Покупателев" + "".join(_LETTERS[int(one)] for one in str(random.randint(10**6, 10**7 - 1)))
        client = Client(f"{surname} Иван Ильич", surname)
        self._clients.append(client)
        return client

    def _make(self, random: Random, client: Client, side: Side, inn: str = "") -> None:  # noqa: ARG002 - has none
        number = sum(map(ord, client.inn)) * 7919 + int("".join(str(_LETTERS.index(one)) for one in client.inn[11:]))
        words = {"phone": f"+7916{number % 10**7:07d}", "email": f"pokupatel{number}@home.example"}
        if side == "base":
            manager = random.choice(sorted(self._managers.values()))
            self._base.post("partners", name=client.name, kind="person", manager=manager, **words)
            return
        parts = dict(zip(_PARTS, client.name.split(" "), strict=True))
        made = self._seller.post("contacts", manager=random.choice(sorted(self._managers)), **parts, **words)
        self._seller.post("deals", title=f"Заказ {client.name}", contact=made["item"]["id"], stage="NEW", rows=[])

    def _typed(self, random: Random, name: str) -> tuple[str, Value, str]:
        if name != "name":
            return super()._typed(random, name)
        first = "Пётр" + "".join(_LETTERS[random.randrange(10)] for _ in range(6))
        return f"{first} Ильич", f"{first} Ильич", first

    def _full(self, card: Card, name: str, value: Value) -> Value:
        """A surname stays as it is; what is typed are the other names."""
        return f"{card.inn} {value}" if name == "name" else value

    def _into_portal(self, card: Card, name: str, sent: str) -> None:
        first, _, second = sent.partition(" ")
        words: dict[str, Any] = {"name": {"name": first, "secondName": second}, "manager": {}}
        said = words.get(name, {name.removesuffix("s"): sent})
        if name == "manager":
            said = {"manager": next(one for one, guid in self._managers.items() if guid == sent)}
        self._seller.post(f"contacts/{card.id}", **said)

    def _into_base(self, card: Card, name: str, sent: str) -> None:
        said = f"{card.inn} {sent}" if name == "name" else sent
        self._base.post("partners", guid=card.id, **{name if name == "manager" else name.removesuffix("s"): said})
