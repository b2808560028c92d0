"""A row of an order is filled as the form of 1C fills it: which source counts, and what its price comes to."""

from datetime import datetime
from decimal import Decimal

import pytest

from sandbox.base.control import directories, requests
from sandbox.base.seed.company import CURRENCY
from sandbox.base.seed.goods import RATES_OF_ITEMS, unit_guid, vat_guid
from tests.contract.sandbox_base.shop import EMPTY, Shop

KINDS = "Catalog_ВидыНоменклатуры"
ALL = "ВидЦенВШапкеВидыЦенПоЦеновымГруппамВидыЦенПоНоменклатуреУточненныеЦеныПоНоменклатуре"


@pytest.fixture
def shop(desk):
    return Shop(desk)


@pytest.fixture
def new_shop(make_desk):
    return Shop(make_desk(pricing_25=True))


def filled_agreement(shop, variant):
    """An agreement with all its sources filled: header 10, group 20, item 30, fixed 40."""
    header, group, item = shop.kind(10), shop.kind(20), shop.kind(30)
    shop.change(
        shop.agreement,
        ВариантРасчетаЦен=variant,
        ВидЦен_Key=header,
        ЦеновыеГруппы=[{"ЦеноваяГруппа_Key": shop.group(), "ВидЦен_Key": group}],
        Товары=[{"Номенклатура_Key": shop.item, "ВидЦены_Key": item, "Цена": 40}],
    )
    return {"agreement": header, "group": group, "item": item}


@pytest.mark.parametrize(
    ("variant", "source", "price"),
    [
        (ALL, "fixed", "40.00"),
        ("ВидЦенВШапкеВидыЦенПоЦеновымГруппамВидыЦенПоНоменклатуре", "item", "30.00"),
        ("ВидЦенВШапкеВидыЦенПоЦеновымГруппам", "group", "20.00"),
        ("ВидЦенВШапке", "agreement", "10.00"),
        ("БезЦен", "none", "0"),
    ],
)
def test_a_source_that_the_agreement_does_not_name_does_not_count(shop, variant, source, price):
    kinds = filled_agreement(shop, variant)

    assert shop.fill() == (source, kinds.get(source, EMPTY), price)


def test_the_old_engine_asks_no_other_kind_where_the_chosen_one_has_no_price(shop):
    empty = shop.kind()
    filled_agreement(shop, ALL)
    goods = [{"Номенклатура_Key": shop.item, "ВидЦены_Key": empty, "Цена": 0}]
    shop.change(shop.agreement, Товары=goods)

    assert shop.fill() == ("none", EMPTY, "0")


def test_the_new_engine_asks_the_individual_kind_first_and_then_the_header_s(new_shop):
    header, own = new_shop.kind(10), new_shop.kind()
    new_shop.change(new_shop.agreement, ВидЦен_Key=header, ИндивидуальныйВидЦены_Key=own)
    without = new_shop.fill()
    new_shop.price(own, 9)

    assert (without, new_shop.fill()) == (("agreement", header, "10.00"), ("individual", own, "9.00"))


def test_without_an_agreement_the_new_engine_asks_the_partner_s_kinds(new_shop):
    own, usual = new_shop.kind(), new_shop.kind(10)
    kinds = {"ИндивидуальныйВидЦены_Key": own, "ВидЦен_Key": usual}
    directories.change(new_shop.base, "Catalog_Партнеры", new_shop.partner, kinds)
    without = new_shop.fill(agreement=EMPTY)
    new_shop.price(own, 9)

    found = new_shop.fill(agreement=EMPTY)
    assert (without, found) == (("partner", usual, "10.00"), ("partner_individual", own, "9.00"))


