"""An INN corrected in the portal reaches the client's card in 1C and his orders at once, whoever comes first."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted, PartnerUpserted
from shared.messages.things import Customer, Ref
from tests.integration.onec_connector.connector import command, deal, document_of, said
from tests.integration.onec_connector.party_directory import (
    COMPANY,
    ENTITIES,
    INN,
    OTHER_INN,
    REQUISITE,
    legal,
    made,
    paired,
)
from tests.integration.onec_connector.test_foreigners import BELARUS

ABROAD = {"inn": "", "kpp": "", "ogrn": "", "country": BELARUS}


async def entity_of(directory, partner: str) -> dict:
    (entity,) = await directory.entities(partner)
    return entity


async def client_of(directory, partner: str, **changes) -> Customer:
    """The client of a deal after the mapper has put in the pairs of company and requisite."""
    entity = Ref(system="onec", kind="legal_entity", id=(await entity_of(directory, partner))["Ref_Key"])
    requisite = legal(ref=entity, origin=REQUISITE, **changes)
    return Customer(
        ref=Ref(system="onec", kind="partner", id=partner), origin=COMPANY, name="Ромашка", legal_entity=requisite
    )


async def ordered(directory, company, customer, *, edited: int, age_s: float = 0):
    """Hand a deal's command to the writer of orders, decided so long ago; return its first outcome."""
    message = command(deal(company, customer=customer), edited=edited)
    envelope = wrap(message, source="test")
    decided = envelope.with_(time=datetime.now(UTC) - timedelta(seconds=age_s))
    done = await directory.orders.writer.upserted(decided, message)
    if done.then:
        await done.then()
    return done.publish[0]


@pytest.fixture
async def sold(party_directory, company):
    """A company with its partner, and an open deal with its order."""
    partner = await made(party_directory)
    outcome = await ordered(party_directory, company, await client_of(party_directory, partner), edited=1)
    assert isinstance(outcome, OrderUpserted)
    return partner, outcome.ref.id


async def corrected(directory, partner: str, **changes):
    """The company's own command after its INN was corrected in the portal."""
    requisite = (await client_of(directory, partner, **({"inn": OTHER_INN} | changes))).legal_entity
    outcome, *_ = await directory.upsert(paired(partner, legal_entities=(requisite,)), edited=2)
    assert isinstance(outcome, PartnerUpserted)


async def test_a_deal_that_comes_before_its_company_waits_for_it_a_moment(party_directory, company, sold):
    partner, order = sold
    customer = await client_of(party_directory, partner, inn=OTHER_INN)

    with pytest.raises(Retryable) as waits:
        await ordered(party_directory, company, customer, edited=2)
    await corrected(party_directory, partner)
    outcome = await ordered(party_directory, company, customer, edited=2, age_s=6)

    assert (waits.value.counted, waits.value.after_s) == (False, 5)
    assert (outcome.ref.id, said(outcome)) == (order, "")
    entity = await entity_of(party_directory, partner)
    assert (await document_of(party_directory.onec, outcome))["Контрагент_Key"] == entity["Ref_Key"]
    assert entity["ИНН"] == OTHER_INN


async def test_a_deal_whose_company_stays_as_it_is_in_1c_is_refused_soon(party_directory, company, sold):
    customer = await client_of(party_directory, sold[0], inn=OTHER_INN)

    outcome = await ordered(party_directory, company, customer, edited=2, age_s=60)

    assert isinstance(outcome, OrderRefused)
    assert f"в Битрикс24 {OTHER_INN}, а у его контрагента в 1С {INN}" in outcome.told[0].text


@pytest.mark.parametrize("party_directory", ["off", "1c→b24"], indirect=True)
async def test_a_company_that_does_not_cross_is_not_waited_for(party_directory, company):
    partner = (await party_directory.onec.do("partners", name="Ромашка", inn=INN, kpp="773601001"))["partner"]
    await ordered(party_directory, company, await client_of(party_directory, partner), edited=1)
    customer = await client_of(party_directory, partner, inn=OTHER_INN)

    outcome = await ordered(party_directory, company, customer, edited=2)

    assert isinstance(outcome, OrderRefused)


@pytest.mark.parametrize("there", [{"ИНН": OTHER_INN}, {"ИНН": ""}])
async def test_an_accountant_who_corrects_it_wakes_the_deal(party_directory, company, sold, there):
    partner, _ = sold
    entity = await entity_of(party_directory, partner)
    customer = await client_of(party_directory, partner, inn=OTHER_INN)
    assert isinstance(await ordered(party_directory, company, customer, edited=2, age_s=60), OrderRefused)

    party_directory.hints.clear()
    await party_directory.awaited.look()
    before = list(party_directory.hints)
    await party_directory.edit(ENTITIES, entity["Ref_Key"], **there)
    await party_directory.awaited.look()

    assert before == []
    assert party_directory.hints == [DealTouched(ref=Ref(system="b24", kind="deal", id="1"), force=True)]
    assert isinstance(await ordered(party_directory, company, customer, edited=2, age_s=60), OrderUpserted)


async def test_one_who_marks_it_instead_wakes_the_deal_once(party_directory, company, sold):
    partner, _ = sold
    entity = await entity_of(party_directory, partner)
    customer = await client_of(party_directory, partner, inn=OTHER_INN)
    assert isinstance(await ordered(party_directory, company, customer, edited=2, age_s=60), OrderRefused)

    party_directory.hints.clear()
    await party_directory.edit(ENTITIES, entity["Ref_Key"], DeletionMark=True)
    await party_directory.awaited.look()
    outcome = await ordered(party_directory, company, customer, edited=2, age_s=60)
    await party_directory.awaited.look()

    assert len(party_directory.hints) == 1
    assert "помечен на удаление" in outcome.told[0].text


async def test_a_foreigners_number_corrected_in_1c_wakes_his_deal(party_directory, company):
    partner = await made(party_directory, legal_entities=(legal(**ABROAD, foreign_number="190 123-456"),))
    entity = await entity_of(party_directory, partner)
    customer = await client_of(party_directory, partner, **ABROAD, foreign_number="190 123-457")
    assert isinstance(await ordered(party_directory, company, customer, edited=1, age_s=60), OrderRefused)

    party_directory.hints.clear()
    await party_directory.awaited.look()
    before = list(party_directory.hints)
    await party_directory.edit(ENTITIES, entity["Ref_Key"], НалоговыйНомер="190123457")
    await party_directory.awaited.look()

    assert (before, len(party_directory.hints)) == ([], 1)
    assert isinstance(await ordered(party_directory, company, customer, edited=1, age_s=60), OrderUpserted)


async def test_what_an_accountant_has_just_corrected_is_read_before_a_deal_is_refused(party_directory, company, sold):
    partner, order = sold
    entity = await entity_of(party_directory, partner)
    await party_directory.edit(ENTITIES, entity["Ref_Key"], ИНН=OTHER_INN)

    outcome = await ordered(
        party_directory, company, await client_of(party_directory, partner, inn=OTHER_INN), edited=2
    )

    assert isinstance(outcome, OrderUpserted)
    assert outcome.ref.id == order


async def test_what_the_bus_has_just_written_into_a_card_is_not_told_as_different(party_directory, company, sold):
    partner, _ = sold
    await corrected(party_directory, partner, inn=INN, kpp="773602002")

    customer = await client_of(party_directory, partner, kpp="773602002")
    outcome = await ordered(party_directory, company, customer, edited=2)

    assert said(outcome) == ""
