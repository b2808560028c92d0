"""A contact person of 1C as a contact of the portal and back, and the other way round: nothing is edited on the way."""

from hypothesis import assume, given
from hypothesis import strategies as st

from services.b24_connector.vocabulary import contacts as portal
from services.onec_connector.vocabulary import persons as onec
from shared.messages.contact import ContactGroup
from shared.messages.things import Contacts
from tests.unit.b24_connector.test_contact_cards import CARDS, COMPANY, kept
from tests.unit.onec_connector.test_persons import FAX, KINDS, ROW, written

EVERYTHING = frozenset(ContactGroup)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" -.'"), max_size=90)
PHONES = [
    "8 (999) 000-00-07",
    "+7 495 000-00-17, доб. 12",
    "+7 495 000-00-17, доб. 13",
    "+375 29 123-45-67",
    "00375 29 123-45-68",
    "123-45-67",
    "звонить Анне",
]


def phone(text: str) -> dict:
    return {"Тип": "Телефон", "Вид_Key": "phone-kind", "Представление": text, "НомерТелефона": ""}


def mail(text: str) -> dict:
    return {"Тип": "АдресЭлектроннойПочты", "Вид_Key": "mail-kind", "Представление": text, "АдресЭП": text}


PERSONS = st.builds(
    lambda name, post, phones, mails: {
        **ROW,
        "Description": name,
        "ДолжностьПоВизитке": post,
        "КонтактнаяИнформация": [FAX, *map(phone, phones), *map(mail, mails)],
    },
    WORDS.map(str.strip).filter(bool),
    WORDS.map(str.strip),
    st.lists(st.sampled_from(PHONES), unique=True, max_size=3),
    st.lists(st.sampled_from(["a@ex.ru", "b@ex.ru", "A@Пример.РФ; c@ex.ru", "mailto:d@ex.ru"]), max_size=2),
)


@given(PERSONS)
def test_what_1c_says_of_a_person_comes_back_from_the_portal_as_it_is(row):
    there = onec.read_contact(row, KINDS)
    contact = kept(portal.write_contact(there.with_(origin=there.ref, ref=None), COMPANY, ""))

    back = portal.read_contact(contact, COMPANY)

    assert onec.changes_of(back, EVERYTHING, row, KINDS) == {}


@given(PERSONS)
def test_a_second_telling_of_a_person_writes_nothing_in_the_portal(row):
    there = onec.read_contact(row, KINDS)
    contact = kept(portal.write_contact(there.with_(origin=there.ref, ref=None), COMPANY, ""))
    known = onec.parts_of(portal.read_contact(contact, COMPANY))

    again = onec.read_contact(row, KINDS, known).with_(origin=there.ref, ref=None)

    assert portal.contact_change(again, EVERYTHING, contact, Contacts(phones=there.phones, emails=there.emails)) == {}


@given(CARDS)
def test_what_the_portal_says_of_a_contact_comes_back_from_1c_as_it_is(card):
    assume(card.name)
    contact = kept(portal.write_contact(card, COMPANY, "")) | {"comments": "Звонить утром"}
    said = portal.read_contact(contact, COMPANY)
    blank = {**ROW, "Description": "", "ДолжностьПоВизитке": "", "КонтактнаяИнформация": [FAX]}
    person = written(blank, onec.changes_of(said, EVERYTHING, blank, KINDS))

    back = onec.read_contact(person, KINDS, onec.parts_of(said)).with_(origin=card.origin)

    former = Contacts(phones=said.phones, emails=said.emails)
    assert portal.contact_change(back, EVERYTHING, contact, former) == {}
    assert onec.changes_of(said, EVERYTHING, person, KINDS) == {}
    assert FAX["Представление"] in [row["Представление"] for row in person["КонтактнаяИнформация"]]


TYPED = st.lists(
    st.tuples(st.just("PHONE"), st.sampled_from([*PHONES, "8 495 123-45-67; 123-45-68", "8-800-FLOWERS", "вн. 7"]))
    | st.tuples(st.just("EMAIL"), st.sampled_from(["Anna@Пример.РФ", "a@ex.ru/b@ex.ru", "«a@ex.ru»", "нет"])),
    max_size=5,
)


@given(TYPED)
def test_what_people_typed_in_the_portal_stays_as_typed_when_it_comes_back_from_1c(typed):
    entries = [
        {"id": number, "typeId": kind, "valueType": "HOME", "value": value}
        for number, (kind, value) in enumerate(typed, start=1)
    ]
    contact = {"id": 7, "lastName": "Петрова", "fm": entries}
    said = portal.read_contact(contact, COMPANY)
    blank = {**ROW, "Description": "", "ДолжностьПоВизитке": "", "КонтактнаяИнформация": [FAX]}
    person = written(blank, onec.changes_of(said, EVERYTHING, blank, KINDS))

    back = onec.read_contact(person, KINDS, onec.parts_of(said))

    former = Contacts(phones=said.phones, emails=said.emails)
    assert (set(back.phones), set(back.emails)) == (set(said.phones), set(said.emails))
    assert portal.contact_change(back, EVERYTHING, contact, former, emptied=EVERYTHING) == {}
    assert onec.changes_of(said, EVERYTHING, person, KINDS, emptied=EVERYTHING) == {}
