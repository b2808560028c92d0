"""Who a company may be in 1C, where that is not certain: nothing is written, and its card says why."""

from datetime import timedelta

import pytest

from shared.bus.errors import Retryable
from shared.messages.ring.facts import CompanyTouched
from shared.messages.ring.outcomes import PartnerRefused
from shared.messages.things import Ref
from tests.integration.onec_connector.party_directory import (
    COMPANY,
    ENTITIES,
    INN,
    OTHER_INN,
    company,
    known,
    legal,
    made,
    paired,
)


async def test_of_a_number_with_a_wrong_check_digit_nothing_is_made_and_the_company_says_why(party_directory):
    (refused,) = await party_directory.upsert(company(legal_entities=(legal(inn="7707083894"),)))

    assert isinstance(refused, PartnerRefused)
    assert refused.reason == "customer"
    assert "Партнёр в 1С не создан: ИНН «7707083894» клиента «Ромашка» записан с ошибкой" in refused.told[0].text


async def test_a_number_that_another_partner_has_is_not_written_into_a_second_one(party_directory):
    await known(party_directory, name="Лютик", inn=OTHER_INN)
    partner = await made(party_directory)
    (entity,) = await party_directory.entities(partner)
    ref = Ref(system="onec", kind="legal_entity", id=entity["Ref_Key"])

    (refused,) = await party_directory.upsert(
        paired(partner, legal_entities=(legal(ref=ref, inn=OTHER_INN),)), edited=2
    )

    assert isinstance(refused, PartnerRefused)
    assert "«Лютик»" in refused.told[0].text
    assert (await party_directory.entities(partner))[0]["ИНН"] == INN


async def test_a_company_that_may_be_two_of_1c_is_refused_and_looked_at_again_when_one_is_left(party_directory):
    await known(party_directory, name="Ромашка (1)")
    twin = await known(party_directory, name="Ромашка (2)")
    (refused,) = await party_directory.upsert(company())
    (entity,) = await party_directory.entities(twin)
    party_directory.hints.clear()
    await party_directory.awaited.look()
    early = list(party_directory.hints)

    await party_directory.edit(ENTITIES, entity["Ref_Key"], DeletionMark=True)
    await party_directory.awaited.look()

    assert "в 1С несколько контрагентов с ИНН" in refused.told[0].text
    assert refused.told[0].text.endswith("после этого компания перенесётся сама.")
    assert (early, party_directory.hints) == ([], [CompanyTouched(ref=COMPANY, force=True)])


async def test_a_second_card_of_a_client_overwrites_nothing_of_the_first(party_directory):
    partner = await made(party_directory)
    second = Ref(system="b24", kind="company", id="918")

    (refused,) = await party_directory.upsert(
        company(origin=second, name="Ромашка (копия)"), edited=2, key=second.key, source=second
    )

    assert isinstance(refused, PartnerRefused)
    assert "уже связан с компанией № 917" in refused.told[0].text
    assert (await party_directory.partner(partner))["Description"] == "Ромашка"


async def test_the_card_that_a_merge_leaves_is_not_told_to_merge_with_the_one_that_is_gone(party_directory):
    partner = await made(party_directory)
    kept = Ref(system="b24", kind="company", id="918")
    command = {"edited": 2, "key": kept.key, "source": kept}
    party_directory.age = timedelta()

    with pytest.raises(Retryable) as put_off:
        await party_directory.upsert(company(origin=kept), **command)
    await party_directory.upsert(paired(partner), gone=True, groups=())
    (outcome,) = await party_directory.upsert(company(origin=kept), **command)

    assert not put_off.value.counted
    assert outcome.ref.id == partner


async def test_another_card_for_a_deleted_one_is_written_to_its_partner_though_it_was_edited_earlier(party_directory):
    partner = await made(party_directory)
    anew = Ref(system="b24", kind="company", id="918")

    assert await party_directory.upsert(paired(partner), gone=True, groups=()) == []
    (outcome,) = await party_directory.upsert(
        company(origin=anew, name="Ромашка-2"), edited=1, key=anew.key, source=anew
    )

    assert outcome.ref.id == partner
    assert (await party_directory.partner(partner))["Description"] == "Ромашка-2"


async def test_a_partner_that_keys_have_found_is_named_and_left_alone_until_he_is_paired(party_directory):
    partner = await known(party_directory)
    before = (await party_directory.partner(partner))["DataVersion"]

    (outcome,) = await party_directory.upsert(company(name="Ромашка (портал)"), pairs=False)

    assert (outcome.ref.id, outcome.found.source, outcome.found.target) == (partner, "Ромашка (портал)", "Ромашка")
    assert (await party_directory.partner(partner))["DataVersion"] == before
