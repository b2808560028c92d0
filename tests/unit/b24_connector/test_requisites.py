"""Requisites ⇄ legal entities: what a client is, how it is called, and its number, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.reference.requisites import Presets
from services.b24_connector.vocabulary.requisites import (
    Preset,
    read_legal_entity,
    read_preset,
    unkept_number,
    write_legal_entity,
)
from shared.messages.things import UNKNOWN_COUNTRY, LegalEntity, Ref

GUID = "6f1c0000-0000-4000-8000-0000000000e2"
WORDS = st.text("абвгдежзийклмнопрстуфхцчшщыэюяАБВГДЕЖЗ-«»", min_size=3, max_size=12).map(lambda word: f"Я{word}")
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
NUMBERS = st.text("0123456789ABC", min_size=5, max_size=14).map(lambda number: f"1{number}")
ROOM = {"398": 12}
"""Of a foreigner's number, where the portal's field is shorter than the longest of those."""
COUNTRIES = ("112", "398", "804", "076", "276", "170", "616", "840", "250")
KINDS = ("company", "sole_trader", "person")


def preset(mark="", *, name="Наш шаблон", country="1", number="7", active="Y"):
    mark = f"#CRM_REQUISITE_PRESET_DEF_{mark}#" if mark else ""
    return read_preset({"ID": number, "NAME": name, "XML_ID": mark, "COUNTRY_ID": country, "ACTIVE": active})


def there_and_back(entity, template):
    row = {"ID": "27", "ENTITY_TYPE_ID": "4", "NAME": "Организация", **write_legal_entity(entity, template)}
    return read_legal_entity(row, template, "Карточка").with_(ref=None)


@st.composite
def russians(draw):
    kind = draw(st.sampled_from(KINDS))
    numbers = {"inn": draw(NUMBERS), "ogrn": draw(NUMBERS)[:13], "kpp": draw(NUMBERS)[:9] if kind == "company" else ""}
    name = draw(NAMES)
    full = draw(st.sampled_from([name, f"{name} полностью"]))
    origin = Ref(system="onec", kind="legal_entity", id=GUID)
    return LegalEntity(kind=kind, name=name, full_name=full, origin=origin, **numbers)


@given(russians())
def test_a_legal_entity_of_1c_comes_back_from_the_portal_as_it_was(entity):
    assert there_and_back(entity, Preset("7", entity.kind)) == entity


@given(st.sampled_from(KINDS), st.sampled_from(COUNTRIES), NAMES, NUMBERS)
def test_a_foreigner_comes_back_with_country_and_number(kind, country, name, number):
    number = number[: ROOM.get(country)]
    entity = LegalEntity(kind=kind, name=name, full_name=name, country=country, foreign_number=number)

    assert there_and_back(entity, Preset("7", kind, country)) == entity


@given(st.sampled_from(["sole_trader", "person"]), NAMES)
def test_a_man_is_written_to_the_fields_of_his_names(kind, name):
    fields = write_legal_entity(LegalEntity(kind=kind, name=name), Preset("7", kind))

    assert "RQ_COMPANY_NAME" not in fields
    assert " ".join(fields[key] for key in fields if key.endswith("_NAME")) == name


@pytest.mark.parametrize("name", ["ИП Белов Олег Ильич", "Индивидуальный предприниматель Белов Олег Ильич"])
def test_the_legal_form_is_no_part_of_a_mans_name(name):
    entity = LegalEntity(kind="sole_trader", name=name)

    assert write_legal_entity(entity, Preset("7", "sole_trader")) == {
        "RQ_LAST_NAME": "Белов",
        "RQ_FIRST_NAME": "Олег",
        "RQ_SECOND_NAME": "Ильич",
    }


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("RU_COMPANY", "company"),
        ("RU_INDIVIDUAL", "sole_trader"),
        ("RU_PERSON", "person"),
        ("KZ_LEGALENTITY", "company"),
        ("BY_INDIVIDUAL", "sole_trader"),
    ],
)
def test_the_vendors_mark_says_what_a_client_is_whatever_the_template_is_called(mark, kind):
    assert preset(mark, name="ИП").kind == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Организация", "company"), ("ИП", "sole_trader"), ("Физ. лицо", "person"), ("Наш шаблон", None)],
)
def test_a_template_without_a_mark_is_known_by_its_name(name, kind):
    assert preset(name=name).kind == kind


@pytest.mark.parametrize(
    ("number", "country"),
    [("1", ""), ("0", ""), ("", ""), ("4", "112"), ("6", "398"), ("132", "250"), ("777", UNKNOWN_COUNTRY)],
)
def test_a_template_of_another_country_makes_a_foreigner(number, country):
    entity = read_legal_entity({"ID": "27", "RQ_INN": "7707083893"}, preset(country=number))

    assert (entity.country, entity.inn) == (country, "" if country else "7707083893")
    assert entity.foreign_number == ("7707083893" if country not in {"", "250"} else "")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"RQ_INN": "500100732259"}, "company"),
        ({"RQ_INN": "7707083893", "ENTITY_TYPE_ID": "3"}, "person"),
        ({"RQ_OGRNIP": "304500116000157"}, "sole_trader"),
        ({"RQ_KPP": "770701001", "ENTITY_TYPE_ID": "3"}, "company"),
    ],
)
def test_where_the_template_does_not_say_it_the_length_of_an_inn_does_not_either(fields, kind):
    assert read_legal_entity({"ID": "27", "ENTITY_TYPE_ID": "4", **fields}, Preset("7")).kind == kind


@pytest.mark.parametrize(
    ("kind", "fields", "name"),
    [
        ("company", {"RQ_COMPANY_NAME": "Ромашка", "RQ_NAME": "Белов"}, "Ромашка"),
        ("company", {"RQ_NAME": "Белов"}, "Карточка"),
        (
            "sole_trader",
            {"RQ_LAST_NAME": "Белов", "RQ_FIRST_NAME": "Олег", "RQ_COMPANY_NAME": "ИП Белов"},
            "Белов Олег",
        ),
        ("person", {"RQ_NAME": "Белов Олег"}, "Белов Олег"),
        ("person", {}, "Карточка"),
    ],
)
def test_a_counterparty_is_called_by_its_own_fields_and_never_by_the_name_of_the_form(kind, fields, name):
    row = {"ID": "27", "NAME": "Организация", **fields}

    assert read_legal_entity(row, Preset("7", kind), "Карточка").name == name


def test_the_vendors_own_template_comes_before_one_that_people_have_made():
    presets = Presets([preset(name="Организация", number="9"), preset("RU_COMPANY", number="12")])

    assert presets.for_new("company").id == "12"


def test_a_client_gets_no_template_of_a_third_country():
    presets = Presets([preset("KZ_LEGALENTITY", country="6", number="1")])

    assert [presets.for_new("company", country).id for country in ("", "112", "398")] == ["", "", "1"]


def test_a_template_of_russias_that_says_nothing_serves_a_firm():
    presets = Presets([preset(name="Клиенты", number="9")])

    assert [presets.for_new(kind).id for kind in ("company", "sole_trader")] == ["9", ""]


def test_a_template_that_people_are_offered_comes_before_one_that_is_hidden():
    hidden, ours = preset("RU_COMPANY", number="12", active="N"), preset(name="Организация", number="15")
    presets = Presets([hidden, ours])

    assert presets.for_new("company").id == "15"
    assert presets.of("12").kind == "company"
    assert Presets([hidden]).for_new("company").id == "12"


@pytest.mark.parametrize(
    ("field", "most", "words"),
    [("RQ_COMPANY_NAME", 255, {"name": "Я" * 256}), ("RQ_COMPANY_FULL_NAME", 300, {"full_name": "Я" * 301})],
)
def test_a_name_for_which_a_requisite_has_no_room_ends_in_dots(field, most, words):
    fields = write_legal_entity(LegalEntity(**{"name": "Я", "full_name": "Я"} | words), Preset("7", "company"))

    assert fields[field] == "Я" * (most - 1) + "…"


@pytest.mark.parametrize(
    ("number", "field", "told"),
    [
        ("0409 4000 5161", "040940005161", None),
        ("040940005161", "040940005161", None),
        ("0409-4000-5161-22", None, ("БИН", "04094000516122")),
    ],
)
def test_a_foreign_number_without_room_is_written_bare_and_told_where_that_does_not_help(number, field, told):
    entity = LegalEntity(name="Алма", country="398", foreign_number=number)

    assert write_legal_entity(entity, Preset("7", "company", "398")).get("RQ_BIN") == field
    assert unkept_number(entity, Preset("7", "company", "398")) == told


def test_a_country_without_a_template_takes_russias():
    presets = Presets([preset("RU_COMPANY", number="12"), preset("KZ_LEGALENTITY", country="6", number="13")])

    assert [presets.for_new("company", country).id for country in ("398", "112")] == ["13", "12"]
