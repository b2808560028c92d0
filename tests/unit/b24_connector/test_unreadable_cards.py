"""A card that holds what no message can begins one row of attempts, and that message fails in each of them."""

import pytest

from services.b24_connector.reader.cards import CompanyCards
from services.b24_connector.reader.companies import CompanyReader
from services.b24_connector.reader.contact_cards import ContactCards
from services.b24_connector.reader.contacts import ContactReader
from services.b24_connector.reader.survivors import CompanySurvivors
from shared.messages.envelope import wrap
from shared.messages.ring.facts import CompanyTouched, ContactTouched
from shared.messages.things import Ref
from shared.process.answers import UnreadableRecord
from tests.unit.b24_connector.stand_ins import DirectoryInMemory, PortalInMemory
from tests.unit.b24_connector.stores import StoreInMemory

SPOILED = {"id": 7, "companyId": 17, "companyIds": [17], "title": "Ромашка", "fm": [None]}


def of_company():
    portal = PortalInMemory(rows={("crm.item.list", "7"): [SPOILED], ("crm.requisite.list", "7"): []})
    cards = CompanyCards(portal, DirectoryInMemory())
    reader = CompanyReader(portal, cards, StoreInMemory(), CompanySurvivors(portal, cards, StoreInMemory()))
    return reader, CompanyTouched(ref=Ref(system="b24", kind="company", id="7"))


def of_contact():
    portal = PortalInMemory(rows={("crm.item.list", "7"): [SPOILED]})
    reader = ContactReader(portal, ContactCards(portal), StoreInMemory())
    return reader, ContactTouched(ref=Ref(system="b24", kind="contact", id="7@17"))


@pytest.mark.parametrize("made", [of_company, of_contact])
async def test_the_first_message_alone_fails_and_in_every_attempt(made):
    reader, message = made()
    first, other = (wrap(message, source="test") for _ in range(2))

    failed = []
    for envelope in (first, other, first, other, first):
        try:
            await reader.touched(envelope, message)
        except UnreadableRecord:
            failed.append(envelope)

    assert failed == 3 * [first]
