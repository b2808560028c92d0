"""Clients whom an order's command has made: what the portal says next replaces what it had said."""

import pytest

from services.onec_connector.writer.partners.found import FoundParties
from shared.bus.errors import Retryable
from shared.messages.ring.outcomes import PartnerRefused
from shared.messages.things import Contacts, Customer, Person
from tests.integration.onec_connector.party_directory import COMPANY, PARTNERS, company, legal, paired
from tests.integration.onec_connector.person_directory import CONTACT, contact

OLD, NEW, OWN = "+74950000917", "+74950000918", "+74950000919"


async def client_of_order(directory) -> str:
    """The partner that an order's command makes of a company."""
    contacts = Contacts(phones=(OLD,), emails=("old@romashka.test",))
    client = Customer(origin=COMPANY, name="Ромашка", legal_entity=legal(), contacts=contacts)
    made = await directory.orders.context.customers.ensure(client, FoundParties(), manager="")
    return made.partner


def phones(row) -> set[str]:
    return {one["Представление"] for one in row["КонтактнаяИнформация"] if one["Тип"] == "Телефон"}


@pytest.mark.parametrize("party_directory", ["both", "b24→1c"], indirect=True)
@pytest.mark.parametrize("heard", [True, False])
async def test_a_phone_replaced_before_1cs_first_word_of_a_new_partner_is_replaced_in_1c(party_directory, heard):
    partner = await client_of_order(party_directory)
    if heard:
        await party_directory.touch(partner)
    command = paired(partner, phones=(NEW,), emails=("new@romashka.test",))

    outcome = await carried_out(party_directory, command, partner)

    row = await party_directory.partner(partner)
    assert (phones(row), outcome.told) == ({NEW}, ())
    assert "old@romashka.test" not in str(row)


async def test_who_was_made_by_a_process_that_died_is_his_own_companys_and_nobody_else_is_asked(party_directory):
    partner = await client_of_order(party_directory)

    told = await party_directory.told(partner, force=True)
    (outcome, *_) = await party_directory.upsert(paired(partner).with_(ref=None), pairs=False)

    assert told.origin == COMPANY
    assert (outcome.ref.id, outcome.found) == (partner, None)


async def test_who_was_made_of_one_company_is_not_overwritten_by_another(party_directory):
    await client_of_order(party_directory)
    other = COMPANY.with_(id="918")

    (outcome,) = await party_directory.upsert(company(origin=other), source=other, key=other.key)

    assert isinstance(outcome, PartnerRefused)
    assert "№ 917" in outcome.told[0].text


async def carried_out(directory, command, record):
    """Carry a command out; where 1C is to be told first, once more."""
    try:
        (outcome, *_) = await directory.upsert(command)
    except Retryable:
        await directory.touch(record)
        (outcome, *_) = await directory.upsert(command)
    return outcome


async def test_a_phone_that_an_accountant_has_typed_meanwhile_stays_beside_the_new_one(party_directory):
    partner = await client_of_order(party_directory)
    (row,) = (one for one in (await party_directory.partner(partner))["КонтактнаяИнформация"] if OLD in str(one))
    old = {name: value for name, value in row.items() if "@" not in name and name != "Ref_Key"}
    own = {name: value.replace(OLD, OWN) if isinstance(value, str) else value for name, value in old.items()}
    rows = [{**one, "LineNumber": str(place)} for place, one in enumerate((old, own), 1)]
    await party_directory.edit(PARTNERS, partner, КонтактнаяИнформация=rows)
    await party_directory.touch(partner)

    await party_directory.upsert(paired(partner, phones=(NEW,), emails=()))

    assert phones(await party_directory.partner(partner)) == {NEW, OWN}


async def test_a_phone_replaced_before_1cs_first_word_of_a_new_contact_person_is_replaced_in_1c(person_directory):
    partner, parts = await person_directory.partner(), {"last_name": "Петрова", "first_name": "Анна"}
    contacts = Contacts(phones=(OLD,))
    said = Person(origin=CONTACT, name="Петрова Анна Ивановна", second_name="Ивановна", contacts=contacts, **parts)
    found = await person_directory.orders.context.customers.with_person(FoundParties(partner), said)
    await person_directory.touch(found.person)

    (outcome, *_) = await person_directory.upsert(contact(partner, person=found.person, phones=(NEW,)))

    assert (phones(await person_directory.person(found.person)), outcome.told) == ({NEW}, ())


async def test_the_post_of_a_new_contact_person_that_1c_has_no_room_for_shows_that(person_directory):
    partner, parts = await person_directory.partner(), {"last_name": "Петрова", "first_name": "Анна"}
    said = Person(origin=CONTACT, name="Петрова Анна", post="Заместитель " * 10, **parts)

    found = await person_directory.orders.context.customers.with_person(FoundParties(partner), said)

    assert (await person_directory.person(found.person))["ДолжностьПоВизитке"].endswith("Заместитель Зам…")
