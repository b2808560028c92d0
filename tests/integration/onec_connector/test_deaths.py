"""A process that dies before a write has ended, groups that are frozen, and edits that a person has decided against."""

import contextlib

import pytest

from shared.bus.errors import Retryable
from shared.canon import group_digests
from shared.messages.contact import ContactGroup
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import PersonUpsert
from shared.messages.ring.facts import OrderStatus, OrderTouched, PartnerTouched, PersonTouched
from shared.messages.things import Ref
from tests.integration.onec_connector import party_directory as parties
from tests.integration.onec_connector import person_directory as persons
from tests.integration.onec_connector.connector import command, created, deal, document_of, known_item, line
from tests.integration.onec_connector.party_directory import paired
from tests.integration.onec_connector.person_directory import CONTACT, OWNERS

ROWS = OrderGroup.ROWS


class Died(BaseException):
    """The process is gone."""


@contextlib.contextmanager
def dies_before(monkeypatch, store, step):
    """The process goes no further than this step of a write."""

    async def dies(*_, **__):
        raise Died

    with monkeypatch.context() as dying:
        dying.setattr(store, step, dies)
        with pytest.raises(Died):
            yield


def dies_before_the_end(monkeypatch, store):
    """The write is done, and never ended."""
    return dies_before(monkeypatch, store, "end_write")


async def freeze(store, key, *groups) -> None:
    await store._documents.update_one({"_id": key}, {"$set": {"frozen": list(groups)}})


def more_of(company, quantity="5", **changes):
    return command(deal(company, lines=(line(known_item(company), quantity=quantity),)), edited=2, **changes)


async def test_an_order_whose_writer_died_is_nobodys_edit(connector, company, monkeypatch):
    guid = await created(connector, company)

    with dies_before_the_end(monkeypatch, connector.flow.store):
        await connector.upsert(more_of(company))

    with pytest.raises(Retryable):
        await connector.touch(guid)


async def test_a_partner_whose_writer_died_is_nobodys_edit(party_directory, monkeypatch):
    guid = await parties.made(party_directory)
    await party_directory.touch(guid)

    with dies_before_the_end(monkeypatch, party_directory.flow.store):
        await party_directory.upsert(paired(guid, name="Весна"), edited=2)

    with pytest.raises(Retryable):
        await party_directory.touch(guid)


async def test_a_contact_person_whose_writer_died_is_nobodys_edit(person_directory, monkeypatch):
    partner = await person_directory.partner()
    guid = await persons.made(person_directory, partner)
    await person_directory.touch(guid)

    with dies_before_the_end(monkeypatch, person_directory.flow.store):
        await person_directory.upsert(persons.contact(partner, person=guid, last_name="Весна"), edited=2)

    with pytest.raises(Retryable):
        await person_directory.touch(guid)


async def test_a_contact_person_made_by_a_writer_who_died_is_told_as_its_own_contacts(person_directory, monkeypatch):
    partner = await person_directory.partner()
    with dies_before(monkeypatch, person_directory.flow.store, "begin_write"):
        await person_directory.upsert(persons.contact(partner))
    (person,) = await person_directory.persons(partner)

    told = await person_directory.told(person["Ref_Key"])
    outcome, *_ = await person_directory.upsert(persons.contact(partner), pairs=False)

    assert told.origin == CONTACT
    assert (outcome.ref.id, outcome.found) == (person["Ref_Key"], None)


async def test_an_order_whose_rows_are_frozen_keeps_them(connector, company):
    await created(connector, company)
    await freeze(connector.flow.store, "deal:1", ROWS)

    outcome, *_ = await connector.upsert(more_of(company))

    assert (await document_of(connector.onec, outcome))["Товары"][0]["Количество"] == "2"


async def test_a_partner_whose_name_is_frozen_keeps_it(party_directory):
    guid = await parties.made(party_directory)
    await freeze(party_directory.flow.store, f"partner:{guid}", "name")

    await party_directory.upsert(paired(guid, name="Весна"), edited=2)

    assert (await party_directory.partner(guid))["Description"] == "Ромашка"


async def test_a_contact_person_whose_name_is_frozen_keeps_it(person_directory):
    partner = await person_directory.partner()
    guid = await persons.made(person_directory, partner)
    await freeze(person_directory.flow.store, f"contact_person:{guid}", "name")

    await person_directory.upsert(persons.contact(partner, person=guid, last_name="Весна"), edited=2)

    assert "Петрова" in (await person_directory.persons(partner))[0]["Description"]


async def test_what_a_person_has_decided_against_is_known_when_its_message_comes_late(connector, company):
    guid = await created(connector, company)
    touch = OrderTouched(ref=Ref(system="onec", kind="order", id=guid), asserted={ROWS: 77})

    await connector.flow.reader.touched(wrap(touch, source="test"), touch)

    assert (await connector.flow.store.get("deal:1")).groups[ROWS].known == 77


async def test_what_a_person_has_decided_against_is_known_of_a_partner_too(party_directory):
    guid = await parties.made(party_directory)
    touch = PartnerTouched(ref=Ref(system="onec", kind="partner", id=guid), asserted={"name": 77})

    await party_directory.flow.reader.touched(wrap(touch, source="test"), touch)

    assert (await party_directory.flow.store.get(touch.ref.key)).groups["name"].known == 77


