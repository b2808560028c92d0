"""The contact person of a deal is edited, and its client is not."""

from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from shared.messages.things import Contacts, LegalEntity, Person, Ref
from tests.integration.onec_connector.connector import command, created, customer_of, deal, known_client, said
from tests.integration.onec_connector.test_orders_foreseen import foreseen

ANNA = Person(
    origin=Ref(system="b24", kind="contact", id="77"),
    name="Иванова Анна",
    contacts=Contacts(phones=("+79161112233",)),
)


async def test_another_contact_person_is_not_told_as_another_client(connector, onec, company):
    await created(connector, company)
    edited = command(deal(company, person=ANNA), edited=2)

    foretold = await foreseen(connector, edited)
    outcome, *_ = await connector.upsert(edited)

    assert foretold.changes == ("сменилось контактное лицо",)
    assert "сменилось контактное лицо" in said(outcome)
    assert "клиент" not in said(outcome)


async def test_another_client_with_his_contact_person_is_told_as_another_client(connector, onec, company):
    await created(connector, company)
    known = [one for one in company.clients if one.known_to_onec and one.kind == "company" and one.agreement]
    other = next(one for one in known if one != known_client(company))

    outcome, *_ = await connector.upsert(command(deal(company, customer=customer_of(other), person=ANNA), edited=2))

    assert "сменился клиент" in said(outcome)
    assert "контактное лицо" not in said(outcome)


async def test_another_legal_entity_of_the_client_leaves_the_contact_person_whom_the_accountant_named(
    connector, onec, company
):
    guid = await created(connector, company)
    client = known_client(company)
    person = (await onec.do("persons", partner=client.guid, name="Ромашкина Ольга"))["person"]
    await onec.do(f"orders/{guid}/edit", header={names.CONTACT_PERSON: person})
    (fact, *_) = await connector.touch(guid)
    known = max(stamp.edited for stamp in fact.order.groups.values())
    second = LegalEntity(name="Лютик", inn="7736050003", origin=Ref(system="b24", kind="requisite", id="12"))
    named = Ref(system="onec", kind="partner", id=client.guid)
    customer = customer_of(client).with_(ref=named, legal_entity=second)

    await connector.upsert(command(deal(company, customer=customer), edited=known + 1, known=known))

    document = (await onec.order(guid))["document"]
    assert document[names.LEGAL_ENTITY] != client.requisites[0].guid
    assert (document[names.PARTNER], document[names.CONTACT_PERSON]) == (client.guid, person)


async def test_another_client_takes_the_contact_person_of_the_former_one_out(connector, onec, company):
    guid = await created(connector, company, person=ANNA)
    known = [one for one in company.clients if one.known_to_onec and one.kind == "company" and one.agreement]
    other = next(one for one in known if one != known_client(company))

    await connector.upsert(command(deal(company, customer=customer_of(other)), edited=2))

    document = (await onec.order(guid))["document"]
    assert (document[names.PARTNER], document[names.CONTACT_PERSON]) == (other.guid, standard.NO_REF)
