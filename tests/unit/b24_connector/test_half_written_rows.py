"""Rows of a deal of which the portal has kept a part: nobody's edit, until a person changes what it has kept."""

from dataclasses import replace

import pytest

from services.b24_connector.memory.deal import HALF_WRITTEN
from services.b24_connector.portal.errors import PortalFault, PortalRestsError
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.entities import GroupDoc
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.outcomes import DealRefused
from shared.messages.things import Manager, Ref
from tests.integration.b24_connector.commands import deal_ref, line, upsert
from tests.unit.b24_connector.deal_world import World
from tests.unit.b24_connector.stand_ins import refused

ROWS, MANAGER, HEADER = OrderGroup.ROWS, OrderGroup.MANAGER, OrderGroup.HEADER


@pytest.fixture(name="world")
def _world():
    return World()


def keeping_one(world):
    def keeps_one(params):
        rows = [{**params["productRows"][1], "id": 1, "ownerId": "41"}]
        world.portal.rows["crm.item.productrow.list", "41"] = rows
        return {"productRows": rows}

    return keeps_one


async def half_written(world, *, times=1):
    """The command whose rows the portal has kept in part."""
    first = upsert([line(100)])
    await world.run(first)
    both = upsert([line(100), line(50, name="Гайка")], guid=first.source.id, edited=2)
    world.portal.answers["crm.item.productrow.set"] = [*(keeping_one(world) for _ in range(times)), None]
    for _ in range(times):
        with pytest.raises(DoubtfulWrite):
            await world.run(both)
    return both


@pytest.mark.parametrize("times", [1, 2])
async def test_rows_of_which_the_portal_kept_a_part_are_written_again_and_are_nobodys_edit(world, times):
    both = await half_written(world, times=times)

    await world.run(both)

    assert len(world.portal.rows["crm.item.productrow.list", "41"]) == 2
    assert world.published == []
    assert world.store.entities[both.key].writing is None
    assert world.store.entities[both.key].groups[OrderGroup.ROWS].known == 2


@pytest.mark.parametrize("by", ["the same command", "a newer command"])
async def test_a_row_that_a_manager_edits_among_half_written_ones_is_told_and_not_overwritten(world, by):
    both = await half_written(world)
    (row,) = world.portal.rows["crm.item.productrow.list", "41"]
    world.portal.rows["crm.item.productrow.list", "41"] = [{**row, "price": "70"}]
    if by == "a newer command":
        both = upsert([line(100), line(60, name="Гайка")], guid=both.source.id, edited=3)

    with pytest.raises(Retryable):
        await world.run(both)

    assert [one["price"] for one in world.portal.rows["crm.item.productrow.list", "41"]] == ["70"]
    assert world.published == [DealTouched(ref=deal_ref(41))]
    assert world.store.entities[both.key].writing is None


def remembered(world, key):
    """What stands in the rows, as a reader compares it."""
    entity = world.store.entities[key]
    return entity.writing, entity.groups[OrderGroup.ROWS].digest


async def test_half_of_the_rows_is_not_read_as_an_edit_where_the_deal_gets_another_manager():
    ivanov = Manager(ref=Ref(system="b24", kind="user", id="12"), name="Иванов Иван", email="ivanov@example.ru")
    world = World(users=[ivanov])
    both = await half_written(world)
    known = world.store.entities[both.key]
    kept, groups = (
        known.writing.memo[OrderGroup.ROWS],
        {**known.groups, OrderGroup.MANAGER: GroupDoc(digest="another manager")},
    )
    world.store.entities[both.key] = replace(known, groups=groups)
    stamps = {**both.order.groups, OrderGroup.MANAGER: Stamp(edited=2)}

    with pytest.raises(Retryable):
        await world.run(both.with_(order=both.order.with_(groups=stamps, manager=ivanov)))

    assert remembered(world, both.key) == (None, kept)


async def test_half_of_the_rows_is_not_read_as_an_edit_where_the_portal_refuses_the_rest(world):
    both = await half_written(world)
    kept = world.store.entities[both.key].writing.memo[OrderGroup.ROWS]
    assert world.store.entities[both.key].writing.step == HALF_WRITTEN
    world.portal.answers["crm.item.productrow.set"] = [refused("Слишком много"), None]

    assert isinstance(await world.run(both), DealRefused)

    assert remembered(world, both.key) == (None, kept)


USERS = [
    Manager(ref=Ref(system="b24", kind="user", id=id_), name=f"Менеджер {id_}", email=f"{id_}@example.ru")
    for id_ in ("11", "12", "13")
]


def whole(rows, *, manager, title, guid=None, edited=1):
    command = upsert(rows, guid=guid, groups=(ROWS, MANAGER, HEADER), edited=edited)
    return command.with_(order=command.order.with_(manager=USERS[manager], title=title))


async def taken_beside_half(times=1):
    """The second title and the second manager are in the deal, and half of the second rows."""
    world = World(users=USERS)
    first = whole([line(100)], manager=0, title="Заказ 1")
    await world.run(first)
    world.portal.answers["crm.item.productrow.set"] = [*(keeping_one(world) for _ in range(times)), None]
    second = whole([line(100), line(50)], manager=1, title="Заказ 2", guid=first.source.id, edited=2)
    for _ in range(times):
        with pytest.raises(DoubtfulWrite):
            await world.run(second)
    return world, second


@pytest.mark.parametrize("times", [1, 2])
async def test_what_was_taken_beside_half_of_the_rows_follows_the_order(times):
    world, second = await taken_beside_half(times)

    await world.run(whole([line(70)], manager=2, title="Заказ 3", guid=second.source.id, edited=3))

    deal = world.portal.deals["41"]
    assert (deal["title"], deal["assignedById"]) == ("Заказ 3", "13")
    assert world.published == []


