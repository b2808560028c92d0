"""A write of a partner that dies half way: what it left is nobody's edit, and what people typed since is theirs."""

from datetime import UTC, datetime, timedelta

import pytest

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseRefusal
from shared.bus.errors import Retryable
from shared.messages.party import CompanyGroup
from shared.messages.ring.facts import PartnerTouched
from shared.messages.ring.outcomes import PartnerRefused
from shared.messages.things import Ref
from tests.integration.onec_connector.party_directory import ENTITIES, OTHER_INN, PARTNERS, legal, made, paired


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


LONG = "Ромашка и сыновья, " * 6


async def test_a_name_that_1c_cuts_is_nobodys_edit_where_the_rest_was_not_written(party_directory):
    partner = await made(party_directory)
    begun = paired(partner, name=LONG, legal_entities=(legal(full_name="АО «Ромашка»"),))
    await party_directory.onec.do("faults", kind="drop_before", method="PATCH", path="Catalog_Контрагенты")
    with pytest.raises(Retryable):
        await party_directory.upsert(begun, edited=2)

    await party_directory.upsert(begun.with_(name="Лютик"), edited=3)

    assert party_directory.hints == []
    assert (await party_directory.partner(partner))["Description"] == "Лютик"


def refusing_after(writes, change, *, name):
    """1C takes some changes of a catalog and refuses the one after them."""
    left = iter([True] * writes)

    async def refuses(base, table, guid, body):
        if table == name and not next(left, False):
            raise BaseRefusal("…", reason="Не заполнено поле «Роль».")
        return await change(base, table, guid, body)

    return refuses


async def test_half_of_a_write_that_1c_has_refused_is_not_told_as_an_edit_of_the_requisites(
    party_directory, monkeypatch
):
    second = legal(origin=Ref(system="b24", kind="requisite", id="928"), name="ООО «Лютик»", inn=OTHER_INN)
    partner = await made(party_directory, legal_entities=(legal(), second))
    entities = (legal(full_name="АО «Ромашка»"), second.with_(full_name="АО «Лютик»"))
    wanted = paired(partner, legal_entities=entities)
    with monkeypatch.context() as patched:
        patched.setattr(Base, "change", refusing_after(1, Base.change, name=ENTITIES))
        (refused,) = await party_directory.upsert(wanted, edited=2)
    assert isinstance(refused, PartnerRefused)

    told = await party_directory.touch(partner)
    await party_directory.upsert(wanted, edited=2)

    assert told == []
    assert {row["НаименованиеПолное"] for row in await party_directory.entities(partner)} == {
        "АО «Ромашка»",
        "АО «Лютик»",
    }


async def test_an_edit_in_half_a_write_is_published_alone_and_then_the_command_goes_on(party_directory):
    partner = await made(party_directory)
    edited = paired(partner, name="Ромашка-2", legal_entities=(legal(full_name="АО «Ромашка»"),))
    await party_directory.onec.do("faults", kind="drop_before", method="PATCH", path="Catalog_Контрагенты")
    with pytest.raises(Retryable):
        await party_directory.upsert(edited, edited=2)
    await party_directory.edit(PARTNERS, partner, Description="Из 1С")
    with pytest.raises(Retryable):
        await party_directory.upsert(edited, edited=2)

    (told,) = await party_directory.touch(partner)
    (outcome, *_) = await party_directory.upsert(edited, edited=2)

    assert [group for group, stamp in told.company.groups.items() if stamp.edited] == [CompanyGroup.NAME]
    assert [one.topic for one in outcome.told] == ["conflict"]
    assert [row["НаименованиеПолное"] for row in await party_directory.entities(partner)] == ["АО «Ромашка»"]


async def test_a_command_of_other_groups_leaves_half_a_write_to_the_one_that_began_it(party_directory):
    second = legal(origin=Ref(system="b24", kind="requisite", id="928"), name="ООО «Лютик»", inn=OTHER_INN)
    partner = await made(party_directory, legal_entities=(legal(), second))
    edited = paired(partner, legal_entities=(legal(full_name="АО «Ромашка»"), second.with_(full_name="АО «Лютик»")))
    await party_directory.onec.do("faults", kind="drop_before", method="PATCH", path="Catalog_Контрагенты", skip=1)
    with pytest.raises(Retryable):
        await party_directory.upsert(edited, edited=2)

    await party_directory.upsert(paired(partner, name="Ромашка-2"), edited=3, groups=[CompanyGroup.NAME])
    told = await party_directory.touch(partner)
    (outcome,) = await party_directory.upsert(edited, edited=2)

    assert told == []
    assert outcome.told == ()
    assert {row["НаименованиеПолное"] for row in await party_directory.entities(partner)} == {
        "АО «Ромашка»",
        "АО «Лютик»",
    }


async def test_half_a_write_is_nobodys_edit_for_a_reader_who_has_stepped_aside_long_enough(party_directory):
    second = legal(origin=Ref(system="b24", kind="requisite", id="928"), name="ООО «Лютик»", inn=OTHER_INN)
    partner = await made(party_directory, legal_entities=(legal(), second))
    entities = (legal(full_name="АО «Ромашка»"), second.with_(full_name="АО «Лютик»"))
    edited = paired(partner, legal_entities=entities)
    await party_directory.onec.do("faults", kind="drop_before", method="PATCH", path="Catalog_Контрагенты", skip=1)
    with pytest.raises(Retryable):
        await party_directory.upsert(edited, edited=2)
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    documents = party_directory.flow.store._documents
    await documents.update_one({"ref": partner}, {"$set": {"writing.since": long_ago}})

    told = await party_directory.touch(partner)
    (outcome,) = await party_directory.upsert(edited, edited=2)

    assert told == []
    assert outcome.told == ()
