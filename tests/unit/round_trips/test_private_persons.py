"""A private partner of 1C as a contact of the portal and back, and the other way round: nothing is edited."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.vocabulary.parties import read_private_person
from services.b24_connector.writer.parties.making import fields_of, person_of
from services.b24_connector.writer.private.wanted import WantedPrivate
from services.onec_connector.vocabulary.companies import changes_of
from shared.canon.person_names import split
from shared.messages.party import PRIVATE_GROUPS, Company, CompanyGroup
from shared.messages.things import Contacts, Customer
from tests.unit.onec_connector.party_cards import FAX, OWN, WORDS, card, entity, told, written
from tests.unit.round_trips.test_contacts import PHONES
from tests.unit.round_trips.test_contacts import WORDS as TEXTS

PERSON = {"ЮрФизЛицо": "ЧастноеЛицо"}
ENTITY = {"ЮрФизЛицо": "ФизЛицо"}
MESSENGER = {"id": "90", "typeId": "IM", "valueType": "TELEGRAM", "value": "anna"}
NAMES = TEXTS.map(lambda text: " ".join(text.split())[:90]).filter(bool) | st.sampled_from(
    ["Иванова Анна Ивановна", "Анна Ивановна Иванова", "Иванова Анна", "Анна", "Иванова А. И.", "Нгуен Ван Тхань"]
)
PARTNERS = st.builds(
    lambda name, phones, mails: Company(kind="person", name=name, phones=phones, emails=mails),
    NAMES,
    st.lists(st.sampled_from([one for one in PHONES if "звонить" not in one]), unique=True, max_size=3),
    st.lists(st.sampled_from(["a@ex.ru", "b@ex.ru"]), unique=True, max_size=2),
)
PARTS = st.fixed_dictionaries(
    {
        part: st.just("") | st.sampled_from(["Иванова", "Анна", "Ивановна", "А.", "фон Берг"])
        for part in ("lastName", "name", "secondName")
    }
)


def contact(fields: dict, company: Company) -> dict:
    """A contact of the portal with these parts of the name, reached as a company says."""
    numbers = count(1)
    entries = [("PHONE", one) for one in company.phones] + [("EMAIL", one) for one in company.emails]
    fm = [{"id": str(next(numbers)), "typeId": kind, "valueType": "WORK", "value": value} for kind, value in entries]
    return {"id": "7", "lastName": "", "name": "", "secondName": "", **fields, "fm": [*fm, MESSENGER]}


def read(item: dict) -> Company:
    client = read_private_person(item, None)
    reached = client.contacts
    return Company(kind="person", name=client.name, phones=reached.phones, emails=reached.emails)


def partner_of(company: Company) -> object:
    return written(card((FAX, OWN), entities=[entity(**ENTITY)], **PERSON), company, PRIVATE_GROUPS)


@given(PARTNERS)
def test_what_1c_says_of_a_private_person_comes_back_from_the_portal_as_it_is(wanted):
    there = partner_of(wanted)
    said = told(there)
    reached = Contacts(phones=said.phones, emails=said.emails)
    fields = fields_of(person_of(Customer(kind="person", name=said.name, contacts=reached)), "")
    made = contact({part: fields[part] for part in ("lastName", "name", "secondName")}, said)

    back = read(made)

    assert changes_of(back, PRIVATE_GROUPS, there, WORDS).groups == frozenset()
    assert dict(WantedPrivate(said, presets=None).fields(PRIVATE_GROUPS, made)) == {}


@given(PARTS.filter(lambda parts: any(parts.values())), PARTNERS)
def test_what_the_portal_says_of_a_private_person_comes_back_from_1c_as_it_is(parts, reached):
    typed = contact(parts, told(partner_of(reached)))

    back = told(partner_of(read(typed)))

    assert dict(WantedPrivate(back, presets=None).fields(PRIVATE_GROUPS, typed)) == {}


@given(PARTS.filter(lambda parts: any(parts.values())), NAMES)
def test_a_name_of_1c_is_written_whole_or_stays_or_is_what_the_portal_says_already(parts, name):
    typed, wanted = contact(parts, Company()), WantedPrivate(Company(kind="person", name=name), presets=None)

    after = read({**typed, **wanted.fields({CompanyGroup.NAME}, typed)})

    again = contact({part: typed[part] for part in parts} | dict(wanted.fields({CompanyGroup.NAME}, typed)), Company())
    assert dict(wanted.fields({CompanyGroup.NAME}, again)) == {}
    assert {*after.name.split()} >= {*name.split()} or after.name == read(typed).name or split(name) is not None
