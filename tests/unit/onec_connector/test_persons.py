"""Contact persons ⇄ contacts: what is written is read back, what is not ours survives, nothing is written twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.vocabulary.persons import Kinds, changes_of, is_living, named, parts_of, read_contact
from shared.canon.person_names import NameParts
from shared.messages.contact import ContactCard, ContactGroup

KINDS = Kinds({"Телефон": "phone-kind", "АдресЭлектроннойПочты": "mail-kind"}, frozenset({"mobile-kind"}))
FAX = {"Тип": "Телефон", "Вид_Key": "fax-kind", "Представление": "+7 495 000-09-99", "НомерТелефона": "74950000999"}
ROW = {
    "Ref_Key": "0a000000-0000-4000-8000-000000000071",
    "Owner_Key": "0a000000-0000-4000-8000-000000000041",
    "Description": "Петрова Анна Ивановна",
    "DeletionMark": False,
    "ДолжностьПоВизитке": "Бухгалтер",
    "ДатаПрекращенияСвязи": "0001-01-01T00:00:00",
    "КонтактнаяИнформация": [
        FAX,
        {"Тип": "Телефон", "Вид_Key": "phone-kind", "Представление": "8 (999) 000-00-07", "НомерТелефона": ""},
    ],
}
WORD = st.sampled_from(["", "Петрова", "Анна", "Ивановна", "Ли", "Чан", "А.", "де ла Крус"])
CARDS = st.builds(
    ContactCard,
    last_name=WORD,
    first_name=WORD,
    second_name=WORD,
    position=st.sampled_from(["", "Бухгалтер", "Директор по развитию"]),
    phones=st.lists(st.sampled_from(["+79990000001", "+79990000002", "+375290000003"]), unique=True).map(tuple),
    emails=st.lists(st.sampled_from(["a@ex.ru", "b@ex.ru"]), unique=True).map(tuple),
)


def written(row, bodies):
    return {**row, **{name: value for body in bodies.values() for name, value in body.items()}}


def test_a_person_is_told_in_parts_with_what_is_ours():
    card = read_contact(ROW, KINDS)

    assert (card.last_name, card.first_name, card.second_name) == ("Петрова", "Анна", "Ивановна")
    assert (card.position, card.phones, card.emails, card.full_name) == ("Бухгалтер", ("+79990000007",), (), "")
    assert (card.company.kind, card.ref.kind) == ("partner", "contact_person")


@given(CARDS)
def test_what_a_contact_says_is_read_back_and_written_once(card):
    after = written(ROW, changes_of(card, ContactGroup, ROW, KINDS))
    read = read_contact(after, KINDS, parts_of(card) if card.name else None)

    assert changes_of(card, ContactGroup, after, KINDS) == {}
    assert (read.phones, read.emails) == (card.phones, card.emails)
    assert read.position == (card.position or "Бухгалтер")
    assert parts_of(read) == (parts_of(card) if card.name else NameParts("Петрова", "Анна", "Ивановна"))
    assert FAX["Представление"] in [row["Представление"] for row in after["КонтактнаяИнформация"]]


@given(CARDS)
def test_what_was_told_of_a_person_writes_nothing_when_it_comes_back(card):
    row = written(ROW, changes_of(card, ContactGroup, ROW, KINDS))

    assert changes_of(read_contact(row, KINDS), ContactGroup, row, KINDS) == {}


def test_a_mobile_phone_is_told_beside_the_other_and_stays_of_its_kind():
    mobile = {"Тип": "Телефон", "Вид_Key": "mobile-kind", "Представление": "+7 999 000-00-08", "НомерТелефона": ""}
    row = {**ROW, "КонтактнаяИнформация": [*ROW["КонтактнаяИнформация"], mobile]}
    card = read_contact(row, KINDS)

    (rows,) = changes_of(card.with_(phones=("+79990000008", "+79990000009")), ContactGroup, row, KINDS).values()

    assert card.phones == ("+79990000007", "+79990000008")
    kinds = {one["Представление"]: one["Вид_Key"] for one in rows["КонтактнаяИнформация"]}
    assert (kinds["+7 999 000-00-08"], kinds["+79990000009"]) == ("mobile-kind", "phone-kind")
    assert "8 (999) 000-00-07" not in kinds


def test_a_name_that_is_the_same_in_another_order_is_not_rewritten():
    row = {**ROW, "Description": "Анна Ивановна Петрова"}

    assert changes_of(
        named(ContactCard(), NameParts("Петрова", "Анна", "Ивановна")), ContactGroup, row, KINDS
    ).keys() == {ContactGroup.COMMUNICATIONS}


def test_a_name_that_cannot_be_taken_apart_leaves_the_portals_parts_and_is_shown():
    card = read_contact({**ROW, "Description": "Петрова А. И."}, KINDS, NameParts("Петрова", "Анна", "Ивановна"))

    assert (card.name, card.full_name) == ("Петрова Анна Ивановна", "Петрова А. И.")


@pytest.mark.parametrize(
    ("changes", "living"),
    [
        ({}, True),
        ({"ДатаПрекращенияСвязи": ""}, True),
        ({"ДатаПрекращенияСвязи": "2026-11-01T00:00:00"}, False),
        ({"DeletionMark": True}, False),
    ],
)
def test_a_person_who_is_marked_or_ended_speaks_for_nobody(changes, living):
    assert is_living({**ROW, **changes}) == living
