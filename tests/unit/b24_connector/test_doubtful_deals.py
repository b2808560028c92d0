"""Nobody knows what the portal has taken of a deal: it is nobody's edit, for as long as nobody has looked."""

import pytest

from services.b24_connector.portal.errors import PortalAwayError, PortalFault, PortalRestsError
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.writer.notes import NoteWriter
from services.b24_connector.writer.stages.moves import StageWriter
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.envelope import wrap
from shared.messages.order import OrderGroup
from shared.messages.ring.outcomes import DealRefused, DealUpserted
from shared.messages.things import Manager, Ref
from tests.integration.b24_connector.commands import PAID, line, move, upsert
from tests.unit.b24_connector.deal_world import World
from tests.unit.b24_connector.stand_ins import DirectoryInMemory, refused

ROWS, MANAGER = OrderGroup.ROWS, OrderGroup.MANAGER
USERS = [
    Manager(ref=Ref(system="b24", kind="user", id=id_), name=f"Менеджер {id_}", email=f"{id_}@example.ru")
    for id_ in ("11", "12")
]
SET, UPDATE, GET = "crm.item.productrow.set", "crm.item.update", "crm.item.get"
RESTS = PortalRestsError(PortalFault(UPDATE, "OPERATION_TIME_LIMIT", "", write=True), 10)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)


@pytest.fixture(name="world")
def _world():
    return World(USERS)


def told(rows, *, manager, guid=None, edited=1):
    command = upsert(rows, guid=guid, groups=(ROWS, MANAGER), edited=edited)
    return command.with_(order=command.order.with_(manager=USERS[manager]))


async def second_of(world, rows=(50,)):
    """The second command of a deal whose first one is written and read."""
    first = told([line(100)], manager=0)
    await world.run(first)
    await world.read()
    return told([line(total) for total in rows], manager=1, guid=first.source.id, edited=2)


def away(*_, **__):
    raise PortalAwayError("the portal does not answer")


async def is_written_at_last(world, command):
    assert await world.read() == []
    assert isinstance(await world.run(command), DealUpserted)
    assert world.portal.deals["41"]["assignedById"] == "12"
    assert world.published == []
    assert await world.read() == []


async def test_what_was_taken_before_a_refusal_is_nobodys_edit_where_the_portal_goes_away_then(world, monkeypatch):
    second = await second_of(world)
    with monkeypatch.context() as patched:

        def refuses(_):
            patched.setattr(DealSnapshots, "snapshot", away)
            return refused("Слишком много")

        world.portal.answers[SET] = [refuses, None]
        with pytest.raises(Retryable):
            await world.run(second)

    assert world.portal.deals["41"]["assignedById"] == "12"
    await is_written_at_last(world, second)


@pytest.mark.parametrize("rows", [(50,), ()])
async def test_what_was_written_is_nobodys_edit_where_the_portal_goes_away_before_it_is_read_back(
    world, monkeypatch, rows
):
    second = await second_of(world, rows)
    with monkeypatch.context() as patched:
        patched.setattr(DealSnapshots, "snapshot", away)
        with pytest.raises(Retryable):
            await world.run(second)

    assert world.portal.deals["41"]["assignedById"] == "12"
    await is_written_at_last(world, second)


async def test_what_was_taken_beside_rows_that_must_wait_is_nobodys_edit(world):
    second = await second_of(world)
    world.portal.answers[SET] = [Retryable("too much work in ten minutes"), None]

    with pytest.raises(Retryable):
        await world.run(second)

    await is_written_at_last(world, second)


async def test_what_was_taken_is_nobodys_edit_where_the_portal_does_not_show_it(world):
    second = await second_of(world)
    world.portal.answers[SET], world.portal.answers[GET] = [refused("Слишком много"), None], [RESTS, None]

    with pytest.raises(Retryable):
        await world.run(second)

    await is_written_at_last(world, second)


async def test_rows_in_doubt_are_nobodys_edit_beside_fields_that_must_wait(world):
    second = await second_of(world)

    def taken_and_not_answered(params):
        world.portal._crm_item_productrow_set(params)
        return DoubtfulWrite("the portal has stumbled")

    world.portal.answers[UPDATE], world.portal.answers[SET] = [RESTS, None], [taken_and_not_answered, None]

    with pytest.raises(Retryable):
        await world.run(second)

    await is_written_at_last(world, second)


async def lost(world):
    """The second command, whose batch is carried out and whose answer nobody gets."""
    second = await second_of(world)
    world.portal.lost = [UPDATE]
    with pytest.raises(DoubtfulWrite):
        await world.run(second)
    return second


async def test_what_was_written_without_an_answer_is_nobodys_edit_where_the_next_run_does_not_come_to_look(
    world, monkeypatch
):
    second = await lost(world)
    with monkeypatch.context() as patched:
        patched.setattr(world.portal, "gather", away)
        with pytest.raises(Retryable):
            await world.run(second)

    await is_written_at_last(world, second)


@pytest.mark.parametrize("rows", [(50,), ()])
async def test_what_was_written_without_an_answer_is_nobodys_edit_where_the_rest_is_refused_then(world, rows):
    second = await lost(world)
    second = second.with_(order=second.order.with_(lines=tuple(line(total) for total in rows)))
    world.portal.rows["crm.item.productrow.list", "41"] = [{"id": 1, "ownerId": "41", **row_of(100)}]
    world.portal.deals["41"]["opportunity"] = 100
    world.portal.answers[SET] = [refused("Слишком много"), None]

    assert isinstance(await world.run(second), DealRefused)

    assert await world.read() == []


async def test_rows_that_were_written_without_an_answer_are_nobodys_edit_where_the_manager_is_refused_then(world):
    second = await lost(world)
    world.portal.deals["41"]["assignedById"] = "11"
    world.portal.answers[UPDATE] = [refused("Нет доступа"), None]

    assert isinstance(await world.run(second), DealRefused)

    assert await world.read() == []


def row_of(price):
    return {"productName": "Болт", "price": str(price), "quantity": "1", "taxRate": "22", "taxIncluded": "Y"}


async def test_a_move_waits_for_an_upsert_that_had_no_answer(world):
    second = await lost(world)
    message, before = move(41, PAID).with_(key=second.key), world.store.entities[second.key]

    with pytest.raises(Retryable, match="half made"):
        await mover(world).moved(wrap(message, source="test"), message)

    assert world.store.entities[second.key] == before  # else readers would step aside for as long as it comes again
    await is_written_at_last(world, second)


def mover(world):
    directory = DirectoryInMemory()
    deals = DealSnapshots(world.portal, directory)
    return StageWriter(
        world.portal, deals, directory, world.store, NoteWriter(world.portal, world.store, directory.stage_name)
    )
