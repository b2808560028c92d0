"""Which row is which, and when two rows say the same."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.canon import line_equal, lines_digest, lines_equal, match_lines
from shared.messages.things import Item, Line, Pack, Ref, Thing

GUID = "5b1d6e0a-0000-0000-0000-000000000001"


def line(name: str = "bolt", quantity: str = "1", total: str = "100", **more) -> Line:
    item = Item(ref=Ref(system="onec", kind="item", id=name), name=name)
    return Line(**{"item": item, "quantity": Decimal(quantity), "price": 1, "total": Decimal(total), **more})


def test_equal_items_are_matched_to_the_nearest_position():
    old = [line("bolt"), line("nut"), line("bolt")]
    new = [line("nut"), line("screw"), line("bolt")]

    matching = match_lines(old, new)

    assert matching.pairs == [(1, 0), (2, 2)]
    assert matching.added == [1]
    assert matching.removed == [0]


def test_a_characteristic_makes_another_row():
    red, blue = (Thing(name=name) for name in ("red", "blue"))

    matching = match_lines([line(characteristic=red)], [line(characteristic=blue)])

    assert (matching.pairs, matching.added, matching.removed) == ([], [0], [0])


def test_a_row_goes_with_the_row_of_its_pack_first():
    box = Pack(name="box", ratio=10)
    old = [line(), line(pack=box)]

    matching = match_lines(old, [line(pack=box), line()])

    assert matching.pairs == [(1, 0), (0, 1)]


def test_a_system_without_packs_still_names_the_packed_row():
    packed = line(pack=Pack(name="box", ratio=10), quantity="20")

    assert lines_equal([packed], [line(quantity="20")])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Item(ref=Ref(system="onec", kind="item", id=GUID)), Item(external_code=GUID.upper())),
        (Item(article="B-8", name="Bolt"), Item(article="b-8 ", name="Bolt M8")),
        (Item(barcode="46001"), Item(barcode="46001")),
        (Item(name="Болт  М8"), Item(name="болт М8")),
    ],
    ids=["external code", "article", "barcode", "name"],
)
def test_items_without_comparable_ids_meet_by_a_natural_key(one: Item, other: Item):
    assert line_equal(line(item=one), line(item=other))


def test_free_text_rows_are_told_apart_by_their_words():
    rows = [line(item=None, kind="free_text", text=text) for text in ("Доставка", "Подъём на этаж")]

    assert match_lines(rows, rows[::-1]).pairs == [(1, 0), (0, 1)]


@pytest.mark.parametrize(
    ("quantity", "one", "other"),
    [
        ("3", "100.00", "99.99"),
        ("7", "100.00", "100.03"),
        ("1.5", "100.00", "100.01"),
        ("1000", "10.00", "14.00"),
        ("0.333", "10.00", "10.00"),
    ],
)
def test_a_total_made_of_a_price_of_two_digits_is_rounding_and_no_edit(quantity, one, other):
    assert line_equal(line(quantity=quantity, total=one), line(quantity=quantity, total=other))
    assert line_equal(line(quantity=quantity, total=other), line(quantity=quantity, total=one))


@pytest.mark.parametrize(
    ("quantity", "one", "other"),
    [
        ("1", "100.00", "100.01"),
        ("10", "100.00", "100.05"),
        ("3", "100.00", "100.01"),
        ("3", "100.00", "99.98"),
        ("1000", "10.00", "15.00"),
        ("1000", "11.00", "14.00"),
        ("0", "10.00", "10.01"),
    ],
)
def test_a_kopeck_that_no_rounding_explains_is_an_edit(quantity, one, other):
    assert not line_equal(line(quantity=quantity, total=one), line(quantity=quantity, total=other))
    assert not line_equal(line(quantity=quantity, total=other), line(quantity=quantity, total=one))


def kopecks(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


quantities = st.decimals("0.001", 10_000, places=3)
totals = st.decimals(0, 1_000_000, places=2)


@given(quantities, totals)
def test_what_a_portal_of_two_digits_makes_of_a_row_is_equal_to_it(quantity, total):
    rounded = kopecks(kopecks(total / quantity) * quantity)

    assert line_equal(line(quantity=str(quantity), total=str(total)), line(quantity=str(quantity), total=str(rounded)))


@given(quantities, totals, st.decimals(-2, 2, places=3))
def test_equal_rows_never_differ_by_more_than_half_a_kopeck_for_each_unit_and_half_a_kopeck(quantity, total, times):
    limit = Decimal("0.005") * quantity + Decimal("0.005")
    change = kopecks(limit * times)
    one, other = line(quantity=str(quantity), total=str(total)), line(quantity=str(quantity), total=str(total + change))

    equal = line_equal(one, other)

    assert not equal or abs(change) <= limit


@given(totals, st.decimals("0.01", 1, places=2))
def test_one_piece_is_equal_to_the_kopeck(total, change):
    assert not line_equal(line(total=str(total)), line(total=str(total + change)))


@pytest.mark.parametrize(
    "change",
    [{"quantity": Decimal(2)}, {"vat_rate": Decimal(0)}, {"unit": "112"}, {"cancelled": True}, {"text": "other"}],
    ids=lambda change: next(iter(change)),
)
def test_any_other_difference_is_a_difference(change):
    plain = line(text="words")

    assert not line_equal(plain, line(**{"text": "words", **change}))


def test_no_vat_is_not_zero_percent_and_vat_on_top_is_only_another_way_to_write_the_price():
    assert not line_equal(line(vat_rate=None), line(vat_rate=Decimal(0)))
    assert line_equal(line(vat_included=True), line(vat_included=False))


def test_two_rows_of_one_item_may_change_places():
    rows = [line(quantity="1"), line(quantity="2"), line(quantity="3")]

    for order in permutations(rows):
        assert lines_equal(rows, order)
        assert lines_digest(rows) == lines_digest(order)


rows = st.lists(
    st.builds(
        line, st.sampled_from(["bolt", "nut", "screw"]), st.sampled_from(["1", "2"]), st.sampled_from(["1", "9"])
    ),
    max_size=8,
)


@given(rows, rows)
def test_every_row_is_paired_added_or_removed_exactly_once(old, new):
    matching = match_lines(old, new)

    assert sorted([i for i, _ in matching.pairs] + matching.removed) == list(range(len(old)))
    assert sorted([j for _, j in matching.pairs] + matching.added) == list(range(len(new)))
    assert all(old[i].item == new[j].item for i, j in matching.pairs)
    assert not {old[i].item for i in matching.removed} & {new[j].item for j in matching.added}


def test_a_row_that_nobody_touched_stays_itself_when_the_one_above_is_removed():
    old = [line(quantity="1"), line(quantity="2", total="200"), line(quantity="3", total="300")]

    matching = match_lines(old, [old[1], old[2]])

    assert (matching.pairs, matching.added, matching.removed) == ([(1, 0), (2, 1)], [], [0])


def test_of_two_changed_rows_the_one_with_the_same_quantity_or_price_is_the_same_row():
    old = [line(quantity="1", total="100"), line(quantity="5", total="5000")]

    matching = match_lines(old, [line(quantity="5", total="4500"), line(quantity="3", total="300")])

    assert matching.pairs == [(1, 0), (0, 1)]


def test_an_equal_row_of_a_pack_goes_before_another_row_without_one():
    old = [line(quantity="20", pack=Pack(name="box", ratio=10)), line(quantity="5", total="25")]

    matching = match_lines(old, [line(quantity="5", total="25"), line(quantity="20")])

    assert matching.pairs == [(1, 0), (0, 1)]


def test_rows_of_equal_sums_are_told_apart_by_price_and_discount():
    cheap = line(price=Decimal(90), total="90")
    reduced = line(price=Decimal(100), discount_sum=Decimal(10), total="90")

    assert match_lines([cheap, reduced], [reduced]).pairs == [(1, 0)]


@given(rows, st.data())
def test_whatever_is_removed_added_or_moved_a_row_that_stays_is_paired_with_its_equal(old, data):
    kept = data.draw(st.lists(st.sampled_from(old), unique_by=id, max_size=len(old)) if old else st.just([]))
    new = data.draw(st.permutations([*kept, *data.draw(rows)]))

    matching = match_lines(old, new)

    equals = sum(line_equal(old[i], new[j]) for i, j in matching.pairs)
    assert equals >= len(kept)
    unpaired_equals = {lines_digest([old[i]]) for i, j in matching.pairs if not line_equal(old[i], new[j])} & {
        lines_digest([new[j]]) for i, j in matching.pairs if not line_equal(old[i], new[j])
    }
    assert not unpaired_equals


@given(rows, st.randoms())
def test_reordering_alone_is_no_difference(old, random):
    new = random.sample(old, len(old))

    assert lines_equal(old, new)
