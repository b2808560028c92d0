"""Sums of a row, to the kopeck, case by case (docs/money.md)."""

from decimal import Decimal

import pytest

from services.onec_connector.vocabulary.money import at_rate, number, sums, vat_within
from shared.messages.things import Line
from shared.money import kopecks

TOTALS = ("0", "0.01", "0.05", "1.00", "9.99", "100.00", "122.00", "1234.56", "99999.99", "10000000.00")
VAT = {
    "22": ("0.00", "0.00", "0.01", "0.18", "1.80", "18.03", "22.00", "222.63", "18032.79", "1803278.69"),
    "20": ("0.00", "0.00", "0.01", "0.17", "1.67", "16.67", "20.33", "205.76", "16666.67", "1666666.67"),
    "10": ("0.00", "0.00", "0.00", "0.09", "0.91", "9.09", "11.09", "112.23", "9090.91", "909090.91"),
    "7": ("0.00", "0.00", "0.00", "0.07", "0.65", "6.54", "7.98", "80.77", "6542.06", "654205.61"),
    "5": ("0.00", "0.00", "0.00", "0.05", "0.48", "4.76", "5.81", "58.79", "4761.90", "476190.48"),
    "0": ("0.00",) * 10,
    "none": ("0.00",) * 10,
}


def rate_of(word: str) -> Decimal | None:
    return None if word == "none" else Decimal(word)


@pytest.mark.parametrize(
    ("rate", "total", "vat"),
    [(rate, total, vat) for rate, row in VAT.items() for total, vat in zip(TOTALS, row, strict=True)],
)
def test_the_vat_within_a_sum_is_rounded_half_up(rate, total, vat):
    assert Decimal(vat) == vat_within(Decimal(total), rate_of(rate))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.005", "0.01"),
        ("0.0049", "0.00"),
        ("1.015", "1.02"),
        ("-0.005", "-0.01"),
        ("2.5", "2.50"),
        ("1E+2", "100.00"),
    ],
)
def test_half_a_kopeck_is_rounded_away_from_zero(value, expected):
    assert expected == str(kopecks(Decimal(value)))


@pytest.mark.parametrize(
    ("value", "expected"), [(None, "0"), ("", "0"), (0, "0"), (12, "12"), ("52.63", "52.63"), (0.1, "0.1"), (-5, "-5")]
)
def test_a_number_of_the_wire_is_read_by_its_digits_and_nothing_is_zero(value, expected):
    assert Decimal(expected) == number(value)


def line(price: str, total: str, *, quantity: str = "2", rate: str = "22", included: bool = True, **discount) -> Line:
    return Line(
        quantity=Decimal(quantity),
        price=Decimal(price),
        total=Decimal(total),
        vat_rate=rate_of(rate),
        vat_included=included,
        **{name: Decimal(value) for name, value in discount.items()},
    )


@pytest.mark.parametrize(
    ("given", "packs", "included", "expected"),
    [
        # price, percent and sum of the manual discount, sum, VAT
        (line("120", "240"), "2", True, ("120.00", "0", "0.00", "240", "43.28")),
        (line("120", "240"), "2", False, ("98.36", "0", "0.00", "196.72", "43.28")),
        (line("100", "244", included=False), "2", True, ("122.00", "0", "0.00", "244", "44.00")),
        (line("100", "244", included=False), "2", False, ("100.00", "0", "0.00", "200.00", "44.00")),
        (line("120", "216", discount_percent="10"), "2", True, ("120.00", "10", "24.00", "216", "38.95")),
        (line("120", "216", discount_sum="24"), "2", True, ("120.00", "10", "24.00", "216", "38.95")),
        (line("0", "0", discount_sum="24"), "2", True, ("0.00", "0", "0.00", "0", "0.00")),
        (line("5.50", "1320", quantity="240"), "12", True, ("110.00", "0", "0.00", "1320", "238.03")),
        (line("33.33333333", "100", quantity="3"), "3", True, ("33.33", "0", "-0.01", "100", "18.03")),
        (line("120", "240", rate="none"), "2", False, ("120.00", "0", "0.00", "240.00", "0.00")),
        (line("120", "240", rate="0"), "2", False, ("120.00", "0", "0.00", "240.00", "0.00")),
        (line("120", "0", quantity="0"), "0", True, ("120", "0", "0.00", "0", "0.00")),
    ],
)
def test_the_fields_of_a_row_follow_from_its_total(given, packs, included, expected):
    found = sums(given, packs=Decimal(packs), vat_included=included)

    assert [Decimal(one) for one in expected] == [
        found.price,
        found.manual_percent,
        found.manual_sum,
        found.sum,
        found.vat,
    ]
    assert found.total == given.total


@pytest.mark.parametrize(
    ("given", "rate", "price"),
    [
        (line("120", "240"), "22", "120"),
        (line("120", "240"), "10", "120"),
        (line("120", "240"), "none", "120"),
        (line("100", "244", included=False), "20", "122"),
        (line("100", "244", included=False), "0", "122"),
        (line("100", "200", rate="none", included=False), "22", "100"),
    ],
)
def test_another_rate_leaves_total_and_price_with_vat(given, rate, price):
    changed = at_rate(given, rate_of(rate))

    assert (given.total, Decimal(price), rate_of(rate)) == (changed.total, changed.price, changed.vat_rate)
