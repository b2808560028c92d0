"""Clients (R7, R15): managers keep companies in the portal, accountants partners in 1C, and each sees the other's."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from sandbox.dataset.identity import company_inn, kpp
from sandbox.people.control import RefusedError
from tests.chaos.directories.cards import Card, Client, Edit, Side, Value, differences
from tests.chaos.directories.directory import Directory, OneByOne
from tests.chaos.directories.faces import ADDRESSES, Faces, emails, phones

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from sandbox.people.accountant import Accountant
    from sandbox.people.seller import Seller

OFFICE = "7714"
WORDS = ("ООО «Ромашка»", "Болт & гайка < 5 >", "[b]Торг[/b] дом", "$result[x]", "АО Север")
APART_S = (0.0, 0.2, 1.0, 3.0)
"""Between the edits of a manager and an accountant."""
FIELDS = ("name", "full_name", "kpp", "phones", "emails", "manager", *ADDRESSES)
SIDES: tuple[Side, ...] = ("portal", "base")


class Eyes(Protocol):
    """What people see of clients."""

    def base(self) -> list[Card]:
        """Return the cards of 1C."""
        ...

    def portal(self) -> list[Card]:
        """Return the cards of the portal."""
        ...


class Clients(Directory):
    """Clients of their own: those of the made-up company are what deals and orders are about.

    Args:
        seller: whose portal has the companies.
        accountant: whose 1C has the partners.
        managers: guids by the number of a user.
        names: of employees, by guid.
    """

    fields: Sequence[str] = FIELDS
    place = "companies"
    """Where the control of the portal has their cards."""
    keys = frozenset({"kpp"})
    """What nobody edits of one born on both sides: before the two are known as one, it rightly makes them two."""

    def __init__(
        self, seller: Seller, accountant: Accountant, managers: Mapping[int, str], names: Mapping[str, str]
    ) -> None:
        self._seller, self._base, self._managers, self._names = seller.control, accountant.control, managers, names
        self._faces = self._look(seller, accountant, managers)
        self._clients: list[Client] = []
        self._people = OneByOne()

    def _look(self, seller: Seller, accountant: Accountant, managers: Mapping[int, str]) -> Eyes:
        return Faces(seller, accountant, managers)

    def deeds(self) -> Sequence[tuple[int, Callable[[Random], str]]]:
        known = (
            (4, self._new),
            (9, self._edit),
            (6, self._edit_both),
            (1, self._mistype),
            (1, self._correct),
            (1, self._mark),
            (1, self._delete),
        )
        return self._one_by_one(known)

    def _one_by_one(
        self, known: Sequence[tuple[int, Callable[[Random], str]]]
    ) -> Sequence[tuple[int, Callable[[Random], str]]]:
        return [(weight, partial(self._people.does, deed)) for weight, deed in known]

    def settle(self) -> None:
        for client in self._clients:
            self._put_right(client)

    def complaints(self) -> list[str]:
        return list(differences(self._clients, self._faces.base(), self._faces.portal())) if self._clients else []

    # New ones.

    def _new(self, random: Random) -> str:
        """Make one in the portal, in 1C, or in both at once."""
        client = self._another(random)
        sides: list[Side] = random.choice((["portal"], ["portal"], ["base"], ["base"], list(SIDES)))
        for side in sides:
            self._make(random, client, side)
        client.born_twice = len(sides) > 1
        if len(sides) == 1 and random.random() < 0.3:
            return f"{client.name} made in {sides}, and at once {self._type(random, client, sides[0])}"
        return f"{client.name} made in {sides}"

    def _another(self, random: Random) -> Client:
        office, number = str(random.randint(7801, 7899)), random.randint(10_000, 99_999)
        client = Client(f"{random.choice(WORDS)} {number}", company_inn(office, number))
        self._clients.append(client)
        return client

    def _make(self, random: Random, client: Client, side: Side, inn: str = "") -> None:
        number = random.randint(10**6, 10**7 - 1)
        words = {"phone": f"+7495{number}", "email": f"zakaz{number}@client.example"}
        full, inn = f"Общество {client.name}", inn or client.inn
        if side == "portal":
            numbers = {"RQ_INN": inn, "RQ_KPP": kpp(OFFICE), "RQ_COMPANY_FULL_NAME": full}
            requisite = {"preset": 1, "name": client.name, "RQ_COMPANY_NAME": client.name, **numbers}
            manager = random.choice(sorted(self._managers))
            self._seller.post("companies", title=client.name, manager=manager, requisites=[requisite], **words)
        else:
            manager = random.choice(sorted(self._managers.values()))
            words |= {"inn": inn, "kpp": kpp(OFFICE), "full_name": full}
            self._base.post("partners", name=client.name, manager=manager, **words)

    def _mistype(self, random: Random) -> str:
        """A manager makes one with an INN that cannot be."""
        client = self._another(random)
        self._make(random, client, "portal", inn=_wrong(client.inn))
        client.mistyped = True
        return f"{client.name} made in the portal, with a wrong INN"

    def _correct(self, random: Random) -> str:
        wrong = [one for one in self._clients if one.mistyped and not one.deleted]
        return self._put_right(random.choice(wrong)) if wrong else ""

    def _put_right(self, client: Client) -> str:
        if not client.mistyped:
            return ""
        card = next((one for one in self._faces.portal() if one.inn == _wrong(client.inn)), None)
        if card is None:
            return ""
        requisite = self._seller.get(f"companies/{card.id}")["requisites"][0]["ID"]
        self._seller.post(f"requisites/{requisite}", RQ_INN=client.inn)
        client.mistyped = False
        return f"{client.name}: the INN is right now"

    # Edits.

    def _edit(self, random: Random) -> str:
        if not (client := self._some(random)):
            return ""
        return self._type(random, client, random.choice(SIDES))

    def _edit_both(self, random: Random) -> str:
        """Two people edit one client at once: the same field, mostly."""
        if not (client := self._some(random)):
            return ""
        name, apart = random.choice(self.fields), random.choice(APART_S)
        one, other = random.sample(SIDES, 2)
        first = self._type(random, client, one, name)
        time.sleep(apart)
        return f"{first}; {apart} s later {self._type(random, client, other, name if random.random() < 0.8 else '')}"

    def _type(self, random: Random, client: Client, side: Side, name: str = "") -> str:
        name = name or random.choice(self.fields)
        if name in self.keys and client.born_twice:
            return ""
        card = self._card(client, side)
        if card is None:
            return f"{client.name}: not yet in the {side}"
        sent, value, words = self._typed(random, name)
        if side == "portal":
            self._into_portal(card, name, sent)
        else:
            self._into_base(card, name, sent)
        client.edits.append(Edit(side, name, self._full(card, name, value), card.values[name], words))
        return f"{client.name}: {name} {sent} typed in the {side}"

    def _full(self, card: Card, name: str, value: Value) -> Value:  # noqa: ARG002 - for those who type a part
        """Return the whole field in which a value was typed."""
        return value

    def _card(self, client: Client, side: Side) -> Card | None:
        cards = self._faces.portal() if side == "portal" else self._faces.base()
        return next((one for one in cards if one.inn == client.inn), None)

    def _typed(self, random: Random, name: str) -> tuple[str, Value, str]:
        """Return what is typed, how it is compared, and the words that tell it."""
        number = str(random.randint(10**6, 10**7 - 1))
        if name == "phones":
            return (sent := f"+7495{number}"), phones([sent]), number
        if name == "emails":
            return (sent := f"Zakaz{number}@client.example"), emails([sent]), number
        if name == "kpp":
            return (sent := f"{OFFICE}01{number[:3]}"), sent, sent
        if name == "manager":
            return (sent := random.choice(sorted(self._managers.values()))), sent, self._names[sent]
        if name in ADDRESSES:
            return (sent := f"Москва, улица {number}, 1"), sent, number
        return (sent := f"{random.choice(WORDS)} {number}"), sent, number

    def _into_portal(self, card: Card, name: str, sent: str) -> None:
        if name in ADDRESSES or name in {"kpp", "full_name"}:
            requisite = self._seller.get(f"companies/{card.id}")["requisites"][0]["ID"]
            if name in ADDRESSES:
                city, _, street = sent.partition(", ")
                words = {"type": ADDRESSES[name], "CITY": city, "ADDRESS_1": street}
                self._seller.post(f"requisites/{requisite}/address", **words)
            else:
                field = "RQ_KPP" if name == "kpp" else "RQ_COMPANY_FULL_NAME"
                self._seller.post(f"requisites/{requisite}", **{field: sent})
            return
        words = {"name": "title", "phones": "phone", "emails": "email"}
        user = next((one for one, guid in self._managers.items() if guid == sent), None)
        self._seller.post(f"companies/{card.id}", **{words.get(name, name): user or sent})

    def _into_base(self, card: Card, name: str, sent: str) -> None:
        words: dict[str, Any] = {"phones": {"phone": sent}, "emails": {"email": sent}}
        said = {"addresses": {name: sent}} if name in ADDRESSES else words.get(name, {name: sent})
        self._base.post("partners", guid=card.id, **said)

    # Gone.

    def _mark(self, random: Random) -> str:
        """An accountant marks a partner for deletion, or takes the mark away."""
        client = self._some(random)
        card = self._card(client, "base") if client and self._card(client, "portal") else None
        if not client or card is None:
            return ""
        self._base.post("partners", guid=card.id, marked=not card.marked)
        return f"{client.name}: partner {'not marked any more' if card.marked else 'marked'}"

    def _delete(self, random: Random) -> str:
        """A manager deletes the card; nobody does anything to its client any more."""
        if not (client := self._some(random)) or (card := self._card(client, "portal")) is None:
            return ""
        with suppress(RefusedError):
            self._seller.delete(f"{self.place}/{card.id}")
            client.deleted = True
        return f"{client.name}: deleted in the portal"

    def _some(self, random: Random) -> Client | None:
        there = [one for one in self._clients if not one.deleted and not one.mistyped]
        return random.choice(there[-3:] if random.random() < 0.5 else there) if there else None


def _wrong(inn: str) -> str:
    return f"{inn[:-1]}{(int(inn[-1]) + 1) % 10}"
