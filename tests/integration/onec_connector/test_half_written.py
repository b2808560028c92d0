"""A write of a partner that dies half way: what it left is nobody's edit, and what people typed since is theirs."""

import pytest

from shared.bus.errors import Retryable
from shared.messages.ring.facts import PartnerTouched
from shared.messages.things import Ref
from tests.integration.onec_connector.party_directory import OTHER_INN, PARTNERS, legal, made, paired


async def test_half_a_write_is_nobodys_edit_and_the_next_run_completes_it(party_directory):
    second = legal(origin=Ref(system="b24", kind="requisite", id="928"), name="ООО «Лютик»", inn=OTHER_INN)
    partner = await made(party_directory, legal_entities=(legal(), second))
    edited = paired(
        partner,
        name="Ромашка-2",
        legal_entities=(legal(full_name="АО «Ромашка»"), second.with_(full_name="АО «Лютик»")),
    )
    await party_directory.onec.do("faults", kind="drop_before", method="PATCH", path="Catalog_Контрагенты", skip=1)
    with pytest.raises(Retryable):
        await party_directory.upsert(edited, edited=2)
    with pytest.raises(Retryable):
        await party_directory.touch(partner)

    (outcome,) = await party_directory.upsert(edited, edited=2)

    assert outcome.told == ()
    assert {row["НаименованиеПолное"] for row in await party_directory.entities(partner)} == {
        "АО «Ромашка»",
        "АО «Лютик»",
    }
    assert await party_directory.touch(partner) == []


async def test_what_an_accountant_types_into_half_a_write_is_told_and_not_overwritten(party_directory):
    partner = await made(party_directory)
    edited = paired(partner, name="Ромашка-2", legal_entities=(legal(full_name="АО «Ромашка»"),))
    await party_directory.onec.do("faults", kind="drop_before", method="PATCH", path="Catalog_Контрагенты")
    with pytest.raises(Retryable):
        await party_directory.upsert(edited, edited=2)
    await party_directory.edit(PARTNERS, partner, Description="Из 1С")

    with pytest.raises(Retryable):
        await party_directory.upsert(edited, edited=2)

    assert party_directory.hints == [PartnerTouched(ref=Ref(system="onec", kind="partner", id=partner), force=True)]
    assert (await party_directory.partner(partner))["Description"] == "Из 1С"
