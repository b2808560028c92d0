"""A client from abroad has no INN: country and the number there are what it is known by."""

import pytest

from services.onec_connector.objects import legal_entity
from shared.messages.ring.outcomes import OrderUpserted
from shared.messages.things import Customer, LegalEntity, Ref
from tests.integration.onec_connector.connector import command, deal, said
from tests.integration.onec_connector.party_directory import made, paired

BELARUS = "112"


def foreign(number="190 123-456", *, card="31", **changes):
    requisite = Ref(system="b24", kind="requisite", id=card)
    entity = LegalEntity(
        name="ООО «Зубр»", full_name="ООО «Зубр Трейд»", country=BELARUS, foreign_number=number, origin=requisite
    ).with_(**changes)
    return Customer(name="Зубр", origin=Ref(system="b24", kind="company", id=card), legal_entity=entity)


async def entity_of(onec, outcome):
    document = (await onec.order(outcome.ref.id))["document"]
    async with onec.clerk() as base:
        return await base.read(legal_entity.SET, document["Контрагент_Key"])


async def test_a_foreign_company_is_created_as_a_non_resident_of_its_country(connector, onec, company):
    outcome, _ = await connector.upsert(command(deal(company, customer=foreign())))

    made = await entity_of(onec, outcome)
    async with onec.clerk() as base:
        country = await base.read("Catalog_СтраныМира", made["СтранаРегистрации_Key"])
    assert (made["ЮрФизЛицо"], made["ИНН"], made["КПП"]) == ("ЮрЛицоНеРезидент", "", "")
    assert (country["Code"], made["НалоговыйНомер"]) == (BELARUS, "190 123-456")


async def test_a_foreigner_is_found_by_country_and_number_however_it_is_typed(connector, onec, company):
    first, _ = await connector.upsert(command(deal(company, customer=foreign("190 123-456"))))

    again, _ = await connector.upsert(command(deal(company, number=2, customer=foreign("190123456", card="32"))))

    assert (await entity_of(onec, again))["Ref_Key"] == (await entity_of(onec, first))["Ref_Key"]


async def test_a_number_that_1c_has_without_a_country_makes_no_second_firm(connector, onec, company):
    async with onec.clerk() as base:
        body = {"Description": "Зубр (Минск)", "ЮрФизЛицо": "ЮрЛицоНеРезидент", "НалоговыйНомер": "190-123-456"}
        await base.create(legal_entity.SET, body)

    (outcome,) = await connector.upsert(command(deal(company, customer=foreign())))

    assert "у контрагента «Зубр (Минск)», а страны у него нет. Попросите бухгалтера" in outcome.told[0].text
    assert await onec.orders() == []


async def test_the_same_number_of_another_country_is_another_firm(connector, onec, company):
    first, _ = await connector.upsert(command(deal(company, customer=foreign())))

    other, _ = await connector.upsert(command(deal(company, number=2, customer=foreign(card="32", country="398"))))

    assert (await entity_of(onec, other))["Ref_Key"] != (await entity_of(onec, first))["Ref_Key"]


async def test_a_private_person_from_abroad_stays_a_person(connector, onec, company):
    outcome, _ = await connector.upsert(command(deal(company, customer=foreign(kind="person"))))

    made = await entity_of(onec, outcome)
    assert (made["ЮрФизЛицо"], made["НалоговыйНомер"]) == ("ФизЛицо", "190 123-456")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"foreign_number": ""}, "у иностранной компании «Зубр» не заполнен налоговый номер"),
        ({"country": "792"}, "нет страны клиента «Зубр» (код 792). Попросите бухгалтера добавить её"),
        (
            {"country": "999"},
            "шаблон реквизитов страны, которой обмен не знает. Замените его реквизиты заведёнными по шаблону",
        ),
    ],
)
async def test_what_a_foreigner_lacks_is_told(connector, onec, company, changes, words):
    (outcome,) = await connector.upsert(command(deal(company, customer=foreign(**changes))))

    assert words in outcome.told[0].text
    assert await onec.orders() == []


async def test_a_country_or_number_corrected_on_one_side_alone_is_refused(connector, onec, company):
    first, _ = await connector.upsert(command(deal(company, customer=foreign())))
    paired = Ref(system="onec", kind="legal_entity", id=(await entity_of(onec, first))["Ref_Key"])

    (outcome,) = await connector.upsert(command(deal(company, number=2, customer=foreign("777", ref=paired))))

    assert "налоговый номер 777" in outcome.told[0].text
    assert "налоговый номер 190 123-456" in outcome.told[0].text


async def test_a_foreigner_of_1c_is_told_with_country_and_number(connector, company):
    outcome, _ = await connector.upsert(command(deal(company, customer=foreign())))
    seen = await connector.flow.snapshots.see(outcome.ref.id)

    told = (await connector.flow.snapshots.tell(seen, whole=True)).customer.legal_entity

    assert (told.kind, told.country, told.foreign_number, told.inn) == ("company", BELARUS, "190 123-456", "")


async def test_russia_is_no_foreign_country(connector, company):
    outcome, _ = await connector.upsert(command(deal(company)))
    seen = await connector.flow.snapshots.see(outcome.ref.id)

    told = (await connector.flow.snapshots.tell(seen, whole=True)).customer.legal_entity

    assert isinstance(outcome, OrderUpserted)
    assert (told.country, told.foreign_number, said(outcome)) == ("", "", "")


@pytest.fixture
async def without_countries(onec):
    await onec.do("switches", unpublished_sets=["Catalog_СтраныМира"])


async def test_a_base_without_countries_refuses_foreigners_alone(without_countries, connector, onec, company):
    (foreigner,) = await connector.upsert(command(deal(company, customer=foreign())))

    outcome, _ = await connector.upsert(command(deal(company, number=2)))

    assert "справочник «Страны мира» 1С обмену не открыт. Попросите администратора" in foreigner.told[0].text
    assert isinstance(outcome, OrderUpserted)


async def test_a_foreign_sole_trader_of_the_directory_is_no_edit_of_either_side(party_directory):
    trader = foreign("190123456", kind="sole_trader", name="Зубров Олег", full_name="Зубров Олег").legal_entity
    partner = await made(party_directory, legal_entities=(trader,))
    before = await party_directory.entities(partner)

    await party_directory.upsert(paired(partner, legal_entities=(trader,)), edited=2)

    assert [one["ЮрФизЛицо"] for one in before] == ["ЮрЛицоНеРезидент"]
    assert await party_directory.entities(partner) == before
    assert await party_directory.touch(partner) == []
