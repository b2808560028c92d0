"""Items and folders of 1C as products and sections."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.items import (
    ItemScope,
    KnownCharacteristic,
    KnownGroup,
    as_parent,
    as_variation,
    barcode_of,
    left_alone,
    rate_of,
    read_product,
    read_section,
    scope_of,
)
from services.onec_connector.vocabulary.vat import VatRate
from shared.messages.product import ProductGroup

UNIT, VAT = ProductGroup.UNIT, ProductGroup.VAT
GUID = "0a000000-0000-4000-8000-0000000000{:02d}"
RUSSIA, BELARUS = GUID.format(71), GUID.format(72)
COUNTRIES = {RUSSIA: "643", BELARUS: "112"}
TODAY = date(2026, 3, 5)
RATE = VatRate("rate", Decimal(22))
GROUPS = {
    one.guid: one
    for one in (
        KnownGroup(GUID.format(1), "Крепёж"),
        KnownGroup(GUID.format(2), "Болты", GUID.format(1)),
        KnownGroup(GUID.format(3), "Прочее"),
    )
}


def row(**changes):
    return {
        "Ref_Key": GUID.format(81),
        "Description": "Болт М8 ",
        "Артикул": "B-8 ",
        "DeletionMark": False,
        "IsFolder": False,
        "Parent_Key": GUID.format(2),
        "ТипНоменклатуры": "Товар",
        "ИспользованиеХарактеристик": "НеИспользовать",
        **changes,
    }


def read(scope=ItemScope(GROUPS), unit="796", rate=RATE, barcode="46", **changes):  # noqa: B008 - frozen
    return read_product(row(**changes), scope, unit=unit, rate=rate, barcode=barcode)


def rate_row(since, rate, country=standard.NO_REF):
    return {"Period": f"{since}T00:00:00", "Страна_Key": country, "СтавкаНДС_Key": rate}


def code(barcode, characteristic=standard.NO_REF, pack=standard.NO_REF):
    return {"Штрихкод": barcode, "Характеристика_Key": characteristic, "Упаковка_Key": pack}


def test_an_item_is_told_whole():
    product, groups = read()

    assert (product.name, product.article, product.barcode) == ("Болт М8", "B-8", "46")
    assert (product.kind, product.unit, product.vat_rate, product.active) == ("goods", "796", Decimal(22), True)
    assert product.ref.key == f"item:{product.external_code}"
    assert product.section.ref.key == f"group:{GUID.format(2)}"
    assert groups == set(ProductGroup)


@pytest.mark.parametrize("kind", ["Услуга", "Работа"])
def test_services_and_works_are_services(kind):
    assert read(ТипНоменклатуры=kind)[0].kind == "service"


def test_of_a_unit_without_a_code_and_a_rate_that_is_not_named_nothing_is_said():
    _, groups = read(unit="", rate=None)

    assert set(ProductGroup) - groups == {ProductGroup.UNIT, ProductGroup.VAT}


def test_no_vat_is_said():
    product, groups = read(rate=VatRate("rate", None))

    assert product.vat_rate is None
    assert ProductGroup.VAT in groups


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"ИспользованиеХарактеристик": ""}, None),
        ({"ИспользованиеХарактеристик": "ОбщиеДляВидаНоменклатуры"}, "characteristics"),
        ({"ТипНоменклатуры": "Набор"}, "kit"),
    ],
)
def test_what_is_sold_in_characteristics_or_in_parts_is_left_alone(changes, why):
    assert left_alone(row(**changes)) == why
    told, groups = as_parent(*read(**changes), sold=False)
    assert (told.active, groups) == (False, {ProductGroup.ACTIVITY})


def test_an_item_is_offered_in_the_characteristics_it_is_sold_in():
    item = read(ИспользованиеХарактеристик="ИндивидуальныеДляНоменклатуры")
    red = KnownCharacteristic(GUID.format(91), "красный", barcode="47")

    parent, whole = as_parent(*item, sold=True)
    variation, groups = as_variation(*item, red)

    assert (parent.active, parent.has_variations, whole) == (True, True, set(ProductGroup) - {UNIT, VAT})
    assert (variation.name, variation.external_code) == ("Болт М8 (красный)", f"{GUID.format(81)}#{GUID.format(91)}")
    assert (variation.parent.ref, variation.barcode, variation.has_variations) == (parent.ref, "47", False)
    assert (variation.section, groups) == (None, set(ProductGroup) - {ProductGroup.SECTION})


@pytest.mark.parametrize(("item", "characteristic"), [(True, False), (False, True), (True, True)])
def test_what_is_marked_is_offered_in_no_characteristic(item, characteristic):
    red = KnownCharacteristic(GUID.format(91), "красный", marked=characteristic)

    assert not as_variation(*read(DeletionMark=item), red)[0].active


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "x", "y"])), max_size=6))
def test_a_barcode_is_of_one_characteristic_alone_whatever_the_order_of_rows(rows):
    coded = [code(barcode, of or standard.NO_REF) for barcode, of in rows]

    found = barcode_of(coded, "x")

    assert found == barcode_of(reversed(coded), "x")
    assert found == min((barcode for barcode, of in rows if of == "x"), default="")


def test_a_marked_item_is_offered_no_more():
    assert not read(DeletionMark=True)[0].active


def test_rules_without_groups_let_everything_through():
    assert read(scope_of(GROUPS, ()), Parent_Key=standard.NO_REF)[0].active


@pytest.mark.parametrize("word", ["крепёж", " Крепёж", GUID.format(1), GUID.format(1).upper()])
def test_a_group_is_named_by_name_or_reference_with_all_that_is_in_it(word):
    scope = scope_of(GROUPS, (word,))

    assert [one.name for one in scope.within()] == ["Крепёж", "Болты"]
    assert read(scope)[0].active
    assert not read(scope, Parent_Key=GUID.format(3))[0].active
    assert not read(scope, Parent_Key=standard.NO_REF)[0].active


def test_a_word_that_no_group_has_lets_nothing_through_and_is_named():
    scope = scope_of(GROUPS, ("Крепеж",))

    assert (scope.unknown, scope.within()) == (("Крепеж",), [])


def test_a_named_group_stands_in_the_root_where_its_own_parent_is_not_let_through():
    scope = scope_of(GROUPS, ("Болты",))

    assert read_section(GROUPS[GUID.format(2)], scope).parent is None
    assert read_section(GROUPS[GUID.format(2)], ItemScope(GROUPS)).parent.name == "Крепёж"


def test_groups_that_stand_in_one_another_end():
    around = {one: KnownGroup(one, one, other) for one, other in (("a", "b"), ("b", "a"))}

    assert not scope_of(around, ("c",)).covers("a")
    assert {one.guid for one in ItemScope(around).within()} == {"a", "b"}


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 9), max_size=9))
def test_a_group_always_comes_behind_the_one_it_stands_in(parents):
    # Each stands in one of a smaller number, or in the root.
    known = {str(one): KnownGroup(str(one), "x", str(other) if other < one else "") for one, other in parents.items()}

    order = [one.guid for one in ItemScope(known).within()]

    assert all(order.index(one.parent) < order.index(one.guid) for one in known.values() if one.parent in known)


def test_the_barcode_is_the_items_own_in_its_base_unit_and_always_the_same():
    rows = [code("46"), code("45"), code("40", pack=GUID.format(9)), code("41", characteristic=GUID.format(9))]

    assert barcode_of(rows) == barcode_of(reversed(rows)) == "45"
    assert barcode_of(rows[2:]) == ""


def test_the_rate_is_the_one_in_force():
    rows = [rate_row("2019-01-01", "20"), rate_row("2026-01-01", "22"), rate_row("2027-01-01", "25")]

    assert rate_of(rows, TODAY, COUNTRIES) == "22"
    assert rate_of(rows, date(2027, 1, 1), COUNTRIES) == "25"
    assert rate_of(rows, date(2018, 1, 1), COUNTRIES) == ""


def test_russias_rate_goes_before_the_one_of_no_country_and_anothers_is_none():
    rows = [rate_row("2026-02-01", "10"), rate_row("2026-01-01", "22", RUSSIA), rate_row("2026-01-01", "7", BELARUS)]

    assert rate_of(rows, TODAY, COUNTRIES) == "22"
    assert rate_of(rows[:1] + rows[2:], TODAY, COUNTRIES) == "10"
    assert rate_of(rows[2:], TODAY, COUNTRIES) == ""
    assert rate_of(rows[2:], TODAY, {}) == "7"
