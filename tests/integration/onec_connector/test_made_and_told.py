"""What is made in 1C for an order or a company is told once, though an answer was lost or 1C went away meanwhile."""

import pytest

from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted, PartnerUpserted
from shared.messages.things import LegalEntity, Manager, Ref
from shared.rules.directory import CompanyRules, ContactRules, DirectoryRules
from tests.integration.onec_connector import test_private_persons as buyers
from tests.integration.onec_connector.connector import command, customer_of, deal, known_client, said
from tests.integration.onec_connector.dying import Died, die_at, live_again
from tests.integration.onec_connector.test_parties import CREATE, anna, contact_card, private

PARTNERS, ENTITIES, ORDERS = "Catalog_Партнеры", "Catalog_Контрагенты", "Document_ЗаказКлиента"
BOTH = DirectoryRules(companies=CompanyRules(direction="both"), contacts=ContactRules(direction="both"))
MADE = "создан новый клиент «Совсем Другая»"
NOBODY = Manager(name="Никто Никтович", email="nobody@x.test")
lost_or_away = pytest.mark.parametrize("kind", ["drop_after_commit", "drop_before", "html_503"])


def beside(company, **changes):
    """A deal of somebody whose phone a known client has; the rules let him be made."""
    return command(deal(company, customer=anna(private(company).phone), **changes), policy=CREATE)


def one_more(company):
    """A deal of a known client with a requisite that 1C has not."""
    known = known_client(company)
    entity = LegalEntity(name="Лютик", inn="7736050003", kpp="773601001", origin=contact_card("12"))
    ref = Ref(system="onec", kind="partner", id=known.guid)
    return command(deal(company, customer=customer_of(known).with_(ref=ref, legal_entity=entity)))


async def long_after(database) -> None:
    """The call that had no answer cannot be running in 1C any more."""
    await database["claims_onec"].delete_many({})


async def interrupted(connector, onec, wanted, database, *, kind, path):
    """The command after one run of it whose create had no answer."""
    await onec.do("faults", kind=kind, path=path, method="POST")
    with pytest.raises(Retryable):
        await connector.upsert(wanted)
    await long_after(database)
    outcome, *_ = await connector.upsert(wanted)
    assert isinstance(outcome, OrderUpserted), outcome
    return outcome


@lost_or_away
@pytest.mark.parametrize("path", [PARTNERS, ENTITIES, ORDERS])
async def test_a_client_made_beside_another_is_told_once_whatever_call_had_no_answer(
    connector, onec, company, database_of, kind, path
):
    outcome = await interrupted(connector, onec, beside(company), database_of, kind=kind, path=path)
    again, *_ = await connector.upsert(beside(company))

    assert said(outcome).count(MADE) == 1
    assert MADE not in said(again)


@lost_or_away
@pytest.mark.parametrize("path", [ENTITIES, ORDERS])
async def test_one_more_legal_entity_of_a_client_is_told_once_whatever_call_had_no_answer(
    connector, onec, company, database_of, kind, path
):
    outcome = await interrupted(connector, onec, one_more(company), database_of, kind=kind, path=path)
    again, *_ = await connector.upsert(one_more(company))

    assert said(outcome).count("новый контрагент «Лютик»") == 1
    assert "Лютик" not in said(again)


@lost_or_away
async def test_it_is_told_although_the_next_run_has_words_of_its_own(connector, onec, company, database_of, kind):
    outcome = await interrupted(connector, onec, beside(company, manager=NOBODY), database_of, kind=kind, path=ORDERS)

    assert MADE in said(outcome)
    assert "Никтович" in said(outcome)


async def test_it_is_told_although_the_run_after_the_next_has_no_answer_either(connector, onec, company):
    wanted = beside(company, manager=NOBODY)
    for kind in ("html_503", "drop_before", "drop_after_commit"):
        await onec.do("faults", kind=kind, path=ORDERS, method="POST")
        with pytest.raises(Retryable):
            await connector.upsert(wanted)

    outcome, *_ = await connector.upsert(wanted)

    assert said(outcome).count(MADE) == 1


async def test_it_is_told_with_the_refusal_of_the_order(connector, onec, company):
    await onec.do("faults", kind="drop_after_commit", path=ENTITIES, method="POST")
    with pytest.raises(Retryable):
        await connector.upsert(beside(company))

    (refused,) = await connector.upsert(command(deal(company, customer=None), policy=CREATE, edited=2))
    outcome, *_ = await connector.upsert(beside(company))

    assert isinstance(refused, OrderRefused)
    assert said(refused).count(MADE) == 1
    assert MADE not in said(outcome)


@pytest.mark.parametrize("wanted", ["yes", "hold"])
async def test_it_is_told_though_the_process_died_and_the_deal_wants_something_else_by_now(
    connector, company, database_of, wanted
):
    die_at(connector.flow.snapshots.base, 1, answered=True)
    with pytest.raises(Died):
        await connector.upsert(beside(company))

    heir = await live_again(connector, database_of)
    outcome, *_ = await heir.upsert(command(deal(company), edited=2, wanted=wanted))

    assert said(outcome).count(MADE) == 1


async def test_a_client_who_was_never_made_is_not_told(connector, company, database_of):
    die_at(connector.flow.snapshots.base, 1, answered=False)
    with pytest.raises(Died):
        await connector.upsert(beside(company))

    heir = await live_again(connector, database_of)
    outcome, *_ = await heir.upsert(command(deal(company), edited=2))

    assert MADE not in said(outcome)


async def test_an_outcome_that_comes_twice_tells_of_one_client(connector, onec, company):
    """Killed between the broker's word and the database: the portal shows an id once."""
    wanted, told = beside(company), []
    await onec.do("faults", kind="drop_after_commit", path=ENTITIES, method="POST")
    with pytest.raises(Retryable):
        await connector.upsert(wanted)
    for _ in range(2):
        done = await connector.flow.writer.upserted(wrap(wanted, source="test"), wanted)
        told += [one.id for one in done.publish[0].told if MADE in one.text]

    assert len(told) == 2
    assert len({*told}) == 1


@lost_or_away
@pytest.mark.parametrize("path", [PARTNERS, ENTITIES])
@pytest.mark.parametrize("party_directory", [BOTH], indirect=True)
async def test_a_contact_of_the_directory_made_beside_another_is_told_once(party_directory, database_of, kind, path):
    await buyers.typed(party_directory, name="Сидоров Пётр")
    await party_directory.onec.do("faults", kind=kind, path=path, method="POST")
    with pytest.raises(Retryable):
        await buyers.upsert(party_directory, buyers.buyer(), shared_contact="create")
    await long_after(database_of)

    outcome, *_ = await buyers.upsert(party_directory, buyers.buyer(), shared_contact="create")
    again, *_ = await buyers.upsert(party_directory, buyers.buyer(), shared_contact="create", edited=2)

    assert isinstance(outcome, PartnerUpserted)
    assert ["Сидоров Пётр" in one.text for one in outcome.told] == [True]
    assert again.told == ()
