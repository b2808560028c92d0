"""What each reader holds back and remembers: while its record is written, and when the broker does not take a fact."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from shared.bus.errors import Retryable
from shared.bus.result import HandlerResult
from shared.messages.envelope import wrap
from shared.messages.ring.facts import ItemTouched, OrderTouched, PartnerTouched, PersonTouched, PriceTouched
from shared.messages.things import Ref
from tests.integration.onec_connector.connector import known_client, known_item
from tests.integration.onec_connector.test_items import SHOP, directory  # noqa: F401 - a fixture
from tests.integration.onec_connector.test_prices import pricing  # noqa: F401 - a fixture


@dataclass
class Record:
    """A record in 1C, and its reader.

    Args:
        reader: handles the hint.
        touch: the hint at the record.
        store: where that is.
        edit: saves it, in one of two ways.
        drop: marks it for deletion; None: this reader tells nothing of that.
        told: what a fact tells of it.
    """

    reader: Any
    touch: Any
    store: Any
    edit: Callable[[bool], Awaitable[object]]
    told: Callable[[Any], Any]
    drop: Callable[[], Awaitable[object]] | None = None

    @property
    def key(self) -> str:
        return self.touch.ref.key

    async def look(self) -> HandlerResult:
        """Read it once; the broker has not taken anything yet."""
        return await self.reader.touched(wrap(self.touch, source="test"), self.touch)

    async def read(self) -> Any:
        """Read it with a broker that takes everything; returns what is told, None for nothing."""
        done = await self.look()
        if done.then:
            await done.then()
        return self.told(done.publish[0]) if done.publish else None


def ref(kind: str, guid: str) -> Ref:
    return Ref(system="onec", kind=kind, id=guid)


async def an_order(flow, onec, company) -> Record:
    """An order of the accountant's."""
    rows = [{"item": known_item(company).guid, "quantity": 2}]
    guid = (await onec.do("orders", client=known_client(company).guid, rows=rows))["guid"]

    async def edit(more: bool) -> None:
        await onec.do(f"orders/{guid}/edit", rows=[{**rows[0], "quantity": 3 if more else 2}])

    touch = OrderTouched(ref=ref("order", guid))
    return Record(flow.flow.reader, touch, flow.flow.store, edit, lambda fact: fact.order)


async def a_partner(flow, onec, _company) -> Record:
    guid = (await onec.do("partners", name="Ромашка", inn="7707083893", kpp="773601001"))["partner"]

    async def edit(more: bool) -> None:
        await flow.edit("Catalog_Партнеры", guid, Description="Весна" if more else "Ромашка")

    async def drop() -> None:
        await flow.edit("Catalog_Партнеры", guid, DeletionMark=True)

    touch = PartnerTouched(ref=ref("partner", guid))
    return Record(flow.flow.reader, touch, flow.flow.store, edit, lambda fact: fact.company, drop)


async def a_person(flow, onec, _company) -> Record:
    _, guid = await flow.typed("Петрова Анна Ивановна")

    async def edit(more: bool) -> None:
        await flow.edit(guid, Description="Весна Анна Ивановна" if more else "Петрова Анна Ивановна")

    async def drop() -> None:
        await flow.edit(guid, DeletionMark=True)

    touch = PersonTouched(ref=ref("contact_person", guid))
    return Record(flow.flow.reader, touch, flow.flow.store, edit, lambda fact: fact.contact, drop)


async def an_item(flow, onec, _company) -> Record:
    group = (await onec.do("item_groups", name=SHOP))["group"]
    guid = (await onec.do("items", name="Болт М99", group=group))["item"]

    async def edit(more: bool) -> None:
        await onec.do("items", guid=guid, name="Винт М99" if more else "Болт М99", group=group)

    touch = ItemTouched(ref=ref("item", guid))
    return Record(flow.flow.reader, touch, flow.flow.store, edit, lambda fact: fact.product)


async def a_price(flow, onec, _company) -> Record:
    group = (await onec.do("item_groups", name=SHOP))["group"]
    kind = (await onec.do("price_kinds", name="Витрина"))["kind"]
    item = await flow.item(name="Болт М99", group=group)
    document = await flow.priced(item, kind, "10")

    async def edit(more: bool) -> None:
        await flow.priced(item, kind, "12" if more else "10", guid=document)

    touch = PriceTouched(ref=ref("price", item))
    return Record(flow.prices.reader, touch, flow.prices.store, edit, lambda fact: fact.prices)


ROOMS = {
    "connector": an_order,
    "party_directory": a_partner,
    "person_directory": a_person,
    "directory": an_item,
    "pricing": a_price,
}


@pytest.fixture(params=ROOMS)
def make(request, onec, company) -> Callable[[], Awaitable[Record]]:
    flow = request.getfixturevalue(request.param)
    return lambda: ROOMS[request.param](flow, onec, company)


async def test_half_of_a_write_is_not_published(make):
    record = await make()
    await record.read()
    await record.edit(True)
    await record.store.begin_write(record.key)

    with pytest.raises(Retryable):
        await record.look()


async def test_every_edit_gets_a_higher_number_than_the_one_before(make):
    record = await make()
    first = await record.read()
    await record.edit(True)

    second = await record.read()

    assert max(one.edited for one in second.groups.values()) > max(one.edited for one in first.groups.values())


async def test_a_value_taken_back_after_its_publication_was_not_remembered_is_published_again(make):
    record = await make()
    await record.read()
    await record.edit(True)
    await record.look()  # the broker has it, and the process died before it could remember
    await record.edit(False)

    assert await record.read() is not None


async def test_a_fact_that_the_broker_did_not_take_is_published_by_the_next_look(make):
    record = await make()
    await record.look()

    assert await record.read() is not None


@pytest.mark.parametrize("make", ["party_directory", "person_directory"], indirect=True)
async def test_a_deletion_that_the_broker_did_not_take_is_published_by_the_next_look(make):
    record = await make()
    await record.read()
    await record.drop()
    await record.look()

    assert await record.read() is not None