def test_the_new_engine_asks_no_part_of_an_agreement_and_nothing_where_it_has_no_prices(new_shop):
    kinds = filled_agreement(new_shop, ALL)
    by_header = new_shop.fill()
    new_shop.change(new_shop.agreement, ВариантРасчетаЦен="БезЦен", ВидЦен_Key=EMPTY)

    assert (by_header, new_shop.fill()) == (("agreement", kinds["agreement"], "10.00"), ("none", EMPTY, "0"))


def test_an_individual_kind_alone_is_asked_though_1c_calls_such_an_agreement_one_without_prices(new_shop):
    own = new_shop.kind(9)
    alone = {"ВариантРасчетаЦен": "БезЦен", "ВидЦен_Key": EMPTY, "ИндивидуальныйВидЦены_Key": own}
    new_shop.change(new_shop.agreement, **alone)

    assert new_shop.fill() == ("individual", own, "9.00")


def test_a_fixed_price_is_for_the_pack_that_the_agreement_names(shop):
    box = shop.pack(4)
    goods = [{"Номенклатура_Key": shop.item, "Упаковка_Key": box, "Цена": 40}]
    shop.change(shop.agreement, ВариантРасчетаЦен="УточненныеЦеныПоНоменклатуре", Товары=goods)

    assert (shop.fill()[2], shop.fill(pack=box)[2], shop.fill(vat_included=False)[2]) == ("10.00", "40.00", "8.20")


@pytest.mark.parametrize("name", ["shop", "new_shop"])
def test_a_price_of_the_day_s_last_second_counts_and_the_next_day_s_does_not(name, request):
    shop = request.getfixturevalue(name)
    kind = shop.kind(10)
    shop.price(kind, 11, "2026-03-05T23:59:59")
    shop.price(kind, 12, "2026-03-06T00:00:00")
    shop.change(shop.agreement, ВидЦен_Key=kind)

    assert shop.fill()[2] == "11.00"


def test_a_price_of_nothing_takes_the_one_before_it_away(shop):
    kind = shop.kind(10)
    shop.price(kind, 0, "2026-02-01T00:00:00")
    shop.change(shop.agreement, ВидЦен_Key=kind)

    assert shop.fill() == ("none", EMPTY, "0")


def test_a_price_of_a_box_is_divided_for_a_piece_and_multiplied_for_another_pack(shop):
    box, pallet = shop.pack(3), shop.pack(7)
    shop.change(shop.agreement, ВидЦен_Key=shop.kind(100, pack=box))

    assert (shop.fill()[2], shop.fill(pack=box)[2], shop.fill(pack=pallet)[2]) == ("33.33", "100.00", "233.33")


def test_the_new_engine_keeps_prices_of_packs_apart_where_the_kind_of_items_says_so(new_shop):
    shop, box = new_shop, new_shop.pack(3)
    kind = shop.kind(10)
    shop.price(kind, 27, pack=box, by_pack=True)
    shop.change(shop.agreement, ВидЦен_Key=kind)
    together = shop.fill(pack=box)[2]
    card = shop.base.get(directories.ITEMS, shop.item)
    directories.change(shop.base, KINDS, card["ВидНоменклатуры_Key"], {"НастройкиКлючаЦенПоУпаковке": "Использовать"})

    assert (together, shop.fill(pack=box)[2], shop.fill()[2]) == ("30.00", "27.00", "10.00")


def test_a_kind_without_vat_is_brought_to_an_agreement_with_it_at_the_rate_of_the_day(shop):
    directories.change(shop.base, directories.ITEMS, shop.item, {"СтавкаНДС_Key": vat_guid(Decimal(10))})
    for row in shop.base.rows(RATES_OF_ITEMS):
        if row["Номенклатура_Key"] == shop.item:
            row["Period"] = datetime.fromisoformat("2026-03-01")
    shop.change(shop.agreement, ВидЦен_Key=shop.kind(100, vat_included=False))

    by_card, by_register = shop.fill(date=datetime.fromisoformat("2026-02-01")), shop.fill()
    assert (by_card[2], by_register[2], shop.fill(vat_included=False)[2]) == ("110.00", "122.00", "100.00")


