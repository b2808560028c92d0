"""КПП and name of a legal entity whose earlier ones 1C keeps with their days: its documents print those in force."""

import pytest

from shared.messages.ring.outcomes import PartnerUpserted
from shared.messages.things import Ref
from tests.integration.onec_connector.party_directory import ENTITIES, company, legal, made

KPPS, NAMES = "ИсторияКПП", "ИсторияНаименований"
LONG = legal().full_name


async def entity_of(directory, partner):
    (row,) = await directory.entities(partner)
    return row


def rows_of(field, *values):
    """A history, its first entry from the beginning of time."""
    days = ("0001-01-01T00:00:00", "2025-03-01T00:00:00", "2999-01-01T00:00:00")
    return [
        {"LineNumber": str(place), "Период": days[place - 1], field: value} for place, value in enumerate(values, 1)
    ]


async def changed(directory, partner, *, edited=2, **what):
    """The portal edits the requisite of a company whose partner it knows."""
    row = await entity_of(directory, partner)
    ref = Ref(system="onec", kind="legal_entity", id=row["Ref_Key"])
    wanted = company(ref=Ref(system="onec", kind="partner", id=partner), legal_entities=(legal(ref=ref, **what),))
    outcome, *_ = await directory.upsert(wanted, edited=edited, known=9)
    assert isinstance(outcome, PartnerUpserted), outcome
    printed = await directory.onec.ask(f"legal_entities/{row['Ref_Key']}/printed")
    return await entity_of(directory, partner), printed


def name_field(row) -> str:
    """What a release calls a name in the history."""
    return next(one for one in ("СокращенноеНаименование", "НаименованиеПолное") if one in row)


async def with_names(directory, partner, *values):
    """Write a history of names by the word that this release has for them."""
    row = await entity_of(directory, partner)
    await directory.edit(ENTITIES, row["Ref_Key"], **{NAMES: rows_of("НаименованиеПолное", *values)})
    (first, *_) = (await entity_of(directory, partner))[NAMES]
    await directory.edit(ENTITIES, row["Ref_Key"], **{NAMES: rows_of(name_field(first), *values)})


async def test_another_kpp_goes_on_in_the_history_and_is_printed(party_directory):
    partner = await made(party_directory)
    before = await entity_of(party_directory, partner)
    await party_directory.edit(ENTITIES, before["Ref_Key"], **{KPPS: rows_of("КПП", "770101001", "773601001")})

    after, printed = await changed(party_directory, partner, kpp="781301001")

    assert (after["КПП"], printed["kpp"]) == ("781301001", "781301001")
    assert [one["КПП"] for one in after[KPPS]] == ["770101001", "773601001", "781301001"]
    assert [one["Период"] for one in after[KPPS]][:2] == ["0001-01-01T00:00:00", "2025-03-01T00:00:00"]
    assert after[NAMES] == []


async def test_a_second_edit_of_one_day_stands_in_the_place_of_the_first(party_directory):
    partner = await made(party_directory)
    before = await entity_of(party_directory, partner)
    await party_directory.edit(ENTITIES, before["Ref_Key"], **{KPPS: rows_of("КПП", "773601001")})

    await changed(party_directory, partner, kpp="781301001")
    after, printed = await changed(party_directory, partner, edited=3, kpp="781301002")

    assert ([one["КПП"] for one in after[KPPS]], printed["kpp"]) == (["773601001", "781301002"], "781301002")


async def test_what_an_accountant_has_entered_for_a_day_to_come_stays(party_directory):
    partner = await made(party_directory)
    before = await entity_of(party_directory, partner)
    rows = rows_of("КПП", "770101001", "773601001", "999901001")
    await party_directory.edit(ENTITIES, before["Ref_Key"], **{KPPS: rows})

    after, printed = await changed(party_directory, partner, kpp="781301001")

    assert printed["kpp"] == "781301001"
    assert max((one["Период"], one["КПП"]) for one in after[KPPS]) == ("2999-01-01T00:00:00", "999901001")


async def test_another_name_goes_on_in_the_history_and_is_printed(party_directory):
    partner = await made(party_directory)
    await with_names(party_directory, partner, "ООО «Лютик»", LONG)
    name = "Общество с ограниченной ответственностью «Ромашка плюс»"

    after, printed = await changed(party_directory, partner, full_name=name)

    assert (after["НаименованиеПолное"], printed["name"]) == (name, name)
    assert [one[name_field(one)] for one in after[NAMES]] == ["ООО «Лютик»", LONG, name]
    assert after[KPPS] == []


@pytest.mark.parametrize("what", [{"kpp": "781301001"}, {"full_name": "Другое имя"}])
async def test_where_1c_keeps_no_history_none_is_begun(party_directory, what):
    partner = await made(party_directory)

    after, printed = await changed(party_directory, partner, **what)

    assert (after[KPPS], after[NAMES]) == ([], [])
    assert printed == {"name": after["НаименованиеПолное"], "kpp": after["КПП"], "address": ""}
