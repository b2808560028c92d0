"""What people have put beside the client of a deal stays when 1C names another person (R15)."""

import pytest

from sandbox.portal.control import parties
from sandbox.portal.engine.fields import COMPANY, CONTACT, DEAL
from services.b24_connector.portal import PortalRefusal
from shared.messages.things import Customer, LegalEntity, Person, Ref
from tests.integration.b24_connector.commands import PARTIES, upsert
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]
ORDER = "0a000000-0000-4000-8000-000000000018"


def contact(office, name: str, **words) -> int:
    return parties.create_of(office.simulated, CONTACT, {"name": name, **words})["item"]["id"]


def of(kind: str, number: int) -> Ref:
    return Ref(system="b24", kind=kind, id=str(number))


def firm_of(office, company: int) -> int:
    firm = {"RQ_INN": "7707083893", "RQ_KPP": "773601001", "RQ_COMPANY_NAME": "ООО"}
    return int(parties.add_requisite(office.simulated, {"owner": [COMPANY, company], **firm})["ID"])


def named(office, *, company: int = 0, person: int = 0, client: int = 0, edited: int = 1, requisite: int = 0):
    """1C names the client of the order of a deal: a company with a person, or a private person."""
    customer = Customer(ref=of("contact", client), kind="person") if client else None
    if company:
        entity = LegalEntity(ref=of("requisite", requisite), name="ООО", inn="7707083893") if requisite else None
        customer = Customer(ref=of("company", company), legal_entity=entity)
    who = Person(ref=of("contact", person)) if person else None
    return upsert((), guid=ORDER, groups=(PARTIES,), edited=edited, customer=customer, person=who)


@pytest.fixture
def client(office) -> int:
    return next(iter(office.simulated.seeded["companies"].values()))


async def born(office, **words) -> int:
    return int((await office.upsert(named(office, **words))).ref.id)


async def test_a_new_contact_person_stands_before_those_whom_people_have_added(office, client):
    anna, boris, vera = (contact(office, name, company=client) for name in ("Анна", "Борис", "Вера"))
    deal = await born(office, company=client, person=anna)
    office.edit(deal, contacts=[anna, boris])
    await office.handle()

    await office.upsert(named(office, company=client, person=vera, edited=2))
    await office.upsert(named(office, company=client, person=boris, edited=3))

    assert office.deal(deal)["contactIds"] == [boris, vera, anna]


async def test_the_people_of_a_former_client_go_with_him(office, client):
    other = parties.create_of(office.simulated, COMPANY, {"title": "ООО Другой"})["item"]["id"]
    anna, vera = contact(office, "Анна", company=client), contact(office, "Вера", company=other)
    deal = await born(office, company=client, person=anna)
    await office.handle()

    await office.upsert(named(office, company=other, person=vera, edited=2))

    assert (office.deal(deal)["companyId"], office.deal(deal)["contactIds"]) == (other, [vera])


async def test_another_private_person_is_another_client(office):
    anna, vera = contact(office, "Анна"), contact(office, "Вера")
    deal = await born(office, client=anna)
    await office.handle()

    await office.upsert(named(office, client=vera, edited=2))

    assert office.deal(deal)["contactIds"] == [vera]


async def test_the_account_that_people_have_chosen_for_the_client_stays(office, client):
    requisite = firm_of(office, client)
    anna, vera = contact(office, "Анна", company=client), contact(office, "Вера", company=client)
    deal = await born(office, company=client, person=anna, requisite=requisite)
    office.simulated.links[DEAL, deal]["BANK_DETAIL_ID"] = 11
    await office.handle()

    await office.upsert(named(office, company=client, person=vera, requisite=requisite, edited=2))

    link = office.simulated.links[DEAL, deal]
    assert (office.deal(deal)["contactId"], link["REQUISITE_ID"], link["BANK_DETAIL_ID"]) == (vera, requisite, 11)


@pytest.mark.parametrize("kind", [COMPANY, CONTACT])
async def test_a_client_who_is_hidden_from_the_webhook_is_not_taken_for_none(office, client, kind):
    anna = contact(office, "Анна", company=client)
    deal = office.new_deal(contact=anna)
    await office.handle()
    heard = len(office.facts)

    office.simulated.switches.change({"unreadable": f"{kind}:{client if kind == COMPANY else anna}"})
    with pytest.raises(PortalRefusal, match="Доступ запрещен"):
        await office.look(deal)
    await office.look(deal)

    assert len(office.facts) == heard


async def test_a_hidden_client_of_a_pair_is_not_made_a_second_time(office, client):
    before = len(office.simulated.items[COMPANY])
    office.simulated.switches.change({"unreadable": f"{COMPANY}:{client}"})

    refused = await office.upsert(named(office, company=client))

    assert (refused.reason, len(office.simulated.items[COMPANY])) == ("portal-refused", before)


async def test_a_client_who_was_deleted_is_none(office, client):
    deal = office.new_deal()
    await office.handle()
    del office.simulated.items[COMPANY].rows[client]

    await office.look(deal)

    assert office.heard(deal).customer is None


async def test_a_deal_of_an_order_is_asked_for_its_requisite_at_its_birth_before_its_write_and_after_it(office, client):
    requisite = firm_of(office, client)

    await born(office, company=client, requisite=requisite)

    assert (office.asked["crm.requisite.link.register"], office.asked["crm.requisite.link.list"]) == (1, 3)
