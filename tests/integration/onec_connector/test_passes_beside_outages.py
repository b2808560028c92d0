"""A look at 1C that could not publish finds the same again: its marks move only behind what the broker has."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.bus.errors import Retryable
from tests.integration.onec_connector.connector import accountants_order
from tests.integration.onec_connector.polling import poller_of, touched_orders
from tests.integration.onec_connector.test_items import SHOP, directory  # noqa: F401 - a fixture
from tests.integration.onec_connector.test_prices import pricing  # noqa: F401 - a fixture
from tests.unit.b24_connector.stand_ins import Published


async def without_a_broker(monkeypatch, sender, look) -> None:
    """Run a look while the broker is away."""
    with monkeypatch.context() as away:
        away.setattr(sender, "_publish", Published(broken=Retryable("the broker is away")))
        with pytest.raises(Retryable):
            await look()


async def a_partner(_flow, onec) -> str:
    return (await onec.do("partners", name="Ромашка", inn="7707083893", kpp="773601001"))["partner"]


async def a_person(flow, onec) -> str:
    _, person = await flow.typed()
    await flow.partners.look.look()
    return person


async def an_item(_flow, onec) -> str:
    group = (await onec.do("item_groups", name=SHOP))["group"]
    return (await onec.do("items", name="Болт М99", group=group))["item"]


async def a_price(flow, onec) -> str:
    group = (await onec.do("item_groups", name=SHOP))["group"]
    kind = (await onec.do("price_kinds", name="Витрина"))["kind"]
    await onec.do("price_kinds", name="Опт без НДС", vat_included=False)
    item = await flow.item(name="Болт М99", group=group)
    await flow.priced(item, kind, "10")
    return item


PASSES = {
    "party_directory": (a_partner, "partner"),
    "person_directory": (a_person, "contact_person"),
    "directory": (an_item, "item"),
    "pricing": (a_price, "price"),
}


@pytest.fixture(params=PASSES)
def passing(request, monkeypatch):
    """A flow with its pass, what makes a record that the pass finds, and the kind of that."""
    flow = request.getfixturevalue(request.param)
    rooms = flow.prices if request.param == "pricing" else flow.flow
    rooms.pace._patience_s = 0.1  # hints that nobody sent are taken by nobody
    monkeypatch.setattr("services.onec_connector.intake.prices._WHOLE_S", 0)
    return (flow, rooms, *PASSES[request.param])


async def touched(flow, rooms) -> list[str]:
    flow.hints.clear()
    await rooms.look.look()
    return [hint.ref.id for hint in flow.hints]


async def test_records_whose_touches_the_broker_did_not_take_are_touched_by_the_next_pass(passing, onec, monkeypatch):
    flow, rooms, make, _ = passing
    record = await make(flow, onec)

    await without_a_broker(monkeypatch, rooms.pace, rooms.look.look)

    assert record in await touched(flow, rooms)


async def test_deletions_that_the_broker_did_not_take_are_found_by_the_next_pass(passing, onec, monkeypatch):
    flow, rooms, make, kind = passing
    await make(flow, onec)
    await rooms.look.look()
    gone = str(uuid4())
    await rooms.look._seen.note({f"{kind}:{gone}": "as it was seen before"})

    await without_a_broker(monkeypatch, rooms.pace, rooms.look.look)

    assert await touched(flow, rooms) == [gone]


async def test_an_order_whose_touch_the_broker_did_not_take_is_touched_by_the_next_look(
    connector, onec, company, database_of, monkeypatch
):
    poller, published = poller_of(connector, database_of)
    order = await accountants_order(onec, company)

    await without_a_broker(monkeypatch, poller, poller.hot)
    await poller.hot()

    assert touched_orders(published) == [order]


@pytest.mark.parametrize("seen", [True, False], ids=["figures seen", "figures never seen"])
async def test_a_payment_whose_touch_the_broker_did_not_take_is_touched_by_the_next_look(
    connector, onec, company, database_of, monkeypatch, seen
):
    poller, published = poller_of(connector, database_of)
    order = await accountants_order(onec, company)
    await poller.documents(timedelta(days=3))
    if not seen:
        await database_of.seen_onec.update_one({"_id": order}, {"$unset": {"figures": ""}})
    touched_orders(published)
    await onec.do(f"orders/{order}/pay", percent=50)

    await without_a_broker(monkeypatch, poller, poller.open)
    await poller.open()

    assert touched_orders(published) == [order]


async def test_a_deletion_whose_touch_the_broker_did_not_take_is_touched_by_the_next_look(
    connector, onec, company, database_of, monkeypatch
):
    poller, published = poller_of(connector, database_of)
    order = await accountants_order(onec, company)
    await onec.do(f"orders/{order}/unpost")
    await poller.hot()
    touched_orders(published)
    await onec.do(f"orders/{order}/delete")

    await without_a_broker(monkeypatch, poller, poller.hot)
    await poller.hot()

    assert touched_orders(published) == [order]


async def test_figures_that_1c_does_not_recalculate_are_told_by_the_next_look_where_the_broker_did_not_take_them(
    connector, onec, company, database_of, monkeypatch
):
    poller, published = poller_of(connector, database_of)
    order = await accountants_order(onec, company)
    await connector.touch(order)
    await poller.hot()
    touched_orders(published)
    entity = await connector.flow.store.find(order)
    long_ago = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=6)
    await connector.flow.store.set_fields(entity.key, {"provisional_since": long_ago})

    await without_a_broker(monkeypatch, poller, poller.hot)
    await poller.hot()

    assert touched_orders(published) == [order]
