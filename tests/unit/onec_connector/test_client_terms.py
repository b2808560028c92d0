"""What an agreement and a client's card of 1C say of prices, in the words of the base."""

from decimal import Decimal

import pytest

from services.onec_connector.vocabulary.client_prices import EVERY, ClientTerms, PricedItem, Sold, price_of
from services.onec_connector.vocabulary.client_terms import packs_fixed, terms_of_agreement, terms_of_partner
from services.onec_connector.vocabulary.prices import KnownPriceKind, UnitPrice
from services.onec_connector.vocabulary.reference import KnownPack

NOTHING = "00000000-0000-0000-0000-000000000000"
PACKS = {("bolt", "box"): KnownPack("box", "коробка", Decimal(12))}
HEADER, GROUPS, ITEMS, FIXED = (
    "ВидЦенВШапке",
    "ВидыЦенПоЦеновымГруппам",
    "ВидыЦенПоНоменклатуре",
    "УточненныеЦеныПоНоменклатуре",
)


def goods(item="bolt", characteristic=NOTHING, kind=NOTHING, price=0, pack=NOTHING):
    return {
        "Номенклатура_Key": item,
        "Характеристика_Key": characteristic,
        "ВидЦены_Key": kind,
        "Цена": price,
        "Упаковка_Key": pack,
    }


def agreement(**changes):
    return {
        "Валюта_Key": "usd",
        "ЦенаВключаетНДС": False,
        "ИндивидуальныйВидЦены_Key": "his own",
        "ВидЦен_Key": "wholesale",
        "ВариантРасчетаЦен": HEADER + GROUPS + ITEMS + FIXED,
        "Товары": [goods(kind="of bolts", price=60, pack="box")],
        "ЦеновыеГруппы": [{"ЦеноваяГруппа_Key": "steel", "ВидЦен_Key": "of steel"}],
        **changes,
    }


def test_an_agreement_is_read_with_all_its_parts():
    assert terms_of_agreement(agreement(), PACKS) == ClientTerms(
        currency="usd",
        with_vat=False,
        individual="his own",
        kind="wholesale",
        by_group={"steel": "of steel"},
        rows=(PricedItem("bolt", "", "of bolts", Decimal(60), Decimal(12)),),
        counted=EVERY,
    )


@pytest.mark.parametrize(
    ("chosen", "counted"),
    [
        (HEADER, {"header"}),
        (HEADER + GROUPS, {"header", "groups"}),
        (HEADER + ITEMS + FIXED, {"header", "items", "fixed"}),
        (GROUPS + ITEMS, {"groups", "items"}),
        (ITEMS, {"items"}),
        (FIXED, {"fixed"}),
        ("БезЦен", set()),
        ("", EVERY),
    ],
)
def test_the_variant_says_which_parts_count_and_one_that_nobody_chose_lets_all_count(chosen, counted):
    terms = terms_of_agreement(agreement(ВариантРасчетаЦен=chosen), PACKS)

    assert terms.counted == counted


def test_the_variant_does_not_see_the_individual_kind_which_pricing_25_asks_alone():
    terms = terms_of_agreement(agreement(ВариантРасчетаЦен="БезЦен"), PACKS)
    known = {kind: UnitPrice(KnownPriceKind(kind, kind), Decimal(10)) for kind in terms.kinds()}

    found = price_of(Sold("bolt"), terms, known, newer=True)

    assert price_of(Sold("bolt"), terms, known, newer=False) is None
    assert found is not None
    assert found.kind == "his own"


def test_an_agreement_without_prices_and_without_an_individual_kind_has_none_whatever_is_filled_in_it():
    terms = terms_of_agreement(agreement(ВариантРасчетаЦен="БезЦен", ИндивидуальныйВидЦены_Key=NOTHING), PACKS)
    known = {kind: UnitPrice(KnownPriceKind(kind, kind), Decimal(10)) for kind in terms.kinds()}

    assert [price_of(Sold("bolt"), terms, known, newer=newer) for newer in (False, True)] == [None, None]


def test_a_row_of_one_characteristic_and_of_a_unit_is_read_so():
    rows = [goods(characteristic="red", price="7.5"), goods("nut", kind="of nuts")]

    assert terms_of_agreement(agreement(Товары=rows), PACKS).rows == (
        PricedItem("bolt", "red", "", Decimal("7.5")),
        PricedItem("nut", kind="of nuts"),
    )


def test_what_is_fixed_for_a_pack_that_1c_does_not_name_is_fixed_for_nothing():
    row = agreement(Товары=[goods(price=60, pack="lost", kind="of bolts")])
    terms = terms_of_agreement(row, PACKS)
    known = {"of bolts": UnitPrice(KnownPriceKind("of bolts", "Болты"), Decimal(9))}

    assert packs_fixed(row) == [("bolt", "lost")]
    assert terms.rows[0].ratio == 0
    assert price_of(Sold("bolt"), terms, known, newer=False).kind == "of bolts"


def test_a_group_or_a_kind_that_is_empty_says_nothing_of_prices():
    empty = [
        {"ЦеноваяГруппа_Key": NOTHING, "ВидЦен_Key": "of all"},
        {"ЦеноваяГруппа_Key": "steel", "ВидЦен_Key": NOTHING},
    ]
    terms = terms_of_agreement(agreement(ЦеновыеГруппы=empty, ВидЦен_Key=NOTHING), PACKS)

    assert (terms.by_group, terms.kind) == ({}, "")


def test_a_clients_card_names_his_own_kind_and_the_usual_one():
    card = {"ИндивидуальныйВидЦены_Key": "his own", "ВидЦен_Key": "wholesale"}

    assert terms_of_partner(card) == ClientTerms(individual="his own", kind="wholesale")
    assert terms_of_partner(dict.fromkeys(card, NOTHING)) == ClientTerms()
