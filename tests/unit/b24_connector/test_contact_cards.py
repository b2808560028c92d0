"""Contacts of companies ⇄ contact persons: there and back nothing changes, and only what differs is written."""

from itertools import count

from hypothesis import example, given
from hypothesis import strategies as st

from services.b24_connector.vocabulary.contacts import companies_of, contact_change, read_contact, write_contact
from shared.canon import contact_digests
from shared.messages.contact import ContactCard, ContactGroup
from shared.messages.things import Contacts, Ref

COMPANY = "17"
EVERYTHING = frozenset(ContactGroup)
NOBODY = Contacts()
PERSON = Ref(system="onec", kind="contact_person", id="5b1d6e0a-0000-5000-8000-00000000b042")
WORDS = st.text(alphabet="абвгдеёАБВ0-'. ", max_size=30)
PHONES = st.lists(st.integers(0, 9_999_999).map(lambda number: f"+7916{number:07d}"), max_size=4)
EMAILS = st.lists(st.integers(0, 999).map(lambda number: f"a{number}@romashka.ru"), max_size=3)
CARDS = st.builds(
    ContactCard,
    last_name=WORDS,
    first_name=WORDS,
    second_name=WORDS,
    position=WORDS,
    phones=PHONES,
    emails=EMAILS,
    origin=st.just(PERSON),
)


def kept(fields, item=None) -> dict:
    """The contact as the portal has it after a write: entries of multi-fields by their ids."""
    item = dict(item or {"id": 7})
    entries = {str(one["id"]): one for one in item.get("fm") or ()}
    numbers = count(max(map(int, entries), default=0) + 1)
    sent = fields.get("fm") or {}
    for name, one in sent.items() if isinstance(sent, dict) else (("", one) for one in sent):  # a list always adds
        known = name if name in entries else str(next(numbers))
        entries[known] = {**entries.get(known, {}), **one, "id": int(known)}
    item |= fields
    return item | {"fm": [one for one in entries.values() if one["value"]]}


@example(ContactCard(last_name="0", position="0", origin=PERSON))
@given(CARDS)
def test_a_contact_that_is_made_is_read_as_it_was_wanted_and_written_no_second_time(card) -> None:
    item = kept(write_contact(card, COMPANY, ""))

    read = read_contact(item, COMPANY)

    assert contact_change(card, EVERYTHING, item, NOBODY) == {}
    assert contact_change(read, EVERYTHING, item, NOBODY) == {}
    assert read.position == " ".join(card.position.split())
    assert (read.name, set(read.phones), set(read.emails)) == (card.name, set(card.phones), set(card.emails))
    assert read.origin == PERSON


@given(CARDS, CARDS)
def test_a_change_takes_away_what_1c_has_had_and_nothing_else(first, second) -> None:
    item = kept(write_contact(first, COMPANY, "")) | {"comments": "Звонить утром", "companyIds": [17, 18]}
    home = {"id": 9, "typeId": "PHONE", "valueType": "HOME", "value": "+74951112233"}
    item["fm"] = [*item["fm"], home]
    former = Contacts(phones=first.phones, emails=first.emails)

    changed = kept(contact_change(second, EVERYTHING, item, former), item)

    read = read_contact(changed, COMPANY)
    assert set(read.phones) == {*second.phones, "+74951112233"}
    assert set(read.emails) == set(second.emails)
    assert home in changed["fm"]
    assert (changed["comments"], companies_of(changed)) == ("Звонить утром", ["17", "18"])
    assert contact_change(second, EVERYTHING, changed, former) == {}


@given(CARDS, st.sampled_from(ContactGroup))
def test_one_group_alone_is_written(card, group) -> None:
    item = kept(write_contact(ContactCard(last_name="Иванов", position="Директор"), COMPANY, ""))

    changed = kept(contact_change(card, {group}, item, NOBODY), item)

    before, after = (contact_digests(read_contact(one, COMPANY), EVERYTHING) for one in (item, changed))
    assert {one for one in ContactGroup if before[one] != after[one]} <= {group}


def test_what_1c_has_no_room_for_is_not_taken_from_the_portal():
    whole = ContactCard(last_name="Иванов", first_name="Пётр", position="Заместитель директора по снабжению")
    item = kept(write_contact(whole, COMPANY, ""))
    cut = whole.with_(first_name="Пё…", position="Заместитель дир…")

    assert contact_change(cut, EVERYTHING, item, NOBODY) == {}
