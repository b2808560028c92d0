"""Contact persons of one partner who share surname and name: an order names none of them by chance."""

import pytest

from shared.messages.things import Contacts, Person, Ref
from tests.integration.onec_connector.connector import command, customer_of, deal, known_client

PETROVICH, SERGEEVICH = "Ежов Олег Петрович", "Ежов Олег Сергеевич"
PHONE = "+79051110097"
CARD = Ref(system="b24", kind="contact", id="77")


def called(name, *phones):
    return Person(name=name, origin=CARD, contacts=Contacts(phones=phones))


@pytest.fixture
async def namesakes(onec, company):
    """Return the references of two namesakes, the second with a phone."""
    owner = known_client(company).guid
    first = await onec.do("persons", partner=owner, name=PETROVICH)
    second = await onec.do("persons", partner=owner, name=SERGEEVICH, phone=PHONE)
    return first["person"], second["person"]


@pytest.mark.parametrize(
    ("said", "is_second"),
    [
        (called(SERGEEVICH), True),
        (called("Сергеевич Олег Ежов"), True),
        (called("Ежов Олег", PHONE), True),
        (called("Ежов Олег"), False),
    ],
    ids=["as a whole", "in another order", "by phone", "nobody for certain"],
)
async def test_the_namesake_who_is_certain_is_named_else_a_new_one(
    connector, onec, company, namesakes, said, is_second
):
    order = deal(company, customer=customer_of(known_client(company)), person=said)

    outcome, *_ = await connector.upsert(command(order))

    named = (await onec.order(outcome.ref.id))["document"]["КонтактноеЛицо_Key"]
    assert (named == namesakes[1], named in namesakes) == (is_second, is_second)
