"""The right person, the right firm: what is certain is taken, what is doubtful is told, nobody is taken for another."""

from uuid import uuid5

import pytest

from services.onec_connector.objects import contact_person, legal_entity, partner, standard
from services.onec_connector.writer.computed_keys import key_space
from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from shared.messages.things import Contacts, Customer, LegalEntity, Person, Ref
from tests.integration.onec_connector.connector import (
    command,
    created,
    customer_of,
    deal,
    known_client,
    person_of,
    said,
)

CREATE = OrderPolicy(shared_contact="create")


def contact_card(number="71"):
    return Ref(system="b24", kind="contact", id=number)


def private(company):
    return next(one for one in company.clients if one.known_to_onec and one.kind == "person")


def anna(phone, **changes):
    contacts = Contacts(phones=(phone,))
    return Customer(name="Совсем Другая", kind="person", origin=contact_card(), contacts=contacts).with_(**changes)


def firm_of(company):
    return customer_of(known_client(company))


async def document(onec, outcome):
    return (await onec.order(outcome.ref.id))["document"]


async def test_where_the_rules_say_create_a_shared_phone_makes_another_client_and_that_is_told(
    connector, onec, company
):
    known = private(company)
    order = deal(company, customer=anna(known.phone))

    outcome, _ = await connector.upsert(command(order, policy=CREATE))
    again, _ = await connector.upsert(
        command(order.with_(origin=Ref(system="b24", kind="deal", id="2")), policy=CREATE)
    )

    assert "создан новый клиент «Совсем Другая»" in said(outcome)
    assert f"«{known.name}»" in said(outcome)
    assert said(again) == ""
    first, second = await document(onec, outcome), await document(onec, again)
    assert known.guid != first["Партнер_Key"] == second["Партнер_Key"]


async def test_a_contact_renamed_after_its_first_order_is_told_with_both_names(connector, company):
    known = private(company)
    paired = anna(known.phone, ref=Ref(system="onec", kind="partner", id=known.guid))

    outcome, _ = await connector.upsert(command(deal(company, customer=paired)))

    assert "«Совсем Другая» из сделки записан в 1С как клиент" in said(outcome)
    assert f"«{known.name}»" in said(outcome)


async def test_the_same_inn_with_another_kpp_makes_no_second_firm_without_a_word(connector, onec, company):
    firm = firm_of(company)
    branch = firm.with_(legal_entity=firm.legal_entity.with_(kpp="771243001"))

    (outcome,) = await connector.upsert(command(deal(company, customer=branch)))

    assert isinstance(outcome, OrderRefused)
    assert firm.legal_entity.kpp in outcome.told[0].text
    assert "771243001" in outcome.told[0].text
    assert await onec.orders() == []


async def test_a_branch_that_the_accountant_then_enters_is_taken(connector, onec, company):
    firm = firm_of(company)
    branch = firm.with_(legal_entity=firm.legal_entity.with_(kpp="771243001"))
    await connector.upsert(command(deal(company, customer=branch)))
    await onec.do("partners", name="Филиал", inn=firm.legal_entity.inn, kpp="771243001")

    outcome, _ = await connector.upsert(command(deal(company, customer=branch), edited=2))

    assert isinstance(outcome, OrderUpserted)


async def test_a_kpp_corrected_in_the_card_after_the_first_order_is_told(connector, onec, company):
    guid = await created(connector, company)
    paired = Ref(system="onec", kind="legal_entity", id=(await onec.order(guid))["document"]["Контрагент_Key"])
    firm = firm_of(company)
    corrected = firm.with_(legal_entity=firm.legal_entity.with_(ref=paired, kpp="771243001"))

    outcome, _ = await connector.upsert(command(deal(company, number=2, customer=corrected)))

    assert "КПП 771243001" in said(outcome)
    assert firm.legal_entity.kpp in said(outcome)


async def test_a_legal_form_that_differs_is_told(connector, company):
    firm = firm_of(company)
    trader = firm.with_(legal_entity=firm.legal_entity.with_(kind="sole_trader", kpp=""))

    outcome, _ = await connector.upsert(command(deal(company, customer=trader)))

    assert "ИП, в 1С юрлицо" in said(outcome)


async def test_both_numbers_in_one_field_reach_1c_apart(connector, onec, company):
    entity = LegalEntity(name="Ромашка", inn="7736050003/773601001", origin=Ref(system="b24", kind="requisite", id="5"))
    customer = Customer(name="Ромашка", origin=Ref(system="b24", kind="company", id="5"), legal_entity=entity)

    outcome, _ = await connector.upsert(command(deal(company, customer=customer)))

    async with onec.clerk() as base:
        made = await base.read(legal_entity.SET, (await document(onec, outcome))["Контрагент_Key"])
    assert (made["ИНН"], made["КПП"]) == ("7736050003", "773601001")


