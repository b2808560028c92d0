"""Addresses of a legal entity whose former ones 1C keeps with their days: its documents print those in force."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.base.query import Query
from shared.messages.party import Addresses, CompanyGroup
from shared.messages.ring.outcomes import PartnerUpserted
from tests.integration.onec_connector.party_directory import ENTITIES, made, paired

DETAILS, KINDS = "КонтактнаяИнформация", "Catalog_ВидыКонтактнойИнформации"
ALWAYS, PAST, FUTURE = "0001-01-01T00:00:00", "2025-03-01T00:00:00", "2999-01-01T00:00:00"
FIRST, FORMER, PRESENT, COMING, NEW = (f"Москва, Тверская, {house}" for house in range(1, 6))


def today() -> str:
    return f"{datetime.now(ZoneInfo('Europe/Moscow')).date()}T00:00:00"


async def kind_of(directory, name="ЮрАдресКонтрагента") -> str:
    async with directory.onec.clerk() as base:
        rows = [row async for row in base.pages(KINDS, Query(order_by="Ref_Key"))]
    return next(row["Ref_Key"] for row in rows if row["PredefinedDataName"] == name)


async def typed(directory, *lines: tuple[str, str]) -> str:
    """A partner of the portal to whose legal entity somebody in 1C gives legal addresses with their days."""
    partner = await made(directory)
    (entity,), kind = await directory.entities(partner), await kind_of(directory)
    rows = [
        {"LineNumber": str(place), "Тип": "Адрес", "Вид_Key": kind, "ДействуетС": since, "Представление": text}
        for place, (since, text) in enumerate(lines, 1)
    ]
    await directory.edit(ENTITIES, entity["Ref_Key"], **{DETAILS: rows})
    await directory.touch(partner)
    return partner


async def edited(directory, partner, *, edited=2, **addresses) -> list[tuple[str, str]]:
    """The portal edits addresses of the company; what 1C has then, with the days."""
    heard = (await directory.told(partner, force=True)).groups[CompanyGroup.ADDRESSES].edited
    wanted = paired(partner, addresses=Addresses(**addresses))
    outcome, *_ = await directory.upsert(wanted, edited=edited, known=heard)
    assert isinstance(outcome, PartnerUpserted), outcome
    (entity,) = await directory.entities(partner)
    return [(row["ДействуетС"], row["Представление"]) for row in entity[DETAILS]]


async def printed(directory, partner, day="") -> str:
    (entity,) = await directory.entities(partner)
    query = f"?on={day}" if day else ""
    return (await directory.onec.ask(f"legal_entities/{entity['Ref_Key']}/printed{query}"))["address"]


@pytest.mark.parametrize(
    "lines",
    [
        [(ALWAYS, FIRST), (PAST, PRESENT), (FUTURE, COMING)],
        [(FUTURE, COMING), (PAST, PRESENT), (ALWAYS, FIRST)],
    ],
    ids=["the oldest first", "the newest first"],
)
async def test_the_portal_hears_the_address_in_force_and_nothing_comes_back(party_directory, lines):
    partner = await typed(party_directory, *lines)

    told = await party_directory.told(partner, force=True)
    again = await edited(party_directory, partner, legal=told.addresses.legal)

    assert told.addresses == Addresses(legal=PRESENT)
    assert again == lines


async def test_an_edit_of_the_portal_goes_on_from_today_and_former_days_keep_theirs(party_directory):
    lines = [(ALWAYS, FIRST), (PAST, PRESENT), (FUTURE, COMING)]
    partner = await typed(party_directory, *lines)

    after = await edited(party_directory, partner, legal=NEW)

    assert after == [*lines, (today(), NEW)]
    assert await printed(party_directory, partner) == NEW
    assert await printed(party_directory, partner, "2024-12-31T00:00:00") == FIRST
    assert await printed(party_directory, partner, "2025-12-31T00:00:00") == PRESENT
    assert await party_directory.touch(partner) == []
    assert (await party_directory.told(partner, force=True)).addresses == Addresses(legal=NEW)


async def test_a_second_edit_of_one_day_stands_in_the_place_of_the_first(party_directory):
    partner = await typed(party_directory, (ALWAYS, FIRST), (PAST, PRESENT))

    await edited(party_directory, partner, legal=FORMER)
    after = await edited(party_directory, partner, edited=3, legal=NEW)

    assert after == [(ALWAYS, FIRST), (PAST, PRESENT), (today(), NEW)]


async def test_where_1c_keeps_a_history_the_first_edit_begins_it(party_directory):
    await party_directory.edit(KINDS, await kind_of(party_directory), ХранитьИсториюИзменений=True)
    partner = await typed(party_directory, (ALWAYS, FIRST))

    after = await edited(party_directory, partner, legal=NEW)

    assert after == [(ALWAYS, FIRST), (today(), NEW)]
    assert await printed(party_directory, partner, "2024-12-31T00:00:00") == FIRST


async def test_a_first_address_is_of_all_days_also_where_1c_keeps_a_history(party_directory):
    await party_directory.edit(KINDS, await kind_of(party_directory), ХранитьИсториюИзменений=True)
    partner = await made(party_directory, addresses=Addresses(legal=FIRST))

    assert await printed(party_directory, partner, "2024-12-31T00:00:00") == FIRST


async def test_where_1c_keeps_no_history_none_is_begun_and_further_addresses_stay(party_directory):
    partner = await typed(party_directory, (ALWAYS, FIRST), (ALWAYS, FORMER))

    after = await edited(party_directory, partner, legal=NEW)

    assert after == [(ALWAYS, NEW), (ALWAYS, FORMER)]
    assert await party_directory.touch(partner) == []


async def test_an_address_of_another_kind_has_no_part_in_it(party_directory):
    partner = await typed(party_directory, (PAST, PRESENT))

    after = await edited(party_directory, partner, legal=PRESENT, actual=NEW)

    assert after == [(PAST, PRESENT), (ALWAYS, NEW)]
