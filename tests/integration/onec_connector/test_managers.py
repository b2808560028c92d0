"""Who answers for an order, when the deal or the order is handed to somebody else."""

import pytest

from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.party import CompanyGroup
from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.facts import OrderChanged
from shared.messages.things import Manager
from tests.integration.onec_connector.connector import command, created, deal, said
from tests.integration.onec_connector.party_directory import made, paired


async def test_the_manager_of_the_deal_becomes_the_manager_of_the_order(connector, onec, company):
    guid = await created(connector, company)
    other = company.managers[2]

    outcome, _ = await connector.upsert(
        command(deal(company, manager=Manager(name=other.full_name, email=other.email)), edited=2)
    )

    assert (await onec.order(guid))["document"]["Менеджер_Key"] == other.guid
    assert "сменился менеджер" in said(outcome)


async def test_a_manager_dismissed_in_1c_is_not_overwritten_by_the_edits_of_his_deal(connector, onec, company):
    gone = company.managers[0]
    guid = await created(connector, company)
    await onec.do(f"users/{gone.guid}", active=False)
    connector.flow.snapshots.dictionaries.forget()

    policy = OrderPolicy(manager_default=company.managers[1].full_name)
    outcome, *_ = await connector.upsert(command(deal(company), edited=2, policy=policy))

    assert (await onec.order(guid))["document"]["Менеджер_Key"] == gone.guid
    assert said(outcome) == ""


async def test_a_deal_handed_to_somebody_1c_does_not_know_says_so(connector, company):
    await created(connector, company)
    stranger = deal(company, manager=Manager(name="Новый Сотрудник", email="new@example.test"))

    told, *_ = await connector.upsert(command(stranger, edited=2, groups=(OrderGroup.MANAGER,)))
    again, *_ = await connector.upsert(command(stranger, edited=2, groups=(OrderGroup.MANAGER,)))

    assert "«Новый Сотрудник»" in said(told)
    assert said(again) == ""


async def test_a_manager_set_in_1c_is_told_although_the_deal_names_nobody_whom_1c_knows(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/edit", header={"Менеджер_Key": company.managers[2].guid})
    stranger = deal(company, manager=Manager(name="Новый Сотрудник", email="new@example.test"))

    await connector.upsert(command(stranger, edited=2, groups=(OrderGroup.MANAGER,)))

    (fact,) = [one for one in await connector.touch(guid) if isinstance(one, OrderChanged)]
    assert fact.order.manager.name == company.managers[2].full_name


@pytest.mark.parametrize(
    ("default", "stands"),
    [
        ("", "менеджером партнёра остаётся «{before}». Попросите администратора завести его"),
        ("Сидоров Иван", "менеджером партнёра указан «Сидоров Иван"),
    ],
)
async def test_whom_1c_does_not_know_as_responsible_for_a_company_is_told_in_its_card_once(
    party_directory, company, default, stands
):
    before, stranger = company.managers[2], Manager(name="Никто Неизвестный", email="new@example.test")
    partner = await made(party_directory, manager=Manager(name=before.full_name, email=before.email))
    command = {"manager_default": default or None}

    outcome, *_ = await party_directory.upsert(paired(partner, manager=stranger), edited=2, **command)
    stamps = {CompanyGroup.MANAGER: Stamp(edited=2)}
    renamed = paired(partner, manager=stranger, name="Ромашка и К°")
    again, *_ = await party_directory.upsert(renamed, edited=3, stamps=stamps, **command)

    said = "Среди действующих пользователей 1С нет «Никто Неизвестный», ответственного за компанию «Ромашка»: "
    assert said + stands.format(before=before.full_name) in outcome.told[0].text
    assert again.told == ()
