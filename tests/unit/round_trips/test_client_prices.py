"""A price that 1C asks of a client, on its way into the order, the deal and back: to the kopeck (docs/money.md)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.vocabulary.rows import CatalogueProduct, as_rows, write_row
from services.b24_connector.vocabulary.rows import read_line as line_of_deal
from services.onec_connector.reference.client_prices import RowPrice
from services.onec_connector.vocabulary.lines import RowRefs, changed_row, new_row
from services.onec_connector.vocabulary.lines import read_line as line_of_order
from services.onec_connector.vocabulary.reference import KnownItem, KnownPack, ReferenceData
from services.onec_connector.vocabulary.vat import VatRate, VatRates
from services.onec_connector.writer.items.finding import FoundLine
from services.onec_connector.writer.orders.priced import is_typed
from services.onec_connector.writer.orders.pricing import at_price
from shared.canon import line_equal, lines_equal
from shared.messages.things import Item, Line, Ref
from shared.money import kopecks, to_digits
from tests.unit.b24_connector.test_rows import portal_row

GUID = "6f1c0000-0000-4000-8000-0000000000e2"
BOLT = CatalogueProduct("501", "Болт", external_code=GUID, article="B-8")
RATES = {f"rate {percent}": None if percent is None else Decimal(percent) for percent in (None, 0, 5, 10, 22)}

prices = st.decimals(min_value="0.01", max_value="999999.99", places=2)
amounts = st.decimals(min_value="0.001", max_value="999", places=3)
ratios = st.sampled_from([Decimal(1), Decimal(3), Decimal(7), Decimal(12), Decimal(100), Decimal("0.5")])


def sold(packs: Decimal, ratio: Decimal, rate: str) -> FoundLine:
    """A row as a deal has it before 1C has named its price."""
    item = Item(ref=Ref(system="onec", kind="item", id=GUID), name="Болт", external_code=GUID, article="B-8")
    line = Line(item=item, quantity=packs * ratio, price=Decimal(1), vat_rate=RATES[rate], total=kopecks(packs * ratio))
    pack = "" if ratio == 1 else "box"
    return FoundLine(line, KnownItem(GUID, "Болт", "B-8", unit="796"), "", pack, packs, rate)


def base_of(ratio: Decimal) -> ReferenceData:
    rates = VatRates({guid: VatRate(guid, percent) for guid, percent in RATES.items()})
    return ReferenceData(
        items={GUID: KnownItem(GUID, "Болт", "B-8", unit="796")},
        packs={(GUID, "box"): KnownPack("box", "коробка", ratio)},
        vat_rates=rates,
    )


def as_deal(line: Line) -> Line:
    """The deal's row that is made of an order's."""
    (row,) = as_rows([line.with_(item=line.item.with_(ref=Ref(system="b24", kind="product", id="501")))])
    return line_of_deal(portal_row(write_row(row, 10)), BOLT)


def price_of_a_former_release(row: Line) -> Decimal:
    """What a deal showed before: the total divided, with as few digits as give it back."""
    each = [to_digits(row.total / row.quantity, digits) for digits in range(2, 9)]
    return next((one for one in each if kopecks(one * row.quantity) == row.total), each[-1])


def sold_anew(line: Line, quantity: Decimal, price: Decimal | None = None) -> Line:
    """A deal's row in which a manager has changed the quantity alone, or the price too."""
    each = line.price if price is None else price
    return line.with_(quantity=quantity, price=each, total=kopecks(each * quantity))


@given(prices, amounts, ratios, st.sampled_from(sorted(RATES)), st.booleans())
def test_a_clients_price_stands_in_order_and_deal_and_comes_back_as_nobodys_edit(price, packs, ratio, rate, included):
    found = at_price(sold(packs, ratio, rate), RowPrice(price, "wholesale"), vat_included=included)
    place = RowRefs(GUID, "", found.pack, packs, rate, "", "", "", found.price_kind)
    row = new_row(found.line, place, vat_included=included)
    in_order = line_of_order(row, base_of(ratio), vat_included=included)

    (as_row,) = as_rows([in_order.with_(item=in_order.item.with_(ref=Ref(system="b24", kind="product", id="501")))])
    in_deal = as_deal(in_order)
    again = new_row(in_deal, place, vat_included=included)

    net = kopecks(price * packs)
    assert (row["Цена"], row["Сумма"]) == (price, net)
    assert in_deal.total == in_order.total == row["СуммаСНДС"]
    assert row["СуммаСНДС"] == (net if included else net + kopecks(net * (RATES[rate] or 0) / 100))
    assert lines_equal([in_deal], [as_row])
    assert (again["СуммаСНДС"], again["СуммаНДС"]) == (row["СуммаСНДС"], row["СуммаНДС"])
    assert changed_row(row, in_deal, place, vat_included=included)["СуммаСНДС"] == row["СуммаСНДС"]
    if (included and ratio == 1) or packs >= 2:
        assert again["Цена"] == price


@given(prices, amounts, st.sampled_from(sorted(RATES)))
def test_a_deal_shows_the_price_that_1c_asks_whatever_the_quantity(price, quantity, rate):
    found = at_price(sold(quantity, Decimal(1), rate), RowPrice(price, "wholesale"), vat_included=True)

    assert as_deal(found.line).price == price


@given(prices, amounts, ratios, st.sampled_from(sorted(RATES)), st.booleans())
def test_a_unit_price_that_a_portal_cuts_to_two_digits_is_nobodys_edit(price, packs, ratio, rate, included):
    row = at_price(sold(packs, ratio, rate), RowPrice(price, "wholesale"), vat_included=included).line
    deal = as_deal(row)

    assert line_equal(deal, sold_anew(deal, deal.quantity, kopecks(deal.price)))


@given(prices, amounts, ratios, st.sampled_from(sorted(RATES)), st.booleans(), amounts)
def test_a_quantity_alone_makes_no_typed_price(price, packs, ratio, rate, included, quantity):
    row = at_price(sold(packs, ratio, rate), RowPrice(price, "wholesale"), vat_included=included).line
    deal = as_deal(row)
    former = price_of_a_former_release(row)

    for shown in (deal.price, former, kopecks(deal.price), kopecks(former)):
        assert not is_typed(sold_anew(deal, quantity, shown), row, fixed=True)


@given(prices, amounts, ratios, st.sampled_from(sorted(RATES)), st.booleans(), amounts)
def test_a_kopeck_more_than_any_rounding_makes_is_typed(price, packs, ratio, rate, included, quantity):
    row = at_price(sold(packs, ratio, rate), RowPrice(price, "wholesale"), vat_included=included).line
    factor = Decimal(1) if included else 1 + (RATES[rate] or Decimal(0)) / 100
    highest = max(row.price * factor, row.total / row.quantity, price_of_a_former_release(row))

    assert is_typed(sold_anew(as_deal(row), quantity, kopecks(highest) + Decimal("0.01")), row, fixed=True)
