"""1C uses typical agreements alone, or the clients' own alone: those of the other kind that stayed do not count."""

from datetime import UTC, datetime

import pytest

from services.onec_connector.ask import survey
from services.onec_connector.check import check
from shared.messages.ring.outcomes import OrderRefused
from shared.messages.things import Terms, Thing
from shared.rules.model import Choice
from tests.integration.onec_connector.connector import (
    RULES,
    awaiting,
    command,
    deal,
    document_of,
    known_client,
    said,
    started_anew,
)


@pytest.fixture
async def typical_only(connector, onec, database_of):
    await onec.do("switches", agreement_kinds="typical")
    return await started_anew(connector, database_of)


@pytest.fixture
async def individual_only(connector, onec, database_of):
    await onec.do("switches", agreement_kinds="individual")
    return await started_anew(connector, database_of)


async def agreements_found(connector, rules=RULES):
    found = await check(connector.flow.snapshots.base, rules)
    return [(one.ok, one.text) for one in found if "оглашени" in one.text]


async def test_a_clients_own_agreement_of_earlier_days_gives_way_to_the_typical_one(typical_only, onec, company):
    typical = company.typical_agreements[0]

    outcome, _ = await typical_only.upsert(command(deal(company)))

    assert (await document_of(onec, outcome))["Соглашение_Key"] == typical.guid


async def test_a_clients_own_agreement_that_a_deal_names_is_refused_as_what_it_is(typical_only, company):
    own = known_client(company).agreement
    terms = deal(company).terms.with_(agreement=Thing(name=own.number))

    outcome, offered = await typical_only.upsert(command(deal(company, terms=terms)))

    assert isinstance(outcome, OrderRefused)
    assert f"соглашение № {own.number} индивидуальное, а в 1С включены только типовые" in said(outcome)
    assert {(one.ref.id, one.offered) for one in offered.choices} == {(own.guid, False)}


async def test_without_a_typical_agreement_nobody_is_asked_to_make_one_for_the_client(typical_only, company):
    terms = Terms(warehouse_default=Thing(name=company.warehouses[0].name))

    outcome, *_ = await typical_only.upsert(command(deal(company, terms=terms)))
    awaited, heard = awaiting(typical_only)
    await awaited.look()

    assert "Укажите типовое в поле «Соглашение» или попросите администратора назвать его в правилах" in said(outcome)
    assert heard == []


async def test_where_only_own_agreements_are_used_the_rules_typical_one_is_not_taken(individual_only, onec, company):
    own = known_client(company).agreement
    stranger = next(one for one in company.clients if not one.known_to_onec and one.kind == "company")

    outcome, _ = await individual_only.upsert(command(deal(company)))
    (refused,) = await individual_only.upsert(command(deal(company, number=2, client=stranger)))

    assert (await document_of(onec, outcome))["Соглашение_Key"] == own.guid
    assert (type(refused), refused.reason) == (OrderRefused, "agreement")
    assert "у клиента нет действующего соглашения. Попросите завести соглашение в 1С" in said(refused)


async def test_where_only_own_agreements_are_used_no_typical_one_is_offered(individual_only, company):
    typical = company.typical_agreements[0]
    terms = deal(company).terms.with_(agreement=Thing(name=typical.name))

    outcome, *_ = await individual_only.upsert(command(deal(company, terms=terms)))
    await individual_only.flow.choices.look()

    assert f"соглашение «{typical.name}» типовое, а в 1С включены только индивидуальные" in said(outcome)
    assert {one.offered for one in individual_only.published[-1].choices} == {False}


async def test_check_says_which_agreements_1c_uses(typical_only):
    unnamed = RULES.model_copy(update={"agreements": RULES.agreements.model_copy(update={"default": None})})

    (used, *named), (without,) = await agreements_found(typical_only), await agreements_found(typical_only, unnamed)

    assert (used[0], "только типовые соглашения" in used[1]) == (True, True)
    assert [ok for ok, _ in named] == [True]
    assert (without[0], "В правилах не названо ни одного" in without[1]) == (False, True)


async def test_check_says_that_typical_agreements_of_the_rules_do_not_count(individual_only):
    ((ok, text),) = await agreements_found(individual_only)

    assert not ok
    assert f"«{RULES.agreements.default}») уберите из agreements файла правил" in text


@pytest.mark.parametrize("named", ["", "Опт"])
async def test_a_base_without_agreements_is_told_so_and_proposes_none(connector, onec, named):
    await onec.do("switches", agreements=False)
    rules = RULES.model_copy(update={"agreements": Choice(default=named or None)})

    found = await agreements_found(connector, rules)
    proposed = (await survey(connector.flow.snapshots.base, datetime.now(UTC), RULES.timezone)).agreements

    ((is_ok, text),) = found
    assert (is_ok, proposed) == (not named, ())
    assert text.startswith("Соглашения с клиентами в 1С выключены")
    assert ("Уберите из agreements файла правил «Опт»" in text) is bool(named)
