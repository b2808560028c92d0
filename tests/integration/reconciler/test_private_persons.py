"""Private persons: what differs is found, and the side named stands on both (R7, R15)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.portal.control import parties
from sandbox.portal.engine.deals import create_deal
from sandbox.portal.engine.fields import CONTACT
from sandbox.portal.engine.state import Actor
from services.console.reconcile.fixing import touches
from services.reconciler.state import state
from shared.messages.ring.facts import CompanyTouched, PartnerTouched
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
from tests.integration.reconciler.test_parties import CROSSING

TO_ONEC = DirectoryRules(companies=CompanyRules(direction="b24→1c"), contacts=ContactRules(direction="b24→1c"))
PRIVATE = ("private",)
UNMADE = ["Нет в 1С"]


@dataclass(frozen=True)
class Buyer:
    """A private person whom both sides have."""

    partner: str
    contact: int


@dataclass
class Shop:
    """Private persons, and people of both sides who keep them."""

    business: Business

    def manager(self, place: int) -> str:
        return self.business.company.managers[place].guid

    async def partner(self, number: int) -> str:
        """Type a private partner in 1C."""
        words = {"name": f"Полынин Антон {'И' * (number + 2)}ванович", "kind": "person", "manager": self.manager(0)}
        reached = {"phone": f"+7 916 000-10-{number:02}", "email": f"anton{number}@romashka.test"}
        return str((await self.business.onec.do("partners", **words, **reached))["partner"])

    async def buyer(self, number: int) -> Buyer:
        """Type a private partner, and let the bus carry him over."""
        partner = await self.partner(number)
        await self.business.carry(PartnerTouched(ref=onec_ref(partner)))
        pair = await self.business.links.company(onec_ref(partner))
        assert pair is not None
        return Buyer(partner, int(pair.b24))

    def typed(self, number: int) -> int:
        """Type a contact in the portal, and a deal of his own."""
        words = {"lastName": "Полынин", "name": "Лев", "phone": f"+7 916 000-20-{number:02}", "manager": 11}
        contact = int(parties.create_of(self.business.simulated, CONTACT, words)["item"]["id"])
        create_deal(self.business.simulated, Actor(11), {"title": "Розница", "contactId": contact})
        return contact

    async def found(self) -> list[dict[str, Any]]:
        known = (await state(self.business.memory))["differences"]
        return [one for one in known if "Полынин" in one["order"]]

    async def captions(self) -> dict[str, list[str]]:
        """Return what differs in persons of this test, by the record in 1C, of those without one by the portal's."""
        kept: dict[str, list[str]] = {}
        for one in await self.found():
            assert not one["apart"], one
            kept.setdefault(one["order_id"] or one["deal_id"], []).append(one["caption"])
        return kept


Planting = Callable[[Shop, Buyer], Any]


def onec_ref(partner: str) -> Ref:
    return Ref(system="onec", kind="partner", id=partner)


def contact_ref(contact: int) -> Ref:
    return Ref(system="b24", kind="contact", id=str(contact))


def in_portal(**words: Any) -> Planting:
    async def plant(shop: Shop, buyer: Buyer) -> None:
        parties.edit_party(shop.business.simulated, CONTACT, buyer.contact, words)

    return plant


def in_onec(**words: Any) -> Planting:
    async def plant(shop: Shop, buyer: Buyer) -> None:
        await shop.business.onec.do("partners", guid=buyer.partner, **words)

    return plant


async def manager_typed(shop: Shop, buyer: Buyer) -> None:
    await in_portal(manager=shop.business.simulated.seeded["managers"][shop.manager(1)])(shop, buyer)


async def manager_in_onec(shop: Shop, buyer: Buyer) -> None:
    await in_onec(manager=shop.manager(1))(shop, buyer)


