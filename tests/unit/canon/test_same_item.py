"""By what two rows are known to be about one thing: the first key that both have."""

from decimal import Decimal

import pytest

from shared.canon import line_equal, match_lines
from shared.messages.things import Item, Line, Pack, Ref, Thing

GUID = "5b1d6e0a-0000-5000-8000-00000000b042"
OTHER = "0a000000-0000-4000-8000-000000000081"


def onec(guid: str) -> Ref:
    return Ref(system="onec", kind="item", id=guid)


def product(number: str) -> Ref:
    return Ref(system="b24", kind="product", id=number)


def line(item: Item | None, **more) -> Line:
    return Line(**{"item": item, "quantity": Decimal(1), "price": Decimal(1), "total": Decimal(1), **more})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Item(ref=onec(GUID), name="Болт"), Item(ref=onec(GUID), name="Гайка"), True),
        (Item(ref=onec(GUID), name="Болт"), Item(ref=onec(OTHER), name="Болт"), False),
        (Item(ref=product("501")), Item(ref=product("501")), True),
        (Item(ref=product("501"), name="Болт"), Item(ref=product("502"), name="Болт"), False),
        (Item(ref=product("501"), external_code=GUID), Item(ref=onec(GUID)), True),
        (Item(ref=product("501"), external_code=GUID.upper()), Item(ref=onec(GUID)), True),
        (Item(ref=product("501"), external_code=OTHER, name="Болт"), Item(ref=onec(GUID), name="Болт"), False),
        (Item(external_code=GUID), Item(external_code=GUID), True),
        (Item(article="B-8", name="Болт"), Item(article="b-8", name="Болт М8"), True),
        (Item(article="B-8", name="Болт"), Item(article="B-9", name="Болт"), False),
        (Item(article="B-8", barcode="46"), Item(barcode="46"), True),
        (Item(barcode="46", name="Болт"), Item(barcode=" 46 ", name="Гайка"), True),
        (Item(barcode="46", name="Болт"), Item(barcode="47", name="Болт"), False),
        (Item(barcode="AB-46", name="Болт"), Item(barcode="ab-46", name="Гайка"), True),
        (Item(name="Болт  М8"), Item(name="болт м8"), True),
        (Item(name="Болт"), Item(name="Гайка"), False),
        (Item(name="Болт"), Item(article="B-8"), False),
        (None, None, True),
        (None, Item(name="Болт"), False),
    ],
)
def test_items_are_compared_by_the_first_key_that_both_have(one, other, same):
    assert line_equal(line(one), line(other)) is same
    assert line_equal(line(other), line(one)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {}, True),
        ({"unit": "796"}, {"unit": "006"}, False),
        ({"characteristic": Thing(name="M8")}, {"characteristic": Thing(name="m8")}, True),
        ({"characteristic": Thing(name="M8")}, {"characteristic": Thing(name="M9")}, False),
        ({"characteristic": Thing(name="M8")}, {}, False),
        ({"characteristic": Thing(ref=onec(GUID))}, {"characteristic": Thing(ref=onec(GUID), name="M8")}, True),
        ({"characteristic": Thing(ref=onec(GUID))}, {"characteristic": Thing(ref=onec(OTHER))}, False),
        ({"pack": Pack(name="коробка", ratio=Decimal(12))}, {}, True),
        ({"pack": Pack(name="коробка", ratio=Decimal(12))}, {"pack": Pack(name="Коробка", ratio=Decimal(12))}, True),
        ({"pack": Pack(name="коробка", ratio=Decimal(12))}, {"pack": Pack(name="пачка", ratio=Decimal(6))}, False),
        ({"text": "Доставка"}, {"text": " Доставка "}, True),
        ({"text": "Доставка"}, {"text": "Подъём"}, False),
        ({"text": "Доставка"}, {"text": ""}, True),
    ],
)
def test_rows_of_one_item_are_one_row_by_unit_characteristic_and_pack(one, other, same):
    bolt = Item(name="Болт")

    assert line_equal(line(bolt, **one), line(bolt, **other)) is same


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ("", "", []),
        ("a", "a", [(0, 0)]),
        ("ab", "ba", [(1, 0), (0, 1)]),
        ("aa", "a", [(0, 0)]),
        ("a", "aa", [(0, 0)]),
        ("aba", "aab", [(0, 0), (2, 1), (1, 2)]),
        ("abc", "c", [(2, 0)]),
        ("abc", "xbz", [(1, 1)]),
        ("ab", "xy", []),
    ],
)
def test_rows_are_paired_by_item_then_by_the_nearest_place(old, new, pairs):
    matching = match_lines([line(Item(name=one)) for one in old], [line(Item(name=one)) for one in new])

    assert pairs == matching.pairs
    assert len(old) - len(pairs) == len(matching.removed)
    assert len(new) - len(pairs) == len(matching.added)
