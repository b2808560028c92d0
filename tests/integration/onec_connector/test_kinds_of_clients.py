"""A sole trader and the same man as a private person share an INN, and are two counterparties of 1C."""

import pytest

from shared.messages.ring.outcomes import OrderRefused
from shared.messages.things import Contacts, Customer, LegalEntity, Ref
from tests.integration.onec_connector.connector import awaiting, command, deal

INN = "500100732259"
KINDS = [("sole_trader", "person"), ("person", "sole_trader")]
CALLED = {"sole_trader": "ИП", "person": "физлицо"}


def client(kind, **changes):
    """Return a company of the portal whose requisite is of a kind."""
    entity = LegalEntity(name="Ежов", kind=kind, inn=INN, origin=Ref(system="b24", kind="requisite", id="9"))
    return Customer(
        name="Ежов Олег",
        kind="sole_trader" if kind == "sole_trader" else "company",
        origin=Ref(system="b24", kind="company", id="5"),
        contacts=Contacts(phones=("+79051110098",)),
        legal_entity=entity.with_(**changes),
    )


async def typed(onec, kind):
    made = await onec.do("partners", name=f"Ежов Олег, {CALLED[kind]}", kind=kind, inn=INN)
    return made["partner"], made["legal_entity"]


@pytest.mark.parametrize(("here", "there"), KINDS)
async def test_an_order_of_one_kind_is_not_written_for_the_other_before_a_person_says_so(
    connector, onec, company, here, there
):
    partner, entity = await typed(onec, there)

    (refused,) = await connector.upsert(command(deal(company, customer=client(here))))

    assert isinstance(refused, OrderRefused)
    assert f"в Битрикс24 {CALLED[here]}, а с его ИНН {INN} в 1С только {CALLED[there]}" in refused.told[0].text
    (doubt,) = refused.doubts
    assert [one.ref.id for one in doubt.candidates] == [entity]
    assert f"Замените его реквизиты заведёнными по шаблону «{CALLED[there]}»" in refused.told[0].text

    paired = client(here, ref=Ref(system="onec", kind="legal_entity", id=entity))
    outcome, *_ = await connector.upsert(command(deal(company, customer=paired)))
    assert (await onec.order(outcome.ref.id))["document"]["Партнер_Key"] == partner


@pytest.mark.parametrize(("here", "there"), KINDS)
async def test_where_a_person_has_separated_them_the_other_is_made(connector, onec, company, here, there):
    _, entity = await typed(onec, there)

    outcome, *_ = await connector.upsert(command(deal(company, customer=client(here, not_these=(entity,)))))

    made = (await onec.order(outcome.ref.id))["document"]["Контрагент_Key"]
    assert made != entity


@pytest.mark.parametrize(("here", "there"), KINDS)
async def test_of_both_the_one_of_the_kind_is_taken(connector, onec, company, here, there):
    await typed(onec, there)
    _, own = await typed(onec, here)

    outcome, *_ = await connector.upsert(command(deal(company, customer=client(here))))

    assert (await onec.order(outcome.ref.id))["document"]["Контрагент_Key"] == own


async def test_a_refused_kind_is_tried_again_when_1c_has_it_and_not_before(connector, onec, company):
    await typed(onec, "person")
    await connector.upsert(command(deal(company, customer=client("sole_trader"))))
    awaited, heard = awaiting(connector)
    await awaited.look()
    early = list(heard)

    await typed(onec, "sole_trader")
    await awaited.look()

    assert (early, [one.ref.id for one in heard]) == ([], ["1"])


@pytest.mark.parametrize("inn", ["7707083893", "7707 083893", "7707 083 893", " 7707083893 "])
async def test_a_firm_whose_inn_stands_in_1c_with_spaces_is_no_second_one(connector, onec, company, inn):
    made = await onec.do("partners", name="Ромашка", inn=inn, kpp="770701001")
    firm = client("company", name="Ромашка", inn="7707083893", kpp="770701001").with_(name="Ромашка", kind="company")

    outcome, *_ = await connector.upsert(command(deal(company, customer=firm)))

    assert (await onec.order(outcome.ref.id))["document"]["Контрагент_Key"] == made["legal_entity"]
