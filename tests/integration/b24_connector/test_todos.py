"""With `refusal_todo` a refusal is a to-do of the deal's responsible, too."""

from contextlib import suppress

import pytest

from services.b24_connector.sentences import TODO
from services.b24_connector.writer import NoteWriter
from shared.bus.errors import DoubtfulWrite
from shared.messages.ring.decisions import StageRule
from shared.messages.ring.told import Told
from tests.integration.b24_connector.commands import move
from tests.integration.b24_connector.in_process import opened_office
from tests.integration.b24_connector.test_exchange_fields import CLOSED, CREATED, NO_INN, note


@pytest.fixture
async def office():
    async with opened_office(todos=True) as made:
        yield made


def todos(office):
    names = ("OWNER_ID", "RESPONSIBLE_ID", "DESCRIPTION", "COMPLETED")
    return [tuple(row[name] for name in names) for row in office.simulated.table("activity") if row["SUBJECT"] == TODO]


async def test_a_refusal_is_one_todo_of_the_responsible_until_the_bus_completes_it(office):
    deal = office.new_deal(manager=12)
    await office.handle()

    for _ in range(2):
        await note(office, deal, NO_INN, waiting=True)
    refused = todos(office)
    await note(office, deal, CREATED, waiting=False)

    assert refused == [(deal, 12, NO_INN.text, "N")]
    assert todos(office) == [(deal, 12, NO_INN.text, "Y")]


async def test_another_reason_is_written_into_the_same_todo(office):
    deal = office.new_deal(manager=12)
    await office.handle()
    other = Told(topic="refusal", text="Заказ не создан: товара «Болт М8» нет в 1С.")

    for told in (NO_INN, other):
        await note(office, deal, told, waiting=True)

    assert todos(office) == [(deal, 12, other.text, "N")]


async def test_a_todo_goes_to_whoever_is_responsible_for_the_deal_now(office):
    deal = office.new_deal(manager=12)
    await office.handle()
    await note(office, deal, NO_INN, waiting=True)
    office.edit(deal, manager=13)

    for _ in range(2):
        await office.handle()
        await office.look(deal)
        await note(office, deal, NO_INN, waiting=True)

    assert todos(office) == [(deal, 13, NO_INN.text, "N")]
    assert office.asked["crm.activity.todo.update"] == 1


async def test_a_todo_that_a_person_has_completed_is_handed_to_nobody(office):
    deal = office.new_deal(manager=12)
    await office.handle()
    await note(office, deal, NO_INN, waiting=True)
    next(iter(office.simulated.table("activity")))["COMPLETED"] = "Y"
    office.edit(deal, manager=13)

    await office.handle()

    assert todos(office) == [(deal, 12, NO_INN.text, "Y")]


@pytest.mark.parametrize("ends", ["completed", "deleted"])
async def test_another_reason_is_a_todo_of_its_own_where_a_person_has_done_with_the_former(office, ends):
    deal = office.new_deal(manager=12)
    await office.handle()
    await note(office, deal, NO_INN, waiting=True)
    table = office.simulated.table("activity")
    first = next(iter(table))
    first["COMPLETED"] = "Y"
    if ends == "deleted":
        del table.rows[first["ID"]]
    other = Told(topic="refusal", text="Заказ не создан: товара «Болт М8» нет в 1С.")

    for _ in range(2):
        await note(office, deal, other, waiting=True)

    assert [one for one in todos(office) if one[3] == "N"] == [(deal, 12, other.text, "N")]


async def test_a_todo_whose_making_nobody_answered_is_not_made_twice(office):
    deal = office.new_deal(manager=12)
    await office.handle()
    office.dies_at("crm.activity.todo.add")

    with suppress(DoubtfulWrite):
        await note(office, deal, NO_INN, waiting=True)
    await note(office, deal, NO_INN, waiting=True)

    assert [row[3] for row in todos(office)] == ["N"]


async def test_a_todo_that_a_person_has_completed_stays_so_and_a_new_refusal_is_a_new_one(office):
    deal = office.new_deal(manager=12)
    await office.handle()
    await note(office, deal, NO_INN, waiting=True)
    next(iter(office.simulated.table("activity")))["COMPLETED"] = "Y"

    await note(office, deal, NO_INN, waiting=True)
    still = len(todos(office))
    await office.move(move(deal, StageRule(action="stay")))
    await note(office, deal, CREATED, waiting=False)
    await note(office, deal, NO_INN, waiting=True)

    assert still == 1
    assert [row[3] for row in todos(office)] == ["Y", "N"]


async def test_nobody_has_to_do_anything_while_1c_is_closed(office):
    deal = office.new_deal()

    await note(office, deal, CLOSED)

    assert todos(office) == []


async def test_without_the_rule_nothing_is_made_and_what_stands_is_completed():
    async with opened_office(todos=True) as asked:
        deal = asked.new_deal()
        await note(asked, deal, NO_INN, waiting=True)
        directory = asked.directory
        asked.notes = NoteWriter(asked.portal, asked.store, directory.stage_name, lambda: directory.fields)

        await note(asked, deal, NO_INN, waiting=True)

        assert [row[3] for row in todos(asked)] == ["Y"]


async def test_a_portal_that_has_no_todos_lacks_no_right(office):
    deal = office.new_deal(manager=12)
    await office.handle()
    missing = {"status": 404, "code": "ERROR_METHOD_NOT_FOUND", "text": "Method not found!"}
    office.wire.app.server.faults.order({"kind": "error", "method": "crm.activity.todo.add", **missing})

    await note(office, deal, NO_INN, waiting=True)

    assert (todos(office), await office.portal.missing_rights()) == ([], [])
