"""An order that names the legal entity of another client: nobody's deal goes astray by it, and people hear of it."""

import pytest

from sandbox.portal.control import parties
from sandbox.portal.engine.fields import COMPANY, DEAL
from shared.messages.ring.facts import OrderTouched
from shared.messages.things import Ref
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import Business
from tests.integration.reconciler.test_planted import business

__all__ = ["business"]


def order(guid: str, *, force: bool = False) -> OrderTouched:
    return OrderTouched(ref=Ref(system="onec", kind="order", id=guid), force=force)


def known(business: Business):
    """The clients of 1C with one legal entity: whose deal it is, and another firm."""
    found = [one for one in business.company.clients if one.known_to_onec and len(one.requisites) == 1]
    first, second, *_ = [one for one in found if one.kind == "company"]
    return first, second


def requisites(business: Business, inn: str) -> list[int]:
    """Return the companies of the portal that have an INN among their requisites."""
    rows = business.simulated.table("requisite")
    return [row["ENTITY_ID"] for row in rows if row.get("RQ_INN") == inn and row["ENTITY_TYPE_ID"] == COMPANY]


def card(business: Business, client) -> int:
    return int(business.simulated.seeded["companies"][client.guid])


def comments(business: Business) -> list[str]:
    return [str(one.get("COMMENT")) for one in business.simulated.table("comment")]


async def slipped(business: Business) -> tuple[int, str]:
    """The accountant has put another client's legal entity into the order of a deal; return its own one."""
    deal = business.deal()
    await business.exchange([deal])
    own = (await business.onec.order(business.orders[deal]))["document"]["Контрагент_Key"]
    other = known(business)[1].requisites[0].guid
    await business.alter(deal, "edit", header={"Контрагент_Key": other})
    return deal, own


async def ordered(business: Business, client) -> dict:
    """The accountant types an order of a client; return its link."""
    goods = [one for one in business.company.items if one.known_to_onec and one.kind == "goods"]
    item = next(one for one in goods if not one.characteristics)
    rows = [{"item": item.guid, "quantity": 2, "price": 100}]
    made = await business.onec.do("orders", client=client.guid, rows=rows)
    await business.onec.do(f"orders/{made['guid']}/post")
    await business.carry(order(made["guid"]))
    return await business.links.look_up(f"order:{made['guid']}") or {}


def company_of(business: Business, link: dict) -> int:
    return business.simulated.items[DEAL].rows[int(link["b24"])]["companyId"]


@pytest.mark.parametrize("put_right", [False, True])
async def test_a_slip_in_one_order_brings_no_order_of_the_other_client_into_a_strange_deal(business, put_right):
    client, other = known(business)
    deal, own = await slipped(business)
    await business.carry(order(business.orders[deal]))
    if put_right:
        await business.alter(deal, "edit", header={"Контрагент_Key": own})
        await business.carry(order(business.orders[deal]))

    link = await ordered(business, other)

    assert company_of(business, link) == card(business, other)
    assert requisites(business, other.requisites[0].inn) == [card(business, other)]
    assert business.simulated.items[DEAL].rows[deal]["companyId"] == card(business, client)


async def test_a_slip_is_told_once_in_the_deal_that_keeps_its_client(business):
    other = known(business)[1].requisites[0]
    deal, _ = await slipped(business)

    for _ in range(2):
        await business.carry(order(business.orders[deal]))

    told = [one for one in comments(business) if "другого клиента" in one]
    assert len(told) == 1
    assert f"ИНН {other.inn}" in told[0]


async def test_a_slip_that_the_deal_has_heard_of_is_a_difference_until_it_is_put_right(business):
    deal, own = await slipped(business)
    await business.carry(order(business.orders[deal]))

    await business.reconcile()
    slip = await business.found()
    await business.alter(deal, "edit", header={"Контрагент_Key": own})
    await business.carry(order(business.orders[deal]))
    await business.reconcile()

    assert (slip, await business.found()) == ({f"deal:{deal}": ["client"]}, {})


async def test_requisites_that_an_earlier_release_left_with_a_strange_client_mislead_nobody(business):
    client, other = known(business)
    entity = other.requisites[0]
    await business.exchange([business.deal()])
    numbers = {"RQ_INN": entity.inn, "RQ_KPP": entity.kpp, "RQ_COMPANY_NAME": entity.name, "XML_ID": entity.guid}
    wrong = parties.add_requisite(business.simulated, {"company": card(business, client), **numbers})

    refused = await ordered(business, other)
    business.simulated.table("requisite").rows.pop(int(wrong["ID"]))
    await business.carry(order(refused["onec"], force=True))
    link = await business.links.look_up(f"order:{refused['onec']}")

    assert refused.get("b24") is None
    assert company_of(business, link) == card(business, other)


async def test_an_order_of_another_client_in_a_strange_deal_is_a_difference(business):
    client, other = known(business)
    await business.exchange([business.deal()])
    link = await ordered(business, other)
    entity = other.requisites[0]
    numbers = {"RQ_INN": entity.inn, "RQ_KPP": entity.kpp, "RQ_COMPANY_NAME": entity.name, "XML_ID": entity.guid}
    wrong = parties.add_requisite(business.simulated, {"company": card(business, client), **numbers})
    business.edit(int(link["b24"]), company=card(business, client), requisite=int(wrong["ID"]))

    await business.reconcile()

    assert (await business.found()).get(f"order:{link['onec']}") == ["client"]
