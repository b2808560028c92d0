"""What a write of a contact person or an item has sent of whose answer nobody heard is nobody's edit."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.bus.errors import Retryable
from shared.messages.contact import ContactGroup
from shared.messages.product import ProductGroup
from shared.messages.ring.outcomes import ItemRefused, ItemUpserted, PersonRefused, PersonUpserted
from tests.integration.onec_connector import person_directory as persons
from tests.integration.onec_connector.test_edited_items import version, workshop  # noqa: F401 - fixtures

ITEMS = "Catalog_Номенклатура"


async def outwaited(store, key):
    """Readers have stepped aside for that write for as long as they do."""
    since = datetime.now(UTC) - timedelta(minutes=11)
    await store._documents.update_one({"_id": key}, {"$set": {"writing.since": since}})


async def lost_person(directory):
    """A contact person with a phone whose answer was lost, and how the portal edits it."""
    partner = await directory.partner()
    guid = await persons.made(directory, partner)
    await directory.touch(guid)

    def wanted(**words):
        return persons.contact(partner, person=guid, **words)

    await directory.onec.do("faults", kind="drop_after_commit", method="PATCH", path=persons.PERSONS)
    with pytest.raises(Retryable):
        await directory.upsert(wanted(phones=("+79990000001",), position="Юрист"), edited=2)
    return guid, wanted


async def test_a_newer_command_goes_over_a_lost_write_of_a_contact_person(person_directory):
    guid, wanted = await lost_person(person_directory)

    outcome, *more = await person_directory.upsert(wanted(phones=("+79990000002",), position="Директор"), edited=3)

    assert (type(outcome), outcome.told, more) == (PersonUpserted, (), [])
    assert await person_directory.touch(guid) == []
    assert (await person_directory.person(guid))["ДолжностьПоВизитке"] == "Директор"


async def test_a_lost_write_of_a_contact_person_is_nobodys_edit_where_the_next_is_refused(person_directory):
    guid, wanted = await lost_person(person_directory)
    await person_directory.edit(guid, ДатаПрекращенияСвязи="2026-11-01T00:00:00")

    refused, *_ = await person_directory.upsert(wanted(phones=("+79990000002",)), edited=3)

    assert isinstance(refused, PersonRefused)
    await person_directory.edit(guid, ДатаПрекращенияСвязи="0001-01-01T00:00:00")
    with pytest.raises(Retryable, match="being written"):
        await person_directory.touch(guid)
    await outwaited(person_directory.flow.store, f"contact_person:{guid}")
    assert await person_directory.touch(guid) == []


async def test_what_an_accountant_edits_beside_a_lost_write_is_told_alone(person_directory):
    guid, wanted = await lost_person(person_directory)
    before = (await person_directory.flow.store.get(f"contact_person:{guid}")).groups
    await person_directory.edit(guid, ДолжностьПоВизитке="Кладовщик")

    with pytest.raises(Retryable, match="edited"):
        await person_directory.upsert(wanted(phones=("+79990000002",), position="Директор"), edited=3)
    told = await person_directory.told(guid)

    stamps = {group: told.groups[group].edited > before[group].edited for group in before}
    assert stamps == {ContactGroup.NAME: False, ContactGroup.COMMUNICATIONS: False, ContactGroup.POSITION: True}


async def lost_item(workshop, version):  # noqa: F811
    await workshop.onec.do("faults", kind="drop_after_commit", method="PATCH", path=ITEMS)
    with pytest.raises(Retryable):
        await workshop.carries(workshop.edit(name="Болт М10", unit="166", known=version))


async def test_a_newer_command_goes_over_a_lost_write_of_an_item(workshop, version):  # noqa: F811
    await lost_item(workshop, version)

    done = await workshop.carries(workshop.edit(name="Болт М12", unit="796", known=version))

    assert [type(one) for one in done.publish] == [ItemUpserted]
    assert await workshop.name() == "Болт М12"
    assert await workshop.told() is None


async def test_a_lost_write_of_an_item_is_nobodys_edit_where_the_next_is_refused(workshop, version):  # noqa: F811
    await lost_item(workshop, version)

    done = await workshop.carries(workshop.edit(name="Болт М12", unit="999", known=version))

    assert isinstance(done.publish[0], ItemRefused)
    with pytest.raises(Retryable):
        await workshop.told()
    await outwaited(workshop.flow.store, f"item:{workshop.item}")
    assert await workshop.told() is None


async def test_what_an_accountant_edits_of_an_item_beside_a_lost_write_is_told_alone(workshop, version):  # noqa: F811
    await lost_item(workshop, version)
    await workshop.types(name="Болт М14")

    with pytest.raises(Retryable, match="edited"):
        await workshop.carries(workshop.edit(name="Болт М12", unit="796", known=version))
    told = await workshop.told()

    assert told.groups[ProductGroup.NAME].edited > version
    assert told.groups[ProductGroup.UNIT].edited == version
