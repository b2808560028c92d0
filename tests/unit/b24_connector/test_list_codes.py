"""Values of a deal's lists are known by their codes, or by their names where a portal keeps, or shows, no codes."""

import pytest

from services.b24_connector.reference.list_findings import check_lists
from services.b24_connector.vocabulary.exchange import STATES
from services.b24_connector.vocabulary.list_codes import lacking_parts, named, read_list
from services.b24_connector.vocabulary.names import DealFields

ROMASHKA, KOVALEV = "7707083893", "502431000309"
OWN = {ROMASHKA: "ООО «Ромашка»", KOVALEV: "ИП Ковалёв"}
PORTALS = "d41d8cd98f00b204e9800998ecf8427e"


def listed(key, *parts):
    """A list field whose values are (name, code); without codes the portal does not show any."""
    shown = [
        {"ID": str(number), "VALUE": one[0], **({"XML_ID": one[1]} if len(one) > 1 else {})}
        for number, one in enumerate(parts, 1)
    ]
    return read_list(key, {"ID": "9", "LIST": shown})


@pytest.mark.parametrize("code", [(), (PORTALS,)])
def test_a_state_is_known_by_its_name_where_the_portal_keeps_or_shows_no_code(code):
    field = listed("exchange", *((name, *code) for name in STATES.values()))

    assert [field.of_code(state).name for state in STATES] == list(STATES.values())


def test_a_value_that_bears_the_code_goes_before_one_that_has_its_name_alone():
    field = named(listed("organisation", ("ООО «Ромашка»", PORTALS), ("ООО «Ромашка»", ROMASHKA)), OWN)

    assert field.of_code(ROMASHKA).id == "2"
    assert {one.code for one in field.options} == {ROMASHKA}


def test_a_name_of_two_organisations_means_neither():
    field = named(listed("organisation", ("Ромашка",)), {ROMASHKA: "Ромашка", KOVALEV: "ромашка"})

    assert [one.code for one in field.options] == [""]


def test_an_organisation_that_is_named_by_its_inn_needs_no_code():
    assert listed("organisation", (ROMASHKA,)).of_code(ROMASHKA) is not None


def test_a_code_of_the_customers_own_stays_as_it_is():
    assert [one.code for one in listed("organisation", ("Розница", "shop")).options] == ["shop"]


def test_values_without_codes_are_repaired_where_codes_are_shown_and_what_is_missing_is_added():
    field = listed("organisation", ("ООО  «ромашка»", PORTALS))

    assert lacking_parts(field, OWN, is_new=False) == [
        {"ID": "1", "VALUE": "ООО  «ромашка»", "XML_ID": ROMASHKA},
        {"VALUE": "ИП Ковалёв", "XML_ID": KOVALEV},
    ]


def test_values_that_have_their_codes_are_left_alone_whatever_people_call_them():
    field = listed("organisation", ("Ромашка", f"ИНН {ROMASHKA}"), ("Ковалёв", KOVALEV))

    assert lacking_parts(field, OWN, is_new=False) == []


def test_where_codes_are_hidden_those_of_new_values_are_repaired_once_and_none_is_sent_with_a_later_one():
    field = listed("organisation", ("ООО «Ромашка»",))

    assert lacking_parts(field, OWN, is_new=True)[0] == {"ID": "1", "VALUE": "ООО «Ромашка»", "XML_ID": ROMASHKA}
    assert lacking_parts(field, OWN, is_new=False) == [{"VALUE": "ИП Ковалёв"}]


@pytest.mark.parametrize("code", [(), (PORTALS,)])
def test_two_organisations_of_one_name_are_not_added_to_values_that_are_theirs(code):
    alike = {ROMASHKA: "Ромашка", KOVALEV: "Ромашка"}
    field = listed("organisation", ("Ромашка", *code), ("Ромашка", *code))

    parts = lacking_parts(field, alike, is_new=False)

    assert [(part.get("ID"), part["XML_ID"]) for part in parts] == ([("1", ROMASHKA), ("2", KOVALEV)] if code else [])


def test_check_names_a_list_whose_values_have_no_codes_and_one_that_lacks_states():
    states = listed("exchange", ("передано", PORTALS), ("ждёт", "waits"))

    found = check_lists(DealFields({"exchange": "ufExchange"}, {"exchange": states}))

    assert [(one.ok, one.text.partition(":")[0]) for one in found] == [
        (False, "В поле «Обмен с 1С» у значений «передано» нет кодов обмена"),
        (False, "В поле «Обмен с 1С» нет значений «отказ», «остановлено»"),
    ]


def test_check_asks_to_leave_hidden_values_alone_and_says_nothing_where_all_have_codes():
    hidden = listed("exchange", *((name,) for name in STATES.values()))
    shown = listed("exchange", *((name, code) for code, name in STATES.items()))

    (told,) = check_lists(DealFields({"exchange": "ufExchange"}, {"exchange": hidden}))

    assert (told.ok, "Не переименовывайте" in told.text) == (True, True)
    assert check_lists(DealFields({"exchange": "ufExchange"}, {"exchange": shown})) == []
