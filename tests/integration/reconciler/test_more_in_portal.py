"""What the portal alone has of a client is found where it goes to 1C too, and so is what is left out of a name."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.portal.control import parties
from services.console.reconcile.fixing import refusals, touches
from services.onec_connector.base.query import Query
from services.onec_connector.objects import bank_account, legal_entity, standard
from services.reconciler.state import state
from shared.messages.ring.facts import CompanyTouched
from shared.messages.things import Ref, System
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
    contact_typed,
    in_onec,
    inn,
    person_in_onec,
    requisite,
)

BANK = {"RQ_BIK": "044525225", "RQ_BANK_NAME": "Сбербанк", "RQ_COR_ACC_NUM": "30101810400000000225"}
ACCOUNT = {"RQ_ACC_NUM": "40702810400000000001", **BANK}
ADDRESSES, BANKS, REQUISITES = (f"Компания: {one}" for one in ("адреса", "счета", "реквизиты"))
NAME = "Контакт: название"
Planting = Callable[[Office, Client], Any]


def address(kind: int) -> Planting:
    async def plant(office: Office, client: Client) -> None:
        parties.set_address(office.business.simulated, office.requisite(client), {"type": kind, "ADDRESS_1": "Тула"})

    return plant


async def account(office: Office, client: Client) -> None:
    parties.add_account(office.business.simulated, {"requisite": office.requisite(client), **ACCOUNT})


def account_in_onec(**changes: object) -> Planting:
    """An account that both sides have is edited in 1C."""

    async def plant(office: Office, client: Client) -> None:
        await account(office, client)
        await office.business.carry(CompanyTouched(ref=Ref(system="b24", kind="company", id=str(client.company))))
        async with office.business.onec.clerk() as base:
            rows = [row async for row in base.pages(legal_entity.SET, Query(order_by=standard.REF))]
            own = {row[standard.REF] for row in rows if row[legal_entity.PARTNER] == client.partner}
            accounts = [row async for row in base.pages(bank_account.SET, Query(order_by=standard.REF))]
            (guid,) = [row[standard.REF] for row in accounts if row[bank_account.OWNER] in own]
            await base.change(bank_account.SET, guid, changes)

    return plant


async def second_requisite(office: Office, client: Client) -> None:
    fields = {"RQ_INN": inn(950 + client.number), "RQ_KPP": "773601001", "RQ_COMPANY_NAME": "Вторая Полынь"}
    parties.add_requisite(office.business.simulated, {"company": client.company, **fields})


MORE: list[tuple[Planting, str, str, str]] = [
    (address(1), ADDRESSES, "юридический: Москва; фактический: Тула", "юридический: Москва"),
    (account, BANKS, "40702810400000000001 БИК 044525225 Сбербанк", "нет"),
    (
        second_requisite,
        REQUISITES,
        "Полынь 2, ИНН {inn}, КПП 773601001; Вторая Полынь, ИНН {second}, КПП 773601001",
        "Полынь 2, ИНН {inn}, КПП 773601001",
    ),
    (
        requisite(RQ_OGRN="1027700132195"),
        REQUISITES,
        "Полынь 3, ИНН {inn}, КПП 773601001, ОГРН 1027700132195",
        "Полынь 3, ИНН {inn}, КПП 773601001",
    ),
    (contact_typed(secondName="Петровна"), NAME, "Полынина Анна 4 Петровна", "Полынина Анна 4"),
    (address(8), ADDRESSES, "юридический: Москва; почтовый: Тула", "юридический: Москва"),
]
"""What is planted, and how it is told, with the portal's value and 1C's."""

OTHERWISE: list[tuple[Planting, str, str, str]] = [
    (
        requisite(RQ_COMPANY_FULL_NAME="Полынь и сыновья"),
        REQUISITES,
        "Полынь и сыновья, ИНН {inn}, КПП 773601001",
        "Полынь 0, ИНН {inn}, КПП 773601001",
    ),
    (
        in_onec(full_name="Полынь Великая"),
        REQUISITES,
        "Полынь 1, ИНН {inn}, КПП 773601001",
        "Полынь Великая, ИНН {inn}, КПП 773601001",
    ),
    (
        in_onec(addresses={"postal": "Тверь"}),
        ADDRESSES,
        "юридический: Москва",
        "юридический: Москва; почтовый: Тверь",
    ),
    (requisite(RQ_INN=""), REQUISITES, "нет", "Полынь 3, ИНН {inn}, КПП 773601001"),
    (
        account_in_onec(РучноеИзменениеРеквизитовБанка=True, БИКБанка="044525593", НаименованиеБанка="Альфа-Банк"),
        BANKS,
        "40702810400000000001 БИК 044525225 Сбербанк",
        "40702810400000000001 БИК 044525593 Альфа-Банк",
    ),
]


@pytest.fixture
async def office(onec, company, amqp_url, mongo_url, mongo_database):  # noqa: F811
    rules = RULES.model_copy(update={"directory": CROSSING})
    async with opened_business(onec, company, amqp_url, mongo_url, mongo_database, rules) as opened:
        yield Office(opened)


async def told(office: Office) -> list[dict[str, Any]]:
    await office.business.reconcile(only=PARTIES)
    return office.of_this_test((await state(office.business.memory))["differences"])


async def planted(office: Office, some: list[tuple[Planting, str, str, str]]) -> list[tuple[str, str, str, str]]:
    """Plant each in a client of its own, and return how it is to be told."""
    clients = [await office.client(number) for number in range(len(some))]
    expected = []
    for client, (plant, caption, in_portal, in_1c) in zip(clients, some, strict=True):
        await plant(office, client)
        numbers = {"inn": inn(client.number), "second": inn(950 + client.number)}
        values = (words.format(**numbers) for words in (in_portal, in_1c))
        expected.append((client.person if caption == NAME else client.partner, caption, *values))
    return sorted(expected)


def shown(found: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    assert not [one for one in found if one["apart"]]
    return sorted((one["order_id"], one["caption"], one["in_deal"], one["in_order"]) for one in found)


@pytest.mark.parametrize("side", ["b24", "onec"])
async def test_what_the_portal_alone_has_is_told_once_and_carried_over_or_left_in_a_sentence(office, side: System):
    expected = await planted(office, MORE)

    found = await told(office)
    assert shown(found) == expected
    assert any("ничего не стирает" in one for one in refusals(found, side)) is (side == "onec")

    await office.business.carry(*touches(found, side))
    assert shown(await told(office)) == ([] if side == "b24" else expected)


@pytest.mark.parametrize("side", ["b24", "onec"])
async def test_a_clients_other_details_are_told_with_both_values_and_carried_over(office, side: System):
    expected = await planted(office, OTHERWISE)

    found = await told(office)
    assert shown(found) == expected

    await office.business.carry(*touches(found, side))
    empty = [one for one in expected if one[1] == ADDRESSES or one[2] == "нет"]
    assert shown(await told(office)) == ([] if side == "onec" else empty)


@pytest.mark.parametrize("ended", [{"Закрыт": True}, {"DeletionMark": True}])
async def test_an_account_that_is_closed_in_1c_alone_is_no_difference_as_none_is_removed_or_opened(office, ended):
    client = await office.client(0)
    await account_in_onec(**ended)(office, client)

    assert await told(office) == []


async def test_a_partner_without_a_manager_is_no_difference_though_the_portal_has_somebody(office):
    client = await office.client(0)
    await in_onec(manager="00000000-0000-0000-0000-000000000000")(office, client)

    assert await told(office) == []


async def test_a_name_that_nobody_can_take_apart_is_told_as_it_stands_in_1c(office):
    client = await office.client(0)
    await contact_typed(lastName="Полынина", name="Ольга")(office, client)
    await office.business.carry(*touches(await told(office), "b24"))
    await person_in_onec(name="Полынина Ольга 2")(office, client)

    found = await told(office)

    assert shown(found) == [(client.person, NAME, "Полынина Ольга", "Полынина Ольга 2")]
    await office.business.carry(*touches(found, "b24"))
    assert await told(office) == []
