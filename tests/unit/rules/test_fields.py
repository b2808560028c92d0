"""The table of extra fields in the rules file, and the one form of a value for both systems."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.vocabulary.extra import DealExtra
from services.onec_connector.vocabulary.extra import OrderExtra
from shared.rules.fields import FieldRow, canonical, fits

KEYS = {"Вид груза": "9c2f0000-0000-4000-8000-000000000001"}


def row(kind="text", direction="both", **place):
    return FieldRow(deal="UF_CRM_CARGO", **(place or {"additional": "Вид груза"}), type=kind, direction=direction)


@pytest.mark.parametrize("typed", ["b24→1c", "b24->1c", "b24 -> 1C", "b24→1С"])
def test_an_arrow_may_be_typed_with_two_signs_and_1c_in_either_alphabet(typed):
    assert row(direction=typed).direction == "b24→1c"


@pytest.mark.parametrize(
    ("kind", "raw", "text"),
    [
        ("text", " Хрупкий\r\nгруз ", "Хрупкий\nгруз"),
        ("text", None, ""),
        ("text", False, ""),
        ("number", "12.50", "12.5"),
        ("number", 100, "100"),
        ("number", Decimal("1E+3"), "1000"),
        ("number", 0, ""),
        ("number", "12 кг", "12 кг"),
        ("number", "12,5", "12.5"),
        ("number", "-007", "-7"),
        ("date", "2026-04-05T03:00:00+03:00", "2026-04-05"),
        ("date", "0001-01-01T00:00:00", ""),
        ("yes_no", "Y", "yes"),
        ("yes_no", True, "yes"),
        ("yes_no", "0", ""),
        ("yes_no", "да", "yes"),
        ("yes_no", "Нет", ""),
    ],
)
def test_a_value_of_either_system_has_one_form(kind, raw, text):
    assert canonical(kind, raw) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "12 кг"),
        ("number", "NaN"),
        ("number", "1_000"),
        ("number", "1e3"),
        ("number", "٣"),
        ("number", "1,000.5"),
        ("number", "9" * 5000),
        ("date", "завтра"),
        ("date", "2026-W10-4"),
        ("date", "20261128"),
        ("date", "2026-11-28 или позже"),
        ("date", "2026-02-30"),
        ("yes_no", "?"),
    ],
)
def test_what_is_not_of_the_type_stays_as_typed_and_does_not_fit(kind, text):
    assert canonical(kind, text) == text
    assert not fits(kind, text)


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=40)
numbers = st.decimals(-(10**9), 10**9, places=4).map(lambda number: f"{number:f}")
days = st.dates(date(1000, 1, 1)).map(lambda day: f"{day.isoformat()}T03:00:00+03:00")
raws = (
    st.tuples(st.just("text"), texts)
    | st.tuples(st.just("number"), numbers)
    | st.tuples(st.just("date"), days | st.just(""))
    | st.tuples(st.just("yes_no"), st.sampled_from(["Y", "N"]))
)


@given(raws, st.sampled_from([{"order": "ОсобыеОтметки"}, {"additional": "Вид груза"}]))
def test_a_value_of_a_deal_comes_back_from_an_order_as_it_was(raw, place):
    kind, typed = raw
    rows = {"cargo": row(kind, **place)}
    deals, orders = DealExtra(rows, {"cargo": "ufCrmCargo"}), OrderExtra(rows, KEYS)
    empty = {"ОсобыеОтметки": None, "ДополнительныеРеквизиты": []}

    told = deals.read({"ufCrmCargo": typed})
    document = empty | orders.changes(told, empty)
    back = deals.values(orders.read(document))

    assert orders.changes(told, document) == {}
    assert [one.stands_in({"ufCrmCargo": typed}) for one in back] == [True]
    assert [canonical(kind, one.raw) for one in back] == [told["cargo"]]


kept = (
    st.tuples(st.just("text"), texts)
    | st.tuples(st.just("number"), st.decimals(-(10**9), 10**9, places=4))
    | st.tuples(st.just("date"), st.dates(date(1000, 1, 1)).map(lambda day: f"{day.isoformat()}T00:00:00"))
    | st.tuples(st.just("yes_no"), st.booleans())
)


@given(kept)
def test_a_value_of_an_order_comes_back_from_its_deal_as_it_was(raw):
    kind, value = raw
    rows = {"cargo": row(kind, order="ОсобыеОтметки")}
    deals, orders = DealExtra(rows, {"cargo": "ufCrmCargo"}), OrderExtra(rows)
    document = {"ОсобыеОтметки": value}

    deal = {one.place: one.raw for one in deals.values(orders.read(document))}

    assert orders.changes(deals.read(deal), document) == {}


def chosen_from_a_list(key: str) -> dict:
    return {
        "Свойство_Key": key,
        "Значение": "5d0c0000-0000-4000-8000-000000000009",
        "Значение_Type": "StandardODATA.Catalog_ЗначенияСвойствОбъектов",
        "ТекстоваяСтрока": "",
    }


def test_a_requisite_whose_value_is_chosen_from_a_list_is_neither_told_nor_overwritten():
    orders = OrderExtra({"cargo": row()}, KEYS)
    document = {"ДополнительныеРеквизиты": [chosen_from_a_list(KEYS["Вид груза"])]}

    assert orders.read(document) == {}
    assert orders.changes({"cargo": "Хрупкий"}, document) == {}
    assert list(orders.unkept({"cargo": "Хрупкий"}, document)) == [
        ("Вид груза", "Хрупкий", "в 1С это значение выбирают из списка; выберите его в заказе")
    ]


def test_another_requisite_chosen_from_a_list_stays_beside_the_one_that_is_written():
    orders = OrderExtra({"cargo": row()}, KEYS)
    other = chosen_from_a_list("9c2f0000-0000-4000-8000-000000000002")

    changes = orders.changes({"cargo": "Хрупкий"}, {"ДополнительныеРеквизиты": [other]})

    kept, written = changes["ДополнительныеРеквизиты"]
    assert kept.items() >= other.items()
    assert written["Значение"] == "Хрупкий"
