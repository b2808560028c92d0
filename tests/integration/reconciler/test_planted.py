"""What people do behind the bus's back is found, and what is equal is not."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest

from sandbox.portal.control import parties
from sandbox.portal.engine.fields import COMPANY, CONTACT
from services.reconciler.state import state
from shared.messages.ring.census import PAGE
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import Business
from tests.integration.reconciler.opening import opened_business

Planting = Callable[[Business, int], Awaitable[object]]
PAIRS, EQUAL = 4, 200
AT_MOST = 4
"""Calls a page of fifty and side, with what a look reads once and the second look; `test_requests.py` has the bound."""


@pytest.fixture
async def business(onec, company, amqp_url, mongo_url, mongo_database):  # noqa: F811
    async with opened_business(onec, company, amqp_url, mongo_url, mongo_database) as opened:
        yield opened


async def row_added(business: Business, deal: int) -> None:
    business.edit(deal, rows=[*business.rows(), business.row(20, 3)])


async def row_removed(business: Business, deal: int) -> None:
    await business.alter(deal, "edit", remove=[await code_of_row(business, deal)])


async def quantity(business: Business, deal: int) -> None:
    await business.alter(deal, "edit", change=[{"row": await code_of_row(business, deal), "quantity": 7}])


async def price(business: Business, deal: int) -> None:
    await business.alter(deal, "edit", change=[{"row": await code_of_row(business, deal), "price": "9.99"}])


async def discount(business: Business, deal: int) -> None:
    first, *others = business.rows()
    business.edit(deal, rows=[first | {"price": float(first["price"]) * 0.9, "discountRate": 10}, *others])


async def vat(business: Business, deal: int) -> None:
    first, *others = business.rows()
    business.edit(deal, rows=[first | {"taxRate": 10}, *others])


async def sum_by_hand(business: Business, deal: int) -> None:
    business.edit(deal, opportunity=1, manual_opportunity="Y")


async def manager(business: Business, deal: int) -> None:
    business.edit(deal, manager=13)


async def organisation(business: Business, deal: int) -> None:
    document = (await business.onec.order(business.orders[deal]))["document"]
    other = next(one.guid for one in business.company.organisations if one.guid != document["Организация_Key"])
    await business.alter(deal, "edit", header={"Организация_Key": other})


async def client(business: Business, deal: int) -> None:
    business.edit(deal, company=business.client(5))


async def legal_entity(business: Business, deal: int) -> None:
    """Another firm than the partner's own is put into the order; the partner stays."""
    known = [one for one in business.company.clients if one.known_to_onec and len(one.requisites) == 1]
    mine = (await business.onec.order(business.orders[deal]))["document"]["Партнер_Key"]
    other = next(one for one in known if one.kind == "company" and one.guid != mine)
    await business.alter(deal, "edit", header={"Контрагент_Key": other.requisites[0].guid})


async def own_entity(business: Business, deal: int) -> None:
    """The partner's second firm is put into the order."""
    mine, second = (await business.onec.order(business.orders[deal]))["document"]["Контрагент_Key"], str(uuid4())
    firm = {"Ref_Key": second, "Description": "Вторая", "НаименованиеПолное": "ООО «Вторая»", "ИНН": "7728168971"}
    async with business.onec.clerk() as clerk:
        await clerk.create("Catalog_Контрагенты", {**await clerk.read("Catalog_Контрагенты", mine), **firm, "Code": ""})
    await business.alter(deal, "edit", header={"Контрагент_Key": second})


async def requisite(business: Business, deal: int) -> None:
    """The same company's other requisites are chosen in the deal."""
    numbers = {"RQ_INN": "7707083893", "RQ_KPP": "773601001", "RQ_COMPANY_NAME": "Вторая фирма"}
    made = parties.add_requisite(business.simulated, {"company": business.client(0), **numbers})
    business.edit(deal, requisite=int(made["ID"]))


async def unpaired_client(business: Business, deal: int) -> None:
    """A company that was just typed, with nothing but a name, is put into the deal."""
    business.edit(deal, company=parties.create_of(business.simulated, COMPANY, {"title": "Лютик"})["item"]["id"])


async def private_client(business: Business, deal: int) -> None:
    """A private person takes the place of the firm."""
    person = {"name": "Пётр", "lastName": "Лютиков", "phone": "+7 916 000-44-44", "email": "petr@lutik.example"}
    business.edit(deal, company=0, contact=parties.create_of(business.simulated, CONTACT, person)["item"]["id"])


async def other_partner(business: Business, deal: int) -> None:
    """Another partner is put into the order; the legal entity stays."""
    mine = (await business.onec.order(business.orders[deal]))["document"]["Партнер_Key"]
    other = next(one.guid for one in business.company.clients if one.known_to_onec and one.guid != mine)
    await business.alter(deal, "edit", header={"Партнер_Key": other})


