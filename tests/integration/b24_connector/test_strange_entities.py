"""An order by the legal entity of another client, and requisites that such an order once left with a wrong company."""

import pytest

from sandbox.portal.control import parties
from sandbox.portal.engine.fields import COMPANY
from shared.messages.ring.outcomes import DealRefused
from shared.messages.things import Contacts, Customer, LegalEntity, Person, Ref
from tests.integration.b24_connector.commands import PARTIES, deal_ref, upsert
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_clients import INN, KPP, an_inn, firm, has, onec, requisites

__all__ = ["office"]

OWN = "7707083893"


def numbered(inn: str, name: str, **words):
    """Requisites with an INN, as a person types them."""
    return an_inn(RQ_INN=inn, RQ_COMPANY_NAME=name, **words)


def romashka(office) -> int:
    return has(office, COMPANY, title="Ромашка", requisites=[numbered(OWN, "Ромашка")])


def orion(**words) -> Customer:
    """A client of 1C whose legal entity others' orders may name."""
    partner = onec("partner")
    entity = LegalEntity(origin=onec("legal_entity"), name="ООО Орион", inn=INN, kpp=KPP, owner=partner)
    return Customer(origin=partner, name="Орион", legal_entity=entity, **words)


def slip(company: int | None = None, other: Customer | None = None) -> Customer:
    """A client whose order names another one's legal entity by mistake."""
    entity = (other or orion()).legal_entity.with_(is_strange=True)
    ref = Ref(system="b24", kind="company", id=str(company)) if company else None
    return Customer(ref=ref, origin=onec("partner"), name="Ромашка", legal_entity=entity)


def order(customer: Customer, *, deal: int = 0, **words):
    """A command about a deal's client alone."""
    command = upsert((), customer=customer, groups=(PARTIES,), **words)
    return command.with_(order=command.order.with_(ref=deal_ref(deal))) if deal else command


async def deal_of(office, customer: Customer):
    outcome = await office.upsert(order(customer))
    return office.deal(int(outcome.ref.id)), outcome


async def test_another_clients_legal_entity_gives_the_company_of_the_order_no_requisite_and_the_deal_says_so(office):
    company = romashka(office)

    deal, outcome = await deal_of(office, slip(company))

    assert deal["companyId"] == company
    assert [one["RQ_INN"] for one in requisites(office, company)] == [OWN]
    assert [one.kind for one in outcome.pairs] == ["company"]
    assert [one.text for one in outcome.told] == [
        (
            f"В заказе указан контрагент «ООО Орион» (ИНН {INN}) другого клиента: в 1С он принадлежит не партнёру "
            "«Ромашка». Клиента сделки это не меняет. Попросите бухгалтера исправить в заказе партнёра или контрагента."
        )
    ]


async def test_a_client_whom_only_anothers_legal_entity_could_name_gets_no_deal_and_no_company(office):
    other = has(office, COMPANY, title="Орион", requisites=[numbered(INN, "Орион")])
    before = len(office.simulated.items[COMPANY])

    refused = await office.run(order(slip()))

    assert isinstance(refused, DealRefused)
    assert len(office.simulated.items[COMPANY]) == before
    assert len(requisites(office, other)) == 1
    assert refused.told[0].text == (
        "Сделка по заказу ТД00-000018 не создана: в заказе партнёр «Ромашка», а контрагент «ООО Орион» в 1С "
        "принадлежит другому партнёру. Попросите бухгалтера исправить в заказе партнёра или контрагента; после этого "
        "сделка создастся сама."
    )
    assert (await office.trial.deal(order(slip()))).birth is None


async def test_a_deal_that_is_there_keeps_its_client_and_its_people_where_nobody_can_say_whose_order_it_is(office):
    deal = office.new_deal()
    await office.handle()
    stood = office.deal(deal)["companyId"], office.deal(deal)["contactIds"]
    other = Person(origin=onec("contact_person"), name="Анна", contacts=Contacts(phones=("+79161112233",)))

    outcome = await office.upsert(order(slip(), deal=deal, person=other))

    assert (office.deal(deal)["companyId"], office.deal(deal)["contactIds"]) == stood
    assert "другого клиента" in outcome.told[0].text


