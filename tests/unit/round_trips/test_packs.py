"""A row that 1C sells in packs is in base units in the deal, to the kopeck, and keeps its pack in the order (R18)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.vocabulary.rows import as_rows, write_row
from services.b24_connector.vocabulary.rows import read_line as read_deal_line
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.lines import read_line
from services.onec_connector.vocabulary.reference import KnownItem, KnownPack, ReferenceData
from services.onec_connector.vocabulary.vat import VatRate, VatRates
from services.onec_connector.writer.items.finding import FoundLine
from services.onec_connector.writer.named.staff import FoundManager
from services.onec_connector.writer.named.terms import FoundTerms
from services.onec_connector.writer.orders.draft import ResolvedOrder
from services.onec_connector.writer.orders.rows import in_packs, plan_rows
from services.onec_connector.writer.partners.found import FoundParties
from shared.canon import line_equal
from shared.messages.things import Line, Ref
from shared.money import kopecks

BOLT, BOX, RATE, KILOGRAM = (f"0a000000-0000-4000-8000-00000000000{one}" for one in (1, 2, 3, 4))
KNOWN = ReferenceData(
    items={BOLT: KnownItem(BOLT, "Болт", unit="796")},
    packs={(BOLT, BOX): KnownPack(BOX, "упак (12 шт)", Decimal(12))},
    vat_rates=VatRates.of([VatRate(RATE, Decimal(22))]),
)
PRODUCT = Ref(system="b24", kind="product", id="501")
KOPECKS = st.decimals("0.01", "1000000", places=2)


def row(packs: Decimal, ratio: Decimal, total: Decimal, price: Decimal | None = None, discount=Decimal(0)) -> dict:
    """A row of 1C: so many packs, each of so many pieces."""
    return {
        names.ROW_CODE: "1",
        names.ITEM: BOLT,
        names.PACK: BOX,
        names.PACKS: packs,
        names.QUANTITY: packs * ratio,
        names.PRICE: kopecks(total / packs) if price is None else price,
        names.MANUAL_SUM: discount,
        names.SUM_WITH_VAT: total,
        names.VAT_RATE: RATE,
        names.SHIP_ON: "2026-03-05T00:00:00",
    }


def told(one: dict) -> Line:
    """What the reader of orders tells of a row."""
    line = read_line(one, KNOWN, vat_included=True)
    assert line.item is not None
    return line


def as_deal_row(line: Line) -> dict[str, str]:
    """The row that the writer of deals makes of it, for a product that the portal has."""
    (plain,) = as_rows([line.with_(item=line.item.with_(ref=PRODUCT))])
    return write_row(plain, 10)


@given(
    st.decimals("0.001", "5000", places=3),
    st.sampled_from([Decimal(one) for one in ("2", "3", "7", "12", "144", "0.5", "0.001", "1000")]),
    KOPECKS,
)
def test_a_row_in_packs_is_one_of_base_units_with_the_same_sum(packs, ratio, total):
    line = told(row(packs, ratio, total))

    deal = as_deal_row(line)

    assert (line.quantity, Decimal(deal["quantity"]), deal["measureCode"]) == (packs * ratio, packs * ratio, "796")
    assert abs(Decimal(deal["price"]) * packs * ratio - total) < Decimal("0.005") + packs * ratio * Decimal("5e-9")


@given(st.integers(1, 500), st.sampled_from([2, 3, 7, 12, 144]), KOPECKS)
def test_to_the_kopeck_at_what_people_sell(packs, ratio, total):
    deal = as_deal_row(told(row(Decimal(packs), Decimal(ratio), total)))

    assert kopecks(Decimal(deal["price"]) * Decimal(deal["quantity"])) == total


def test_a_price_for_a_pack_is_one_for_a_piece_before_the_discount():
    line = told(row(Decimal(2), Decimal(12), Decimal(2160), price=Decimal(1200), discount=Decimal(240)))

    assert (line.price, line.discount_sum, line.total) == (Decimal(100), Decimal(240), Decimal(2160))


def edited(one: dict, quantity: str, price: str = "10") -> dict:
    """The row after a manager has changed it in the deal, which knows no packs."""
    line = read_deal_line({"productId": "501", "price": price, "quantity": quantity, "taxRate": 22}, None)
    wanted = line.with_(item=told(one).item, unit="796")
    found = FoundLine(wanted, KNOWN.items[BOLT], standard.NO_REF, standard.NO_REF, wanted.quantity, RATE)
    terms = FoundTerms(*[""] * 7, vat_included=True, warehouse="")
    lines = tuple(in_packs((found,), [told(one)]))
    resolved = ResolvedOrder(FoundParties("p", "e", "c"), "o", FoundManager(), terms, lines)
    document = {names.LINES: [one], names.VAT_INCLUDED: True, names.WAREHOUSE: "", names.DATE: "2026-03-05T00:00:00"}
    (changed,) = plan_rows([told(one)], document, resolved).rows
    assert line_equal(told(changed), wanted.with_(pack=told(changed).pack))
    return changed


@pytest.mark.parametrize(("quantity", "packs"), [("36", "3"), ("30", "2.5"), ("24", "2")])
def test_an_edit_in_the_deal_leaves_the_row_in_its_pack(quantity, packs):
    changed = edited(row(Decimal(2), Decimal(12), Decimal(240)), quantity, price="11")

    assert (changed[names.PACK], changed[names.PACKS]) == (BOX, Decimal(packs))
    assert (changed[names.PRICE], changed[names.SUM_WITH_VAT]) == (Decimal(132), 11 * Decimal(quantity))


def test_what_fills_no_thousandth_of_a_pack_is_sold_in_base_units():
    changed = edited(row(Decimal(2), Decimal(12), Decimal(240)), "25", price="11")

    assert (changed[names.PACK], changed[names.PACKS], changed[names.PRICE]) == (standard.NO_REF, 25, Decimal(11))


def test_a_row_without_a_pack_gets_none():
    plain = {**row(Decimal(24), Decimal(1), Decimal(240)), names.PACK: standard.NO_REF}

    assert edited(plain, "36", price="11")[names.PACK] == standard.NO_REF


def test_a_row_of_a_unit_whose_size_nobody_knows_keeps_its_own_ratio():
    """25 kg are 10 pieces of it; twice as many are 50 kg at the same price."""
    by_weight = {**row(Decimal(25), Decimal("0.4"), Decimal(2500)), names.PACK: KILOGRAM}

    changed = edited(by_weight, "20", price="250")

    assert (changed[names.PACK], changed[names.PACKS], changed[names.QUANTITY]) == (KILOGRAM, 50, 20)
    assert (changed[names.PRICE], changed[names.SUM_WITH_VAT]) == (100, 5000)
