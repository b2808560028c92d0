"""Bases where a partner and his only legal entity are one («Использовать партнёров как контрагентов»)."""

import pytest

from shared.messages.ring.outcomes import PartnerUpserted
from shared.messages.things import Customer, Ref
from tests.integration.onec_connector.party_directory import (
    COMPANY,
    INN,
    OTHER_INN,
    company,
    known,
    legal,
    made,
    paired,
)

SECOND = legal(
    origin=Ref(system="b24", kind="requisite", id="928"), name="ООО «Лютик»", full_name="ООО «Лютик»", inn=OTHER_INN
)


@pytest.fixture
async def one_party(onec) -> None:
    await onec.do("switches", one_party=True)


@pytest.fixture
async def joined(one_party, party_directory):
    return party_directory


async def test_a_company_becomes_a_partner_and_his_legal_entity(joined):
    partner = await made(joined)

    (entity,) = await joined.entities(partner)

    assert (entity["ИНН"], (await joined.partner(partner))["Description"]) == (INN, "Ромашка")


async def test_of_several_requisites_the_first_is_carried_and_the_card_names_the_others(joined):
    outcome, *_ = await joined.upsert(company(legal_entities=(legal(), SECOND)))

    assert isinstance(outcome, PartnerUpserted)
    assert [one["ИНН"] for one in await joined.entities(outcome.ref.id)] == [INN]
    (told,) = outcome.told
    assert "у партнёра один контрагент" in told.text
    assert "ООО «Лютик» (ИНН 7736050003)" in told.text


async def test_requisites_added_to_a_company_leave_the_partner_with_his_own_legal_entity(joined):
    partner = await made(joined)

    outcome, *_ = await joined.upsert(paired(partner, legal_entities=(legal(), SECOND)), edited=2)

    assert [one["ИНН"] for one in await joined.entities(partner)] == [INN]
    assert "ООО «Лютик» (ИНН 7736050003)" in outcome.told[0].text


async def test_an_order_for_another_legal_entity_of_a_company_has_a_partner_of_its_own(joined):
    partner = await made(joined)
    client = Customer(
        ref=Ref(system="onec", kind="partner", id=partner), origin=COMPANY, name="Ромашка", legal_entity=SECOND
    )
    customers = joined.orders.context.customers

    found = await customers.ensure(client, await customers.find(client), manager="")
    again = await customers.find(client)

    assert found.partner != partner
    assert (again.partner, again.entity) == (found.partner, found.entity)
    assert [[one["ИНН"] for one in await joined.entities(each)] for each in (partner, found.partner)] == [
        [INN],
        [OTHER_INN],
    ]


async def test_a_part_of_a_client_does_not_buy_by_the_legal_entity_of_his_head(joined):
    head = await known(joined)
    part = (await joined.onec.do("partners", name="Ромашка-Юг", inn=OTHER_INN, head=head))["partner"]
    named = Ref(system="onec", kind="partner", id=part)
    client = Customer(ref=named, origin=COMPANY, name="Ромашка-Юг", legal_entity=legal())

    found = await joined.orders.context.customers.find(client)

    assert found.partner == head


async def test_a_mark_on_the_legal_entity_is_one_on_the_partner(joined):
    partner = await known(joined)
    (entity,) = await joined.entities(partner)
    await joined.onec.do("objects", of="Catalog_Контрагенты", guid=entity["Ref_Key"], set={"DeletionMark": True})

    (gone, *_) = await joined.touch(partner)

    assert gone.gone
    assert (await joined.partner(partner))["DeletionMark"]
