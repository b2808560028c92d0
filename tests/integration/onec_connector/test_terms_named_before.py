"""Terms that an accountant has chosen in an order of 1C: they stay until its deal names others anew."""

from datetime import date

import pytest

from shared.messages.ring.outcomes import OrderUpserted
from shared.messages.things import Ref, Thing
from tests.integration.onec_connector.connector import command, created, deal, known_client, said

SHIP_ON, OTHER_DAY = date(2027, 3, 1), "2027-03-15T00:00:00"


def by(kind: str, guid: str) -> Thing:
    return Thing(ref=Ref(system="onec", kind=kind, id=guid))


def naming(company, *, agreement: int = 0, warehouse: bool = True, ship_on: date = SHIP_ON, **changes) -> dict:
    """What a deal names: the client's agreement (0 his own, else a typical one), the first warehouse or none, a day."""
    own = known_client(company).agreement.guid
    guid = company.typical_agreements[agreement].guid if agreement else own
    place = by("warehouse", company.warehouses[0].guid) if warehouse else None
    terms = deal(company).terms.with_(agreement=by("agreement", guid), warehouse=place)
    return {"terms": terms, "ship_on": ship_on, **changes}


@pytest.fixture
async def order(connector, onec, company) -> str:
    """An order whose terms its deal has named, and an accountant has changed since."""
    guid = await created(connector, company, **naming(company))
    async with onec.clerk() as clerk:
        document = (await onec.order(guid))["document"]
        rows = [row | {"ДатаОтгрузки": OTHER_DAY} for row in document["Товары"]]
        chosen = {
            "Соглашение_Key": company.typical_agreements[1].guid,
            "Склад_Key": company.warehouses[1].guid,
            "ДатаОтгрузки": OTHER_DAY,
            "Товары": rows,
        }
        await clerk.change("Document_ЗаказКлиента", guid, chosen)
    await connector.touch(guid)
    return guid


async def terms(onec, guid) -> tuple[str, str, str]:
    document = (await onec.order(guid))["document"]
    return document["Соглашение_Key"], document["Склад_Key"], document["ДатаОтгрузки"]


async def test_another_title_puts_nothing_back_that_an_accountant_has_chosen(connector, onec, company, order):
    chosen = await terms(onec, order)

    outcome, *_ = await connector.upsert(command(deal(company, **naming(company, title="Другое")), edited=2))

    assert (type(outcome), said(outcome)) == (OrderUpserted, "")
    assert "Другое" in (await onec.order(order))["document"]["Комментарий"]
    assert await terms(onec, order) == chosen


@pytest.mark.parametrize(
    ("wish", "place"), [({"agreement": 2}, 0), ({"ship_on": date(2027, 4, 1)}, 2)], ids=["agreement", "day"]
)
async def test_what_a_deal_names_anew_is_taken_and_nothing_beside_it(connector, onec, company, order, wish, place):
    chosen = await terms(onec, order)
    wanted = (company.typical_agreements[2].guid, "", "2027-04-01T00:00:00")[place]

    outcome, *_ = await connector.upsert(command(deal(company, **naming(company, **wish)), edited=2))

    assert isinstance(outcome, OrderUpserted), said(outcome)
    assert await terms(onec, order) == (*chosen[:place], wanted, *chosen[place + 1 :])


async def test_a_warehouse_that_a_deal_names_again_after_none_is_named_anew(connector, onec, company, order):
    chosen = await terms(onec, order)

    await connector.upsert(command(deal(company, **naming(company, warehouse=False)), edited=2))
    assert await terms(onec, order) == chosen
    outcome, *_ = await connector.upsert(command(deal(company, **naming(company)), edited=3))

    assert isinstance(outcome, OrderUpserted), said(outcome)
    assert await terms(onec, order) == (chosen[0], company.warehouses[0].guid, chosen[2])


async def test_of_an_order_of_an_earlier_release_what_its_deal_names_counts_once(connector, onec, company, order):
    await connector.flow.store.set_fields("deal:1", {"named": None})
    chosen = await terms(onec, order)

    outcome, *_ = await connector.upsert(command(deal(company, **naming(company, title="Другое")), edited=2))

    assert "сменилось соглашение" in said(outcome)
    assert await terms(onec, order) != chosen