def key_of(set_name, card, suffix=""):
    return str(uuid5(key_space("portal-1"), f"{set_name}:{card.key}{suffix}"))


async def test_who_was_created_from_a_card_that_is_another_person_by_now_gets_no_order(connector, onec, company):
    async with onec.clerk() as base:
        body = {"Description": "Иванов Иван", "ЮрФизЛицо": "ЧастноеЛицо", "Клиент": True}
        await base.create(partner.SET, {"Ref_Key": key_of(partner.SET, contact_card()), **body})

    (outcome,) = await connector.upsert(command(deal(company, customer=anna("+79051110099"))))

    assert outcome.reason == "ambiguous_customer"
    assert "«Иванов Иван»" in outcome.told[0].text
    assert "«Совсем Другая»" in outcome.told[0].text


async def test_after_a_lost_answer_who_was_created_is_taken(connector, onec, company):
    async with onec.clerk() as base:
        body = {"Description": "Совсем Другая", "ЮрФизЛицо": "ЧастноеЛицо", "Клиент": True}
        await base.create(partner.SET, {"Ref_Key": key_of(partner.SET, contact_card()), **body})

    outcome, _ = await connector.upsert(command(deal(company, customer=anna("+79051110099"))))

    assert (await document(onec, outcome))["Партнер_Key"] == key_of(partner.SET, contact_card())


async def test_nobody_marked_for_deletion_gets_an_order(connector, onec, company):
    key = key_of(partner.SET, contact_card())
    async with onec.clerk() as base:
        body = {"Description": "Совсем Другая", "ЮрФизЛицо": "ЧастноеЛицо", "DeletionMark": True}
        await base.create(partner.SET, {"Ref_Key": key, **body})

    (outcome,) = await connector.upsert(command(deal(company, customer=anna("+79051110099"))))

    assert "помечен на удаление" in outcome.told[0].text
    assert await onec.orders() == []


async def test_nothing_that_identifies_nobody_is_written_of_the_newborn(connector, onec, company):
    client = next(one for one in company.clients if not one.known_to_onec and one.kind == "company" and one.contacts)
    junk = Contacts(phones=("нет", "", "+79051112233, +79051112234"), emails=("нет", "@", "a@test.ru; b@test.ru"))
    person = person_of(client).with_(contacts=junk)
    customer = customer_of(client).with_(contacts=junk)

    outcome, _ = await connector.upsert(command(deal(company, customer=customer, person=person)))

    made = await document(onec, outcome)
    async with onec.clerk() as base:
        written = [
            await base.read(partner.SET, made["Партнер_Key"]),
            await base.read(contact_person.SET, made["КонтактноеЛицо_Key"]),
        ]
    for one in written:
        found = [row["НомерТелефона"] or row["АдресЭП"] for row in one["КонтактнаяИнформация"]]
        assert found == ["79051112233", "79051112234", "a@test.ru", "b@test.ru"]


@pytest.mark.parametrize("name", ["Алёна Ежова", "ежова  алена", "Ежова Алёна Петровна"])
async def test_a_contact_person_is_one_however_the_name_is_written(connector, onec, company, name):
    first = Person(name="Ежова Алена", origin=contact_card("81"))
    second = Person(name=name, origin=contact_card("82"))

    outcome, _ = await connector.upsert(command(deal(company, person=first)))
    again, _ = await connector.upsert(command(deal(company, number=2, person=second)))

    assert (await document(onec, outcome))["КонтактноеЛицо_Key"] == (await document(onec, again))["КонтактноеЛицо_Key"]


