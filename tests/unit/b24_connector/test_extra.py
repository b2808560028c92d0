"""The customer's extra fields of a deal: told, written, contested, missing."""

import pytest

from services.b24_connector.reader.deals import DealReader
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.vocabulary.deals import published_groups, select_of
from services.b24_connector.vocabulary.extra import DealExtra, extra_of
from services.b24_connector.vocabulary.names import DealFields
from services.b24_connector.writer.deals.amount import AmountWriter
from services.b24_connector.writer.deals.context import DealContext
from services.b24_connector.writer.deals.upserts import DealWriter
from services.b24_connector.writer.deals.wanted import Translator
from services.b24_connector.writer.failures import DealFailures
from services.b24_connector.writer.invoices import SumTeller
from services.b24_connector.writer.notes import NoteWriter
from services.b24_connector.writer.parties.finding import PartyFinder
from shared.bus.errors import Retryable
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import DealUpsert
from shared.rules.fields import FieldRow
from tests.delivered import delivered_rules
from tests.integration.b24_connector.commands import order_ref
from tests.unit.b24_connector.deal_world import orders_read
from tests.unit.b24_connector.stand_ins import DirectoryInMemory, PortalInMemory, Published, deal_ref, deal_row
from tests.unit.b24_connector.stores import ClaimsInMemory, StoreInMemory

EXTRA = OrderGroup.EXTRA
ROWS = {
    "delivery": FieldRow(deal="UF_CRM_DELIVERY", order="АдресДоставки", type="text", direction="b24→1c"),
    "weight": FieldRow(deal="UF_CRM_WEIGHT", additional="Вес", type="number", direction="both"),
    "passed": FieldRow(deal="UF_CRM_PASSED", additional="Передан на склад", type="yes_no", direction="1c→b24"),
}
PLACES = {"delivery": "ufCrmDelivery", "weight": "ufCrmWeight", "passed": "ufCrmPassed"}


class World:
    def __init__(self, table):
        self.portal, self.store, self.published = PortalInMemory(deals={"41": deal_row()}), StoreInMemory(), Published()
        directory = self._directory = DirectoryInMemory()
        self.has_table(table)
        deals = DealSnapshots(self.portal, directory)
        rooms = DealContext(self.portal, deals, directory, self.store, self.published)
        rules, unset = delivered_rules(), AmountWriter(self.portal, self.store).unset
        notes = NoteWriter(self.portal, self.store, str)
        self._reader = DealReader(
            self.portal,
            deals,
            self.store,
            rules,
            unset_amount=unset,
            tell_sums=SumTeller(notes, DealFields, 0).tell,
            tell_unreadable=DealFailures(deals, self.store, notes).tell_unreadable,
        )
        self._writer = DealWriter(rooms, Translator(directory, PartyFinder(self.portal, directory, ClaimsInMemory())))

    def has_table(self, table):
        self._directory.fields = DealFields(extra=table)

    def edit(self, **values):
        self.portal.deals["41"] |= values

    async def read(self, **words):
        return await orders_read(self._reader, **words)

    async def write(self, *, edited=1, known=0, **extra):
        source = order_ref("5b1d6e0a-0000-5000-8000-00000000b042")
        stamps = {EXTRA: Stamp(edited=edited, known=known)}
        order = SalesOrder(ref=deal_ref(), origin=source, number="ТД00-000018", groups=stamps, extra=extra)
        done = await self._writer.upserted(None, DealUpsert(key="deal:41", source=source, order=order))
        return done.publish[0]


@pytest.fixture(name="world")
def _world():
    return World(DealExtra(ROWS, PLACES))


def described(**types):
    return {
        PLACES[name]: {"upperName": ROWS[name].deal, "type": kind, "isMultiple": kind == "many"}
        for name, kind in types.items()
    }


def test_the_table_is_found_by_the_names_the_portal_stores_and_by_type():
    found = extra_of(described(delivery="string", weight="string", passed="boolean"), ROWS)

    assert found.places == {"delivery": "ufCrmDelivery", "passed": "ufCrmPassed"}
    assert (found.missing, found.unfit) == (("weight",), {"weight": "string"})