def test_a_price_in_another_currency_is_converted_at_the_rate_of_the_day(shop):
    yuan = shop.made("Catalog_Валюты", Code="156", Description="CNY")
    for day, rate in (("2026-03-01", "11.5"), ("2026-03-06", "12")):
        pair = {"Валюта_Key": yuan, "БазоваяВалюта_Key": CURRENCY, "КурсЧислитель": rate, "КурсЗнаменатель": 1}
        rates = "InformationRegister_ОтносительныеКурсыВалют"
        row = {"Period": f"{day}T00:00:00"} | pair
        directories.written(shop.base, requests.ObjectRequest(of=rates, set=row))
    shop.change(shop.agreement, ВидЦен_Key=shop.kind("1.33", currency=yuan))

    assert shop.fill()[2] == "15.30"


def test_an_individual_price_that_was_withdrawn_is_none_and_the_usual_one_does_not_take_its_place(new_shop):
    own, header = new_shop.kind(9), new_shop.kind(10)
    new_shop.price(own, 0, "2026-02-01T00:00:00")
    new_shop.change(new_shop.agreement, ВидЦен_Key=header, ИндивидуальныйВидЦены_Key=own)

    assert new_shop.fill() == ("none", EMPTY, "0")


def test_the_old_engine_has_a_price_of_exactly_the_characteristic_or_none(shop):
    red, blue = ({"item": shop.item, "name": name} for name in ("красный", "синий"))
    red, blue = (directories.characteristic(shop.base, requests.CharacteristicRequest(**one)) for one in (red, blue))
    kind = shop.kind(10)
    shop.price(kind, 12, characteristic=red["characteristic"])
    shop.change(shop.agreement, ВидЦен_Key=kind)

    found = [shop.fill(characteristic=one["characteristic"])[2] for one in (red, blue)]
    assert (found, shop.fill()[2]) == (["12.00", "0"], "10.00")


def test_a_price_of_the_individual_kind_that_is_less_than_half_a_kopeck_is_not_passed_over(new_shop):
    pack = new_shop.pack(1000)
    own, header = new_shop.kind("0.04", pack=pack), new_shop.kind(10)
    new_shop.change(new_shop.agreement, ВидЦен_Key=header, ИндивидуальныйВидЦены_Key=own)

    assert new_shop.fill() == ("individual", own, "0.00")
    assert new_shop.fill(pack=pack) == ("individual", own, "0.04")


def test_a_price_by_weight_is_one_of_what_an_item_weighs(shop):
    """A piece of 2.5 kg at 100 a kilogram; an item kept in kilograms weighs one each, one that is not weighed has 1."""
    kilogram, item = unit_guid("166"), directories.ITEMS
    kind = shop.kind(100, pack=kilogram)
    shop.change(shop.agreement, ВидЦен_Key=kind)
    of_kilogram = {"ВесЕдиницаИзмерения_Key": kilogram, "ВесЧислитель": Decimal(5), "ВесЗнаменатель": Decimal(2)}

    found = [shop.fill()[2]]
    for change in (of_kilogram | {"ВесИспользовать": True}, {"ЕдиницаИзмерения_Key": kilogram}):
        directories.change(shop.base, item, shop.item, change)
        found.append(shop.fill()[2])

    assert found == ["100.00", "250.00", "100.00"]
    assert shop.base.get(item, shop.item)["ВесЧислитель"] == 1


def test_half_a_kopeck_goes_up_though_a_division_has_left_a_little_less(shop):
    sevenths = shop.packed("1/7", 1, 7)
    half = shop.packed("1/2", 1, 2)
    shop.change(shop.agreement, ВариантРасчетаЦен="ВидЦенВШапке", ВидЦен_Key=shop.kind("0.01", pack=sevenths))

    assert shop.fill(pack=half)[2] == "0.04"
