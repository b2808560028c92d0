from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.lines import RowRefs, changed_row, new_row, numbered, read_line, row_at_rate
from services.onec_connector.vocabulary.money import at_rate, sums
from services.onec_connector.vocabulary.reference import KnownItem, KnownPack, ReferenceData
from services.onec_connector.vocabulary.vat import VatRate, VatRates
from shared.canon import line_equal
from shared.messages.things import Item, Line, Pack, Ref

ITEM = "0a000000-0000-4000-8000-000000000081"
PACK = "0a000000-0000-4000-8000-000000000082"
RATES = {"22": Decimal(22), "20": Decimal(20), "10": Decimal(10), "0": Decimal(0), "none": None}

kopecks = st.decimals(min_value=0, max_value=10_000_000, places=2)
prices = st.decimals(min_value=0, max_value=1_000_000, places=8)
quantities = st.decimals(min_value="0.001", max_value=100_000, places=3)


def _reference() -> ReferenceData:
    return ReferenceData(
        items={ITEM: KnownItem(ITEM, "Болт")},
        packs={(ITEM, PACK): KnownPack(PACK, "Коробка", Decimal(10))},
        vat_rates=VatRates.of([VatRate(guid, percent) for guid, percent in RATES.items()]),
    )


def _place(rate: str, *, pack: str = standard.NO_REF, packs: Decimal) -> RowRefs:
    return RowRefs(ITEM, standard.NO_REF, pack, packs, rate, standard.NO_REF, "КОбеспечению", "2026-03-10T00:00:00")


def _line(quantity: Decimal, price: Decimal, total: Decimal, rate: str, **changes) -> Line:
    item = Item(ref=Ref(system="onec", kind="item", id=ITEM), external_code=ITEM, name="Болт")
    return Line(item=item, quantity=quantity, price=price, total=total, vat_rate=RATES[rate], **changes)


@given(quantities, prices, kopecks, st.sampled_from(sorted(RATES)), st.booleans(), st.booleans())
def test_a_line_written_as_a_row_and_read_back_is_the_same_to_the_kopeck(
    quantity, price, total, rate, line_included, order_included
):
    line = _line(quantity, price, total, rate, vat_included=line_included)

    row = new_row(line, _place(rate, packs=quantity), vat_included=order_included)
    back = read_line(row, _reference(), vat_included=order_included)

    assert back.total == line.total
    assert line_equal(back, line)


@given(st.integers(1, 1000), prices, kopecks, st.sampled_from(sorted(RATES)), st.booleans())
def test_packs_keep_quantity_and_total(packs, price, total, rate, included):
    quantity = Decimal(packs) * 10
    line = _line(
        quantity, price, total, rate, pack=Pack(ratio=Decimal(10), ref=Ref(system="onec", kind="pack", id=PACK))
    )

    row = new_row(line, _place(rate, pack=PACK, packs=Decimal(packs)), vat_included=included)
    back = read_line(row, _reference(), vat_included=included)

    assert (back.quantity, back.total, back.pack.ratio) == (quantity, total, 10)


@given(quantities, prices, kopecks, st.sampled_from(sorted(RATES)), st.booleans())
def test_the_sums_of_a_row_always_add_up(quantity, price, total, rate, included):
    money = sums(_line(quantity, price, total, rate), packs=quantity, vat_included=included)

    assert money.sum + (0 if included else money.vat) == total
    assert (money.price * quantity).quantize(Decimal("0.01"), "ROUND_HALF_UP") - money.manual_sum == money.sum


@given(quantities, prices, kopecks, st.sampled_from(sorted(RATES)), st.sampled_from(sorted(RATES)), st.booleans())
def test_another_vat_rate_keeps_the_total_and_the_price_with_vat(quantity, price, total, old, new, included):
    line = _line(quantity, price, total, old, vat_included=included)

    moved = at_rate(line, RATES[new])

    assert (moved.total, moved.vat_rate) == (total, RATES[new])
    if old != new and not included:
        assert moved.price == price * (100 + (RATES[old] or 0)) / 100


@given(quantities, prices, kopecks, st.sampled_from(sorted(RATES)), st.sampled_from(sorted(RATES)), st.booleans())
def test_a_row_moved_to_another_vat_rate_is_the_same_row_with_that_rate(quantity, price, total, old, new, included):
    line = _line(quantity, price, total, old, vat_included=included)
    row = new_row(line, _place(old, packs=quantity), vat_included=included)

    moved = row_at_rate(row, VatRate(new, RATES[new]), RATES[old], vat_included=included)

    back = read_line(moved, _reference(), vat_included=included)
    assert line_equal(back, line.with_(vat_rate=RATES[new]))
    assert moved[names.SUM] + (0 if included else moved[names.VAT_SUM]) == total
    gross = (moved[names.PRICE] * moved[names.PACKS]).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    assert gross - moved[names.MANUAL_SUM] == moved[names.SUM]


def test_the_recorded_row_of_20_percent():
    line = _line(Decimal(1), Decimal(20000), Decimal(20000), "20")

    money = sums(line, packs=Decimal(1), vat_included=True)

    assert (money.sum, money.vat, money.total) == (20000, Decimal("3333.33"), 20000)


def test_a_changed_row_keeps_what_a_deal_does_not_know():
    old = {
        "Ref_Key": "parent",
        "LineNumber": "1",
        names.ROW_CODE: "7",
        "ИдентификаторСтроки": "abc",
        "Серия_Key": "series",
        names.SUPPLY: "Отгрузить",
        names.WAREHOUSE: "own warehouse",
        names.SHIP_ON: "2026-04-01T00:00:00",
        names.AUTO_SUM: Decimal(5),
    }
    line = _line(Decimal(2), Decimal(10), Decimal(20), "22")

    row = changed_row(old, line, _place("22", packs=Decimal(2)), vat_included=True)

    kept = {name: row[name] for name in (names.ROW_CODE, "ИдентификаторСтроки", "Серия_Key", names.SUPPLY)}
    assert kept == {names.ROW_CODE: "7", "ИдентификаторСтроки": "abc", "Серия_Key": "series", names.SUPPLY: "Отгрузить"}
    assert (row[names.WAREHOUSE], row[names.SHIP_ON]) == ("own warehouse", "2026-04-01T00:00:00")
    assert (row[names.SUM_WITH_VAT], row[names.AUTO_SUM]) == (20, 0)


def test_rows_are_numbered_without_a_gap_and_without_annotations():
    rows = [{"LineNumber": "5", "Ref_Key": "x", "Номенклатура@navigationLinkUrl": "y", "Цена": 1}, {"LineNumber": "9"}]

    assert numbered(rows) == [{"LineNumber": "1", "Цена": 1}, {"LineNumber": "2"}]
