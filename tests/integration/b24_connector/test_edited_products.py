"""People edit products that 1C fills: what the rules let them edit is told, all else is put back and said so."""

from dataclasses import replace

import pytest

from sandbox.portal.control import directory
from services.b24_connector.intake.products import ProductSweeper
from services.b24_connector.writer.weighing.products import ProductScales
from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.product import ProductGroup
from shared.messages.ring.commands import ProductNote
from shared.messages.ring.facts import ItemTouched, ProductChanged, ProductTouched
from shared.messages.ring.outcomes import ProductRefused
from shared.messages.ring.told import Told
from shared.messages.things import Ref
from tests.integration.b24_connector.catalogue_shop import onec, opened_shop
from tests.unit.b24_connector.test_sweep import CursorsInMemory

SIDOROV = 3
METRES, KILOGRAMS = 1, 4


@pytest.fixture
async def shop():
    async with opened_shop() as shop:
        shop.be_ruled(owners={"name": "b24"})
        yield shop


@pytest.fixture
async def bolt(shop) -> str:
    """The id of the product of item 1."""
    return (await shop.item(1, name="Болт М8")).ref.id


def edit(shop, product: str, **words) -> None:
    directory.edit_product(shop.simulated, int(product), {"by": SIDOROV, **words})


def rung(shop) -> list[tuple[int, str]]:
    return [(one["user"], one["message"]) for one in shop.simulated.table("notice")]


async def looked(shop, product: str, *, force: bool = False, dies: bool = False):
    """Look at a product; with `dies`, the process ends before it remembers what the broker has."""
    hint = ProductTouched(ref=Ref(system="b24", kind="product", id=product), force=force)
    done = await shop.reader.touched(wrap(hint, source="test"), hint)
    if done.then and not dies:
        await done.then()
    return list(done.publish)


async def test_an_edited_name_is_told_once_with_its_number_and_the_item_it_is_of(shop, bolt):
    edit(shop, bolt, name="Болт М8 оцинкованный")

    (told,), again = await looked(shop, bolt), await looked(shop, bolt)

    assert isinstance(told, ProductChanged)
    assert (told.ref.key, told.product.name) == (f"product:{bolt}", "Болт М8 оцинкованный")
    assert (told.product.external_code, set(told.product.groups)) == (onec("item", 1).id, {ProductGroup.NAME})
    stamp = told.product.groups[ProductGroup.NAME]
    assert (stamp.edited > 0, stamp.known, again) == (True, shop.version, [])


async def test_what_the_bus_has_written_is_nobodys_edit(shop, bolt):
    await shop.item(1, name="Болт М10", unit="166")

    assert await looked(shop, bolt) == []


async def test_a_product_that_was_found_equal_is_nobodys_edit_either(shop):
    found = shop.typed(name="Гайка", xmlId=onec("item", 2).id)
    await shop.item(2, name="Гайка")

    assert await looked(shop, str(found)) == []


async def test_an_unheard_edit_is_told_before_1c_writes_over_it(shop, bolt):
    edit(shop, bolt, name="Болт М8 оцинкованный")

    with pytest.raises(Retryable):
        await shop.item(1, name="Болт М10")

    assert [one.subject for one in shop.heard] == [f"product:{bolt}"]
    assert shop.shelf[0]["name"] == "Болт М8 оцинкованный"


async def test_an_older_value_of_1c_is_not_written_over_an_edit_that_was_told(shop, bolt):
    edit(shop, bolt, name="Болт М8 оцинкованный")
    await looked(shop, bolt)

    await shop.item(1, name="Болт М10")

    assert shop.shelf[0]["name"] == "Болт М8 оцинкованный"


async def test_an_edit_of_the_unit_that_the_rules_leave_to_1c_is_put_back_and_its_editor_told(shop, bolt):
    edit(shop, bolt, fields={"measure": METRES})

    asked = await looked(shop, bolt)
    await shop.item(1, name="Болт М8", again=True)

    assert [(type(one), one.ref, one.force) for one in asked] == [(ItemTouched, onec("item", 1), True)]
    assert shop.shelf[0]["measure"] != METRES
    ((person, text),) = rung(shop)
    assert (person, "ваша правка (единица измерения) заменена значением из 1С" in text) == (SIDOROV, True)
    assert await looked(shop, bolt) == []


async def test_an_edit_that_was_put_back_by_a_run_that_died_is_said_to_its_editor_all_the_same(shop, bolt):
    edit(shop, bolt, fields={"measure": METRES})
    await looked(shop, bolt)
    shop.wire.dies_at = "catalog.product.update"

    with pytest.raises(Retryable):
        await shop.item(1, name="Болт М8", again=True)
    for _ in range(2):
        await shop.item(1, name="Болт М8", again=True)

    ((person, text),) = rung(shop)
    assert (person, "ваша правка (единица измерения) заменена значением из 1С" in text) == (SIDOROV, True)


async def test_an_edit_that_the_portal_does_not_let_be_put_back_is_not_said_to_be(shop, bolt):
    was = shop.shelf[0]["measure"]
    edit(shop, bolt, fields={"measure": METRES})
    await looked(shop, bolt)
    shop.refuses("catalog.product.update")

    refused = await shop.item(1, name="Болт М8", again=True)
    edit(shop, bolt, fields={"measure": was})
    await shop.item(1, name="Болт М8", again=True)

    assert (type(refused), rung(shop)) == (ProductRefused, [])


async def test_an_edit_of_1c_over_what_nobody_has_edited_is_said_to_nobody(shop, bolt):
    await shop.item(1, name="Болт М10", unit="166")

    assert (shop.shelf[0]["name"], rung(shop)) == ("Болт М10", [])