async def test_what_was_taken_beside_half_of_the_rows_is_not_read_as_an_edit_where_a_person_types_a_row():
    world, second = await taken_beside_half()
    taken = world.store.entities[second.key].writing.memo[MANAGER]
    (row,) = world.portal.rows["crm.item.productrow.list", "41"]
    world.portal.rows["crm.item.productrow.list", "41"] = [{**row, "price": "70"}]

    with pytest.raises(Retryable):
        await world.run(second)

    assert world.store.entities[second.key].groups[MANAGER].digest == taken


async def test_a_manager_whom_a_person_names_after_half_of_a_write_is_told():
    world, second = await taken_beside_half()
    world.portal.deals["41"]["assignedById"] = "11"

    with pytest.raises(Retryable):
        await world.run(second)

    assert world.portal.deals["41"]["assignedById"] == "11"
    assert world.published == [DealTouched(ref=deal_ref(41))]


async def test_half_of_the_rows_that_an_earlier_version_has_noted_is_nobodys_edit(world):
    both = await half_written(world)
    known = world.store.entities[both.key]
    writing = replace(known.writing, memo=known.writing.memo[OrderGroup.ROWS])
    world.store.entities[both.key] = replace(known, writing=writing)

    await world.run(both)

    assert len(world.portal.rows["crm.item.productrow.list", "41"]) == 2
    assert world.published == []


RESTS = PortalRestsError(PortalFault("crm.item.update", "OPERATION_TIME_LIMIT", "", write=True), 10)


def second_order(guid, *, currency="RUB"):
    command = whole([line(100), line(50, name="Гайка")], manager=1, title="Заказ 2", guid=guid, edited=2)
    return command.with_(order=command.order.with_(currency=currency))


async def rows_beside(failure, *, keeps=None, currency="RUB"):
    """The portal takes the second rows, or a part of them, and fails with all that was sent beside them."""
    world = World(users=USERS)
    first = whole([line(100)], manager=0, title="Заказ 1")
    await world.run(first)
    world.portal.answers["crm.item.update"] = [failure, None, None]
    if keeps:
        world.portal.answers["crm.item.productrow.set"] = [keeps(world), None]
    second = second_order(first.source.id, currency=currency)
    if isinstance(failure, Retryable):
        with pytest.raises(Retryable):
            await world.run(second)
        return world, second, None
    return world, second, await world.run(second)


@pytest.mark.parametrize("failure", [refused("Заполните склад"), RESTS])
@pytest.mark.parametrize("keeps", [None, keeping_one])
@pytest.mark.parametrize("currency", ["RUB", "USD"])
async def test_rows_that_were_taken_beside_what_failed_are_nobodys_edit(failure, keeps, currency):
    world, second, _ = await rows_beside(failure, keeps=keeps, currency=currency)
    assert world.store.entities[second.key].writing is None

    await world.run(second)

    deal = world.portal.deals["41"]
    assert (deal["title"], deal["assignedById"], deal["currencyId"]) == ("Заказ 2", "12", currency)
    assert len(world.portal.rows["crm.item.productrow.list", "41"]) == 2
    assert world.published == []


async def test_rows_that_were_removed_before_what_failed_are_nobodys_edit():
    world = World(users=USERS)
    first = whole([line(100)], manager=0, title="Заказ 1")
    await world.run(first)
    world.portal.answers["crm.item.update"] = [RESTS, None]
    world.portal.answers["crm.item.get"] = [RESTS, None]
    none = whole([], manager=1, title="Заказ 2", guid=first.source.id, edited=2)

    with pytest.raises(Retryable):
        await world.run(none)
    await world.run(whole([line(70)], manager=2, title="Заказ 3", guid=first.source.id, edited=3))

    assert [row["price"] for row in world.portal.rows["crm.item.productrow.list", "41"]] == ["70"]
    assert world.published == []


async def test_what_was_taken_before_the_amount_failed_is_nobodys_edit():
    world = World(users=USERS)
    first = whole([line(100)], manager=0, title="Заказ 1")
    await world.run(first)
    world.portal.answers["crm.item.update"] = [None, RESTS, None, None]
    world.portal.answers["crm.item.get"] = [
        lambda _: {"item": {**world.portal.deals["41"], "opportunity": "149.99"}},
        None,
    ]

    with pytest.raises(Retryable):
        await world.run(second_order(first.source.id))
    await world.run(whole([line(70)], manager=2, title="Заказ 3", guid=first.source.id, edited=3))

    deal = world.portal.deals["41"]
    assert (deal["title"], deal["assignedById"], deal["opportunity"]) == ("Заказ 3", "13", 70)
    assert world.published == []


async def test_a_manager_reads_that_a_part_of_the_order_is_in_the_deal():
    _, _, outcome = await rows_beside(refused("Заполните склад"), keeps=keeping_one)

    (told,) = outcome.told
    assert told.text.startswith("Изменения заказа ТД00-000018 попали в сделку не полностью: Битрикс24 не разрешает")
    assert told.text.endswith("После исправления сделка изменится сама.")


async def test_a_deal_that_was_created_without_its_rows_is_told_of_in_the_deal(world):
    world.portal.answers["crm.item.productrow.set"] = [refused("Слишком много"), None]

    outcome = await world.run(upsert([line(100)]))

    (told,) = outcome.told
    assert outcome.ref == deal_ref(41)
    assert told.text.startswith("Сделка по заказу ТД00-000018 создана не полностью: Битрикс24 не разрешает")
    assert told.text.endswith("После исправления сделка изменится сама.")
