"""Which price 1C asks of a client, in the order of onec.md 9.2, and what stands in the row."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.base.price_limits import asked_in
from services.onec_connector.vocabulary.client_prices import (
    EVERY,
    ClientTerms,
    FoundPrice,
    PricedItem,
    Sold,
    asked_in_row,
    cheapest,
    in_row,
    lowest,
    price_of,
)
from services.onec_connector.vocabulary.money import sums
from services.onec_connector.vocabulary.prices import KnownPriceKind, UnitPrice
from shared.messages.things import Line

BOLT = Sold("bolt", group="steel")
FULL = ClientTerms(
    currency="usd",
    with_vat=False,
    individual="his own",
    kind="wholesale",
    by_group={"steel": "of steel"},
    rows=(PricedItem("bolt", kind="of bolts", price=Decimal(60), ratio=Decimal(12)),),
)
KINDS = ("his own", "wholesale", "of steel", "of bolts")
KNOWN = {kind: UnitPrice(KnownPriceKind(kind, kind), Decimal(10 + place)) for place, kind in enumerate(KINDS)}
PARTS = st.sets(st.sampled_from(sorted(EVERY))).map(frozenset)


def terms(**changes) -> ClientTerms:
    values = {name: getattr(FULL, name) for name in ClientTerms.__dataclass_fields__}
    return ClientTerms(**(values | changes))


def found(terms_: ClientTerms, sold: Sold = BOLT, known=KNOWN, *, newer: bool = False) -> str | None:
    price = price_of(sold, terms_, known, newer=newer)
    return None if price is None else price.kind or "fixed"


@pytest.mark.parametrize(
    ("counted", "kind"),
    [
        ({"fixed", "items", "groups", "header"}, "fixed"),
        ({"items", "groups", "header"}, "of bolts"),
        ({"groups", "header"}, "of steel"),
        ({"header"}, "wholesale"),
        (set(), None),
    ],
)
def test_an_agreement_is_asked_part_by_part_and_a_part_out_of_use_does_not_count(counted, kind):
    assert found(terms(counted=frozenset(counted))) == kind


def test_the_fixed_price_is_of_the_pack_named_beside_it_in_the_agreements_currency():
    price = price_of(BOLT, FULL, KNOWN, newer=False)

    assert FoundPrice(Decimal(5), "usd", with_vat=False) == price


def test_what_is_fixed_for_one_characteristic_is_nothing_to_another():
    red = PricedItem("bolt", "red", price=Decimal(1))

    assert found(terms(rows=(red,)), Sold("bolt", "red")) == "fixed"
    assert found(terms(rows=(red,)), Sold("bolt", "blue")) == "wholesale"


def test_pricing_20_does_not_pass_on_from_a_kind_that_has_no_price():
    known = {"wholesale": KNOWN["wholesale"]}

    assert found(terms(counted=frozenset({"groups", "header"})), known=known) is None


@given(counted=PARTS)
def test_pricing_25_asks_the_individual_kind_whatever_parts_are_in_use(counted):
    assert found(terms(counted=counted), newer=True) == "his own"


@given(counted=PARTS)
def test_pricing_25_passes_on_from_an_individual_kind_without_a_price_to_the_usual_one(counted):
    known = {kind: KNOWN[kind] for kind in KINDS[1:]}

    assert found(terms(counted=counted), known=known, newer=True) == ("wholesale" if "header" in counted else None)


def test_an_individual_price_that_was_withdrawn_is_none_and_the_usual_one_does_not_take_its_place():
    own = UnitPrice(KNOWN["his own"].kind, Decimal(0))

    price = price_of(BOLT, FULL, KNOWN | {"his own": own}, newer=True)

    assert price is not None
    assert (price.kind, price.value) == ("his own", 0)


@given(counted=PARTS, known=st.sets(st.sampled_from(KINDS)), newer=st.booleans())
def test_a_price_never_comes_from_a_kind_that_nobody_named_or_that_has_none(counted, known, newer):
    price = price_of(BOLT, terms(counted=counted), {kind: KNOWN[kind] for kind in known}, newer=newer)

    assert price is None or price.kind in {"", *known} & {"", *FULL.kinds()}
    assert price is None or price.value > 0


def test_a_price_of_the_unit_is_rounded_once_in_the_pack_it_is_sold_in():
    third = FoundPrice(Decimal(100) / 12, "", with_vat=True)

    in_packs = in_row(third, Sold("bolt", ratio=Decimal(12)), rate=Decimal(1), vat_included=True)

    assert (in_packs, in_row(third, BOLT, rate=Decimal(1), vat_included=True)) == (Decimal("100.00"), Decimal("8.33"))


@given(
    price=st.integers(1, 10**9),
    packs=st.tuples(*[st.fractions(Fraction(1, 7), 5000, max_denominator=7)] * 2),
    rate=st.decimals("0.0001", "9999", places=4),
    vat=st.sampled_from([0, 5, 7, 10, 20, 22]),
    of_vat=st.tuples(st.booleans(), st.booleans()),
)
@example(price=1, packs=(Fraction(1, 7), Fraction(1, 2)), rate=Decimal(1), vat=0, of_vat=(True, True))
def test_half_a_kopeck_goes_up_whatever_the_divisions_before_it_leave(price, packs, rate, vat, of_vat):
    (priced_in, sold_in), (with_vat, included) = packs, of_vat
    found = FoundPrice(Decimal(price) / 100 / as_decimal(priced_in), "", with_vat=with_vat)
    sold = Sold("bolt", ratio=as_decimal(sold_in), vat_rate=Decimal(vat))

    told = in_row(found, sold, rate=rate, vat_included=included)

    factor = Fraction(100 + vat, 100) ** (included - with_vat)
    exact = Fraction(price, 100) / priced_in * sold_in * Fraction(rate) * factor
    assert Fraction(told) == Fraction(floor(exact * 100 + Fraction(1, 2)), 100)


def as_decimal(ratio: Fraction) -> Decimal:
    return Decimal(ratio.numerator) / ratio.denominator


@pytest.mark.parametrize(
    ("with_vat", "included", "value"),
    [(True, True, "122.00"), (True, False, "100.00"), (False, True, "148.84"), (False, False, "122.00")],
)
def test_a_price_is_told_as_the_order_counts_vat(with_vat, included, value):
    price = FoundPrice(Decimal(122), "", with_vat=with_vat)

    assert Decimal(value) == in_row(price, Sold("bolt", vat_rate=Decimal(22)), rate=Decimal(1), vat_included=included)


def test_a_price_in_another_currency_is_counted_over():
    price = FoundPrice(Decimal("1.11"), "usd", with_vat=True)

    assert Decimal("100.03") == in_row(price, BOLT, rate=Decimal("90.12"), vat_included=True)


@given(
    price=st.decimals("0.01", "1000000", places=2),
    limit=st.decimals(0, 100, places=2),
)
def test_the_lowest_price_is_within_half_a_kopeck_of_the_limit(price, limit):
    assert abs(lowest(price, limit) - price * (100 - limit) / 100) <= Decimal("0.005")


KOPECKS = st.decimals("0.01", "100000", places=2)
RATES = st.sampled_from([None, *map(Decimal, (0, 5, 7, 10, 20, 22))])
PACKS = st.decimals("0.001", "5000", places=3)
RATIOS = st.sampled_from([Decimal(one) for one in ("1", "12", "144", "0.5")])
CENT = Decimal("0.01")


def deal_line(price, quantity, rate):
    return Line(quantity=quantity, price=price, vat_rate=rate, total=(price * quantity).quantize(CENT, "ROUND_HALF_UP"))


@given(price=KOPECKS, packs=PACKS, rate=RATES)
@example(price=Decimal("100.01"), packs=Decimal("0.123"), rate=Decimal(22))
@example(price=Decimal("114.57"), packs=Decimal("3.5"), rate=None)
def test_a_row_without_a_discount_asks_its_price_however_little_of_it_is_sold(price, packs, rate):
    assert asked_in_row(deal_line(price, packs, rate), packs, vat_included=True) == price


@given(price=KOPECKS, packs=PACKS, ratio=RATIOS, rate=RATES, included=st.booleans())
@example(price=Decimal("9.05"), packs=Decimal("3.5"), ratio=Decimal(12), rate=Decimal(22), included=True)
@example(price=Decimal("40.64"), packs=Decimal(100), ratio=Decimal(1), rate=Decimal(7), included=False)
def test_a_row_asks_what_1c_reads_in_it(price, packs, ratio, rate, included):
    line = deal_line(price, packs * ratio, rate)
    row = sums(line, packs=packs, vat_included=included)

    in_1c = asked_in({"КоличествоУпаковок": packs, "Цена": row.price, "СуммаРучнойСкидки": row.manual_sum})

    assert in_1c == asked_in_row(line, packs, vat_included=included)


@given(least=KOPECKS, packs=PACKS, ratio=RATIOS, rate=RATES, included=st.booleans())
def test_the_lowest_price_that_is_named_is_let_through(least, packs, ratio, rate, included):
    line = deal_line(Decimal("0.01"), packs * ratio, rate)

    named = cheapest(line, packs, least, vat_included=included)

    assert asked_in_row(deal_line(named, packs * ratio, rate), packs, vat_included=included) >= least


@given(least=KOPECKS, rate=RATES, included=st.booleans())
def test_of_one_piece_a_kopeck_less_is_not(least, rate, included):
    named = cheapest(deal_line(CENT, Decimal(1), rate), Decimal(1), least, vat_included=included)

    assert asked_in_row(deal_line(named - CENT, Decimal(1), rate), Decimal(1), vat_included=included) < least
