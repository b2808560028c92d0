"""Items and groups of 1C in the catalogue: made once, found where they are, changed where they differ (R18)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from sandbox.portal.control import directory
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.product import ProductGroup
from shared.messages.ring.outcomes import ProductRefused, ProductUpserted
from tests.integration.b24_connector.catalogue_shop import ARTICLE, BARCODE, Shop, group_of, guid, onec, opened_shop
from tests.unit.b24_connector.stores import START


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened_shop() as shop:
        yield shop


async def test_an_item_becomes_a_product_with_its_unit_rate_section_and_codes(shop) -> None:
    section = await shop.group(9, "Крепёж")

    made = await shop.item(unit="006", section=group_of(9), article="B-8", barcode="4600000000008")

    row = shop.product(made)
    assert isinstance(made, ProductUpserted)
    assert (row["name"], row["xmlId"], row["type"], row["active"]) == ("Болт М8", guid(1), 1, "Y")
    assert (row["measure"], row["vatId"], row["iblockSectionId"]) == (1, 7, int(section.ref.id))
    assert (row[ARTICLE]["value"], row[BARCODE]["value"], row["code"]) == ("B-8", "4600000000008", "")


async def test_a_service_is_a_service_of_the_portal(shop) -> None:
    made = await shop.item(kind="service", name="Доставка", vat_rate=None)
    changed = await shop.item(kind="service", name="Доставка по городу", vat_rate=None)

    row = shop.product(changed)
    assert (made.ref, row["type"], row["name"], row["vatId"]) == (changed.ref, 7, "Доставка по городу", 1)


async def test_a_service_that_was_deleted_in_1c_is_offered_no_more(shop) -> None:
    """1C cannot say any more of which kind it was."""
    made = await shop.item(kind="service", name="Доставка", vat_rate=None)

    gone = await shop.item(name="", groups=[ProductGroup.ACTIVITY], active=False)

    assert isinstance(gone, ProductUpserted), gone
    assert shop.product(made)["active"] == "N"


async def test_what_was_deleted_in_1c_is_offered_no_more_whatever_units_and_rates_the_portal_has(shop) -> None:
    there = shop.typed(name="Болт", xmlId=guid(1))
    for table in ("measure", "vat"):
        shop.simulated.table(table).rows.clear()

    gone = await shop.item(name="", groups=[ProductGroup.ACTIVITY], active=False)

    assert isinstance(gone, ProductUpserted), gone
    assert shop.simulated.table("product").rows[there]["active"] == "N"


async def test_every_field_that_1c_changes_is_changed_and_nothing_else(shop) -> None:
    made = await shop.item(article="B-8")
    shop.product(made)["detailText"] = "Описание с сайта"
    await shop.group(9, "Крепёж")

    await shop.item(
        name="Болт М10", unit="166", vat_rate=Decimal(10), section=group_of(9), article="B-10", active=False
    )

    row = shop.product(made)
    assert (row["name"], row["measure"], row["vatId"], row["active"]) == ("Болт М10", 4, 5, "N")
    assert (row["iblockSectionId"], row[ARTICLE]["value"], row["detailText"]) == (2, "B-10", "Описание с сайта")


async def test_what_is_as_wanted_is_not_written_again(shop) -> None:
    await shop.item(article="B-8", section=None)
    before = shop.writes()

    await shop.item(article="B-8", again=True)
    await shop.item(article="B-8")

    assert (shop.writes(), len(shop.shelf)) == (before, 1)


async def test_an_older_word_of_1c_changes_nothing_over_a_newer_one(shop) -> None:
    made = await shop.item(name="Болт М10")
    shop.version = -1

    await shop.item(name="Болт М8")

    assert shop.product(made)["name"] == "Болт М10"


async def test_only_the_groups_that_travel_are_written(shop) -> None:
    made = await shop.item()

    await shop.item(name="Болт М10", vat_rate=Decimal(10), groups=[ProductGroup.VAT])

    assert (shop.product(made)["name"], shop.product(made)["vatId"]) == ("Болт М8", 5)


async def test_an_item_that_was_never_offered_makes_no_product(shop) -> None:
    outcome = await shop.item(active=False)

    assert (outcome.ref, shop.shelf) == (None, [])


@pytest.mark.parametrize("key", [guid(1), f"{guid(1)}#{guid(1)}", guid(1).upper()])
async def test_a_product_of_an_earlier_exchange_is_taken_and_keeps_its_key(shop, key) -> None:
    there = shop.typed(name="Болт старый", xmlId=key)

    made = await shop.item()

    assert (made.ref.id, len(shop.shelf)) == (str(there), 1)
    assert (shop.product(made)["name"], shop.product(made)["xmlId"]) == ("Болт М8", key)


@pytest.mark.parametrize("words", [{"article": "B-8"}, {"barcode": "4600000000008"}])
async def test_a_typed_product_is_known_by_its_code_and_gets_the_key_of_1c(shop, words) -> None:
    there = shop.typed(name="Болт", **words)

    made = await shop.item(article="B-8", barcode="4600000000008")

    assert (made.ref.id, len(shop.shelf)) == (str(there), 1)
    assert shop.product(made)["xmlId"] == guid(1)


async def test_two_products_with_the_article_are_named_and_no_third_is_made(shop) -> None:
    ids = [shop.typed(name="Болт", article="B-8") for _ in range(2)]

    outcome = await shop.item(article="B-8")

    assert isinstance(outcome, ProductRefused)
    assert outcome.told[0].text == (
        f"Товар «Болт М8» не перенесён: артикул «B-8» в портале у нескольких товаров: {ids[0]}, {ids[1]}. "
        "Оставьте его одному товару портала или решите в dealbus match."
    )
    assert len(shop.shelf) == 2


async def test_the_product_of_another_item_is_not_taken_for_its_article(shop) -> None:
    await shop.item(2, article="B-8")

    outcome = await shop.item(1, article="B-8")

    assert isinstance(outcome, ProductRefused)
    assert "другой номенклатуры" in outcome.told[0].text
    assert len(shop.shelf) == 1


async def test_two_products_with_one_outer_key_are_refused(shop) -> None:
    for _ in range(2):
        shop.typed(name="Болт", xmlId=guid(1))

    assert "внешний код" in (await shop.item()).told[0].text


async def test_a_unit_and_a_rate_that_the_portal_lacks_are_named_and_found_once_they_are_added(shop) -> None:
    no_unit = await shop.item(unit="055")
    directory.seed.measure_id(shop.simulated, 55, "м²")
    no_rate = await shop.item(unit="055", vat_rate=Decimal(25))
    directory.seed.vat_id(shop.simulated, Decimal(25))

    made = await shop.item(unit="055", vat_rate=Decimal(25))

    assert "с кодом ОКЕИ 055" in no_unit.told[0].text
    assert "ставки НДС 25 %" in no_rate.told[0].text
    assert isinstance(made, ProductUpserted)


async def test_an_item_whose_unit_has_no_code_is_not_sold_in_pieces_and_a_product_keeps_its_own(shop) -> None:
    unsaid = [one for one in ProductGroup if one is not ProductGroup.UNIT]

    refused = await shop.item(groups=unsaid)
    made = await shop.item(unit="166")
    renamed = await shop.item(groups=unsaid, name="Болт М9")

    assert "у его единицы измерения в 1С нет кода ОКЕИ" in refused.told[0].text
    assert shop.product(made)["measure"] == shop.product(renamed)["measure"]


async def test_no_vat_is_another_rate_than_zero(shop) -> None:
    without, zero = await shop.item(1, vat_rate=None), await shop.item(2, vat_rate=Decimal(0))

    assert [shop.product(one)["vatId"] for one in (without, zero)] == [1, 2]


async def test_a_product_whose_making_nobody_heard_of_is_found_and_not_made_again(shop) -> None:
    shop.wire.dies_at = "catalog.product.add"
    with pytest.raises(DoubtfulWrite):
        await shop.item()

    made = await shop.item(again=True)

    assert (isinstance(made, ProductUpserted), len(shop.shelf)) == (True, 1)


async def test_while_the_first_attempt_may_still_run_no_second_one_is_made(shop) -> None:
    shop.wire.dies_at = "catalog.product.add"
    shop.wire.after["catalog.product.add"] = shop.simulated.table("product").rows.clear  # it is still at work
    with pytest.raises(DoubtfulWrite):
        await shop.item()
    key = onec("item", 1).key
    shop.products.entities[key] = replace(shop.products.entities[key], attempt_at=START - timedelta(minutes=1))

    with pytest.raises(Retryable) as waits:
        await shop.item(again=True)

    assert (waits.value.after_s, shop.shelf) == (60, [])


async def test_a_product_that_the_portal_has_refused_to_make_is_not_waited_for(shop) -> None:
    shop.refuses("catalog.product.add")
    shop.products.attempted = timedelta(minutes=1)

    refused = await shop.item()
    made = await shop.item(again=True)

    assert isinstance(refused, ProductRefused)
    assert shop.product(made)["name"] == "Болт М8"


async def test_an_update_nobody_heard_of_is_made_good(shop) -> None:
    made = await shop.item()
    shop.wire.dies_at = "catalog.product.update"
    with pytest.raises(DoubtfulWrite):
        await shop.item(name="Болт М10")

    await shop.item(name="Болт М10", again=True)

    assert shop.product(made)["name"] == "Болт М10"


async def test_a_product_that_people_deleted_is_made_anew_while_1c_offers_it(shop) -> None:
    made = await shop.item()
    del shop.simulated.table("product").rows[int(made.ref.id)]

    again = await shop.item(name="Болт М10")

    assert again.ref != made.ref
    assert [row["name"] for row in shop.shelf] == ["Болт М10"]


async def test_a_product_deleted_between_look_and_write_comes_back(shop) -> None:
    made = await shop.item()
    shop.wire.before["catalog.product.update"] = shop.simulated.table("product").rows.clear

    with pytest.raises(Retryable):
        await shop.item(name="Болт М10")

    assert (await shop.item(name="Болт М10", again=True)).ref != made.ref
