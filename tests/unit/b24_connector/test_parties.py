"""One client in 1C is one client in the portal, whatever fails and whatever people merge there."""

import pytest

from services.b24_connector.portal import PortalRefusal
from services.b24_connector.vocabulary.names import CONTACT
from services.b24_connector.writer.refusal import DealRefusal
from shared.bus.errors import DoubtfulWrite
from shared.messages.things import Contacts, Customer, LegalEntity, Person, Ref
from tests.unit.b24_connector.party_world import PERSON, ROMASHKA, b24, contact, row, world

__all__ = ["world"]
from tests.unit.b24_connector.stand_ins import refused


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
    world.has_requisites(row("27", "10"))
    entity = ROMASHKA.with_(ref=b24("requisite", "26"))

    found = await world.find(Customer(ref=b24("company", "9"), legal_entity=entity))

    assert (found.company, found.requisite, world.created()) == ("10", "27", [])


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


def company(identity, title):
    return {"id": identity, "title": title}


def onec(kind, identity="6f1c0000-0000-4000-8000-0000000000e2"):
    return Ref(system="onec", kind=kind, id=identity)


async def test_two_companies_of_one_inn_are_a_matter_for_a_person(world):
    world.has_requisites(row("27", "9"), row("28", "10"))
    world.has_card(company("9", "Ромашка"), company("10", "Ромашка Плюс"))

    with pytest.raises(DealRefusal) as refusal:
        await world.find(Customer(name="Ромашка", legal_entity=ROMASHKA))

    assert refusal.value.cause == (
        "в Битрикс24 несколько компаний с ИНН 7707083893 и КПП 770701001: «Ромашка», «Ромашка Плюс»"
    )
    assert (refusal.value.reason, world.created()) == ("ambiguous_customer", [])


async def test_the_company_of_the_branch_is_taken_among_the_branches_of_its_firm(world):
    world.has_requisites(row("27", "9", kpp="770701001"), row("28", "10", kpp=""))
    world.has_card(company("9", "Ромашка"), company("10", "Ромашка, филиал"))
    world.has_company("9", row("27", "9"))

    found = await world.find(Customer(name="Ромашка", legal_entity=ROMASHKA))

    assert (found.company, found.requisite, world.created()) == ("9", "27", [])


async def test_another_branch_of_a_firm_is_no_second_firm_and_is_said(world):
    world.has_company("9", row("27", "9", kpp="771201001"))
    world.has_card(company("9", "Ромашка"))
    world.has_requisites(row("27", "9", kpp="771201001"))

    found = await world.find(Customer(name="Ромашка", legal_entity=ROMASHKA))

    assert (found.company, world.created()) == ("9", ["crm.requisite.add"])
    assert "КПП 770701001" in world.told[0]


@pytest.mark.parametrize(
    "numbers",
    [
        {"inn": " 7707 083893", "kpp": "770701001 "},
        {"inn": "7707 083893", "kpp": "770701001"},
        {"inn": "ИНН 7707083893", "kpp": "КПП 770701001"},
        {"inn": "ИНН/КПП: 7707083893 / 770701001", "kpp": ""},
        {"inn": "7707083893/770701001", "kpp": ""},
    ],
)
async def test_numbers_typed_otherwise_are_the_same_numbers(world, numbers):
    world.has_company("9", row("27", "9", **numbers))
    world.has_requisites(row("27", "9", **numbers))

    found = await world.find(Customer(name="Ромашка", legal_entity=ROMASHKA))

    assert (found.company, found.requisite, world.created()) == ("9", "27", [])


@pytest.mark.parametrize("ref", [None, b24("company", "9")])
async def test_an_inn_with_a_mistake_is_never_written(world, ref):
    world.has_company("9")

    with pytest.raises(DealRefusal, match="ИНН «7707083894» клиента «Ромашка» записан в 1С с ошибкой"):
        await world.find(Customer(ref=ref, name="Ромашка", legal_entity=ROMASHKA.with_(inn="7707083894")))

    assert world.created() == []


@pytest.mark.parametrize("titles", [["Лютик"], ["Ромашка", "ООО «Ромашка»"]])
async def test_a_company_without_inn_that_shares_a_phone_is_a_matter_for_a_person(world, titles):
    world.portal.answers["crm.duplicate.findbycomm"] = {"COMPANY": [9 + place for place, _ in enumerate(titles)]}
    world.has_card(*(company(str(9 + place), title) for place, title in enumerate(titles)))

    with pytest.raises(DealRefusal) as refusal:
        await world.find(Customer(name="Ромашка", contacts=Contacts(phones=("+74957776655",))))

    assert all(f"«{title}»" in refusal.value.cause for title in titles)
    assert world.created() == []


