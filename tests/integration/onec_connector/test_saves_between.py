"""What people save in 1C between the bus's look at a client, contact person or item, and its write of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from services.b24_connector.writer.unread import choose
from services.onec_connector.base.client import Base
from shared.bus.errors import Retryable
from shared.messages.ring.told import Told
from tests.integration.onec_connector import party_directory as parties
from tests.integration.onec_connector import person_directory as persons
from tests.integration.onec_connector.test_edited_items import NAME, workshop  # noqa: F401 - a fixture

TOLD = "сохранили в 1С одновременно с правкой"


@dataclass
class Record:
    """A record of 1C: how the bus writes an edit of this number, how an accountant saves it, whether that stands."""

    write: Callable[[int], Awaitable[list[Told]]]
    save: Callable[[], Awaitable[object]]
    typed: Callable[[], Awaitable[bool]]


async def a_partner(directory: Any) -> Record:
    guid = await parties.made(directory)

    async def write(edited: int) -> list[Told]:
        done = await directory.upsert(parties.paired(guid, name=f"Лютик-{edited}"), edited=edited)
        return [one for outcome in done[:1] for one in outcome.told]

    async def typed() -> bool:
        return (await directory.partner(guid))["Description"] == "Из 1С"

    return Record(write, lambda: directory.edit(parties.PARTNERS, guid, Description="Из 1С"), typed)


async def a_legal_entity(directory: Any) -> Record:
    guid = await parties.made(directory)
    (entity,) = await directory.entities(guid)

    async def write(edited: int) -> list[Told]:
        changed = parties.paired(guid, legal_entities=(parties.legal(full_name=f"АО «Лютик-{edited}»"),))
        done = await directory.upsert(changed, edited=edited)
        return [one for outcome in done[:1] for one in outcome.told]

    async def typed() -> bool:
        (now,) = await directory.entities(guid)
        return now["НаименованиеПолное"] == "Из 1С"

    key = entity["Ref_Key"]
    return Record(write, lambda: directory.edit(parties.ENTITIES, key, НаименованиеПолное="Из 1С"), typed)


async def a_person(directory: Any) -> Record:
    partner = await directory.partner()
    guid = await persons.made(directory, partner)

    async def write(edited: int) -> list[Told]:
        ref = persons.Ref(system="onec", kind="contact_person", id=guid)
        card = persons.contact(partner, ref=ref, position=f"Директор-{edited}")
        done = await directory.upsert(card, edited=edited)
        return [one for outcome in done[:1] for one in outcome.told]

    async def typed() -> bool:
        return (await directory.person(guid))["ДолжностьПоВизитке"] == "Из 1С"

    return Record(write, lambda: directory.edit(guid, ДолжностьПоВизитке="Из 1С"), typed)


async def an_item(shop: Any) -> Record:
    told = await shop.told()
    assert told is not None

    async def write(edited: int) -> list[Told]:
        known = told.groups[NAME].edited
        done = await shop.carries(shop.edit(known=known, edited=edited, name=f"Болт М{edited}"))
        return [one for outcome in done.publish[:1] for one in outcome.told]

    async def typed() -> bool:
        return await shop.name() == "Из 1С"

    return Record(write, lambda: shop.types(name="Из 1С"), typed)


KINDS = {
    "partner": ("party_directory", a_partner),
    "legal entity": ("party_directory", a_legal_entity),
    "contact person": ("person_directory", a_person),
    "item": ("workshop", an_item),
}


@pytest.fixture(params=KINDS)
def kind(request):
    fixture, made = KINDS[request.param]
    return request.getfixturevalue(fixture), made


@pytest.fixture
async def record(kind, onec) -> Record:
    await onec.do("switches", data_version="record")
    directory, made = kind
    return await made(directory)


async def test_what_is_saved_right_before_our_write_is_not_overwritten(record, monkeypatch):
    read, saved = Base.read, list[bool]()

    async def read_after_somebody_saved(base, name, guid, select=()):
        if select == ("DataVersion",) and not saved:
            saved.append(True)
            await record.save()
        return await read(base, name, guid, select)

    monkeypatch.setattr(Base, "read", read_after_somebody_saved)
    with pytest.raises(Retryable):
        await record.write(2)

    assert saved
    assert await record.typed()


async def test_what_is_saved_in_the_instant_of_our_write_is_told_each_time(record, monkeypatch):
    change, saved = Base.change, list[bool]()

    async def change_after_somebody_saved(base, name, guid, body):
        if not saved:
            saved.append(True)
            await record.save()
        return await change(base, name, guid, body)

    monkeypatch.setattr(Base, "change", change_after_somebody_saved)
    first = [one for one in await record.write(2) if TOLD in one.text]
    saved.clear()
    second = [one for one in await record.write(3) if TOLD in one.text]

    assert (len(first), len(second)) == (1, 1)
    left = choose(first, {})
    assert choose(second, {topic: mark for topic, mark in left.marks.items() if mark}).told == tuple(second)


async def test_nobody_is_said_to_have_saved_what_nobody_saved(record):
    assert not any(TOLD in one.text for one in await record.write(2))


async def test_a_conflict_is_told_by_the_write_that_settles_it_alone(party_directory, monkeypatch):
    guid = await parties.made(party_directory)
    await party_directory.edit(parties.PARTNERS, guid, Description="Ромашка")
    await party_directory.touch(guid)
    read, saved = Base.read, list[bool]()

    async def read_after_somebody_saved(base, name, ref, select=()):
        if select == ("DataVersion",) and not saved:
            saved.append(True)
            await party_directory.edit(parties.PARTNERS, guid, Description="Лютик")
        return await read(base, name, ref, select)

    monkeypatch.setattr(Base, "read", read_after_somebody_saved)
    with pytest.raises(Retryable):
        await party_directory.upsert(parties.paired(guid, name="Лютик"), edited=2)

    outcome, *_ = await party_directory.upsert(parties.paired(guid, name="Лютик"), edited=2)

    assert saved
    assert not any("одновременно изменили" in one.text for one in outcome.told)
