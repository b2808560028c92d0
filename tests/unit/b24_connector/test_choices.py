"""The lists of the deal follow 1C, and their values keep their ids."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.vocabulary.choices import NOT_OFFERED, list_parts
from services.b24_connector.vocabulary.names import ListField, Option
from shared.messages.things import ListValue, Ref

MAIN, SOUTH = "6f1c0000-0000-4000-8000-0000000000a1", "6f1c0000-0000-4000-8000-0000000000a2"


def value(guid: str, name: str, *, offered: bool = True) -> ListValue:
    return ListValue(ref=Ref(system="onec", kind="warehouse", id=guid), name=name, offered=offered)


def offered_by(*options: Option, hides_codes: bool = False) -> ListField:
    return ListField("8", options, hides_codes=hides_codes)


def written(options: list[Option], parts: list[dict[str, str]]) -> list[Option]:
    """What the portal makes of LIST: an entry with an ID changes a value, another one adds one."""
    made = list(options)
    for part in parts:
        if "ID" not in part:
            made.append(Option(str(1000 + len(made)), part.get("XML_ID", ""), part["VALUE"]))
            continue
        at = next(place for place, one in enumerate(made) if one.id == part["ID"])
        made[at] = replace(made[at], code=part.get("XML_ID", ""), name=part["VALUE"])
    return made


def test_a_warehouse_that_was_renamed_keeps_the_id_that_deals_hold():
    (part,) = list_parts(offered_by(Option("57", MAIN, "Главный")), [value(MAIN, "Центральный")])

    assert (part["ID"], part["VALUE"]) == ("57", "Центральный")


def test_a_warehouse_marked_for_deletion_stays_readable_and_says_that_it_is_not_to_be_chosen():
    (part,) = list_parts(offered_by(Option("57", MAIN, "Главный")), [value(MAIN, "Главный", offered=False)])

    assert (part["ID"], part["XML_ID"], part["VALUE"]) == ("57", MAIN, f"Главный {NOT_OFFERED}")
    assert list_parts(offered_by(), [value(MAIN, "Главный", offered=False)]) == []


def test_a_value_typed_by_hand_is_taken_over_and_not_doubled():
    (part,) = list_parts(offered_by(Option("57", "57", "главный ")), [value(MAIN, "Главный")])

    assert (part["ID"], part["XML_ID"]) == ("57", MAIN)


def test_of_two_warehouses_of_one_name_each_has_a_value_of_its_own():
    parts = list_parts(offered_by(Option("57", "57", "Главный")), [value(MAIN, "Главный"), value(SOUTH, "Главный")])

    assert [part.get("ID") for part in parts] == ["57", None]


@given(
    had=st.lists(st.tuples(st.integers(1, 6), st.sampled_from("абв")), unique_by=lambda one: one[0]),
    has=st.lists(st.tuples(st.integers(1, 6), st.sampled_from("абв"), st.booleans()), unique_by=lambda one: one[0]),
)
def test_whatever_changes_in_1c_a_second_look_writes_nothing_and_no_id_is_lost(had, has):
    options = [Option(str(number), str(UUID(int=number)), name) for number, name in had]
    choices = [value(str(UUID(int=number)), name, offered=offered) for number, name, offered in has]

    after = written(options, list_parts(offered_by(*options), choices))

    assert list_parts(offered_by(*after), choices) == []
    assert [(one.id, one.code) for one in after[: len(options)]] == [(one.id, one.code) for one in options]
    assert {one.code for one in after} >= {one.ref.id for one in choices if one.offered}


@given(
    had=st.lists(st.tuples(st.sampled_from("абв"), st.booleans()), max_size=6),
    has=st.lists(st.tuples(st.integers(1, 6), st.sampled_from("абв"), st.booleans()), unique_by=lambda one: one[0]),
)
def test_where_codes_are_hidden_a_second_look_writes_nothing_either_and_no_code_is_sent(had, has):
    names = [name if offered else f"{name} {NOT_OFFERED}" for name, offered in had]
    options = [Option(str(place), "", name) for place, name in enumerate(names)]
    choices = [value(str(UUID(int=number)), name, offered=offered) for number, name, offered in has]

    parts = list_parts(offered_by(*options, hides_codes=True), choices)
    after = written(options, parts)

    assert [part for part in parts if "XML_ID" in part] == []
    assert list_parts(offered_by(*after, hides_codes=True), choices) == []
    assert [one.id for one in after[: len(options)]] == [one.id for one in options]
    assert {choice.name for choice in choices if choice.offered} <= {one.name for one in after}
