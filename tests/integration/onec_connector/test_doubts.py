"""What is in doubt is put before a person with what speaks for it and against; his decision outranks every key."""

import pytest

from shared.messages.ring.doubts import Candidate, Doubt
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from shared.messages.things import Contacts, Customer, Item, Ref
from tests.integration.onec_connector.connector import command, customer_of, deal, document_of, known_client, known_item
from tests.integration.onec_connector.connector import line as row_of


@pytest.fixture
async def twins(onec, company):
    """Two legal entities of one INN: that of a client we know, and one more. Returns the client and the other's ids."""
    client = known_client(company)
    requisite = client.requisites[0]
    return client, await onec.do("partners", name="Двойник", inn=requisite.inn, kpp=requisite.kpp)


def firm(client, **decided):
    customer = customer_of(client)
    return customer.with_(legal_entity=customer.legal_entity.with_(**decided))


async def refused(connector, order) -> Doubt:
    (outcome,) = await connector.upsert(command(order))
    assert isinstance(outcome, OrderRefused), outcome
    (doubt,) = outcome.doubts
    return doubt


def ids(doubt) -> set[str]:
    return {one.ref.id for one in doubt.candidates}


async def test_legal_entities_of_one_inn_are_named_with_what_agrees_and_what_does_not(connector, company, twins):
    client, other = twins
    requisite = client.requisites[0]

    doubt = await refused(connector, deal(company, customer=firm(client)))

    assert (doubt.kind, doubt.thing) == ("requisite", firm(client).legal_entity.origin)
    assert doubt.keys == {"inn": requisite.inn, "kpp": requisite.kpp, "name": requisite.name}
    twin = next(one for one in doubt.candidates if one.ref.id == other["legal_entity"])
    assert twin == Candidate(
        ref=Ref(system="onec", kind="legal_entity", id=other["legal_entity"]),
        name="Двойник",
        agrees={"inn": requisite.inn, "kpp": requisite.kpp},
        differs={"name": "Двойник"},
    )
    assert len(doubt.candidates) == 2


async def test_the_legal_entity_that_a_person_chose_gets_the_order(connector, onec, company, twins):
    client, other = twins
    chosen = Ref(system="onec", kind="legal_entity", id=other["legal_entity"])

    outcome, _ = await connector.upsert(command(deal(company, customer=firm(client, ref=chosen))))

    document = await document_of(onec, outcome)
    assert (document["Контрагент_Key"], document["Партнер_Key"]) == (other["legal_entity"], other["partner"])


async def test_where_a_person_said_neither_a_new_client_is_made(connector, onec, company, twins):
    client, _ = twins
    neither = ids(await refused(connector, deal(company, customer=firm(client))))

    outcome, _ = await connector.upsert(command(deal(company, customer=firm(client, not_these=tuple(neither)))))

    assert (await document_of(onec, outcome))["Контрагент_Key"] not in neither


async def test_of_two_the_one_that_a_person_did_not_rule_out_is_taken(connector, onec, company, twins):
    client, other = twins
    order = deal(company, customer=firm(client, not_these=(other["legal_entity"],)))

    outcome, _ = await connector.upsert(command(order))

    assert (await document_of(onec, outcome))["Контрагент_Key"] != other["legal_entity"]


async def test_another_kpp_is_a_branch_or_a_mistake_and_a_person_says_which(connector, onec, company):
    client = known_client(company)
    order = deal(company, customer=firm(client, kpp="771243001"))
    doubt = await refused(connector, order)
    (known,) = doubt.candidates
    assert (known.agrees["inn"], known.differs["kpp"]) == (client.requisites[0].inn, client.requisites[0].kpp)

    same, _ = await connector.upsert(command(deal(company, customer=firm(client, kpp="771243001", ref=known.ref))))

    assert (await document_of(onec, same))["Контрагент_Key"] == known.ref.id


async def test_a_branch_that_a_person_says_is_another_firm_is_entered(connector, onec, company):
    client = known_client(company)
    (known,) = (await refused(connector, deal(company, customer=firm(client, kpp="771243001")))).candidates
    branch = firm(client, kpp="771243001", not_these=(known.ref.id,))

    outcome, _ = await connector.upsert(command(deal(company, customer=branch)))

    assert (await document_of(onec, outcome))["Контрагент_Key"] != known.ref.id


async def test_what_was_made_from_a_card_that_a_person_says_is_another_is_not_taken_for_it_again(
    connector, onec, company
):
    stranger = next(one for one in company.clients if not one.known_to_onec and one.kind == "company")
    first, _ = await connector.upsert(command(deal(company, customer=firm(stranger))))
    made = await document_of(onec, first)
    customer = firm(stranger, not_these=(made["Контрагент_Key"],)).with_(not_these=(made["Партнер_Key"],))

    second, _ = await connector.upsert(command(deal(company, number=2, customer=customer)))
    again, _ = await connector.upsert(command(deal(company, number=3, customer=customer)))

    other, same = await document_of(onec, second), await document_of(onec, again)
    assert other["Контрагент_Key"] not in {made["Контрагент_Key"], ""}
    assert other["Партнер_Key"] != made["Партнер_Key"]
    assert (same["Контрагент_Key"], same["Партнер_Key"]) == (other["Контрагент_Key"], other["Партнер_Key"])


