"""A portal with clients in memory, and the finder that looks among them."""

import re

import pytest

from services.b24_connector.vocabulary.names import COMPANY
from services.b24_connector.writer.parties.finding import PartyFinder
from shared.messages.things import Contacts, LegalEntity, Person, Ref
from tests.unit.b24_connector.stand_ins import DirectoryInMemory, PortalInMemory
from tests.unit.b24_connector.stores import ClaimsInMemory

ROMASHKA = LegalEntity(name="Ромашка", inn="7707083893", kpp="770701001")


def b24(kind, identity):
    return Ref(system="b24", kind=kind, id=identity)


def row(requisite, owner, inn="7707083893", kpp="770701001", kind=COMPANY):
    return {"ID": requisite, "ENTITY_ID": owner, "ENTITY_TYPE_ID": kind, "RQ_INN": inn, "RQ_KPP": kpp}


def listed(rows, wanted):
    """The rows that a list's filter lets through, as the portal compares: `=%` with a mask, all else exactly."""
    return [one for one in rows if all(_passes(one, key, value) for key, value in wanted.items())]


def _passes(one, key, value):
    there = str(one.get(key.lstrip("@=%")) or "")
    if key.startswith("=%"):
        return re.fullmatch(".*".join(map(re.escape, value.split("%"))), there, re.IGNORECASE) is not None
    return there in {str(each) for each in (value if key.startswith("@") else [value])}


class World:
    def __init__(self):
        self.portal, self.claims = PortalInMemory(), ClaimsInMemory()
        self.told = []
        self.directory = DirectoryInMemory()
        self._finder = PartyFinder(self.portal, self.directory, self.claims)

    def has_company(self, identity, *requisites):
        self.portal.rows["crm.item.list", identity] = [{"id": identity}]
        self.portal.rows["crm.requisite.list", identity] = list(requisites)

    def has_requisites(self, *rows):
        """Requisites of anybody, as a list with a filter finds them."""
        self.portal.answers["crm.requisite.list"] = lambda params: listed(rows, params["filter"])

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