NAME, REACHED, MANAGER = (f"Частное лицо: {one}" for one in ("название", "телефоны и почта", "ответственный"))
PLANTED: list[tuple[Planting, str]] = [
    (in_portal(lastName="Полынинский"), NAME),
    (in_portal(phone="+7 916 111-11-11"), REACHED),
    (in_portal(email="new@romashka.test"), REACHED),
    (manager_typed, MANAGER),
    (in_onec(name="Полынин Пётр Иванович"), NAME),
    (in_onec(phone="+7 916 222-22-22"), REACHED),
    (in_onec(email="new2@romashka.test"), REACHED),
    (manager_in_onec, MANAGER),
]


@pytest.fixture
async def shop(onec, company, amqp_url, mongo_url, mongo_database):  # noqa: F811
    rules = RULES.model_copy(update={"directory": CROSSING})
    async with opened_business(onec, company, amqp_url, mongo_url, mongo_database, rules) as opened:
        yield Shop(opened)


async def test_whatever_is_planted_in_private_persons_is_found_and_nothing_else(shop):
    buyers = [await shop.buyer(number) for number in range(len(PLANTED) + 2)]
    await shop.business.reconcile(only=PRIVATE)
    assert await shop.captions() == {}

    expected = {}
    for buyer, (plant, caption) in zip(buyers, PLANTED, strict=False):
        await plant(shop, buyer)
        expected[buyer.partner] = [caption]
    deleted = buyers[-1]
    parties.delete_of(shop.business.simulated, CONTACT, deleted.contact, {})
    there, here = await shop.partner(40), shop.typed(41)
    await shop.business.reconcile(only=PRIVATE)

    missing = ["Нет в портале"]
    assert await shop.captions() == expected | {deleted.partner: missing, there: missing, str(here): UNMADE}
    phoned = next(one for one in await shop.found() if one["order_id"] == buyers[1].partner)
    assert (phoned["in_deal"], phoned["in_order"]) == (
        "+79161111111, anton1@romashka.test",
        "+79160001001, anton1@romashka.test",
    )
    assert phoned["deal_url"].endswith(f"/crm/contact/details/{buyers[1].contact}/")
    assert phoned["sides"] == ["b24", "onec"]


@pytest.mark.parametrize("side", ["b24", "onec"])
async def test_what_differs_in_private_persons_is_carried_over_from_the_side_named(shop, side: System):
    buyers = [await shop.buyer(number) for number in range(len(PLANTED))]
    for buyer, (plant, _) in zip(buyers, PLANTED, strict=True):
        await plant(shop, buyer)
    there, here = await shop.partner(40), shop.typed(41)
    await shop.business.reconcile(only=PRIVATE)
    assert len(await shop.captions()) == len(PLANTED) + 2

    await shop.business.carry(*touches(await shop.found(), side))

    await shop.business.reconcile(only=PRIVATE)
    left = {"b24": {there: ["Нет в портале"]}, "onec": {str(here): UNMADE}}
    assert await shop.captions() == left[side]
    items = shop.business.simulated.items[CONTACT].rows
    assert items[buyers[0].contact]["lastName"] == {"b24": "Полынинский", "onec": "Полынин"}[side]


async def test_private_persons_that_go_to_1c_alone_are_compared_too(onec, company, amqp_url, mongo_url, mongo_database):  # noqa: F811
    rules = RULES.model_copy(update={"directory": TO_ONEC})
    async with opened_business(onec, company, amqp_url, mongo_url, mongo_database, rules) as opened:
        shop = Shop(opened)
        contact = shop.typed(0)
        await shop.business.carry(CompanyTouched(ref=contact_ref(contact)))
        pair = await shop.business.links.company(contact_ref(contact))
        buyer = Buyer(pair.onec, contact)
        await in_portal(lastName="Полынинский")(shop, buyer)
        unknown = shop.typed(1)

        await shop.business.reconcile(only=PRIVATE)
        assert await shop.captions() == {buyer.partner: [NAME], str(unknown): UNMADE}

        await shop.business.carry(*touches(await shop.found(), "b24"))
        await shop.business.reconcile(only=PRIVATE)
        assert await shop.captions() == {}
