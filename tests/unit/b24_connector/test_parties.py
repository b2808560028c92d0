"""One client in 1C is one client in the portal, whatever fails and whatever people merge there."""

import pytest

from services.b24_connector.portal import PortalRefusal
from services.b24_connector.vocabulary.names import COMPANY
from services.b24_connector.writer.parties.finding import PartyFinder
from shared.bus.errors import DoubtfulWrite
from shared.messages.things import Contacts, Customer, LegalEntity, Person, Ref
from tests.unit.b24_connector.stand_ins import ClaimsInMemory, DirectoryInMemory, PortalInMemory, refused

ROMASHKA = LegalEntity(name="Ромашка", inn="7707083893", kpp="770701001")


def b24(kind, identity):
    return Ref(system="b24", kind=kind, id=identity)


def row(requisite, owner, inn="7707083893", kpp="770701001"):
    return {"ID": requisite, "ENTITY_ID": owner, "ENTITY_TYPE_ID": COMPANY, "RQ_INN": inn, "RQ_KPP": kpp}


class World:
    def __init__(self):
        self.portal, self.claims = PortalInMemory(), ClaimsInMemory()
        self._finder = PartyFinder(self.portal, DirectoryInMemory(), self.claims)

    def has_company(self, identity, *requisites):
        self.portal.rows["crm.item.list", identity] = [{"id": identity}]
        self.portal.rows["crm.requisite.list", identity] = list(requisites)

    async def find(self, customer=None, person=None):
        return await self._finder.find(customer, person, "")

    def created(self):
        return [method for method, _ in self.portal.calls if method.endswith(".add")]


@pytest.fixture(name="world")
def _world():
    return World()


PERSON = Person(name="Первый", contacts=Contacts(phones=("+79161234567",)))


@pytest.mark.parametrize(
    ("customer", "person", "method"),
    [
        (Customer(name="Ромашка", legal_entity=ROMASHKA), None, "crm.item.add"),
        (None, PERSON, "crm.item.add"),
        (Customer(name="Ромашка", legal_entity=ROMASHKA), None, "crm.requisite.add"),
    ],
)
async def test_nobody_creates_beside_a_create_whose_answer_was_lost(world, customer, person, method):
    world.portal.lost = [method]

    with pytest.raises(DoubtfulWrite):
        await world.find(customer, person)

    assert world.claims.in_doubt


async def test_a_create_the_portal_refuses_keeps_nobody_waiting(world):
    world.portal.answers["crm.item.add"] = refused()

    with pytest.raises(PortalRefusal):
        await world.find(Customer(name="Ромашка", legal_entity=ROMASHKA))

    assert world.claims.in_doubt == []


async def test_a_second_requisite_of_a_known_company_is_created_by_one_command_at_a_time(world):
    world.has_company("9")
    customer = Customer(ref=b24("company", "9"), legal_entity=ROMASHKA)

    await world.find(customer)

    assert world.created() == ["crm.requisite.add"]
    assert len(world.claims.taken) == 1


async def test_a_known_client_needs_no_claim(world):
    world.has_company("9", row("27", "9"))
    entity = ROMASHKA.with_(ref=b24("requisite", "27"))

    found = await world.find(Customer(ref=b24("company", "9"), legal_entity=entity))

    assert (found.company, found.requisite, world.claims.taken) == ("9", "27", [])


async def test_a_company_that_was_merged_into_another_is_found_anew(world):
    world.has_company("10", row("27", "10"))
    world.portal.answers["crm.requisite.list"] = lambda _: [row("27", "10")]
    entity = ROMASHKA.with_(ref=b24("requisite", "26"))

    found = await world.find(Customer(ref=b24("company", "9"), legal_entity=entity))

    assert (found.company, found.requisite, world.created()) == ("10", "27", [])


def contact(identity, last="", first="", second=""):
    return {"id": identity, "lastName": last, "name": first, "secondName": second}


async def test_a_contact_that_was_merged_into_another_is_found_anew(world):
    world.portal.answers["crm.duplicate.findbycomm"] = {"CONTACT": [85]}
    world.portal.rows["crm.item.list", "85"] = [contact("85", first="Первый")]

    found = await world.find(None, PERSON.with_(ref=b24("contact", "84")))

    assert found.contact == "85"


async def test_a_contact_of_another_name_on_the_same_phone_gets_no_deal(world):
    world.portal.answers["crm.duplicate.findbycomm"] = {"CONTACT": [85]}
    world.portal.rows["crm.item.list", "85"] = [contact("85", "Петров", "Иван", "Ильич")]

    found = await world.find(None, PERSON.with_(last_name="Смирнова", first_name="Анна"))

    assert found.contact != "85"
    assert world.created() == ["crm.item.add"]


async def test_of_two_contacts_on_one_phone_the_one_of_the_name_is_taken(world):
    world.portal.answers["crm.duplicate.findbycomm"] = {"CONTACT": [85, 86]}
    world.portal.rows["crm.item.list", "85"] = [contact("85", "Петров", "Иван")]
    world.portal.rows["crm.item.list", "86"] = [contact("86", "Смирнова", "Анна", "Львовна")]

    found = await world.find(None, PERSON.with_(last_name="Смирнова", first_name="Анна"))

    assert (found.contact, world.created()) == ("86", [])


async def test_a_company_of_another_name_on_the_same_phone_is_another_company(world):
    world.portal.answers["crm.duplicate.findbycomm"] = {"COMPANY": [9, 10]}
    world.portal.rows["crm.item.list", "9"] = [{"id": "9", "title": "ООО «Лютик»"}]
    world.portal.rows["crm.item.list", "10"] = [{"id": "10", "title": "ООО «Ромашка»"}]

    found = await world.find(Customer(name="Ромашка ООО", contacts=Contacts(phones=("+74957776655",))))

    assert (found.company, world.created()) == ("10", [])
