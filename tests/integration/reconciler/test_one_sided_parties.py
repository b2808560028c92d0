"""Companies and contacts that the portal alone has, and those that go to 1C alone: found, and carried over (R7)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.portal.control import parties
from sandbox.portal.engine.fields import COMPANY, CONTACT
from services.console.reconcile.fixing import refusals, touches
from services.reconciler.state import state
from shared.messages.ring.facts import CompanyTouched, ContactTouched, PartnerTouched
from shared.messages.things import Ref
from shared.rules.directory import CompanyRules, ContactRules, DirectoryRules
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import RULES
from tests.integration.reconciler.opening import opened_business
from tests.integration.reconciler.test_parties import (
    CROSSING,
    PARTIES,
    Client,
    Office,
    Planting,
    address,
    contact_typed,
    in_onec,
    inn,
    manager_typed,
    person_in_onec,
    requisite,
)
from tests.integration.reconciler.test_parties import typed as portal_typed

TO_ONEC = DirectoryRules(companies=CompanyRules(direction="b24→1c"), contacts=ContactRules(direction="b24→1c"))


KINDS = ("company", "contact")
UNMADE = ["Нет в 1С"]


@dataclass(frozen=True)
class Typed:
    """A company with an INN and a contact, typed in the portal; `there`: what the contact is called there."""

    number: int
    company: int
    contact: int
    there: str


def typed(office: Office, number: int) -> Typed:
    simulated = office.business.simulated
    numbers = {"RQ_INN": inn(number), "RQ_KPP": "773601001", "RQ_COMPANY_NAME": f"Полынь {number}"}
    words = {"title": f"Полынь {number}", "phone": f"+7 495 000-10-{number:02}", "manager": 11}
    firm = int(parties.create_of(simulated, COMPANY, {**words, "requisites": [numbers]})["item"]["id"])
    person = {"lastName": "Полынина", "name": f"Анна {number}", "post": "директор", "companies": [firm]}
    contact = int(parties.create_of(simulated, CONTACT, person)["item"]["id"])
    return Typed(number, firm, contact, f"{contact}@{firm}")


async def carried(office: Office, one: Typed) -> Client:
    """Let the bus carry it to 1C."""
    firm, contact = (
        Ref(system="b24", kind=kind, id=to) for kind, to in zip(KINDS, (str(one.company), one.there), strict=True)
    )
    await office.business.carry(CompanyTouched(ref=firm))
    await office.business.carry(ContactTouched(ref=contact))
    partner, person = await office.business.links.company(firm), await office.business.links.contact(contact)
    assert partner is not None
    assert person is not None
    return Client(one.number, partner.onec, person.onec, one.company, one.contact)


async def found(office: Office) -> dict[str, list[str]]:
    """Return what differs in clients of this test, by the id of the record in the portal."""
    kept: dict[str, list[str]] = {}
    for one in office.of_this_test(await differences(office)):
        assert not one["apart"], one
        kept.setdefault(one["deal_id"], []).append(one["caption"])
    return kept


async def differences(office: Office) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = (await state(office.business.memory))["differences"]
    return shown


@pytest.fixture
async def opened(onec, company, amqp_url, mongo_url, mongo_database):  # noqa: F811
    @asynccontextmanager
    async def open_with(directory: DirectoryRules) -> AsyncIterator[Office]:
        rules = RULES.model_copy(update={"directory": directory})
        async with opened_business(onec, company, amqp_url, mongo_url, mongo_database, rules) as business:
            yield Office(business)

    return open_with


@pytest.mark.parametrize("directory", [CROSSING, TO_ONEC], ids=["both", "b24→1c"])
async def test_what_the_portal_alone_has_is_found_and_becomes_a_partner_with_his_person(opened, directory):
    async with opened(directory) as office:
        one, known = typed(office, 0), typed(office, 1)
        await carried(office, known)

        await office.business.reconcile(only=PARTIES)
        met = await found(office)
        shown = office.of_this_test(await differences(office))
        assert met == {str(one.company): UNMADE}  # whose contact waits for its company
        assert (shown[0]["in_deal"], shown[0]["in_order"], shown[0]["sides"]) == ("Полынь 0", "нет", ["b24"])
        assert shown[0]["deal_url"].endswith(f"/crm/company/details/{one.company}/")
        assert touches(shown, "onec") == []
        assert "Не всё переносится из 1С" in refusals(shown, "onec")[0]

        await office.business.carry(*touches(shown, "b24"))
        await office.business.reconcile(only=PARTIES)
        for again in touches(
            office.of_this_test(await differences(office)), "b24"
        ):  # the contact, told once it had none
            await office.business.carry(again)
        await office.business.reconcile(only=PARTIES)
        assert await found(office) == {}


async def test_a_contact_that_the_portal_alone_has_is_found_in_its_company(opened):
    async with opened(CROSSING) as office:
        one = typed(office, 0)
        await office.business.carry(CompanyTouched(ref=Ref(system="b24", kind="company", id=str(one.company))))
        second = {"lastName": "Полынин", "name": "Лев", "companies": [one.company]}
        contact = parties.create_of(office.business.simulated, CONTACT, second)["item"]["id"]

        await office.business.reconcile(only=PARTIES)
        assert (await found(office))[f"{contact}@{one.company}"] == UNMADE

        await office.business.carry(*touches(office.of_this_test(await differences(office)), "b24"))
        await office.business.reconcile(only=PARTIES)
        assert await found(office) == {}


async def test_a_client_whose_inn_is_mistyped_in_1c_stands_in_the_list_and_becomes_no_letter(opened):
    async with opened(CROSSING) as office:
        words = {"name": "Полынь 5", "inn": "7707083894", "kpp": "770701001", "manager": office.manager(0)}
        partner = office.onec("partner", (await office.business.onec.do("partners", **words))["partner"])

        await office.business.carry(PartnerTouched(ref=partner))
        await office.business.reconcile(only=PARTIES)

        (one,) = [one for one in await differences(office) if one["order_id"] == partner.id]
        assert (one["apart"], "7707083894" in one["note"]) == ("standing", True)


PLANTED: list[tuple[Planting, str, list[str]]] = [
    (portal_typed(title="Полынь и сыновья"), "company", ["Компания: название"]),
    (portal_typed(phone="+7 495 111-11-11"), "company", ["Компания: телефоны и почта"]),
    (requisite(RQ_INN=inn(900)), "company", ["Компания: реквизиты"]),
    (address, "company", ["Компания: адреса"]),
    (manager_typed, "company", ["Компания: ответственный"]),
    (in_onec(name="Полынь Плюс"), "company", ["Компания: название"]),
    (in_onec(inn=inn(901)), "company", ["Компания: реквизиты"]),
    (contact_typed(post="бухгалтер"), "contact", ["Контакт: должность"]),
    (contact_typed(lastName="Полынинская"), "contact", ["Контакт: название"]),
    (person_in_onec(name="Полынина Ольга"), "contact", ["Контакт: название"]),
]


async def test_clients_that_go_to_1c_alone_are_compared_and_the_portals_values_carried_over(opened):
    async with opened(TO_ONEC) as office:
        told = [typed(office, number) for number in range(len(PLANTED) + 1)]
        clients = [await carried(office, one) for one in told]
        await office.business.reconcile(only=PARTIES)
        assert await found(office) == {}

        expected = {}
        for one, client, (plant, kind, captions) in zip(told, clients, PLANTED, strict=False):
            await plant(office, client)
            expected[str(one.company) if kind == "company" else one.there] = captions
        await office.business.reconcile(only=PARTIES)
        assert await found(office) == expected
        shown = office.of_this_test(await differences(office))
        assert touches(shown, "onec") == []
        assert refusals(shown, "onec")

        await office.business.carry(*touches(shown, "b24"))
        await office.business.reconcile(only=PARTIES)
        assert await found(office) == {}
