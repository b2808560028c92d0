"""Companies and partners, contacts and contact persons: what differs is found, and the side named stands on both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.portal.control import parties
from sandbox.portal.engine.fields import COMPANY, CONTACT
from services.console.reconcile.fixing import refusals, touches
from services.reconciler.state import state
from shared.messages.contact import in_company
from shared.messages.envelope import wrap
from shared.messages.ring.facts import CompanyTouched, ContactTouched, PartnerTouched, PersonTouched, Touched
from shared.messages.things import Ref, System
from shared.rules.directory import CompanyRules, ContactRules, DirectoryRules
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import RULES, Business
from tests.integration.reconciler.opening import opened_business

CROSSING = DirectoryRules(companies=CompanyRules(direction="both"), contacts=ContactRules(direction="both"))
PARTIES = ("companies", "contacts")
WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def inn(number: int) -> str:
    """Return an INN of a company that nobody else has."""
    digits = f"77990{number:04}"
    check = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11 % 10
    return f"{digits}{check}"


@dataclass(frozen=True)
class Client:
    """A client that both sides have."""

    number: int
    partner: str
    person: str
    company: int
    contact: int


@dataclass
class Office:
    """Clients, and people of both sides who keep them."""

    business: Business

    async def client(self, number: int, *, carried: bool = True) -> Client:
        """Type a partner with a contact person, and let the bus carry both over."""
        words = {"name": f"Полынь {number}", "inn": inn(number), "kpp": "773601001", "manager": self.manager(0)}
        reached = {"phone": f"+7 495 000-10-{number:02}", "email": f"zakaz{number}@romashka.test"}
        partner = (await self.business.onec.do("partners", **words, **reached))["partner"]
        await self.business.onec.do("partners", guid=partner, addresses={"legal": "Москва"})
        person = (await self.business.onec.do("persons", partner=partner, name=f"Полынина Анна {number}"))["person"]
        if not carried:
            return Client(number, partner, person, 0, 0)
        await self.business.carry(PartnerTouched(ref=self.onec("partner", partner)))
        await self.business.carry(PersonTouched(ref=self.onec("contact_person", person)))
        firm = (await self.business.links.company(self.onec("partner", partner))).b24
        contact = (await self.business.links.contact(self.onec("contact_person", person))).b24
        return Client(number, partner, person, int(firm), int(contact.partition("@")[0]))

    def manager(self, place: int) -> str:
        return self.business.company.managers[place].guid

    @staticmethod
    def onec(kind: str, identity: str) -> Ref:
        return Ref(system="onec", kind=kind, id=identity)

    def edit(self, client: Client, **words: Any) -> None:
        parties.edit_party(self.business.simulated, COMPANY, client.company, words)

    def requisite(self, client: Client) -> int:
        rows = self.business.simulated.table("requisite")
        owner = (COMPANY, client.company)
        return next(int(row["ID"]) for row in rows if (row["ENTITY_TYPE_ID"], row["ENTITY_ID"]) == owner)

    def shown(self, client: Client) -> tuple[str, ...]:
        """Return a company's title, its contact's name, and the phones of both, as the portal has them."""
        items = self.business.simulated.items
        firm, contact = items[COMPANY].rows[client.company], items[CONTACT].rows[client.contact]
        phones = [[row["value"] for row in one["fm"] if row["typeId"] == "PHONE"] for one in (firm, contact)]
        reached = ("".join(filter(str.isdigit, " ".join(values))) for values in phones)
        return firm["title"], f"{contact['lastName']} {contact['name']}", *reached

    async def found(self) -> dict[str, list[str]]:
        """Return what differs in clients of this test, by the id of the record in 1C."""
        kept: dict[str, list[str]] = {}
        for one in self.of_this_test((await state(self.business.memory))["differences"]):
            assert not one["apart"], one
            kept.setdefault(one["order_id"], []).append(one["caption"])
        return {key: sorted(captions) for key, captions in kept.items()}

    @staticmethod
    def of_this_test(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [one for one in found if "Полынь" in one["order"] or "Полынин" in one["order"]]

    async def lose(self, hint: Touched) -> None:
        """A side tells its edit, and nobody ever hears of it."""
        ring = self.business.ring
        done = await ring._handlers[type(hint)](wrap(hint, source="test"), hint)
        assert done.publish, "nothing was told"
        if done.then:
            await done.then()


Planting = Callable[[Office, Client], Any]


def typed(**words: Any) -> Planting:
    async def plant(office: Office, client: Client) -> None:
        office.edit(client, **words)

    return plant


def requisite(**fields: str) -> Planting:
    async def plant(office: Office, client: Client) -> None:
        parties.edit_requisite(office.business.simulated, office.requisite(client), fields)

    return plant


async def address(office: Office, client: Client) -> None:
    parties.set_address(office.business.simulated, office.requisite(client), {"type": 6, "ADDRESS_1": "Тула"})


def in_onec(**words: Any) -> Planting:
    async def plant(office: Office, client: Client) -> None:
        await office.business.onec.do("partners", guid=client.partner, **words)

    return plant


async def manager_typed(office: Office, client: Client) -> None:
    office.edit(client, manager=office.business.simulated.seeded["managers"][office.manager(1)])


async def manager_in_onec(office: Office, client: Client) -> None:
    await office.business.onec.do("partners", guid=client.partner, manager=office.manager(1))


async def company_deleted(office: Office, client: Client) -> None:
    parties.delete_of(office.business.simulated, COMPANY, client.company, {})


def contact_typed(**words: str) -> Planting:
    async def plant(office: Office, client: Client) -> None:
        parties.edit_party(office.business.simulated, CONTACT, client.contact, words)

    return plant


def person_in_onec(**words: str) -> Planting:
    async def plant(office: Office, client: Client) -> None:
        await office.business.onec.do("persons", guid=client.person, **words)

    return plant


PLANTED: list[tuple[Planting, str, list[str]]] = [
    (typed(title="Полынь и сыновья"), "partner", ["Компания: название"]),
    (typed(phone="+7 495 111-11-11"), "partner", ["Компания: телефоны и почта"]),
    (typed(email="new@romashka.test"), "partner", ["Компания: телефоны и почта"]),
    (requisite(RQ_INN=inn(900)), "partner", ["Компания: реквизиты"]),
    (requisite(RQ_KPP="771001001"), "partner", ["Компания: реквизиты"]),
    (address, "partner", ["Компания: адреса"]),
    (in_onec(name="Полынь Плюс"), "partner", ["Компания: название"]),
    (in_onec(inn=inn(901)), "partner", ["Компания: реквизиты"]),
    (in_onec(phone="+7 495 222-22-22"), "partner", ["Компания: телефоны и почта"]),
    (in_onec(addresses={"legal": "Тверь"}), "partner", ["Компания: адреса"]),
    (in_onec(kpp="773601999"), "partner", ["Компания: реквизиты"]),
    (in_onec(email="new2@romashka.test"), "partner", ["Компания: телефоны и почта"]),
    (manager_typed, "partner", ["Компания: ответственный"]),
    (manager_in_onec, "partner", ["Компания: ответственный"]),
    (company_deleted, "partner", ["Нет в портале"]),
    (contact_typed(post="директор"), "person", ["Контакт: должность"]),
    (contact_typed(lastName="Укропова"), "person", ["Контакт: название"]),
    (contact_typed(phone="+7 495 777-77-77"), "person", ["Контакт: телефоны и почта"]),
    (contact_typed(email="drugaya@romashka.test"), "person", ["Контакт: телефоны и почта"]),
    (person_in_onec(phone="+7 495 000-99-99"), "person", ["Контакт: телефоны и почта"]),
    (person_in_onec(email="novaya@romashka.test"), "person", ["Контакт: телефоны и почта"]),
    (person_in_onec(post="бухгалтер"), "person", ["Контакт: должность"]),
    (person_in_onec(name="Полынина Ольга"), "person", ["Контакт: название"]),
]

LEFT: dict[System, set[str]] = {
    "b24": {"Контакт: должность", "Контакт: телефоны и почта", "Нет в портале"},
    "onec": {"Контакт: должность", "Контакт: телефоны и почта"},
}
"""What no side can settle: an empty value clears nothing, and a company that was deleted is not missed in 1C."""


@pytest.fixture
async def office(onec, company, amqp_url, mongo_url, mongo_database):  # noqa: F811
    rules = RULES.model_copy(update={"directory": CROSSING})
    async with opened_business(onec, company, amqp_url, mongo_url, mongo_database, rules) as opened:
        yield Office(opened)


async def test_whatever_is_planted_is_found_and_nothing_else(office):
    clients = [await office.client(number) for number in range(len(PLANTED) + 1)]
    await office.business.reconcile(only=PARTIES)
    assert await office.found() == {}

    expected = {}
    for client, (plant, half, captions) in zip(clients, PLANTED, strict=False):
        await plant(office, client)
        expected[getattr(client, half)] = captions
    unknown = await office.client(99, carried=False)
    await office.business.reconcile(only=PARTIES)

    assert await office.found() == expected | {unknown.partner: ["Нет в портале"]}
    found = (await state(office.business.memory))["differences"]
    renamed = next(one for one in found if one["order_id"] == clients[0].partner)
    assert (renamed["in_deal"], renamed["in_order"]) == ("Полынь и сыновья", "Полынь 0")
    assert renamed["deal_url"].endswith(f"/crm/company/details/{clients[0].company}/")
    assert renamed["sides"] == ["b24", "onec"]


@pytest.mark.parametrize("side", ["b24", "onec"])
async def test_whatever_is_planted_is_carried_over_from_the_side_named_or_refused_in_a_sentence(office, side: System):
    clients = [await office.client(number) for number in range(len(PLANTED))]
    for client, (plant, _, _) in zip(clients, PLANTED, strict=True):
        await plant(office, client)
    await office.business.reconcile(only=PARTIES)
    found = office.of_this_test((await state(office.business.memory))["differences"])
    assert len(found) == len(PLANTED)
    left = {one["order_id"]: [one["caption"]] for one in found if is_left(one, side)}
    assert {caption for (caption,) in left.values()} == LEFT[side]
    assert any("ничего не стирает" in sentence for sentence in refusals(found, side))

    await office.business.carry(*touches(found, side))

    await office.business.reconcile(only=PARTIES)
    assert (await office.found()).items() <= left.items()


def is_left(one: Mapping[str, Any], side: System) -> bool:
    """Tell whether the side named has nothing where the other has something, which people settle."""
    return one[{"b24": "in_deal", "onec": "in_order"}[side]] == "нет"


@pytest.mark.parametrize("side", ["b24", "onec"])
async def test_the_side_named_stands_on_both_whether_its_edits_were_lost_or_nobody_was_told(office, side: System):
    clients = [await office.client(number) for number in range(4)]
    for one in clients:
        await person_in_onec(phone=f"+7 495 000-20-0{one.number}")(office, one)
        await office.business.carry(PersonTouched(ref=office.onec("contact_person", one.person)))
    former = [office.shown(one) for one in clients]
    of_portal, of_base = clients[:2], clients[2:]
    for one in of_portal:
        office.edit(one, title=f"Полынь из портала {one.number}", phone=f"+7 495 111-11-1{one.number}")
        await contact_typed(lastName="Полынинова", phone=f"+7 495 222-22-2{one.number}")(office, one)
    for one in of_base:
        await in_onec(name=f"Полынь из 1С {one.number}", phone=f"+7 495 333-33-3{one.number}")(office, one)
        await person_in_onec(name="Полынина Ольга", phone=f"+7 495 444-44-4{one.number}")(office, one)
    edited = [office.shown(one) for one in of_portal]
    there = [(f"Полынь из 1С {n}", "Полынина Ольга", f"7495333333{n}", f"7495444444{n}") for n in (2, 3)]
    await office.lose(CompanyTouched(ref=Ref(system="b24", kind="company", id=str(clients[0].company))))
    await office.lose(ContactTouched(ref=in_company(str(clients[0].contact), str(clients[0].company))))
    await office.lose(PartnerTouched(ref=office.onec("partner", clients[2].partner)))
    await office.lose(PersonTouched(ref=office.onec("contact_person", clients[2].person)))
    await office.business.reconcile(only=PARTIES)
    captions = [f"{kind}: {group}" for kind in ("Компания", "Контакт") for group in ("название", "телефоны и почта")]
    records = [(one.partner, captions[:2]) for one in clients] + [(one.person, captions[2:]) for one in clients]
    assert await office.found() == dict(records)

    found = office.of_this_test((await state(office.business.memory))["differences"])
    await office.business.carry(*touches(found, side))

    await office.business.reconcile(only=PARTIES)
    assert await office.found() == {}
    assert [office.shown(one) for one in clients] == (
        [*edited, *former[2:]] if side == "b24" else [*former[:2], *there]
    )
