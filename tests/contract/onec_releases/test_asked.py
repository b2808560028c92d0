"""The check at the end of a run: what it is red for."""

import pytest

from sandbox.base.asked import Ask, Recorder, asks_of, read
from sandbox.base.infobase import Infobase
from sandbox.base.odata.service import ODataCall
from services.onec_connector.profile.required import ENUMERATIONS, OBJECTS
from tests.asked import complaints

ORDERS = "Document_ЗаказКлиента"
LINES = f"{ORDERS}_Товары_RowType"
PARTNERS = "Catalog_Партнеры"
DETAILS = f"{PARTNERS}_КонтактнаяИнформация_RowType"
BASE = Infobase()


def call(path, query="", method="GET", body=b"", agent="dealbus"):
    return ODataCall(method, path, query, {"user-agent": agent, "content-type": "application/json"}, body, "http://1c")


def asked(*arguments):
    return set(asks_of(BASE, call(*arguments)))


def test_fields_that_are_selected_ordered_and_filtered_by_are_noted():
    assert asked(
        ORDERS, "$select=Ref_Key,Товары/Цена&$orderby=Date&$filter=Posted%20and%20Date%20ge%20datetime'x'"
    ) == {
        Ask(ORDERS),
        Ask(ORDERS, "Ref_Key", "select"),
        Ask(LINES, "Цена", "select"),
        Ask(ORDERS, "Date", "order"),
        Ask(ORDERS, "Posted", "filter"),
        Ask(ORDERS, "Date", "filter"),
    }


def test_a_condition_inside_a_part_and_a_value_of_an_enumeration_are_noted():
    condition = "ЮрФизЛицо eq 'Компания' and КонтактнаяИнформация/any(c: c/АдресЭП eq 'a@b')"

    assert asked(PARTNERS, f"$filter={condition}".replace(" ", "%20")) == {
        Ask(PARTNERS),
        Ask(PARTNERS, "ЮрФизЛицо", "filter", "Компания"),
        Ask(PARTNERS, "КонтактнаяИнформация", "any"),
        Ask(DETAILS, "АдресЭП", "filter"),
    }


def test_a_condition_that_looks_through_a_cast_names_the_set_behind_it():
    states, condition = "InformationRegister_СостоянияЗаказовКлиентов", f"cast(Заказ,'{ORDERS}')/Date ge datetime'x'"

    assert asked(states, f"$filter={condition}".replace(" ", "%20").replace("'x'", "'2026-01-01T00:00:00'")) == {
        Ask(states),
        Ask(states, "Заказ", "cast"),
        Ask(ORDERS, "Date", "filter"),
    }


def test_what_is_sent_is_noted_with_values_of_enumerations_only():
    body = '{"Статус": "КОбеспечению", "Комментарий": "секрет", "Товары": [{"LineNumber": "1", "Цена": 7}]}'.encode()

    assert asked(ORDERS, "", "POST", body) == {
        Ask(ORDERS),
        Ask(ORDERS, "Статус", "send", "КОбеспечению"),
        Ask(ORDERS, "Комментарий", "send"),
        Ask(ORDERS, "Товары", "send"),
        Ask(LINES, "LineNumber", "send"),
        Ask(LINES, "Цена", "send"),
    }


def test_only_what_the_bus_asks_is_noted(tmp_path):
    recorder = Recorder(str(tmp_path))
    recorder.note(BASE, call("Catalog_Валюты"))
    recorder.note(BASE, call("Catalog_Валюты"))
    recorder.note(BASE, call("Catalog_Склады", agent="curl"))

    assert read(tmp_path) == {Ask("Catalog_Валюты")}


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (Ask(ORDERS, "ТребуетсяДоставка", "send"), "ut-11.5.8 does not have it"),
        (Ask(ORDERS, "ТребуетсяДоставка", "select"), "ut-11.5.8 does not have it"),
        (Ask("Catalog_СоглашенияСКлиентами", "НалогообложениеНДС", "select"), "not declared"),
        (Ask("Catalog_Нет"), "declared by no module"),
        (Ask(ORDERS, "Комментарий", "filter"), "a filter by a string without a limit"),
        (Ask("InformationRegister_СостоянияЗаказовКлиентов", "Состояние", "filter"), "compared without a cast"),
        (Ask(ORDERS, "Статус", "send", "ВРаботе"), "there is no value «ВРаботе» in ut-11.5.8"),
    ],
)
def test_a_name_that_is_not_everywhere_is_red(ask, why):
    assert any(why in line for line in complaints([ask]))


def test_what_is_declared_is_in_every_release_or_belongs_to_a_function():
    fields = [Ask(name, field, "select") for name, one in OBJECTS.items() for field in one.fields]

    assert complaints([*fields, *(Ask(name) for name in OBJECTS)]) == []


def test_a_value_that_only_some_releases_have_belongs_to_a_function():
    regimes = [
        Ask(ORDERS, "НалогообложениеНДС", "send", value) for value in ENUMERATIONS["ТипыНалогообложенияНДС"].values
    ]

    assert complaints(regimes) == []
