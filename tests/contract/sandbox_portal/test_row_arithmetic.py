"""Derived figures of product rows against the samples that the vendor's documentation prints."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.rows import MONEY, PERCENT, count_prices, read_tax

SAMPLES = [
    # price, tax, discount %, exclusive, discount sum, netto, brutto
    ("80000", "20", "20", "66666.67", "16666.67", "83333.34", "100000.01"),
    ("90000", "10", "10", "81818.18", "9090.91", "90909.09", "100000.00"),
    ("899.1", None, "10", "899.10", "99.90", "999.00", "999.00"),
    ("120", "20", "0", "100.00", "0.00", "100.00", "120.00"),
]


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_percent_discount_gives_the_documented_figures(sample) -> None:
    price, tax, percent, *expected = sample

    made = count_prices(Decimal(price), Decimal(tax) if tax else None, PERCENT, Decimal(percent), None)

    assert [Decimal(text) for text in expected] == [made.exclusive, made.discount_sum, made.netto, made.brutto]


def test_a_money_discount_is_measured_without_tax_and_gives_its_percent() -> None:
    made = count_prices(Decimal(90), Decimal(20), MONEY, Decimal(0), Decimal(25))

    assert (Decimal("75.00"), Decimal("25.00"), Decimal("100.00"), Decimal("120.00")) == (
        made.exclusive,
        made.discount_rate,
        made.netto,
        made.brutto,
    )


def test_a_discount_of_a_hundred_percent_is_refused_as_percent_and_taken_as_money() -> None:
    with pytest.raises(PortalError):
        count_prices(Decimal(0), None, PERCENT, Decimal(100), None)

    made = count_prices(Decimal(0), None, MONEY, Decimal(0), Decimal(50))

    assert Decimal(100) == made.discount_rate


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (0, Decimal(0)),
        ("0", Decimal(0)),
        ("0.00", Decimal(0)),
        (Decimal("0.0"), None),
        (0.0, None),
        (None, None),
        ("", None),
        (20, Decimal(20)),
        ("10", Decimal(10)),
        (Decimal("22.0"), Decimal(22)),
    ],
)
def test_only_a_whole_zero_means_zero_percent_and_any_other_nothing_means_no_vat(sent, expected) -> None:
    assert expected == read_tax(sent)


@given(
    price=st.decimals("0.01", "1000000", places=2),
    tax=st.sampled_from([None, Decimal(5), Decimal(10), Decimal(22)]),
    percent=st.decimals("0", "90", places=2),
)
def test_brutto_without_discount_stays_within_a_kopeck_and_tax_of_the_price(price, tax, percent) -> None:
    plain = count_prices(price, tax, PERCENT, Decimal(0), None)
    cut = count_prices(price, tax, PERCENT, percent, None)

    assert abs(plain.brutto - price) <= Decimal("0.02")
    assert cut.netto == cut.exclusive + cut.discount_sum
    assert cut.brutto >= plain.brutto
