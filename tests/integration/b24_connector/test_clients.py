"""The right person, the right firm: who the client of an order is in the portal, and who that of a deal is in 1C."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from pydantic import SecretStr

from sandbox.portal.control import parties as cards
from sandbox.portal.engine.fields import COMPANY, CONTACT
from sandbox.portal.methods.requisites import PRESETS
from services.b24_connector.check import check
from services.b24_connector.settings import Settings
from services.b24_connector.setup import setup
from shared.bus.errors import DoubtfulWrite
from shared.messages.ring.outcomes import DealRefused, DealUpserted
from shared.messages.things import Contacts, Customer, LegalEntity, Person, Ref
from tests.delivered import delivered_rules
from tests.integration.b24_connector.commands import PARTIES, line, upsert
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]

INN, KPP = "7728168971", "772801001"
DESK = ("+74959999999",)
"""The phone of a reception desk, which strangers of the portal share."""


def onec(kind):
    return Ref(system="onec", kind=kind, id=str(uuid4()))


def firm(**words):
    entity = LegalEntity(origin=onec("legal_entity"), **{"name": "ООО Новый", "inn": INN, "kpp": KPP, **words})
    return Customer(origin=onec("partner"), name="ООО Новый", kind="company", legal_entity=entity)


def anna(**words):
    contacts = Contacts(phones=DESK)
    return Person(origin=onec("contact_person"), last_name="Смирнова", first_name="Анна", contacts=contacts, **words)


def has(office, kind, **words):
    return cards.create_of(office.simulated, kind, words)["item"]["id"]


def requisites(office, company):
    rows = office.simulated.table("requisite")
    return [row for row in rows if (row["ENTITY_TYPE_ID"], row["ENTITY_ID"]) == (COMPANY, company)]


def an_inn(preset=1, **words):
    return {"preset": preset, "name": "Организация", "RQ_COMPANY_NAME": "Новый", "RQ_INN": INN, "RQ_KPP": KPP} | words


async def test_a_deal_waits_until_somebody_has_settled_which_company_is_meant(office):
    one = has(office, COMPANY, title="Новый", requisites=[an_inn()])
    other = has(office, COMPANY, title="Новый (дубль)", requisites=[an_inn()])
    command = upsert([line(100)], customer=firm())

    refused = await office.run(command)

    assert isinstance(refused, DealRefused)
    assert refused.told[0].text == (
        f"Сделка по заказу ТД00-000018 не создана: в Битрикс24 несколько компаний с ИНН {INN} и КПП {KPP}: «Новый», "
        "«Новый (дубль)». Объедините их или попросите администратора обмена выбрать; после этого сделка создастся сама."
    )
    assert office.store.entities[command.key].fields["unsettled"]
    del office.simulated.items[COMPANY].rows[other]

    made = await office.run(command)

    assert isinstance(made, DealUpserted)
    assert office.deal(int(made.ref.id))["companyId"] == one
    assert "unsettled" not in office.store.entities[command.key].fields


@pytest.mark.parametrize("known_by", ["pair", "mark"])
async def test_a_company_is_known_by_its_very_requisite_after_a_merge(office, known_by):
    customer = firm()
    entity = customer.legal_entity
    kept = has(office, COMPANY, title="Другая", requisites=[an_inn(RQ_INN="", RQ_KPP="", XML_ID=entity.origin.id)])
    (requisite,) = requisites(office, kept)
    if known_by == "pair":
        requisite["XML_ID"] = ""
        entity = entity.with_(ref=Ref(system="b24", kind="requisite", id=str(requisite["ID"])))

    outcome = await office.run(upsert([line(100)], customer=customer.with_(legal_entity=entity)))

    assert office.deal(int(outcome.ref.id))["companyId"] == kept
    assert len(requisites(office, kept)) == 1


@pytest.mark.parametrize("lost", ["", "crm.item.add"])
async def test_a_contact_created_beside_another_on_one_phone_is_said_once_and_for_certain(office, lost):
    strangers = {one["id"] for one in office.simulated.items[CONTACT]}
    command = upsert([line(100)], person=anna())
    if lost:
        office.dies_at(lost)
        with pytest.raises(DoubtfulWrite):
            await office.run(command)

    outcome = await office.upsert(command)

    assert office.deal(int(outcome.ref.id))["contactId"] not in strangers
    (told,) = outcome.told
    assert told.text == (
        "Контакт «Смирнова Анна» создан новым: его телефон или e-mail в Битрикс24 и у контактов «Приёмная Ольга», "
        "«Вахтин Семён». Если это один человек, объедините контакты."
    )


async def test_a_firm_without_inn_on_the_phone_of_a_reception_desk_is_not_taken_for_its_landlord(office):
    customer = Customer(origin=onec("partner"), name="ООО Новый", kind="company", contacts=Contacts(phones=DESK))

    refused = await office.run(upsert([line(100)], customer=customer))

    assert isinstance(refused, DealRefused)
    assert "«ООО Новый» в 1С нет ИНН" in refused.told[0].text
    assert "«Бизнес-центр «Вахта»»" in refused.told[0].text


@pytest.mark.parametrize("compared", ["digits", "typed"])
@pytest.mark.parametrize("typed", ["89051112233", "79051112233", "9051112233", "+79051112233"])
async def test_a_person_is_found_however_his_phone_is_typed_and_compared(office, typed, compared):
    office.simulated.switches.change({"duplicate_phones": compared})
    known = has(office, CONTACT, name="Анна", lastName="Смирнова", phone=typed)
    person = anna().with_(contacts=Contacts(phones=("+79051112233",)))

    outcome = await office.run(upsert([line(100)], person=person))

    assert office.deal(int(outcome.ref.id))["contactId"] == known


@pytest.mark.parametrize("phones", [(), ("нет",), ("123",)])
async def test_a_person_without_a_readable_phone_is_nobody_of_the_portal(office, phones):
    strangers = {one["id"] for one in office.simulated.items[CONTACT]}
    person = anna(name="Аноним").with_(first_name="", last_name="", contacts=Contacts(phones=phones))

    outcome = await office.run(upsert([line(100)], person=person))

    deal = office.deal(int(outcome.ref.id))
    assert (deal["contactId"] in strangers, outcome.told) == (False, ())


@pytest.mark.parametrize(("kind", "preset"), [("company", "1"), ("sole_trader", "2"), ("person", "3")])
async def test_a_new_requisite_has_the_template_of_its_kind_whatever_people_call_it(office, kind, preset):
    for number in (1, 2, 3):
        office.simulated.table("preset").rows[number]["NAME"] = f"Шаблон {number}"
    await office.directory.refresh()
    inn = INN if kind == "company" else "500100732259"

    outcome = await office.run(upsert([line(100)], customer=firm(kind=kind, inn=inn, kpp="")))

    (requisite,) = requisites(office, office.deal(int(outcome.ref.id))["companyId"])
    assert str(requisite["PRESET_ID"]) == preset


@pytest.mark.parametrize(
    ("has_template", "field"),
    [(True, "RQ_BIN"), (False, "RQ_VAT_ID")],
)
async def test_a_foreigner_of_1c_gets_the_template_of_its_country_or_that_is_said(office, has_template, field):
    if has_template:
        mark = "#CRM_REQUISITE_PRESET_DEF_KZ_LEGALENTITY#"
        PRESETS.insert(office.simulated, 1, {"NAME": "Юр. лицо", "XML_ID": mark, "COUNTRY_ID": 6})
        await office.directory.refresh()
    customer = firm(country="398", foreign_number="140540003110", inn="", kpp="")

    outcome = await office.run(upsert([line(100)], customer=customer))
    again = await office.run(upsert([line(100)], customer=customer))

    first, second = (office.deal(int(one.ref.id))["companyId"] for one in (outcome, again))
    (requisite,) = requisites(office, first)
    assert (requisite[field], requisite["RQ_INN"] or "") == ("140540003110", "")
    assert first == second
    assert ["шаблона его страны" in one.text for one in outcome.told] == ([] if has_template else [True])


@pytest.mark.parametrize(
    ("preset", "fields", "expected"),
    [
        ("RU_COMPANY", {"RQ_INN": "500100732259", "RQ_COMPANY_NAME": "Новый"}, ("company", "", "Новый")),
        ("RU_INDIVIDUAL", {"RQ_INN": "500100732259", "RQ_NAME": "Белов Олег"}, ("sole_trader", "", "Белов Олег")),
        ("RU_PERSON", {"RQ_LAST_NAME": "Белов", "RQ_FIRST_NAME": "Олег"}, ("person", "", "Белов Олег")),
        ("RU_COMPANY", {"RQ_INN": INN}, ("company", "", "Карточка")),
        ("BY_LEGALENTITY", {"RQ_INN": "100582333", "RQ_COMPANY_NAME": "Минск"}, ("company", "112", "Минск")),
    ],
)
async def test_what_a_client_is_comes_from_the_template_and_never_from_the_look_of_a_number(
    office, preset, fields, expected
):
    mark = {"XML_ID": f"#CRM_REQUISITE_PRESET_DEF_{preset}#", "COUNTRY_ID": 4 if preset.startswith("BY") else 1}
    number = PRESETS.insert(office.simulated, 1, {"NAME": "Наш шаблон", **mark})  # since the connector has read them
    company = has(office, COMPANY, title="Карточка", requisites=[{"preset": number, "name": "Организация", **fields}])
    deal = office.new_deal(company=company)

    await office.handle()

    entity = office.heard(deal).customer.legal_entity
    assert (entity.kind, entity.country, entity.name) == expected
    assert (entity.inn, entity.foreign_number) == (("", "100582333") if entity.country else (entity.inn, ""))


async def a_deal_in_work(office):
    company = has(office, COMPANY, title="Новый", requisites=[an_inn()])
    deal = office.new_deal(company=company)
    await office.handle()
    (requisite,) = requisites(office, company)
    return deal, requisite["ID"]


def edited(office, deal):
    return {group: stamp.edited for group, stamp in office.heard(deal).groups.items()}


@pytest.mark.parametrize(
    "correction", [{"RQ_INN": "7707083893"}, {"RQ_KPP": "770101001"}, {"RQ_COMPANY_NAME": "Новый+"}, {"PRESET_ID": 2}]
)
async def test_a_corrected_requisite_is_an_edit_of_the_client_though_no_event_tells(office, correction):
    deal, requisite = await a_deal_in_work(office)
    before = edited(office, deal)
    cards.edit_requisite(office.simulated, requisite, correction)

    await office.look(deal)
    await office.look(deal)

    after = edited(office, deal)
    assert [group for group in after if after[group] != before[group]] == [PARTIES]
    assert len(office.facts) == 2


async def test_a_requisite_that_says_the_same_in_other_words_is_no_edit(office):
    deal, requisite = await a_deal_in_work(office)
    cards.edit_requisite(
        office.simulated, requisite, {"RQ_INN": f"{INN[:4]} {INN[4:]}", "RQ_PHONE": "5", "NAME": "Осн."}
    )

    await office.look(deal)

    assert len(office.facts) == 1


async def test_a_deal_read_by_an_earlier_release_is_no_edit_of_its_client(office):
    deal, _ = await a_deal_in_work(office)
    await office.store.set_fields(f"deal:{deal}", {"requisite": None})

    await office.look(deal)

    assert len(office.facts) == 1


async def test_another_client_that_comes_from_1c_is_no_correction_of_a_person(office):
    made = await office.upsert(upsert([line(100)], customer=firm()))
    deal = int(made.ref.id)
    await office.look(deal)
    order = office.store.entities[made.key]

    await office.upsert(upsert([line(100)], customer=firm(inn="7707083893"), guid=made.source.id, edited=2))
    heard = len(office.facts)
    await office.look(deal)

    assert office.store.entities[made.key].fields["requisite"]["id"] != order.fields["requisite"]["id"]
    assert len(office.facts) == heard


@pytest.mark.parametrize("typed", ["ИНН {inn}", " {inn} "])
async def test_our_own_organisation_stands_in_the_field_once_however_its_inn_is_typed(office, typed):
    before = office.directory.fields.organisations
    own = next(row for row in office.simulated.table("requisite") if row["RQ_INN"] == before[0].code)
    cards.edit_requisite(office.simulated, own["ID"], {"RQ_INN": typed.format(inn=before[0].code), "RQ_KPP": ""})

    await setup(office.portal, office.directory, delivered_rules())
    await office.directory.refresh()

    assert office.directory.fields.organisations == before


async def test_check_names_templates_that_do_not_say_what_a_client_is(office):
    settings = Settings.model_construct(b24_application_token=SecretStr("token"), b24_sweep_s=60)
    office.simulated.clock.freeze(datetime.now(UTC))
    PRESETS.insert(office.simulated, 1, {"NAME": "Наш шаблон"})
    PRESETS.insert(office.simulated, 1, {"NAME": "ТОО", "COUNTRY_ID": 777})

    findings = await check(office.portal, office.directory, settings, delivered_rules())

    assert any(not one.ok and "неизвестной обмену страны: «ТОО»" in one.text for one in findings)
    assert any(one.ok and "«Наш шаблон», «ТОО»" in one.text for one in findings)
