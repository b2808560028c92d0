"""What 1C does not let us do is told to the manager in words, and never ends as a silent dead letter."""

import pytest

from services.onec_connector.base.errors import BaseBarredError, BaseRefusal
from services.onec_connector.objects import legal_entity, partner
from services.onec_connector.objects import order as names
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.messages.ring.outcomes import OrderRefused
from shared.messages.things import Contacts, Customer, LegalEntity, Ref
from tests.integration.onec_connector.connector import command, created, deal, person_of


def _refuse(connector, set_name: str, error: Exception) -> None:
    """Let 1C answer the creates of one set with an error."""
    base = connector.flow.snapshots.base
    create = base.create

    async def refusing(name, body):
        if name == set_name:
            raise error
        return await create(name, body)

    base.create = refusing


def _stranger(company):
    return next(one for one in company.clients if not one.known_to_onec and one.kind == "company")


@pytest.mark.parametrize("set_name", [partner.SET, legal_entity.SET])
async def test_a_client_that_1c_does_not_write_is_told_in_the_words_of_1c(connector, onec, company, set_name):
    _refuse(connector, set_name, BaseRefusal("…", reason="Не заполнено поле «Группа доступа»."))

    (outcome,) = await connector.upsert(command(deal(company, client=_stranger(company))))

    assert isinstance(outcome, OrderRefused)
    assert outcome.reason == "customer"
    assert "1С не записала клиента" in outcome.told[0].text
    assert "не заполнено поле «Группа доступа»" in outcome.told[0].text


async def test_a_contact_person_that_1c_does_not_write_is_told(connector, onec, company):
    client = _stranger(company)
    _refuse(connector, "Catalog_КонтактныеЛицаПартнеров", BaseRefusal("…", reason="Не заполнено поле «Роль»."))

    (outcome,) = await connector.upsert(command(deal(company, client=client, person=person_of(client))))

    assert "не заполнено поле «Роль»" in outcome.told[0].text


async def test_a_missing_right_is_told_while_other_orders_go_on(connector, onec, company):
    _refuse(connector, names.SET, BaseBarredError("no right", everywhere=False))

    (outcome,) = await connector.upsert(command(deal(company)))

    assert (type(outcome), outcome.reason) == (OrderRefused, "access")
    assert "не хватает прав" in outcome.told[0].text


async def test_a_request_that_1c_does_not_understand_is_told(connector, onec, company):
    _refuse(connector, names.SET, Permanent("1С не поняла запрос обмена. Передайте разработчику.", reason="request"))

    (outcome,) = await connector.upsert(command(deal(company)))

    assert (type(outcome), outcome.reason) == (OrderRefused, "request")
    assert outcome.told[0].text == (
        "Заказ не создан: 1С не поняла запрос обмена. Передайте разработчику. После исправления заказ создастся сам."
    )


async def test_nobody_creates_a_client_beside_a_call_whose_answer_never_came(connector, onec, company, database_of):
    client = _stranger(company)
    _refuse(connector, partner.SET, DoubtfulWrite("1C took a write and did not answer"))
    with pytest.raises(DoubtfulWrite):
        await connector.upsert(command(deal(company, client=client)))
    del connector.flow.snapshots.base.create

    with pytest.raises(Retryable) as waits:
        await connector.upsert(command(deal(company, number=2, client=client)))

    assert waits.value.counted is False
    assert await onec.orders() == []


async def test_a_client_that_1c_refused_once_is_tried_again_at_once(connector, onec, company):
    client = _stranger(company)
    _refuse(connector, partner.SET, BaseRefusal("…", reason="Не заполнено поле «Группа доступа»."))
    await connector.upsert(command(deal(company, client=client)))
    del connector.flow.snapshots.base.create

    outcome, _ = await connector.upsert(command(deal(company, client=client), edited=2))

    assert "создан в 1С" in outcome.told[0].text


def _named_otherwise(client):
    phone = client.phone
    return Customer(name="Совсем Другая", kind="person", contacts=Contacts(phones=(phone,)))


async def test_a_phone_shared_with_another_name_puts_no_order_on_a_stranger(connector, onec, company):
    known = next(one for one in company.clients if one.known_to_onec and one.kind == "person")

    (outcome,) = await connector.upsert(command(deal(company, customer=_named_otherwise(known))))

    assert outcome.reason == "ambiguous_customer"
    assert "«Совсем Другая»" in outcome.told[0].text
    assert known.name.split()[0] in outcome.told[0].text


async def test_a_phone_without_digits_identifies_nobody(connector, onec, company):
    customer = Customer(name="Анна", kind="person", contacts=Contacts(phones=("нет",)))

    (outcome,) = await connector.upsert(command(deal(company, customer=customer)))

    assert outcome.reason == "customer"
    assert await onec.orders() == []


async def test_an_inn_corrected_on_one_side_alone_puts_no_order_on_the_other_firm(connector, onec, company):
    guid = await created(connector, company)
    paired = Ref(system="onec", kind="legal_entity", id=(await onec.order(guid))["document"]["Контрагент_Key"])
    corrected = Customer(name="Ромашка", legal_entity=LegalEntity(ref=paired, inn="7707083893", kpp="770701001"))

    (outcome,) = await connector.upsert(command(deal(company, number=2, customer=corrected)))

    assert outcome.reason == "customer"
    assert "7707083893" in outcome.told[0].text
    assert len(await onec.orders()) == 1


async def test_an_inn_with_a_wrong_check_digit_creates_nobody(connector, onec, company):
    customer = Customer(name="Ромашка", legal_entity=LegalEntity(inn="7707083890", kpp="770701001"))

    (outcome,) = await connector.upsert(command(deal(company, customer=customer)))

    assert "ИНН «7707083890»" in outcome.told[0].text


@pytest.mark.parametrize(
    ("customer", "words"),
    [
        (None, "в сделке не указан клиент. Укажите компанию или контакт"),
        (
            Customer(origin=Ref(system="b24", kind="contact", id="9"), kind="person"),
            "у контакта сделки не заполнено имя. Заполните его",
        ),
    ],
)
async def test_a_contact_without_a_name_is_not_a_deal_without_a_client(connector, company, customer, words):
    (outcome,) = await connector.upsert(command(deal(company).with_(customer=customer)))

    assert outcome.reason == "customer"
    assert words in outcome.told[0].text
