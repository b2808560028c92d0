"""A portal with clients in memory, and the finder that looks among them."""

import pytest

from services.b24_connector.vocabulary.names import COMPANY
from services.b24_connector.writer.parties.finding import PartyFinder
from shared.messages.things import Contacts, LegalEntity, Person, Ref
from tests.unit.b24_connector.stand_ins import DirectoryInMemory, PortalInMemory
from tests.unit.b24_connector.stores import ClaimsInMemory

ROMASHKA = LegalEntity(name="Ромашка", inn="7707083893", kpp="770701001")


def b24(kind, identity):
    return Ref(system="b24", kind=kind, id=identity)


def row(requisite, owner, inn="7707083893", kpp="770701001"):
    return {"ID": requisite, "ENTITY_ID": owner, "ENTITY_TYPE_ID": COMPANY, "RQ_INN": inn, "RQ_KPP": kpp}


class World:
    def __init__(self):
        self.portal, self.claims = PortalInMemory(), ClaimsInMemory()
        self.told = []
        self.directory = DirectoryInMemory()
        self._finder = PartyFinder(self.portal, self.directory, self.claims)

    def has_company(self, identity, *requisites):
        self.portal.rows["crm.item.list", identity] = [{"id": identity}]
        self.portal.rows["crm.requisite.list", identity] = list(requisites)

    def has_card(self, *cards):
        for card in cards:
            self.portal.rows["crm.item.list", card["id"]] = [card]

    async def find(self, customer=None, person=None):
        return await self._finder.find(customer, person, "", self._tell)

    async def _tell(self, told):
        self.told.append(told.text)

    def created(self):
        return [method for method, _ in self.portal.calls if method.endswith(".add")]


@pytest.fixture
def world():
    return World()


PERSON = Person(name="Первый", contacts=Contacts(phones=("+79161234567",)))


def contact(identity, last="", first="", second=""):
    return {"id": identity, "lastName": last, "name": first, "secondName": second}