async def test_what_a_person_has_decided_against_is_known_of_a_contact_person_too(person_directory):
    guid = await persons.made(person_directory, await person_directory.partner())
    touch = PersonTouched(ref=Ref(system="onec", kind="contact_person", id=guid), asserted={"name": 77})

    await person_directory.flow.reader.touched(wrap(touch, source="test"), touch)

    assert (await person_directory.flow.store.get(touch.ref.key)).groups["name"].known == 77


async def test_a_state_that_was_told_by_a_writer_who_died_and_is_taken_back_is_told(connector, company):
    guid = await created(connector, company)
    await connector.onec.do(f"orders/{guid}/pay", percent=100)
    edit = more_of(company)
    done = await connector.flow.writer.upserted(wrap(edit, source="test"), edit)  # told, and not remembered
    (told,) = [one.order.groups for one in done.publish if isinstance(one, OrderStatus)]
    await connector.onec.do(f"orders/{guid}/unpay")

    (fact,) = await connector.touch(guid)

    assert fact.order.state.paid_percent == 0
    assert fact.order.groups[OrderGroup.STATE].edited > told[OrderGroup.STATE].edited


async def test_an_older_decision_about_a_deal_brings_its_lost_order_not_back(connector, company):
    guid = await created(connector, company)
    await connector.upsert(more_of(company, quantity="2", wanted="cancelled"))

    await connector.upsert(command(deal(company), edited=1))

    assert (await connector.onec.order(guid))["document"]["Posted"] is False


async def test_the_next_company_of_a_partner_is_a_stranger_to_him(party_directory):
    guid = await parties.made(party_directory)

    await party_directory.upsert(paired(guid), edited=2, gone=True)

    groups = (await party_directory.flow.store.get(f"partner:{guid}")).groups
    assert {group.known for group in groups.values()} == {0}


async def test_the_next_contact_of_a_contact_person_is_a_stranger_to_it(person_directory):
    partner = await person_directory.partner()
    guid = await persons.made(person_directory, partner)

    await person_directory.upsert(persons.contact(partner, person=guid), edited=2, gone=True)

    groups = (await person_directory.flow.store.get(f"contact_person:{guid}")).groups
    assert {group.known for group in groups.values()} == {0}


async def test_what_was_frozen_in_a_contact_person_is_told_until_the_broker_has_heard_it(person_directory):
    store, partner = person_directory.flow.store, await person_directory.partner()
    guid = await persons.made(person_directory, partner)
    await store._documents.update_one({"_id": f"contact_person:{guid}"}, {"$set": {"unsaid": ["name"]}})
    groups = dict.fromkeys(ContactGroup, Stamp(edited=2))
    contact = persons.contact(partner, person=guid, last_name="Весна", groups=groups)
    edit = PersonUpsert(key=CONTACT.key, source=CONTACT, contact=contact, owners=OWNERS, may_create=True)

    first = await person_directory.flow.writer.upserted(wrap(edit, source="test"), edit)  # told, and not heard
    again = await person_directory.flow.writer.upserted(wrap(edit, source="test"), edit)

    assert [bool(done.publish[0].told) for done in (first, again)] == [True, True]


async def test_a_state_that_a_write_has_told_is_told_by_the_next_look_where_the_broker_did_not_take_it(
    connector, company
):
    guid = await created(connector, company)
    await connector.onec.do(f"orders/{guid}/pay", percent=100)
    edit = more_of(company)
    await connector.flow.writer.upserted(wrap(edit, source="test"), edit)  # told, and not heard

    (fact,) = await connector.touch(guid)

    assert fact.order.state.paid_sum > 0


def of_the_first_scheme(order):
    """The digest of its rows, as a release before the second scheme made it."""
    return {"groups.rows.digest": group_digests(order, [ROWS], scheme=1)[ROWS], "groups.rows.scheme": 1}


async def in_dollars(connector, guid):
    """An order whose currency an accountant has changed, known by a digest of an earlier release."""
    async with connector.onec.clerk() as clerk:
        dollar = (await clerk.create("Catalog_Валюты", {"Code": "840", "Description": "USD"}))["Ref_Key"]
    await connector.onec.do(f"orders/{guid}/edit", header={"Валюта_Key": dollar})
    connector.flow.snapshots.dictionaries._currencies.forget()
    (fact,) = await connector.touch(guid)
    assert fact.order.currency == "USD"
    remembered = {"$set": of_the_first_scheme(fact.order)}
    await connector.flow.store._documents.update_one({"ref": guid}, remembered)
    return fact.order


async def test_an_order_whose_digests_an_earlier_release_has_made_is_no_news(connector, company):
    guid = await created(connector, company)
    await in_dollars(connector, guid)

    assert await connector.touch(guid) == []


async def test_an_order_whose_digests_an_earlier_release_has_made_is_foreseen_under_its_own_numbers(connector, company):
    guid = await created(connector, company)
    order = await in_dollars(connector, guid)

    foreseen = await connector.flow.reader.would_tell(await connector.flow.snapshots.see(guid))

    assert foreseen.order.groups[ROWS] == order.groups[ROWS]


async def test_an_order_whose_digests_an_earlier_release_has_made_is_written_at_once(connector, company):
    guid = await created(connector, company)
    order = await in_dollars(connector, guid)
    edit = deal(company, lines=(line(known_item(company), quantity="5"),), currency="USD")

    outcome, *_ = await connector.upsert(command(edit, edited=2, known=order.groups[ROWS].edited))

    assert (await document_of(connector.onec, outcome))["Товары"][0]["Количество"] == "5"
