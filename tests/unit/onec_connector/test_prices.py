"""What an item costs by 1C's registers: in which kinds, for which unit, and what is no price at all."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.objects import price as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.prices import (
    KnownPriceKind,
    read_kind,
    read_prices,
    rounded_away,
    scope_of_prices,
    unit_prices,
)
from services.onec_connector.vocabulary.reference import KnownPack
from shared.money import kopecks

RETAIL, DEALERS, OWN = (
    KnownPriceKind(str(UUID(int=n)), name) for n, name in enumerate(("Розничная", "Дилерская", "Х"))
)
RUB, USD, BOX, PALLET = (str(UUID(int=n)) for n in (21, 22, 31, 32))
PACKS = {BOX: KnownPack(BOX, "коробка", Decimal(12)), PALLET: KnownPack(PALLET, "палета", Decimal(600))}
SCOPE = scope_of_prices([RETAIL, DEALERS], (), None)


def row(kind=RETAIL, value="100", **more):
    words = {names.KIND_OF_PRICE: kind.guid, names.VALUE: value, names.CURRENCY: RUB, names.PACK: standard.NO_REF}
    return words | {names.ITEM: str(UUID(int=9))} | more


def read(*rows, scope=SCOPE):
    found = read_prices(rows, scope, PACKS, {RUB: "RUB", USD: "USD"})
    return {one.kind.name: one for one in found}


def test_every_kind_that_is_let_through_has_its_price():
    found = read(row(), row(DEALERS, "80.5"), row(OWN, "1"))

    assert {name: one.value for name, one in found.items()} == {"Розничная": 100, "Дилерская": Decimal("80.5")}


def test_a_currency_is_the_rows_own_else_that_of_the_kind_else_none():
    of_kind = scope_of_prices([KnownPriceKind(RETAIL.guid, "Розничная", currency=USD)], (), None)

    assert read(row(), scope=of_kind)["Розничная"].currency == "RUB"
    assert read(row(**{names.CURRENCY: standard.NO_REF}), scope=of_kind)["Розничная"].currency == "USD"
    assert read(row(**{names.CURRENCY: standard.NO_REF}))["Розничная"].currency == ""


def test_a_price_of_a_pack_is_told_for_one_base_unit():
    assert read(row(value="1200", **{names.PACK: BOX}))["Розничная"].value == 100


def test_a_price_of_the_unit_goes_before_those_of_packs_and_a_small_pack_before_a_large_one():
    box = row(value="1080", **{names.PACK: BOX, names.PACK_25: BOX})
    pallet = row(value="36000", **{names.PACK: PALLET, names.PACK_25: PALLET})

    assert read(pallet, box)["Розничная"].value == 90
    assert read(box, row(), pallet)["Розничная"].value == 100


def test_the_price_of_the_pack_a_row_is_sold_in_goes_before_those_of_the_unit_and_of_other_packs():
    box = row(value="1080", **{names.PACK: BOX, names.PACK_25: BOX})
    pallet = row(value="36000", **{names.PACK: PALLET, names.PACK_25: PALLET})

    sold_in = {
        pack: unit_prices([box, row(), pallet], {RETAIL.guid: RETAIL}, PACKS, "", pack)[RETAIL.guid].value
        for pack in ("", BOX, PALLET)
    }

    assert sold_in == {"": 100, BOX: 90, PALLET: 60}


def test_pricing_20_has_a_price_of_exactly_the_characteristic_or_none():
    red, whole = row(value="110", **{names.CHARACTERISTIC_20: "red"}), row(**{names.CHARACTERISTIC_20: standard.NO_REF})

    found = {own: unit_prices([whole, red], {RETAIL.guid: RETAIL}, PACKS, own) for own in ("red", "blue", "")}

    assert {own: [one.value for one in prices.values()] for own, prices in found.items()} == {
        "red": [110],
        "blue": [],
        "": [100],
    }


def test_the_price_of_the_characteristic_goes_before_that_of_the_item_though_this_is_of_the_pack_that_is_sold():
    red = row(value="110", **{names.CHARACTERISTIC_25: "red"})
    box = row(value="1080", **{names.PACK: BOX, names.PACK_25: BOX})

    found = {own: unit_prices([box, red], {RETAIL.guid: RETAIL}, PACKS, own, BOX) for own in ("red", "blue", "")}

    assert [found[own][RETAIL.guid].value for own in ("red", "blue", "")] == [110, 90, 90]


@pytest.mark.parametrize(
    "changes",
    [
        {names.VALUE: "0"},
        {names.VALUE: "0.05", names.PACK: BOX},
        {names.PACK: str(UUID(int=99))},
        {names.CHARACTERISTIC_20: BOX},
        {names.CHARACTERISTIC_25: BOX},
        {names.SERIES_25: BOX},
    ],
    ids=["nought", "less than a kopeck", "a pack nobody knows", "a characteristic", "its twin of 2.5", "a series"],
)
def test_what_is_no_price_of_the_item(changes):
    assert read(row(**changes)) == {}


def test_a_price_that_was_withdrawn_is_known_as_one_of_nothing_unless_another_speaks():
    withdrawn = row(value="0")
    box = row(value="1080", **{names.PACK: BOX, names.PACK_25: BOX})

    alone, beside = (unit_prices(rows, {RETAIL.guid: RETAIL}, PACKS) for rows in ([withdrawn], [withdrawn, box]))

    assert (alone[RETAIL.guid].value, beside[RETAIL.guid].value) == (0, 90)


def test_a_unit_that_costs_less_than_a_kopeck_has_a_price_in_the_pack_though_none_in_the_catalogue():
    nails = row(value="0.05", **{names.PACK: BOX})

    found = unit_prices([nails], {RETAIL.guid: RETAIL}, PACKS, "", BOX)[RETAIL.guid].value

    assert (found * PACKS[BOX].ratio).quantize(Decimal("0.01")) == Decimal("0.05")
    assert read(nails) == {}


def test_kinds_whose_price_of_a_unit_is_rounded_away_are_named_and_a_withdrawn_one_is_not():
    lost, withdrawn = row(value="0.004"), row(kind=DEALERS, value="0")

    assert rounded_away([lost, withdrawn], SCOPE, PACKS) == ["Розничная"]
    assert rounded_away([row(value="0.005")], SCOPE, PACKS) == []


def test_a_characteristic_whose_unit_costs_less_than_a_kopeck_does_not_get_the_price_of_the_item():
    red = row(value="0.05", **{names.PACK: BOX, names.CHARACTERISTIC_25: "red"})

    assert read_prices([red, row()], SCOPE, PACKS, {}, "red") == ()


KINDS = [
    RETAIL,
    DEALERS,
    KnownPriceKind("c", "Закупочная", for_sales=False),
    KnownPriceKind("d", "Клиента Ромашка", common=False),
    KnownPriceKind("e", "Старая", usable=False),
]


@pytest.mark.parametrize(
    ("words", "base", "through", "unknown"),
    [
        ((), None, ["Розничная", "Дилерская"], ()),
        (("дилерская ", "Закупочная"), None, ["Дилерская", "Закупочная"], ()),
        ((RETAIL.guid,), None, ["Розничная"], ()),
        ((), "Дилерская", ["Розничная", "Дилерская"], ()),
        (("Клиента Ромашка", "Старая", "Нет такой"), None, [], ("Клиента Ромашка", "Старая", "Нет такой")),
    ],
)
def test_the_rules_let_common_kinds_in_force_through(words, base, through, unknown):
    scope = scope_of_prices(KINDS, words, base)

    assert [one.name for one in scope.kinds.values()] == through
    assert scope.unknown == unknown
    assert (scope.base == DEALERS.guid) is (base is not None)


def test_of_two_kinds_of_one_name_none_is_picked_for_the_base_price_type():
    twin = KnownPriceKind("f", DEALERS.name)

    by_name, by_reference = [scope_of_prices([*KINDS, twin], (), word) for word in (DEALERS.name, "f")]

    assert (by_name.base, by_name.rivals, by_name.unknown) == ("", (DEALERS, twin), ())
    assert (by_reference.base, by_reference.rivals) == ("f", ())


@pytest.mark.parametrize(
    ("base", "more", "is_unclear"),
    [
        (None, [], False),
        ("Дилерская", [], False),
        ("f", [KnownPriceKind("f", "Дилерская")], False),
        ("Дилерская", [KnownPriceKind("f", "Дилерская")], True),
        ("Нет такой", [], True),
        ("Старая", [], True),
    ],
)
def test_the_base_is_unclear_unless_its_word_names_one_kind(base, more, is_unclear):
    assert scope_of_prices([*KINDS, *more], (), base).unclear_base == (base if is_unclear else "")


def test_a_kind_of_the_catalog_is_read():
    words = {
        standard.REF: RETAIL.guid,
        standard.DESCRIPTION: "Розничная ",
        standard.MARKED: False,
        names.KIND_CURRENCY: RUB,
        names.KIND_WITH_VAT: False,
        names.KIND_PURPOSE: "ИндивидуальныйДляПартнера",
        names.KIND_STATUS: "НеДействует",
        names.KIND_FOR_SALES: True,
    }

    kind = read_kind(words)

    assert (kind.name, kind.currency, kind.with_vat, kind.common, kind.usable) == (
        "Розничная",
        RUB,
        False,
        False,
        False,
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from([RETAIL, DEALERS, OWN]),
            st.decimals(0, 10**6, places=2),
            st.sampled_from([standard.NO_REF, BOX, PALLET]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_the_order_of_rows_says_nothing_and_a_kind_has_one_price_of_a_kopeck_or_more(drawn):
    # The register's key: within a kind and a pack of the key there is one row.
    rows = {
        (kind.guid, pack if by_pack else standard.NO_REF): row(
            kind, str(value), **{names.PACK: pack, names.PACK_25: pack if by_pack else standard.NO_REF}
        )
        for kind, value, pack, by_pack in drawn
    }

    found = read(*rows.values())

    assert found == read(*reversed(rows.values()))
    assert set(found) <= {"Розничная", "Дилерская"}
    assert all(kopecks(one.value) > 0 and one.value == round(one.value, 8) for one in found.values())
