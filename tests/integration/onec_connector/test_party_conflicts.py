"""The client of an order, or its contact person, is edited on both sides at once: both values are named."""

import pytest

from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import OrderPolicy, Owner
from shared.messages.things import Contacts, Person, Ref
from tests.integration.onec_connector.connector import command, created, customer_of, deal, known_client

ANNA = Person(
    origin=Ref(system="b24", kind="contact", id="77"),
    name="Иванова Анна",
    contacts=Contacts(phones=("+79161112233",)),
)
SIDES = [("b24", "из сделки", "бухгалтер"), ("onec", "из 1С", "менеджер")]


async def conflict(connector, edited, owner):
    policy = OrderPolicy(owners={OrderGroup.PARTIES: Owner(before_shipment=owner)})
    outcome, *_ = await connector.upsert(command(edited, edited=2, policy=policy))
    (text,) = [told.text for told in outcome.told if told.topic == "conflict"]
    return text


async def person_typed(onec, guid, name):
    """Type a contact person of the order's client into the order, in 1C."""
    client = (await onec.order(guid))["document"][names.PARTNER]
    person = (await onec.do("persons", partner=client, name=name))["person"]
    await onec.do(f"orders/{guid}/edit", header={names.CONTACT_PERSON: person})


@pytest.mark.parametrize(("owner", "side", "loser"), SIDES)
async def test_both_clients_are_named(connector, onec, company, owner, side, loser):
    guid = await created(connector, company)
    known = [one for one in company.clients if one.known_to_onec and one.kind == "company" and one.agreement]
    theirs, ours = [one for one in known if one != known_client(company)][:2]
    keys = {names.PARTNER: theirs.guid, names.LEGAL_ENTITY: theirs.requisites[0].guid}
    await onec.do(f"orders/{guid}/edit", header=keys)
    await connector.touch(guid)

    text = await conflict(connector, deal(company, customer=customer_of(ours)), owner)

    kept, lost = (ours, theirs) if owner == "b24" else (theirs, ours)
    assert text.startswith("Клиента заказа")
    assert f"Оставлено значение {side}: «{kept.name}»; {loser} поставил: «{lost.name}»." in text


@pytest.mark.parametrize(("owner", "side", "loser"), SIDES)
async def test_of_one_client_both_contact_persons_are_named(connector, onec, company, owner, side, loser):
    guid = await created(connector, company)
    await person_typed(onec, guid, "Ромашкина Ольга")
    await connector.touch(guid)

    text = await conflict(connector, deal(company, person=ANNA), owner)

    kept, lost = ("Иванова Анна", "Ромашкина Ольга") if owner == "b24" else ("Ромашкина Ольга", "Иванова Анна")
    assert text.startswith("Контактное лицо заказа")
    assert f"Оставлено значение {side}: «{kept}»; {loser} поставил: «{lost}»." in text


async def test_a_contact_person_that_the_accountant_took_out_is_said_to_be_none(connector, onec, company):
    guid = await created(connector, company)
    await person_typed(onec, guid, "Ромашкина Ольга")
    await connector.touch(guid)
    await onec.do(f"orders/{guid}/edit", header={names.CONTACT_PERSON: standard.NO_REF})
    await connector.touch(guid)

    text = await conflict(connector, deal(company, person=ANNA), "b24")

    assert "Оставлено значение из сделки: «Иванова Анна»; бухгалтер поставил: пусто." in text
