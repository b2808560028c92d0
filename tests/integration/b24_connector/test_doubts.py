"""What is in doubt is put before a person with what speaks for it and against; his decision outranks every key."""

from collections.abc import AsyncIterator

import pytest

from sandbox.portal.control import directory as cards
from sandbox.portal.engine.fields import COMPANY, CONTACT
from shared.messages.ring.outcomes import DealRefused, DealUpserted, ProductRefused, ProductUpserted
from shared.messages.things import Contacts, Customer, Item, Ref
from tests.integration.b24_connector.catalogue_shop import Shop, guid, onec, opened_shop
from tests.integration.b24_connector.commands import line, upsert
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_clients import INN, KPP, an_inn, firm, has

__all__ = ["office"]

DESK = "+74951112233"


def card(kind, identity):
    return Ref(system="b24", kind=kind, id=str(identity))


@pytest.fixture
def twins(office) -> list[int]:
    """Two companies of the portal with one INN."""
    return [has(office, COMPANY, title=title, requisites=[an_inn()]) for title in ("Новый", "Новый (дубль)")]


async def written(office, customer):
    outcome = await office.run(upsert([line(100)], customer=customer))
    assert isinstance(outcome, DealUpserted), outcome
    return office.deal(int(outcome.ref.id))["companyId"]


async def test_companies_of_one_inn_are_named_with_what_agrees_and_what_does_not(office, twins):
    customer = firm()

    refused = await office.run(upsert([line(100)], customer=customer))

    assert isinstance(refused, DealRefused)
    (doubt,) = refused.doubts
    assert (doubt.kind, doubt.thing, doubt.name) == ("company", customer.origin, "ООО Новый")
    assert [one.ref for one in doubt.candidates] == [card("company", one) for one in twins]
    assert [one.agrees for one in doubt.candidates] == [{"inn": INN, "kpp": KPP}] * 2
    assert [one.differs["name"] for one in doubt.candidates] == ["Новый", "Новый (дубль)"]


async def test_the_company_that_a_person_chose_gets_the_deal(office, twins):
    assert await written(office, firm().with_(ref=card("company", twins[1]))) == twins[1]


async def test_where_a_person_said_neither_a_new_company_is_made(office, twins):
    neither = tuple(str(one) for one in twins)

    assert await written(office, firm().with_(not_these=neither)) not in twins


async def test_of_two_the_one_that_a_person_did_not_rule_out_is_taken(office, twins):
    assert await written(office, firm().with_(not_these=(str(twins[0]),))) == twins[1]


async def test_a_firm_without_inn_on_somebodys_phone_is_whoever_a_person_says(office):
    landlord = has(office, COMPANY, title="Бизнес-центр", phone=DESK)
    origin = Ref(system="onec", kind="partner", id=guid(5))
    tenant = Customer(origin=origin, name="ООО Арендатор", contacts=Contacts(phones=(DESK,)))

    refused = await office.run(upsert([line(100)], customer=tenant))
    new = await written(office, tenant.with_(not_these=(str(landlord),)))

    (candidate,) = refused.doubts[0].candidates
    assert (candidate.ref, list(candidate.agrees.values())) == (card("company", landlord), [DESK])
    assert new != landlord


async def test_a_buyer_whom_a_person_ruled_out_is_not_taken_by_his_phone(office):
    there = has(office, CONTACT, name="Анна", lastName="Смирнова", phone=DESK)
    origin = Ref(system="onec", kind="partner", id=guid(6))
    anna = Customer(origin=origin, name="Смирнова Анна", kind="person", contacts=Contacts(phones=(DESK,)))

    known = await office.run(upsert([line(100)], customer=anna))
    apart = await office.run(upsert([line(100)], customer=anna.with_(not_these=(str(there),))))

    buyers = [[pair.b24 for pair in outcome.pairs if pair.kind == "client"] for outcome in (known, apart)]
    assert buyers[0] == [str(there)]
    assert len(buyers[1]) == 1
    assert buyers[1] != buyers[0]


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened_shop() as shop:
        yield shop


@pytest.fixture
def bolts(shop) -> list[int]:
    return [shop.typed(name=f"Болт {kind}", article="B-8") for kind in ("цинк", "чёрный")]


async def test_products_of_one_article_are_named(shop, bolts):
    refused = await shop.item(article="B-8")

    (doubt,) = refused.doubts
    assert (doubt.kind, doubt.thing, doubt.name) == ("product", onec("item", 1), "Болт М8")
    assert [(one.ref, one.agrees) for one in doubt.candidates] == [
        (card("product", one), {"article": "B-8"}) for one in bolts
    ]


async def test_the_product_that_a_person_chose_is_the_item(shop, bolts):
    made = await shop.item(article="B-8", ref=card("product", bolts[1]))

    assert (made.ref, len(shop.shelf)) == (card("product", bolts[1]), 2)
    assert shop.product(made)["xmlId"] == guid(1)


async def test_where_a_person_said_neither_a_new_product_is_made(shop, bolts):
    made = await shop.item(article="B-8", not_these=tuple(str(one) for one in bolts))

    assert isinstance(made, ProductUpserted)
    assert int(made.ref.id) not in bolts


async def test_the_product_of_another_item_is_taken_only_where_a_person_says_so(shop):
    first = await shop.item(2, article="B-8")

    refused = await shop.item(1, article="B-8")
    apart = await shop.item(1, article="B-8", not_these=(first.ref.id,))

    assert isinstance(refused, ProductRefused)
    assert [one.ref for one in refused.doubts[0].candidates] == [first.ref]
    assert refused.doubts[0].candidates[0].differs["mark"] == guid(2)
    assert apart.ref != first.ref


async def test_a_product_that_a_person_ruled_out_stands_in_no_row_of_an_order_though_it_bears_the_items_guid(office):
    there = cards.create_product(office.simulated, {"name": "Болт", "xmlId": guid(8)})["id"]
    item = Item(origin=onec("item", 8), name="Болт М8", external_code=guid(8))
    row = line(100).with_(item=item)

    known = await office.run(upsert([row]))
    apart = await office.run(upsert([row.with_(item=item.with_(not_these=(str(there),)))]))

    assert [pair.b24 for pair in known.pairs if pair.kind == "product"] == [str(there)]
    assert [pair for pair in apart.pairs if pair.kind == "product"] == []