async def test_requisites_of_that_number_which_the_company_has_already_are_the_deals(office):
    company = romashka(office)
    second = parties.add_requisite(office.simulated, {"company": company, **numbered(INN, "Орион")})

    deal, outcome = await deal_of(office, slip(company))

    (linked,) = [link for key, link in office.simulated.links.items() if key[1] == deal["id"]]
    assert int(linked["REQUISITE_ID"]) == int(second["ID"])
    assert [one.kind for one in outcome.pairs] == ["company"]
    assert [one.get("XML_ID") or "" for one in requisites(office, company)] == ["", ""]


@pytest.mark.parametrize("has_own", [True, False])
async def test_requisites_with_1cs_mark_in_a_strange_company_are_a_doubt_for_a_person(office, has_own):
    client = orion()
    own = [has(office, COMPANY, title="Орион", requisites=[numbered(INN, "Орион")])] if has_own else []
    wrong = romashka(office)
    mark = client.legal_entity.origin.id
    parties.add_requisite(office.simulated, {"company": wrong, **numbered(INN, "Орион", XML_ID=mark)})

    refused = await office.run(order(client))
    apart = await office.upsert(order(client.with_(not_these=(str(wrong),))))

    where = "у нескольких компаний: «Орион», «Ромашка»"
    where = where if has_own else "у компании «Ромашка», а это, похоже, другой клиент"
    assert f"реквизиты клиента «ООО Орион» (ИНН {INN}) в Битрикс24 {where}" in refused.told[0].text
    assert {one.ref.id for one in refused.doubts[0].candidates} == {str(one) for one in (*own, wrong)}
    assert office.deal(int(apart.ref.id))["companyId"] != wrong
    assert not own or office.deal(int(apart.ref.id))["companyId"] == own[0]


async def test_a_company_that_people_gave_the_requisites_of_two_clients_is_both_of_them_every_time(office):
    company = romashka(office)
    parties.add_requisite(office.simulated, {"company": company, **numbered(INN, "Орион")})
    client = orion()

    found = [(await deal_of(office, client))[0]["companyId"] for _ in range(2)]

    assert found == [company, company]


async def test_twin_companies_are_a_doubt_though_one_has_1cs_mark_in_its_requisites(office):
    client = orion()
    for mark in (client.legal_entity.origin.id, ""):
        has(office, COMPANY, title="Орион", requisites=[numbered(INN, "Орион", XML_ID=mark)])

    refused = await office.run(order(client))

    assert f"в Битрикс24 несколько компаний с ИНН {INN}" in refused.told[0].text


async def test_a_shop_that_buys_by_the_legal_entity_of_its_head_gets_it_without_the_mark_that_leads_to_the_head(office):
    head = has(office, COMPANY, title="Орион", requisites=[numbered(INN, "Орион")])
    shop = has(office, COMPANY, title="Орион, магазин")
    client = orion()
    named = Ref(system="b24", kind="company", id=str(shop))
    buys = client.with_(ref=named, origin=onec("partner"), name="Орион, магазин", is_part=True)

    deal, outcome = await deal_of(office, buys)

    (kept,) = requisites(office, shop)
    assert (deal["companyId"], kept["RQ_INN"], kept.get("XML_ID") or "") == (shop, INN, "")
    assert ([one.kind for one in outcome.pairs], outcome.told) == (["company"], ())
    assert [one.get("XML_ID") or "" for one in requisites(office, head)] == [""]


async def test_a_private_buyer_is_not_the_one_whose_legal_entity_his_order_names(office):
    entity = LegalEntity(origin=onec("legal_entity"), name="Белов Олег", kind="person", inn="500100732259")
    reached = Contacts(phones=("+79161112233",))
    owner = Customer(origin=onec("partner"), name="Белов Олег", kind="person", legal_entity=entity)
    buyer = Customer(
        origin=onec("partner"),
        name="Смирнова Анна",
        kind="person",
        contacts=reached,
        legal_entity=entity.with_(is_strange=True),
    )

    theirs, _ = await deal_of(office, owner)
    ours, outcome = await deal_of(office, buyer)

    assert ours["contactId"] not in {0, theirs["contactId"]}
    assert "другого клиента" in outcome.told[0].text


async def test_after_a_merge_a_client_is_found_in_a_company_of_any_name(office):
    client = firm()
    kept = romashka(office)
    mark = client.legal_entity.origin.id
    parties.add_requisite(office.simulated, {"company": kept, **numbered(INN, "Новый", XML_ID=mark)})

    deal, _ = await deal_of(office, client.with_(ref=Ref(system="b24", kind="company", id="999")))

    assert deal["companyId"] == kept