async def test_both_edits_of_one_look_go_where_the_rules_say(shop, bolt):
    edit(shop, bolt, name="Болт", fields={"measure": METRES})

    told = await looked(shop, bolt)

    assert [type(one) for one in told] == [ProductChanged, ItemTouched]


async def test_a_product_with_variations_says_its_name_alone_and_a_variation_nothing(shop):
    shop.be_ruled(owners={"name": "b24", "unit": "b24"})
    parent = (await shop.parent(1)).ref.id
    variation = (await shop.variation(1)).ref.id
    edit(shop, parent, name="Майка")
    edit(shop, variation, name="Майка красная")

    (told,) = await looked(shop, parent)

    assert (set(told.product.groups), told.product.has_variations) == ({ProductGroup.NAME}, True)
    assert await looked(shop, variation) == []


async def test_the_sweep_touches_edited_products_and_not_what_the_bus_has_written(shop, bolt):
    hints: list[ProductTouched] = []

    async def publish(*messages) -> None:
        hints.extend(messages)

    sweep = ProductSweeper(
        shop.portal, shop.catalogue, CursorsInMemory(), publish, concerned=shop.reader.concerned, every_s=60
    )
    await sweep.sweep()
    shop.simulated.clock.advance(120)
    nut = (await shop.item(2, name="Гайка")).ref.id
    edit(shop, bolt, name="Болт М8 оцинкованный")
    shop.simulated.clock.advance(120)
    await sweep.sweep()

    assert [one.ref.id for one in hints] == [bolt]
    assert nut != bolt


async def test_a_note_goes_to_the_bell_of_whoever_edited_the_product_last(shop, bolt):
    edit(shop, bolt, name="Болт")
    ref = Ref(system="b24", kind="product", id=bolt)
    note = ProductNote(key="item:1", source=ref, product=ref, told=(Told(topic="conflict", text="В 1С было «Винт»."),))
    handlers = {one.message: one.handler for one in shop.writer.handlers()}

    await handlers[ProductNote](wrap(note, source="test"), note)

    assert rung(shop) == [(SIDOROV, "В 1С было «Винт».")]


async def test_a_forced_look_repeats_the_numbers_that_were_told(shop, bolt):
    edit(shop, bolt, name="Болт")
    (first,) = await looked(shop, bolt)

    (again,) = await looked(shop, bolt, force=True)

    assert again.product.groups == first.product.groups
    assert first.product.groups[ProductGroup.NAME] != Stamp()


async def test_half_of_a_write_is_not_published(shop, bolt):
    edit(shop, bolt, name="Болт")
    await shop.products.begin_write(onec("item", 1).key)

    with pytest.raises(Retryable, match="being written"):
        await looked(shop, bolt)


async def test_every_edit_gets_a_higher_number_than_the_one_before(shop, bolt):
    edit(shop, bolt, name="Болт")
    (first,) = await looked(shop, bolt)
    edit(shop, bolt, name="Болтик")

    (second,) = await looked(shop, bolt)

    name = ProductGroup.NAME
    assert second.product.groups[name].edited > first.product.groups[name].edited


async def test_a_value_taken_back_after_its_publication_was_not_remembered_is_published_again(shop, bolt):
    edit(shop, bolt, name="Болт")
    await looked(shop, bolt)
    edit(shop, bolt, name="Болтик")
    await looked(shop, bolt, dies=True)
    edit(shop, bolt, name="Болт")

    assert [one.product.name for one in await looked(shop, bolt)] == ["Болт"]


async def test_an_edit_that_the_broker_did_not_take_is_published_by_the_next_look(shop, bolt):
    edit(shop, bolt, name="Болт")
    await looked(shop, bolt, dies=True)

    assert len(await looked(shop, bolt)) == 1


async def test_a_group_that_was_stopped_is_not_written(shop, bolt):
    known = shop.products.entities[onec("item", 1).key]
    shop.products.entities[known.key] = replace(known, frozen=frozenset({"name"}))

    await shop.item(1, name="Болт М10", unit="166")

    assert (shop.shelf[0]["name"], shop.shelf[0]["measure"]) == ("Болт М8", KILOGRAMS)


async def test_what_a_person_has_decided_for_the_portal_is_told_as_if_just_edited(shop, bolt):
    ref = Ref(system="b24", kind="product", id=bolt)
    hint = ProductTouched(ref=ref, asserted={"name": 77})

    done = await shop.reader.touched(wrap(hint, source="test"), hint)

    stamp = done.publish[0].product.groups[ProductGroup.NAME]
    assert (stamp.known, stamp.edited > 0) == (77, True)
    assert shop.products.entities[onec("item", 1).key].groups[ProductGroup.NAME].known == 77


async def test_while_a_product_is_written_nobody_reads_half_of_it(shop, bolt):
    edit(shop, bolt, fields={"measure": METRES})  # 1C's own, which it is about to write over
    seen = []
    held = shop.writer._products._held

    async def looks(row):
        with pytest.raises(Retryable):
            await looked(shop, bolt)
        seen.append(row["id"])
        return await held(row)

    shop.writer._products._held = looks
    await shop.item(1, name="Болт М10")

    assert seen


async def test_a_reconciliation_names_the_portals_number_where_people_edit_there_too(shop, bolt):
    edit(shop, bolt, name="Болт", fields={"measure": METRES})
    (told, _) = await looked(shop, bolt)
    scales = ProductScales(shop.portal, shop.products, "https://portal.test")

    command = shop.command_of(1, name="Болт М8", ref=Ref(system="b24", kind="product", id=bolt))
    weighed = {one.group: one.edited for one in await scales.weigh(command)}

    number = told.product.groups[ProductGroup.NAME].edited
    assert (weighed["name"]["b24"], weighed["unit"]["b24"]) == (number, 0)
