"""Rows of an order in the canonical model: discounts, packs, words."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.objects import order as names
from services.onec_connector.vocabulary.lines import RowRefs, changed_row, read_line
from services.onec_connector.vocabulary.orders import BaseLocation
from services.onec_connector.vocabulary.reference import (
    KnownEntity,
    KnownItem,
    KnownOrganisation,
    KnownPack,
    KnownPartner,
    KnownPerson,
    KnownUser,
    Named,
    ReferenceData,
)
from shared.messages.things import Contacts, Item, Line

GUID = "5b1d6e0a-0000-5000-8000-00000000b042"
OTHER = "0a000000-0000-4000-8000-000000000081"
EMPTY = "00000000-0000-0000-0000-000000000000"
PLACE = BaseLocation(ZoneInfo("Europe/Moscow"), "https://1c.test/ut")
BOOK = ReferenceData(
    organisations={GUID: KnownOrganisation(GUID, "Торговый дом", "7701310010", "770101001")},
    users={GUID: KnownUser(GUID, "Сидоров Иван", ("sidorov@td.example", "ivan@td.example"))},
    partners={GUID: KnownPartner(GUID, "Ромашка", contacts=Contacts(phones=("+74950000017",)))},
    entities={GUID: KnownEntity(GUID, "ООО «Ромашка»", inn="7712345678", kpp="771201001")},
    persons={GUID: KnownPerson(GUID, "Петрова Анна Сергеевна", "директор")},
    named={GUID: Named(GUID, "Основной")},
)


def read(reference: ReferenceData = BOOK, **row) -> Line:
    return read_line({names.ITEM: OTHER, names.QUANTITY: 2, names.PACKS: 2, **row}, reference, vat_included=True)


@pytest.mark.parametrize(
    ("row", "percent"),
    [
        ({}, "0"),
        ({names.MANUAL_PERCENT: 10}, "10"),
        ({names.AUTO_PERCENT: 5}, "5"),
        (
            {
                names.MANUAL_PERCENT: 10,
                names.AUTO_PERCENT: 5,
                names.MANUAL_SUM: 20,
                names.AUTO_SUM: 10,
                names.PRICE: 100,
            },
            "15.00",
        ),
        ({names.MANUAL_PERCENT: 10, names.AUTO_PERCENT: 5, names.PRICE: 0}, "0"),
    ],
)
def test_manual_and_automatic_discounts_are_one_percentage_of_the_price(row, percent):
    assert Decimal(percent) == read(**row).discount_percent


@pytest.mark.parametrize(
    ("quantity", "packs", "price", "expected"),
    [
        ("24", "2", "1200", "100"),
        ("2", "2", "120", "120"),
        ("0", "2", "120", "120"),
        ("2", "0", "120", "120"),
        ("3", "1", "100", "33.33333333"),
    ],
)
def test_a_price_of_a_pack_is_told_for_one_unit(quantity, packs, price, expected):
    found = read(**{names.QUANTITY: quantity, names.PACKS: packs, names.PRICE: price})

    assert Decimal(expected) == found.price


@pytest.mark.parametrize(
    ("known", "packs", "ratio"),
    [
        (KnownPack(GUID, "Коробка", Decimal(12)), "2", "12"),
        (None, "2", "12"),
        (None, "0", "1"),
    ],
)
def test_a_packs_ratio_is_known_or_follows_from_the_row(known, packs, ratio):
    reference = ReferenceData(packs={(OTHER, GUID): known} if known else {})

    pack = read(reference, **{names.PACK: GUID, names.QUANTITY: 24, names.PACKS: packs}).pack

    assert Decimal(ratio) == pack.ratio


def test_a_row_without_an_item_is_told_by_its_words():
    line = read(**{names.ITEM: EMPTY, names.ROW_TEXT: "Доставка"})

    assert (line.item, line.text, line.unit) == (None, "Доставка", "796")


def test_a_row_of_a_known_item_has_its_kind_unit_and_article():
    reference = ReferenceData(items={OTHER: KnownItem(OTHER, "Доставка", article="D", kind="service", unit="356")})

    line = read(reference)

    assert (line.kind, line.unit, line.item.article) == ("service", "356", "D")


@pytest.mark.parametrize(
    ("old", "line_text", "expected"),
    [
        ({}, "", ("none", GUID)),
        ({}, "Доставка", ("Доставка", GUID)),
        ({names.WAREHOUSE: OTHER, names.ROW_TEXT: "было"}, "", ("было", OTHER)),
        ({names.WAREHOUSE: EMPTY, names.ROW_TEXT: "было"}, "стало", ("стало", GUID)),
    ],
)
def test_a_row_keeps_words_and_warehouse_that_the_deal_does_not_name(old, line_text, expected):
    line = Line(item=Item(name="Болт"), text=line_text, quantity=2, price=1, total=Decimal(2))
    place = RowRefs(OTHER, EMPTY, EMPTY, Decimal(2), OTHER, GUID, "КОбеспечению", "2026-03-10T00:00:00")

    row = changed_row(old, line, place, vat_included=True)

    assert expected == (row.get(names.ROW_TEXT, "none"), row[names.WAREHOUSE])
