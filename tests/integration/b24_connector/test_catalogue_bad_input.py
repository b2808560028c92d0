"""What people and administrators do to a catalogue that 1C fills, and what 1C should not say and does."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from sandbox.portal.methods.catalog import BARCODE as BARCODE_NUMBER
from shared.bus.errors import Permanent
from shared.messages.ring.outcomes import ProductRefused, ProductUpserted
from shared.messages.things import Ref
from tests.integration.b24_connector.catalogue_shop import Shop, guid, opened_shop

COLOUR = 120


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened_shop() as shop:
        yield shop


def oblige(shop: Shop, *, required: bool) -> None:
    """The administrator makes a property obligatory, or lets it be empty again."""
    barcode = shop.simulated.table("property").get(BARCODE_NUMBER)
    row = {**barcode, "name": "Цвет", "code": "COLOUR", "xmlId": "COLOUR", "isRequired": "Y" if required else "N"}
    shop.simulated.table("property").put(COLOUR, row)


async def test_a_property_made_obligatory_after_the_load_is_named_and_nothing_is_lost(shop) -> None:
    first = await shop.item(1, name="Болт М8")
    oblige(shop, required=True)

    changed, made = await shop.item(1, name="Болт М10"), await shop.item(2, name="Гайка")
    oblige(shop, required=False)
    later, anew = await shop.item(1, name="Болт М10", again=True), await shop.item(2, name="Гайка", again=True)

    words = "Битрикс24 отказал: Не заполнено обязательное поле «Цвет». Устраните причину и повторите сообщение."
    assert [one.told[0].text for one in (changed, made)] == [
        f"Товар «Болт М10» не перенесён: {words}",
        f"Товар «Гайка» не перенесён: {words}",
    ]
    assert (first.ref, [type(one) for one in (later, anew)]) == (later.ref, [ProductUpserted] * 2)
    assert sorted(one["name"] for one in shop.shelf) == ["Болт М10", "Гайка"]


async def test_one_that_is_refused_in_the_middle_of_many_keeps_no_other_back(shop) -> None:
    names = [f"Болт {number}" if number != 5 else "  " for number in range(1, 11)]  # the portal wants a name

    outcomes = await asyncio.gather(*(shop.item(number, name=name) for number, name in enumerate(names, 1)))

    assert [type(one) for one in outcomes] == [ProductUpserted] * 4 + [ProductRefused] + [ProductUpserted] * 5
    assert sorted(one["name"] for one in shop.shelf) == sorted(name for name in names if name.strip())
    assert [one["xmlId"] for one in shop.shelf if one["xmlId"] == guid(5)] == []


@pytest.mark.parametrize(
    ("words", "called"),
    [
        ({"article": "Б-1", "barcode": "4600000000008"}, "Товар с артикулом «Б-1» не перенесён"),
        ({"barcode": "4600000000008"}, "Товар со штрихкодом «4600000000008» не перенесён"),
        ({"kind": "service"}, f"Услуга с внешним кодом «{guid(1)}» не перенесена"),
    ],
)
async def test_an_item_without_a_name_is_named_by_its_codes_in_words_that_say_what_to_do(shop, words, called) -> None:
    refused = await shop.item(1, name=" ", **words)

    remedy = "Заполните его в карточке номенклатуры 1С и повторите сообщение."
    assert [told.text for told in refused.told] == [f"{called}: у номенклатуры в 1С нет наименования. {remedy}"]
    assert shop.writes() == 0


async def test_what_loses_its_name_in_1c_keeps_the_portals_and_is_still_followed(shop) -> None:
    await shop.item(1, name="Болт М8", article="Б-1")
    group = await shop.group(1, "Крепёж")

    changed, off = await shop.item(1, name="", article="Б-2"), await shop.item(1, name="", active=False)
    again = await shop.group(1, " ")

    (bolt,) = shop.shelf
    assert isinstance(changed, ProductUpserted)
    assert isinstance(off, ProductUpserted)
    assert (bolt["name"], bolt["active"]) == ("Болт М8", "N")
    assert (shop.section(group)["name"], again.ref) == ("Крепёж", group.ref)


async def test_a_group_without_a_name_is_refused_in_words_that_say_what_to_do(shop) -> None:
    with pytest.raises(Permanent) as refused:
        await shop.group(1, " ")

    assert refused.value.sentence == (
        f"Раздел не перенесён: у группы номенклатуры {guid(1)} в 1С нет наименования. "
        "Заполните его в 1С и повторите сообщение."
    )


async def test_one_barcode_of_several_items_is_put_before_a_person(shop) -> None:
    await shop.item(1, name="Болт М8", barcode="4600000000008")

    refused = await shop.item(2, name="Болт М8 в пакете", barcode="4600000000008")

    assert isinstance(refused, ProductRefused)
    assert "штрихкод «4600000000008» в портале у товара" in refused.told[0].text
    assert "решите в dealbus match" in refused.told[0].text
    assert len(refused.doubts) == 1
    assert [one["name"] for one in shop.shelf] == ["Болт М8"]


async def test_a_copy_with_the_key_of_the_original_takes_nothing_from_it(shop) -> None:
    original = await shop.item(1, name="Болт М8")
    copy = shop.typed(name="Болт М8 (копия)", xmlId=guid(1))

    again = await shop.item(1, name="Болт М10")

    assert again.ref == original.ref
    assert {one["id"]: one["name"] for one in shop.shelf} == {
        int(original.ref.id): "Болт М10",
        copy: "Болт М8 (копия)",
    }


async def test_a_copy_takes_the_place_of_an_original_that_was_deleted(shop) -> None:
    original = await shop.item(1, name="Болт М8")
    copy = shop.typed(name="Болт М8 (копия)", xmlId=guid(1))
    del shop.simulated.table("product").rows[int(original.ref.id)]

    again = await shop.item(1, name="Болт М10")

    assert again.ref.id == str(copy)
    assert [one["name"] for one in shop.shelf] == ["Болт М10"]


async def test_a_copy_that_has_an_item_of_its_own_takes_no_place_of_an_original_that_was_deleted(shop) -> None:
    original = await shop.item(1, name="Болт М8")
    copy = Ref(system="b24", kind="product", id=str(shop.typed(name="Болт М10", xmlId=guid(1))))
    own = await shop.item(2, name="Болт М10", ref=copy)
    del shop.simulated.table("product").rows[int(original.ref.id)]

    again = await shop.item(1, name="Болт М8")

    assert own.ref == copy
    assert again.ref not in (copy, original.ref)
    assert {one["id"]: one["name"] for one in shop.shelf} == {int(copy.id): "Болт М10", int(again.ref.id): "Болт М8"}