async def contact_put(business: Business, deal: int) -> None:
    """A person whom 1C does not know is put into the deal as its contact."""
    person = {"name": "Анна", "lastName": "Лютикова", "phone": "+7 916 000-55-55"}
    business.edit(deal, contact=parties.create_of(business.simulated, CONTACT, person)["item"]["id"])


async def contact_in_onec(business: Business, deal: int) -> None:
    """A contact person is put into the order."""
    partner = (await business.onec.order(business.orders[deal]))["document"]["Партнер_Key"]
    person = (await business.onec.do("persons", partner=partner, name="Ромашкина Ольга"))["person"]
    await business.alter(deal, "edit", header={"КонтактноеЛицо_Key": person})


async def stage(business: Business, deal: int) -> None:
    business.edit(deal, stage="EXECUTING")


async def paid(business: Business, deal: int) -> None:
    await business.alter(deal, "pay")
    await business.alter(deal, "settle")


async def unposted(business: Business, deal: int) -> None:
    await business.alter(deal, "unpost")


async def marked(business: Business, deal: int) -> None:
    await business.alter(deal, "mark")


async def removed(business: Business, deal: int) -> None:
    await business.alter(deal, "delete")


async def deal_deleted(business: Business, deal: int) -> None:
    business.delete(deal)


async def number_wiped(business: Business, deal: int) -> None:
    business.edit(deal, fields={"UF_CRM_DEALBUS_NUMBER": ""})


async def doubled(business: Business, deal: int) -> None:
    business.second = await business.copied_order(deal, deal)


async def code_of_row(business: Business, deal: int) -> int:
    return (await business.onec.order(business.orders[deal]))["document"]["Товары"][0]["КодСтроки"]


PLANTED: dict[Planting, set[str]] = {
    row_added: {"row", "sum"},
    row_removed: {"row", "sum"},
    quantity: {"row", "sum"},
    price: {"row", "sum"},
    discount: {"row", "sum"},
    vat: {"row"},
    sum_by_hand: {"sum"},
    manager: {"manager"},
    organisation: {"organisation", "figure"},  # 1C numbers it anew
    client: {"client"},
    legal_entity: {"client"},
    own_entity: {"client"},
    requisite: {"client"},
    unpaired_client: {"client"},
    private_client: {"client"},
    other_partner: {"client"},
    contact_put: {"contact"},
    contact_in_onec: {"contact"},
    stage: {"ahead"},
    paid: {"figure", "stage"},
    unposted: {"withdrawn", "figure"},
    marked: {"withdrawn", "figure"},
    removed: {"no_order"},
    deal_deleted: {"no_deal"},
    number_wiped: {"figure"},
}


async def many_pairs(business: Business, count: int) -> list[int]:
    """A few that the bus has made, and copies of them."""
    deals = [business.deal() for _ in range(PAIRS)]
    await business.exchange(deals)
    return deals + [await business.twin(deals[place % PAIRS]) for place in range(count - PAIRS)]


async def test_everything_planted_is_found_and_nothing_else(business):
    deals = await many_pairs(business, EQUAL + len(PLANTED) + 1)
    *changed, second = deals[EQUAL:]
    planted = dict(zip(changed, PLANTED, strict=True))
    for deal, plant in planted.items():
        await plant(business, deal)
    await doubled(business, second)

    asked = business.portal.requests, await business.onec.asked()
    run = await business.reconcile()
    sent = business.portal.requests - asked[0], await business.onec.asked() - asked[1]
    assert max(sent) <= AT_MOST * (len(deals) / PAGE + 2), sent  # it grows with pages and not with records

    found = {key: set(what) for key, what in (await business.found()).items()}
    expected = {f"deal:{deal}": PLANTED[plant] for deal, plant in planted.items()}
    assert found == expected | {f"order:{business.second}": {"second_order"}}
    assert (run.result["pairs"], run.result["differing"]) == (len(deals) + 1, len(PLANTED) + 1)
    shown = await state(business.memory)
    links = [one for one in shown["differences"] if one["key"] == f"deal:{changed[0]}"]
    assert all(f"/details/{changed[0]}/" in one["deal_url"] and one["order_url"] and one["turn"] for one in links)
    assert {"Сумма", "Второй заказ сделки", "Показано в сделке: номер заказа"} <= {
        one["caption"] for one in shown["differences"]
    }
    (moved,) = [one for one in shown["differences"] if one["what"] == "ahead" and one["in_deal"] == "Отгружен"]
    assert moved["in_order"] == "раньше оплаты и отгрузки"
