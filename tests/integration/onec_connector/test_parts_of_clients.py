"""A partner of 1C who buys by the legal entity of another one: a shop by its head's, mostly."""

import pytest

from sandbox.dataset.identity import company_inn
from services.onec_connector.objects import contact_person, standard
from services.onec_connector.objects import order as names
from shared.messages.order import OrderGroup
from shared.messages.ring.outcomes import OrderUpserted
from shared.messages.things import Contacts, Person, Ref
from tests.integration.onec_connector.connector import (
    command,
    customer_of,
    deal,
    document_of,
    known_client,
    known_item,
    said,
)

ANNA = Person(
    origin=Ref(system="b24", kind="contact", id="77"),
    name="Иванова Анна",
    contacts=Contacts(phones=("+79161112233",)),
)
KEPT = (names.PARTNER, names.LEGAL_ENTITY, names.AGREEMENT, names.CONTRACT)


async def shop_of(onec, head, name="Ромашка, магазин на Ленина", inn=731):
    """Type a partner who is a part of another one; without a head, one beside him."""
    return (await onec.do("partners", name=name, inn=company_inn("7701", inn), head=head))["partner"]


def paired(company, partner):
    """The client of a deal by his card, which is a partner's pair; the requisites are the known client's."""
    client = customer_of(known_client(company))
    return client.with_(origin=Ref(system="b24", kind="company", id="12"), ref=named(partner))


def named(partner):
    return Ref(system="onec", kind="partner", id=partner)


async def ordered(connector, onec, company, partner):
    """Type an order of the accountant's for one partner by the legal entity of another, and tell it."""
    rows = [{"item": known_item(company).guid, "quantity": 2}]
    guid = (await onec.do("orders", client=known_client(company).guid, rows=rows))["guid"]
    await onec.do(f"orders/{guid}/edit", header={names.PARTNER: partner})
    return guid


async def edited(connector, company, guid, customer, **changes):
    """Edit the client of an order that was born in 1C in its deal: the contact person at least is another one."""
    (fact, *_) = await connector.touch(guid)
    known = max(stamp.edited for stamp in fact.order.groups.values())
    values = {"edited": known + 1, "known": known, "groups": (OrderGroup.PARTIES,), "may_create": False}
    order = deal(company, customer=customer, person=ANNA, **changes)
    outcome, *_ = await connector.upsert(command(order, key=f"order:{guid}", **values))
    assert isinstance(outcome, OrderUpserted)
    return outcome


async def owner_of_contact(onec, document):
    async with onec.clerk() as clerk:
        person = await clerk.read(contact_person.SET, document[names.CONTACT_PERSON])
    return person[standard.OWNER]


@pytest.mark.parametrize("paid", [False, True])
@pytest.mark.parametrize(("is_part", "is_paired"), [(True, True), (True, False), (False, True)])
async def test_another_contact_person_leaves_an_order_with_its_partner(
    connector, onec, company, paid, is_part, is_paired
):
    head = known_client(company).guid
    shop = await shop_of(onec, head if is_part else "")
    guid = await ordered(connector, onec, company, shop)
    if paid:
        await onec.do(f"orders/{guid}/pay", percent=100)
    before = (await onec.order(guid))["document"]

    outcome = await edited(connector, company, guid, paired(company, shop if is_paired else head))

    after = (await onec.order(guid))["document"]
    assert [after[name] for name in KEPT] == [before[name] for name in KEPT]
    assert after[names.PARTNER] == shop == await owner_of_contact(onec, after)
    assert "сменилось контактное лицо" in said(outcome)
    assert "лиент" not in said(outcome)


async def test_another_shop_of_the_same_head_in_the_deal_becomes_the_orders_partner(connector, onec, company):
    head = known_client(company).guid
    shop, other = await shop_of(onec, head), await shop_of(onec, head, "Ромашка, магазин на Мира", 732)
    guid = await ordered(connector, onec, company, shop)

    outcome = await edited(connector, company, guid, paired(company, other))

    document = (await onec.order(guid))["document"]
    assert (document[names.PARTNER], await owner_of_contact(onec, document)) == (other, other)
    assert "сменился клиент" in said(outcome)


async def test_an_order_of_the_head_stays_his_where_the_deal_names_a_part_of_him(connector, onec, company):
    head = known_client(company).guid
    shop = await shop_of(onec, head)
    guid = await ordered(connector, onec, company, head)

    await edited(connector, company, guid, paired(company, shop))

    assert (await onec.order(guid))["document"][names.PARTNER] == head


@pytest.mark.parametrize("depth", [1, 2])
async def test_a_deal_of_a_part_gets_an_order_of_the_part_by_its_heads_legal_entity(connector, onec, company, depth):
    """1C's form offers a partner the legal entities of those above him, and takes what is written so."""
    head = known_client(company).guid
    between = head if depth == 1 else await shop_of(onec, head, "Ромашка, юг", 732)
    shop = await shop_of(onec, between)
    await onec.do("switches", fill_check=True)

    outcome, *_ = await connector.upsert(command(deal(company, customer=paired(company, shop), person=ANNA)))

    document = await document_of(onec, outcome)
    assert (document[names.PARTNER], document[names.POSTED]) == (shop, True)
    assert document[names.LEGAL_ENTITY] == known_client(company).requisites[0].guid
    assert await owner_of_contact(onec, document) == shop


async def test_a_legal_entity_of_somebody_who_is_not_above_the_pair_decides(connector, onec, company):
    stranger = await shop_of(onec, "", "Лютик")

    outcome, *_ = await connector.upsert(command(deal(company, customer=paired(company, stranger))))

    assert (await document_of(onec, outcome))[names.PARTNER] == known_client(company).guid


@pytest.mark.parametrize(
    ("partner", "is_strange"), [("owner", False), ("part", False), ("part of a part", False), ("head", True)]
)
async def test_an_order_says_whether_its_partner_may_buy_by_its_legal_entity(
    connector, onec, company, partner, is_strange
):
    owner = known_client(company).guid
    part = await shop_of(onec, owner)
    deeper = await shop_of(onec, part, "Ромашка, склад", 732)
    above = await shop_of(onec, "", "Ромашка, холдинг", 733)
    async with onec.clerk() as clerk:
        await clerk.change("Catalog_Партнеры", owner, {"Parent_Key": above})
    guids = {"owner": owner, "part": part, "part of a part": deeper, "head": above}
    guid = await ordered(connector, onec, company, guids[partner])

    (fact, *_) = await connector.touch(guid)

    assert fact.order.customer.legal_entity.is_strange is is_strange


async def test_an_order_by_a_legal_entity_that_was_moved_to_another_partner_says_so(connector, onec, company):
    stranger = await shop_of(onec, "", "Лютик")
    guid = await ordered(connector, onec, company, known_client(company).guid)
    async with onec.clerk() as clerk:
        await clerk.change("Catalog_Контрагенты", known_client(company).requisites[0].guid, {"Партнер_Key": stranger})

    (fact, *_) = await connector.touch(guid)

    assert fact.order.customer.legal_entity.is_strange