async def test_a_contact_person_who_has_ended_speaks_in_no_new_order(connector, onec, company):
    first = Person(name="Ежова Алена", origin=contact_card("81"))
    outcome, _ = await connector.upsert(command(deal(company, person=first)))
    ended = (await document(onec, outcome))["КонтактноеЛицо_Key"]
    async with onec.clerk() as base:
        await base.change(contact_person.SET, ended, {"ДатаПрекращенияСвязи": "2026-11-01T00:00:00"})

    second = Person(name="Ежова Алена", origin=contact_card("82"))
    again, _ = await connector.upsert(command(deal(company, number=2, person=second)))

    assert (await document(onec, again))["КонтактноеЛицо_Key"] not in {ended, standard.NO_REF}


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"inn": "7736050003", "kind": "sole_trader"}, "реквизиты заведены как ИП, там 12 цифр"),
        ({"inn": "500100732259", "kind": "company"}, "реквизиты заведены как юрлицо, там 10 цифр"),
        ({"inn": "7736050003", "kpp": "77360100", "kind": "company"}, "КПП «77360100» клиента «Ромашка» записан"),
    ],
)
async def test_numbers_that_no_client_of_this_kind_has_create_nobody(connector, onec, company, numbers, words):
    customer = Customer(name="Ромашка", legal_entity=LegalEntity(**numbers))

    (outcome,) = await connector.upsert(command(deal(company, customer=customer)))

    assert words in outcome.told[0].text
    assert await onec.orders() == []


async def test_a_private_person_whose_inn_1c_does_not_know_yet_is_no_second_client(connector, onec, company):
    entity = LegalEntity(kind="person", inn="500100732259", origin=Ref(system="b24", kind="requisite", id="9"))
    customer = anna("+79051110098")
    first, _ = await connector.upsert(command(deal(company, customer=customer)))

    again, _ = await connector.upsert(
        command(deal(company, number=2, customer=customer.with_(legal_entity=entity, origin=contact_card("72"))))
    )

    one, other = await document(onec, first), await document(onec, again)
    assert (one["Партнер_Key"], one["Контрагент_Key"]) == (other["Партнер_Key"], other["Контрагент_Key"])


@pytest.mark.parametrize(
    ("phone", "why"),
    [("999-99-99", "нет e-mail, а телефон «999-99-99» не целый номер"), ("нет", "нет ни телефона, ни e-mail")],
)
async def test_strangers_of_the_base_get_nobodys_order(connector, onec, company, phone, why):
    (outcome,) = await connector.upsert(command(deal(company, customer=anna(phone))))

    assert isinstance(outcome, OrderRefused)
    assert why in outcome.told[0].text


@pytest.mark.parametrize(
    ("name", "is_told"), [("Зайцева Ольга", True), ("Ежова", False), ("Ежова Алёна Петровна", False), ("", False)]
)
async def test_a_contact_person_renamed_after_the_first_order_is_told(connector, onec, company, name, is_told):
    first, _ = await connector.upsert(command(deal(company, person=Person(name="Ежова Алёна", origin=contact_card()))))
    made = (await document(onec, first))["КонтактноеЛицо_Key"]
    paired = Person(name=name, origin=contact_card(), ref=Ref(system="onec", kind="contact_person", id=made))

    outcome, _ = await connector.upsert(command(deal(company, number=2, person=paired)))

    assert ("записан в 1С как контактное лицо «Ежова Алёна»" in said(outcome)) is is_told
    assert (await document(onec, outcome))["КонтактноеЛицо_Key"] == made


@pytest.mark.parametrize(("name", "is_told"), [("Зайцева Ольга", True), ("Другая Совсем", False), ("", False)])
async def test_a_paired_counterparty_without_inn_is_held_against_its_name(connector, onec, company, name, is_told):
    first, _ = await connector.upsert(command(deal(company, customer=anna("+79051110097"))))
    made = (await document(onec, first))["Контрагент_Key"]
    entity = LegalEntity(kind="person", name=name, ref=Ref(system="onec", kind="legal_entity", id=made))
    paired = anna("+79051110097", legal_entity=entity)

    outcome, _ = await connector.upsert(command(deal(company, number=2, customer=paired)))

    assert ("записан в 1С как контрагент «Совсем Другая»" in said(outcome)) is is_told


async def test_a_phone_that_is_no_whole_number_identifies_nobody(connector, onec, company):
    (outcome,) = await connector.upsert(command(deal(company, customer=anna("доб. 12"))))

    assert "нет e-mail, а телефон «доб. 12» не целый номер. Заполните контакт" in outcome.told[0].text
    assert await onec.orders() == []


async def test_a_known_client_gets_no_further_counterparty_without_a_word(connector, onec, company):
    known = known_client(company)
    entity = LegalEntity(name="Лютик", inn="7736050003", kpp="773601001", origin=contact_card("12"))
    ref = Ref(system="onec", kind="partner", id=known.guid)
    customer = customer_of(known).with_(ref=ref, legal_entity=entity)

    outcome, _ = await connector.upsert(command(deal(company, customer=customer)))

    assert "новый контрагент «Лютик», ИНН 7736050003; был «" in said(outcome)
    assert (await document(onec, outcome))["Партнер_Key"] == known.guid
