"""Prices of pricing 2.5 are found by exactly the key that the item's kind has."""

import pytest

from services.onec_connector.objects import item_kind, price
from services.onec_connector.vocabulary.price_keys import PriceKeyParts, item_of_key, read_parts, rows_of_key

NOTHING = "00000000-0000-0000-0000-000000000000"
RED, BOX = "key-of-red", "box"
ROWS = {
    name: {price.CHARACTERISTIC_25: characteristic, price.PACK_25: pack}
    for name, characteristic, pack in (
        ("whole", NOTHING, NOTHING),
        ("red", RED, NOTHING),
        ("box", NOTHING, BOX),
        ("red box", RED, BOX),
    )
}


@pytest.mark.parametrize(
    ("by_characteristic", "by_pack", "found"),
    [(True, True, ["red box"]), (True, False, ["red"]), (False, True, ["box"]), (False, False, ["whole"])],
)
def test_a_part_that_is_not_in_use_is_empty_in_the_key(by_characteristic, by_pack, found):
    parts = PriceKeyParts(by_characteristic=by_characteristic, by_pack=by_pack)

    assert rows_of_key(ROWS.values(), parts, RED, BOX) == [ROWS[name] for name in found]


def test_where_the_base_does_not_say_only_the_characteristic_is_told_from_others():
    of_red, of_any = (rows_of_key(ROWS.values(), None, own, BOX) for own in (RED, ""))

    assert (of_red, of_any) == ([ROWS["red"], ROWS["red box"]], list(ROWS.values()))


def test_a_setting_that_nobody_has_made_is_in_use():
    row = {
        item_kind.KEY_BY_ITEM: "ИспользоватьПоРеквизитам",
        item_kind.KEY_BY_CHARACTERISTIC: "",
        item_kind.KEY_BY_PACK: item_kind.KEY_UNUSED,
    }

    assert read_parts(row) == PriceKeyParts(by_item=True, by_characteristic=True, by_pack=False)


@pytest.mark.parametrize(
    ("parts", "named"), [(None, "bolt"), (PriceKeyParts(), "bolt"), (PriceKeyParts(by_item=False), NOTHING)]
)
def test_prices_of_items_that_are_no_part_of_the_key_are_kept_under_no_item(parts, named):
    assert item_of_key("bolt", parts) == named
