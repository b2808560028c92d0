"""Nobody knows what 1C has taken of a record: it is nobody's edit, for as long as nobody has looked."""

import pytest

from shared.bus.errors import Retryable
from tests.integration.onec_connector import person_directory as persons
from tests.integration.onec_connector.connector import command, created, deal, known_item, line

ORDERS = "Document_ЗаказКлиента"


async def test_a_contact_person_whose_answer_was_lost_is_nobodys_edit_where_the_next_try_fails(person_directory):
    partner = await person_directory.partner()
    guid = await persons.made(person_directory, partner)
    await person_directory.touch(guid)
    wanted = persons.contact(partner, person=guid, phones=("+79990000001",))
    await person_directory.onec.do("faults", kind="drop_after_commit", method="PATCH", path=persons.PERSONS)
    with pytest.raises(Retryable):
        await person_directory.upsert(wanted, edited=2)
    await person_directory.onec.do("faults", kind="drop_before", method="GET", path=persons.PERSONS, times=20)
    with pytest.raises(Retryable):
        await person_directory.upsert(wanted, edited=2)
    await person_directory.onec.control.post("faults", json={"faults": []})

    with pytest.raises(Retryable, match="being written"):
        await person_directory.touch(guid)


async def lost(connector, onec, company):
    """An unposted order that has the deal's new rows, whose answer was lost."""
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))
    await onec.do(f"orders/{guid}/unpost")
    await connector.touch(guid)
    changed = command(deal(company, lines=(line(item, quantity="5"),)), edited=2)
    await onec.do("faults", kind="drop_after_commit", path=ORDERS, method="PATCH")
    with pytest.raises(Retryable):
        await connector.upsert(changed)
    return guid, changed


async def test_an_order_whose_answer_was_lost_is_nobodys_edit_where_the_next_try_fails(connector, onec, company):
    guid, changed = await lost(connector, onec, company)
    await onec.do("faults", kind="drop_before", method="GET", path=ORDERS, times=20)
    with pytest.raises(Retryable):
        await connector.upsert(changed)
    await onec.control.post("faults", json={"faults": []})

    with pytest.raises(Retryable, match="being written"):
        await connector.touch(guid)


async def test_an_order_whose_answer_was_lost_is_nobodys_edit_where_the_deal_is_parked(connector, onec, company):
    guid, changed = await lost(connector, onec, company)

    await connector.upsert(changed.with_(wanted="hold"))

    with pytest.raises(Retryable, match="being written"):
        await connector.touch(guid)
