"""A write of a deal that the portal takes in part: what it has taken is nobody's edit, and follows the order."""

import pytest

from shared.bus.errors import Retryable
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import DealChanged
from shared.messages.ring.outcomes import DealRefused, DealUpserted
from shared.messages.things import Manager, Ref
from tests.integration.b24_connector.commands import line, upsert
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]

CALLS = ("crm.item.productrow.set", "crm.item.update")


def order(title, manager, rows, edited, guid=None):
    command = upsert(rows, guid=guid, groups=tuple(OrderGroup), edited=edited)
    manager = Manager(ref=Ref(system="b24", kind="user", id=str(manager)), name="Менеджер")
    return command.with_(order=command.order.with_(title=title, manager=manager))


def standing(office, deal):
    return office.deal(deal)["title"], office.deal(deal)["assignedById"], office.rows(deal)


async def taken_in_part(office, call):
    """The portal refuses one call of two: it has taken the second title and manager, or the second rows."""
    first = order("Заказ 1", 11, [line(100)], 1)
    born = await office.upsert(first)
    await office.handle()
    office.wire.app.server.faults.order(
        {"kind": "error", "method": call, "status": 400, "code": "ERROR_CORE", "text": "Недопустимое значение"}
    )

    outcome = await office.run(order("Заказ 2", 12, [line(50)], 2, first.source.id))

    assert isinstance(outcome, DealRefused)
    return first.source.id, int(born.ref.id)


def told(office):
    return [one for one in office.facts if isinstance(one, DealChanged)]


@pytest.mark.parametrize("call", CALLS)
async def test_what_the_portal_has_taken_beside_what_it_refuses_is_told_to_nobody(office, call):
    _, deal = await taken_in_part(office, call)

    await office.look(deal)

    assert standing(office, deal) in [("Заказ 2", 12, [(100, 1)]), ("Заказ 1", 11, [(50, 1)])]
    assert told(office) == []


@pytest.mark.parametrize("call", CALLS)
async def test_what_the_portal_has_taken_beside_what_it_refuses_follows_the_order(office, call):
    guid, deal = await taken_in_part(office, call)

    outcome = await office.run(order("Заказ 3", 13, [line(70)], 3, guid))
    await office.handle()

    assert isinstance(outcome, DealUpserted)
    assert standing(office, deal) == ("Заказ 3", 13, [(70, 1)])
    assert told(office) == []


@pytest.mark.parametrize("call", CALLS)
async def test_what_the_portal_has_taken_beside_what_must_rest_is_told_to_nobody(office, call):
    first = order("Заказ 1", 11, [line(100)], 1)
    born = await office.upsert(first)
    await office.handle()
    rests = {"kind": "error", "method": call, "status": 429, "code": "OPERATION_TIME_LIMIT"}
    office.wire.app.server.faults.order(rests)

    with pytest.raises(Retryable):
        await office.run(order("Заказ 2", 12, [line(50)], 2, first.source.id))
    await office.look(int(born.ref.id))

    assert standing(office, int(born.ref.id)) in [("Заказ 2", 12, [(100, 1)]), ("Заказ 1", 11, [(50, 1)])]
    assert told(office) == []


async def test_rows_that_a_person_types_over_those_that_were_taken_are_told(office):
    guid, deal = await taken_in_part(office, "crm.item.update")
    office.listening = False
    office.set_row(deal, price=300, quantity=1)

    await office.upsert(order("Заказ 3", 13, [line(70)], 3, guid))

    assert [[row.price for row in one.order.lines] for one in told(office)] == [[300]]
