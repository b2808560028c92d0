"""The contact person of a deal is edited, and its client is not."""

from shared.messages.things import Contacts, Person, Ref
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