async def test_two_companies_with_the_mark_of_one_partner_are_a_matter_for_a_person(world):
    world.portal.answers["crm.item.list"] = {"items": [{"id": 9}, {"id": 10}]}
    world.has_card(company("9", "Ромашка"), company("10", "Ромашка"))

    with pytest.raises(DealRefusal, match="«Ромашка \\(№ 9\\)», «Ромашка \\(№ 10\\)»"):
        await world.find(Customer(origin=onec("partner"), name="Ромашка", legal_entity=ROMASHKA))


@pytest.mark.parametrize("as_client", [True, False])
@pytest.mark.parametrize("others", [[("Петров", "Иван")], [("Смирнова", "Анна"), ("Смирнова", "Анна")]])
async def test_a_person_who_may_be_somebody_else_is_created_and_that_is_said(world, as_client, others):
    world.portal.answers["crm.duplicate.findbycomm"] = {"CONTACT": [85 + place for place, _ in enumerate(others)]}
    world.has_card(*(contact(str(85 + place), *name) for place, name in enumerate(others)))
    contacts = Contacts(phones=("+79999999999",))
    anna = Person(name="Смирнова Анна", last_name="Смирнова", first_name="Анна", contacts=contacts)
    client = Customer(name="Смирнова Анна", kind="person", contacts=contacts)

    found = await (world.find(client) if as_client else world.find(None, anna))

    assert world.created() == ["crm.item.add"]
    assert found.contact not in {"", "85", "86"}
    assert all(name in world.told[0] for name in ("«Смирнова Анна»", " ".join(others[0])))


async def test_of_two_of_one_name_the_contact_of_the_company_is_meant(world):
    world.has_company("9", row("27", "9"))
    world.portal.answers["crm.duplicate.findbycomm"] = {"CONTACT": [85, 86]}
    world.has_card(contact("85", "Смирнова", "Анна"), contact("86", "Смирнова", "Анна") | {"companyIds": [9]})
    anna = PERSON.with_(last_name="Смирнова", first_name="Анна")

    found = await world.find(Customer(ref=b24("company", "9"), legal_entity=ROMASHKA), anna)

    assert (found.contact, world.told) == ("86", [])


@pytest.mark.parametrize("phones", [("123",), ("нет",), ()])
async def test_a_detail_nobody_can_read_finds_nobody(world, phones):
    world.portal.answers["crm.duplicate.findbycomm"] = {"CONTACT": [85]}
    world.has_card(contact("85", first="Первый"))

    found = await world.find(None, PERSON.with_(contacts=Contacts(phones=phones)))

    assert found.contact != "85"
    assert "crm.duplicate.findbycomm" not in [method for method, _ in world.portal.calls]


async def test_a_phone_is_looked_for_as_people_spell_it(world):
    await world.find(None, PERSON)

    (asked,) = [params["values"] for method, params in world.portal.calls if method == "crm.duplicate.findbycomm"]
    assert set(asked) == {"+79161234567", "79161234567", "89161234567", "9161234567"}


async def test_of_many_phones_none_is_left_out(world):
    phones = tuple(f"+7916123450{last}" for last in range(8))

    await world.find(None, PERSON.with_(contacts=Contacts(phones=phones)))

    asked = [params["values"] for method, params in world.portal.calls if method == "crm.duplicate.findbycomm"]
    assert set(phones) <= {one for values in asked for one in values}
    assert max(len(values) for values in asked) <= 20


@pytest.mark.parametrize(("owners", "found"), [(["85"], "85"), (["85", "86"], "")])
async def test_a_private_person_with_an_inn_is_known_by_it_before_his_name(world, owners, found):
    inn = "500100732259"
    world.has_requisites(*(row(one, one, inn=inn, kpp="", kind=CONTACT) for one in owners))
    world.has_card(contact("85", "Белов", "О."), contact("86", "Белов", "Олег"))
    entity = LegalEntity(kind="sole_trader", name="Белов Олег", inn=inn)
    client = Customer(name="Белов Олег", kind="person", legal_entity=entity)

    known = await world.find(client)

    assert world.created() == ([] if found else ["crm.item.add"])
    assert known.contact == found or (not found and "его ИНН" in world.told[0])
