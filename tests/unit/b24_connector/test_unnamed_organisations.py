"""A deal that has an order and names no organisation of ours: nobody has moved the order to another one."""

import pytest

from services.b24_connector.reader.deals import DealReader
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.vocabulary.names import DealFields, ListField, Option
from services.b24_connector.writer.deals.context import DealContext
from services.b24_connector.writer.deals.upserts import DealWriter
from services.b24_connector.writer.deals.wanted import Translator
from services.b24_connector.writer.parties.finding import PartyFinder
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import DealUpsert
from shared.messages.things import Organisation
from tests.delivered import delivered_rules
from tests.integration.b24_connector.commands import order_ref
from tests.unit.b24_connector.deal_world import nobody, orders_read
from tests.unit.b24_connector.stand_ins import DirectoryInMemory, PortalInMemory, Published, deal_ref, deal_row
from tests.unit.b24_connector.stores import ClaimsInMemory, StoreInMemory

ORGANISATION = OrderGroup.ORGANISATION
KOVALEV, ROMASHKA = "502431000309", "7707083893"
NAMES = {"organisation": "ufOrg"}
WHOLE = DealFields(NAMES, {"organisation": ListField("7", (Option("3", KOVALEV, "ИП"), Option("4", ROMASHKA, "ООО")))})
WITHOUT_FIELD = DealFields({}, {})
WITHOUT_VALUE = DealFields(NAMES, {"organisation": ListField("7", (Option("4", ROMASHKA, "ООО"),))})
TYPED_ANEW = DealFields(
    NAMES, {"organisation": ListField("7", (Option("4", ROMASHKA, "ООО"), Option("9", KOVALEV, "ИП Ковалёв")))}
)


class World:
    """A deal of ИП Ковалёв, whom the field's third value names."""

    def __init__(self, by_value=None):
        self.portal = PortalInMemory(deals={"41": deal_row(ufOrg="3")})
        self.store, self.directory = StoreInMemory(), DirectoryInMemory()
        self.directory.fields = WHOLE
        deals = DealSnapshots(self.portal, self.directory)
        rooms = DealContext(self.portal, deals, self.directory, self.store, Published())
        rules = delivered_rules()
        self._reader = DealReader(
            self.portal, deals, self.store, rules, unset_amount=nobody, tell_sums=nobody, tell_unreadable=nobody
        )
        finder = PartyFinder(self.portal, self.directory, ClaimsInMemory())
        self._writer = DealWriter(rooms, Translator(self.directory, finder, by_value or {}))

    async def read(self, **words):
        return await orders_read(self._reader, **words)

    async def gets_order(self):
        """Let figures of its order stand in the deal."""
        await self.store.hear("deal:41", {OrderGroup.STATE: 1})

    async def of_the_order(self, inn, *, known):
        """Write the organisation that the deal's order has got in 1C, of which the deal's edit was known."""
        source = order_ref("5b1d6e0a-0000-5000-8000-00000000b042")
        stamps, ours = {ORGANISATION: Stamp(edited=known + 1, known=known)}, Organisation(inn=inn)
        order = SalesOrder(ref=deal_ref(), origin=source, groups=stamps, organisation=ours)
        await self._writer.upserted(None, DealUpsert(key="deal:41", source=source, order=order))


@pytest.fixture(name="world")
def _world():
    return World()


UNNAMED = pytest.mark.parametrize(
    ("fields", "held"),
    [(WITHOUT_FIELD, "3"), (WITHOUT_VALUE, "3"), (TYPED_ANEW, "3"), (WHOLE, "")],
    ids=["field deleted", "value deleted", "value typed anew", "field made anew"],
)


def unnamed(world, fields, held):
    world.directory.fields = fields
    world.portal.deals["41"]["ufOrg"] = held


@UNNAMED
async def test_an_order_stays_with_its_organisation_when_its_deal_names_none_any_more(world, fields, held):
    await world.read()
    await world.gets_order()
    unnamed(world, fields, held)

    edited, forced = await world.read(), await world.read(force=True)

    assert edited == []
    assert forced[0].organisation.inn == KOVALEV


@UNNAMED
async def test_an_earlier_release_has_remembered_no_organisation_and_the_order_stays_with_its_own(world, fields, held):
    await world.read()
    await world.gets_order()
    await world.store.set_fields("deal:41", {"organisation": None})
    unnamed(world, fields, held)

    edited, forced = await world.read(), await world.read(force=True)

    assert edited == []
    assert ORGANISATION not in forced[0].groups


@UNNAMED
async def test_the_organisation_that_the_deal_has_had_is_no_edit_when_it_is_named_again(world, fields, held):
    await world.read()
    await world.gets_order()
    unnamed(world, fields, held)
    await world.read()
    unnamed(world, WHOLE, "3")

    assert await world.read() == []


async def test_another_organisation_is_an_edit_also_after_none(world):
    await world.read()
    await world.gets_order()
    unnamed(world, WITHOUT_VALUE, "3")
    await world.read()
    unnamed(world, WITHOUT_VALUE, "4")

    (told,) = await world.read()

    assert told.organisation.inn == ROMASHKA
    assert ORGANISATION in told.groups


@pytest.mark.parametrize("fields", [WITHOUT_FIELD, WITHOUT_VALUE, TYPED_ANEW])
async def test_a_deal_gets_its_order_of_the_organisation_it_has_named_before_the_value_was_deleted(world, fields):
    await world.read()
    unnamed(world, fields, "3")

    edited, forced = await world.read(), await world.read(force=True)

    assert edited == []
    assert (forced[0].organisation.inn, ORGANISATION in forced[0].groups) == (KOVALEV, True)


async def test_a_deal_without_an_order_tells_that_it_names_no_organisation(world):
    await world.read()
    unnamed(world, WHOLE, "")

    (told,) = await world.read()

    assert (told.organisation, ORGANISATION in told.groups) == (None, True)


@pytest.mark.parametrize("fields", [WITHOUT_VALUE, TYPED_ANEW])
async def test_the_organisation_that_an_order_gets_is_written_where_its_deal_names_none(world, fields):
    (first,) = await world.read()
    await world.gets_order()
    unnamed(world, fields, "3")

    await world.of_the_order(ROMASHKA, known=first.groups[ORGANISATION].edited)

    assert world.portal.deals["41"]["ufOrg"] == "4"