def buyer(phone, **decided):
    card = Ref(system="b24", kind="contact", id="71")
    return Customer(name="Совсем Другая", kind="person", origin=card, contacts=Contacts(phones=(phone,)), **decided)


async def test_whose_phone_it_is_a_person_says(connector, onec, company):
    known = next(one for one in company.clients if one.known_to_onec and one.kind == "person")

    doubt = await refused(connector, deal(company, customer=buyer(known.phone)))
    (candidate,) = doubt.candidates
    accepted, _ = await connector.upsert(command(deal(company, customer=buyer(known.phone, ref=candidate.ref))))
    rejected, _ = await connector.upsert(
        command(deal(company, number=2, customer=buyer(known.phone, not_these=(candidate.ref.id,))))
    )

    assert (doubt.kind, candidate.ref.id, candidate.differs) == ("client", known.guid, {"name": known.name})
    assert list(candidate.agrees.values()) == [known.phone]
    assert (await document_of(onec, accepted))["Партнер_Key"] == known.guid
    assert (await document_of(onec, rejected))["Партнер_Key"] != known.guid


async def owner_of(onec, order) -> tuple[str, str]:
    """The partner of an order, and that of its legal entity."""
    async with onec.clerk() as base:
        entity = await base.read("Catalog_Контрагенты", order["Контрагент_Key"])
    return order["Партнер_Key"], entity["Партнер_Key"]


async def test_after_a_separation_the_new_partner_has_a_legal_entity_of_his_own(connector, onec, company):
    known = next(one for one in company.clients if one.known_to_onec and one.kind == "person")
    former, _ = await connector.upsert(
        command(deal(company, customer=buyer(known.phone, not_these=(known.guid,)).with_(name="Орлова Вера")))
    )
    first = await document_of(onec, former)
    apart = (known.guid, first["Партнер_Key"])

    outcome, _ = await connector.upsert(command(deal(company, number=2, customer=buyer(known.phone, not_these=apart))))
    again, _ = await connector.upsert(command(deal(company, number=3, customer=buyer(known.phone, not_these=apart))))

    second, same = await document_of(onec, outcome), await document_of(onec, again)
    partner, owner = await owner_of(onec, second)
    assert (partner == owner, partner in apart) == (True, False)
    assert (same["Партнер_Key"], same["Контрагент_Key"]) == (partner, second["Контрагент_Key"])


async def test_a_company_that_is_separated_is_not_its_requisites_partner_either(connector, onec, company):
    client = known_client(company)
    first, _ = await connector.upsert(command(deal(company, customer=firm(client))))
    former = await document_of(onec, first)
    pair = Ref(system="onec", kind="legal_entity", id=former["Контрагент_Key"])
    customer = firm(client, ref=pair).with_(not_these=(former["Партнер_Key"],))

    outcome, _ = await connector.upsert(command(deal(company, number=2, customer=customer)))
    again, _ = await connector.upsert(command(deal(company, number=3, customer=customer)))

    second, same = await document_of(onec, outcome), await document_of(onec, again)
    partner, owner = await owner_of(onec, second)
    assert (partner == owner, partner == former["Партнер_Key"]) == (True, False)
    assert (same["Партнер_Key"], same["Контрагент_Key"]) == (partner, second["Контрагент_Key"])


@pytest.fixture
async def bolts(onec):
    return [
        (await onec.do("items", name=f"Болт М8 {kind}", article="B-M8", price="5"))["item"]
        for kind in ("цинк", "чёрный")
    ]


def bolt(company, **decided):
    product = Ref(system="b24", kind="product", id="700")
    return row_of(known_item(company)).with_(item=Item(origin=product, name="Болт М8", article="B-M8", **decided))


async def test_items_of_one_article_are_named_and_the_chosen_one_stands_in_the_order(connector, onec, company, bolts):
    doubt = await refused(connector, deal(company, lines=(bolt(company),)))
    chosen = Ref(system="onec", kind="item", id=bolts[1])

    outcome, _ = await connector.upsert(command(deal(company, lines=(bolt(company, ref=chosen),))))

    assert (doubt.kind, doubt.thing.key, ids(doubt)) == ("product", "product:700", {*bolts})
    assert {one.agrees["article"] for one in doubt.candidates} == {"B-M8"}
    assert [row["Номенклатура_Key"] for row in (await document_of(onec, outcome))["Товары"]] == [bolts[1]]


async def test_a_product_that_is_none_of_them_is_not_in_1c_and_is_not_asked_for_every_minute(connector, company, bolts):
    order = deal(company, lines=(bolt(company, not_these=tuple(bolts)),))

    (outcome,) = await connector.upsert(command(order))

    assert (outcome.doubts, "нет в 1С" in outcome.told[0].text) == ((), True)
    assert [wait async for wait in connector.flow.waits.all()] == []


async def test_of_two_items_the_one_that_is_not_ruled_out_is_taken(connector, onec, company, bolts):
    outcome, _ = await connector.upsert(command(deal(company, lines=(bolt(company, not_these=(bolts[0],)),))))

    assert isinstance(outcome, OrderUpserted)
    assert [row["Номенклатура_Key"] for row in (await document_of(onec, outcome))["Товары"]] == [bolts[1]]
