"""What a write of a company or private person has to tell is told, whatever answer was lost or who died."""

import pytest

from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.ring.outcomes import CompanyRefused
from tests.integration.b24_connector.company_office import company_ref, entity

OLGA = {"lastName": "Другая", "name": "Ольга", "secondName": ""}
CREATED_IN_DOUBT = (
    "Контакт «Иванова Анна Ивановна» создан новым: его телефон или e-mail в Битрикс24 и у контакта «Другая Ольга». "
    "Если это один человек, объедините контакты."
)


def texts(outcome) -> list[str]:
    return [one.text for one in outcome.told]


@pytest.mark.parametrize("lost", ["", "crm.item.add"])
async def test_a_private_person_created_beside_another_on_one_phone_is_said_once(shop, lost):
    shop.typed(**OLGA)
    command = shop.command(shared="create")
    if lost:
        shop.wire.dies_at = lost
        with pytest.raises(DoubtfulWrite):
            await shop.run(command)

    outcome = await shop.run(command)
    again = await shop.run(command)

    assert len(shop.everybody()) == 2
    assert (texts(outcome), texts(again)) == ([CREATED_IN_DOUBT], [])


async def test_what_the_broker_has_not_heard_of_a_private_person_is_said_again_under_the_same_id(shop):
    shop.typed(**OLGA)
    command = shop.command(shared="create")

    first, second = [(await shop.published(command))[0] for _ in range(2)]

    assert texts(second) == [CREATED_IN_DOUBT]
    assert [one.id for one in first.told] == [one.id for one in second.told]
    assert all(one.id for one in first.told)


async def test_a_private_person_whom_the_portal_refused_to_create_is_not_said_to_be_created(shop):
    other = shop.typed(**OLGA, buys=False)
    command = shop.command(shared="create")
    denied = {"kind": "error", "status": 400, "code": "", "text": "Доступ запрещен", "count": 1}
    shop.wire.app.server.faults.order({**denied, "method": "crm.item.add"})

    refused = await shop.run(command)
    shop.delete(other)
    made = await shop.run(command)

    assert isinstance(refused, CompanyRefused)
    assert (len(shop.everybody()), texts(made)) == (1, [])


@pytest.mark.parametrize("lost", ["", "crm.requisite.add"])
async def test_what_a_new_requisite_cannot_hold_is_said_once_though_nobody_heard_that_it_was_made(registry, lost):
    foreign = entity(country="398", foreign_number="140540003110", inn="", kpp="")
    company = registry.typed(inn="")
    command = registry.command(legal_entities=(foreign,), ref=company)
    if lost:
        registry.wire.dies_at = lost
        with pytest.raises((DoubtfulWrite, Retryable)):
            await registry.run(command)

    outcome = await registry.run(command)
    again = await registry.run(command)

    said = [["шаблона его страны" in one for one in texts(each)] for each in (outcome, again)]
    assert said == [[True], []]
    assert len(registry.card(company)["requisites"]) == 1


@pytest.mark.parametrize("known", [True, False], ids=["under its own key", "under its partner's"])
async def test_what_a_write_told_of_a_company_is_said_until_the_broker_has_heard_it(registry, known):
    foreign = entity(country="398", foreign_number="140540003110", inn="", kpp="")
    company = registry.typed(inn="")
    if known:
        await registry.store.bind(company_ref(company).key, str(company))
    command = registry.command(legal_entities=(foreign,), ref=company)

    first, second = [(await registry.published(command))[0] for _ in range(2)]
    heard, silent = [await registry.run(command) for _ in range(2)]

    assert texts(first) == texts(second) == texts(heard) != []
    assert texts(silent) == []