def test_a_side_publishes_the_group_only_where_a_line_goes_out():
    incoming = DealExtra({"passed": ROWS["passed"]}, PLACES)

    assert EXTRA in published_groups("order:5b1d", DealExtra(ROWS, PLACES))
    assert EXTRA not in published_groups("deal:41", incoming)
    assert "ufCrmPassed" in select_of(DealFields(extra=incoming))


async def test_a_deal_whose_extra_fields_are_empty_says_nothing_of_them(world):
    (order,) = await world.read()

    assert EXTRA not in order.groups


async def test_values_that_go_out_are_told_and_no_others(world):
    world.edit(ufCrmDelivery=" Москва, Ленина 2 ", ufCrmWeight="12.50", ufCrmPassed="Y")

    (order,) = await world.read()

    assert order.extra == {"delivery": "Москва, Ленина 2", "weight": "12.5"}
    assert EXTRA in order.groups


async def test_a_field_that_is_filled_and_emptied_is_told_both_times_and_ever_after(world):
    await world.read()
    world.edit(ufCrmDelivery="Москва")
    (filled,) = await world.read()
    world.edit(ufCrmDelivery="")

    (emptied,) = await world.read()
    (again,) = await world.read(force=True)

    assert (filled.extra, emptied.extra, again.extra) == ({"delivery": "Москва"}, {"delivery": ""}, {"delivery": ""})
    assert emptied.groups[EXTRA].edited > filled.groups[EXTRA].edited
    assert await world.read() == []


async def test_an_orders_values_are_written_and_are_nobodys_edit(world):
    await world.read()

    outcome = await world.write(weight="7", passed="yes", delivery="не из этой стороны")

    assert (world.portal.deals["41"]["ufCrmWeight"], world.portal.deals["41"]["ufCrmPassed"]) == ("7", "Y")
    assert "ufCrmDelivery" not in world.portal.deals["41"]
    assert outcome.told == ()
    assert await world.read() == []


async def test_what_the_bus_wrote_and_a_person_emptied_is_told_as_empty(world):
    await world.read()
    await world.write(weight="7")
    world.edit(ufCrmWeight=None)

    (order,) = await world.read()

    assert order.extra == {"weight": ""}


async def test_an_edit_of_a_person_is_published_before_an_orders_value_is_written(world):
    await world.read()
    world.edit(ufCrmWeight="9")

    with pytest.raises(Retryable):
        await world.write(weight="7")

    assert [one.ref for one in world.published] == [deal_ref()]
    assert world.portal.deals["41"]["ufCrmWeight"] == "9"


async def test_a_value_that_is_not_of_the_type_is_told_and_left_out(world):
    await world.read()

    outcome = await world.write(weight="12 кг", passed="yes")

    assert "ufCrmWeight" not in world.portal.deals["41"]
    assert [told.text for told in outcome.told] == [
        "Поле сделки для «Вес» не изменено: в заказе «12 кг», это не число; исправьте значение в заказе."
    ]


async def test_a_value_for_a_field_the_portal_lacks_is_told():
    world = World(DealExtra(ROWS, {"delivery": "ufCrmDelivery"}))
    await world.read()

    outcome = await world.write(weight="7", passed="")

    assert ["UF_CRM_WEIGHT" in told.text and "администратору" in told.text for told in outcome.told] == [True]


async def test_a_value_that_is_not_of_the_type_stays_in_the_order_when_another_field_is_edited(world):
    await world.read()
    await world.write(weight="12 кг")
    world.edit(ufCrmDelivery="Москва")

    (order,) = await world.read()

    assert order.extra == {"delivery": "Москва"}


async def test_a_value_stays_in_the_order_when_the_portal_gets_the_field_for_it():
    world = World(DealExtra(ROWS, {"delivery": "ufCrmDelivery"}))
    await world.read()
    await world.write(weight="7")
    world.has_table(DealExtra(ROWS, PLACES))
    world.edit(ufCrmDelivery="Москва")

    (order,) = await world.read()

    assert order.extra == {"delivery": "Москва"}
