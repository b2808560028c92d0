"""A create whose answer was lost makes no second order."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest

from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.order import OrderGroup
from shared.messages.ring.outcomes import OrderUpserted
from tests.integration.onec_connector.connector import command, deal, known_item, line, said


async def begun_by_a_dead_run(database, *, minutes: int, number: int = 1) -> None:
    """A run that died has called 1C to create the order of a deal, and nobody knows whether it does."""
    attempt_at = datetime.now(UTC) - timedelta(minutes=minutes)
    document = {"_id": f"deal:{number}", "version": 1, "attempt_at": attempt_at, "groups": {}, "fields": {}}
    await database.entities_onec.insert_one(document)


async def test_no_second_order_when_the_answer_to_the_create_was_lost(connector, onec, company):
    await onec.do("faults", kind="drop_after_commit", path="Document_ЗаказКлиента", method="POST")
    order = command(deal(company))

    with pytest.raises(Retryable):
        await connector.upsert(order)
    outcome, _ = await connector.upsert(order)

    assert isinstance(outcome, OrderUpserted)
    (shown,) = await onec.orders()
    assert shown["Posted"] is True


async def test_where_the_base_ignores_our_key_no_second_order_is_made_when_the_answer_was_lost(
    connector, onec, company
):
    await onec.do("switches", honour_client_ref_key=False)
    await onec.do("faults", kind="drop_after_commit", path="Document_ЗаказКлиента", method="POST")
    order = command(deal(company))

    with pytest.raises(Retryable):
        await connector.upsert(order)
    await connector.upsert(order)

    assert len(await onec.orders()) == 1


async def test_where_the_base_ignores_our_key_a_lost_create_is_not_repeated_before_ten_minutes(
    connector, onec, company, database_of
):
    await onec.do("switches", honour_client_ref_key=False)
    order = command(deal(company))
    await begun_by_a_dead_run(database_of, minutes=9)

    with pytest.raises(Retryable) as again:
        await connector.upsert(order)

    assert again.value.counted is False
    assert 0 < again.value.after_s <= 60
    assert await onec.orders() == []


async def shown_by_another_order(connector, onec, company):
    await connector.upsert(command(deal(company, number=2)))


async def shown_by_an_order_whose_answer_was_lost(connector, onec, company):
    await onec.do("faults", kind="drop_after_commit", path="Document_ЗаказКлиента", method="POST")
    with pytest.raises(Retryable):
        await connector.upsert(command(deal(company, number=2)))
    await connector.upsert(command(deal(company, number=2)))


async def shown_by_a_client_alone(connector, onec, company):
    client = next(one for one in company.clients if not one.known_to_onec and one.kind == "company")
    await onec.do("faults", kind="error_500", path="Document_ЗаказКлиента", method="POST")
    with pytest.raises(Retryable):
        await connector.upsert(command(deal(company, number=2, client=client)))


@pytest.mark.parametrize(
    "show", [shown_by_another_order, shown_by_an_order_whose_answer_was_lost, shown_by_a_client_alone]
)
async def test_a_first_create_left_in_doubt_waits_only_until_another_record_shows_that_keys_are_kept(
    connector, onec, company, database_of, show
):
    order = command(deal(company))
    await begun_by_a_dead_run(database_of, minutes=0)
    with pytest.raises(Retryable) as again:
        await connector.upsert(order)

    await show(connector, onec, company)
    outcome, *_ = await connector.upsert(order)

    assert again.value.counted is False
    assert 0 < again.value.after_s <= 15
    assert isinstance(outcome, OrderUpserted), outcome
    assert len([one for one in await onec.orders() if one["НомерПоДаннымКлиента"] == "B24-1"]) == 1


async def test_where_the_base_ignores_our_key_a_lost_create_is_found_by_its_marker_at_once(connector, onec, company):
    await onec.do("switches", honour_client_ref_key=False)
    await onec.do("faults", kind="drop_after_commit", path="Document_ЗаказКлиента", method="POST")
    order = command(deal(company))
    with pytest.raises(Retryable):
        await connector.upsert(order)

    outcome, _ = await connector.upsert(order)

    (shown,) = await onec.orders()
    assert isinstance(outcome, OrderUpserted), outcome
    assert (shown["guid"], shown["Posted"]) == (outcome.ref.id, True)


async def test_a_lost_create_that_the_accountant_edited_meanwhile_is_read_and_posted(connector, onec, company):
    await onec.do("switches", honour_client_ref_key=False)
    await onec.do("faults", kind="drop_after_commit", path="Document_ЗаказКлиента", method="POST")
    order = command(deal(company))
    with pytest.raises(Retryable):
        await connector.upsert(order)
    (lost,) = await onec.orders()
    code = (await onec.order(lost["guid"]))["document"]["Товары"][0]["КодСтроки"]
    await onec.do(f"orders/{lost['guid']}/edit", change=[{"row": code, "quantity": "9"}])

    with pytest.raises(Retryable):
        await connector.upsert(order)
    facts = await connector.touch(lost["guid"])
    outcome, *_ = await connector.upsert(order)

    (shown,) = await onec.orders()
    assert len(facts) == 1
    assert isinstance(outcome, OrderUpserted), outcome
    assert (shown["guid"], shown["Posted"]) == (outcome.ref.id, True)


@pytest.mark.parametrize("honoured", [True, False])
async def test_what_a_deal_was_edited_to_while_the_answer_to_the_create_was_lost_reaches_the_order(
    connector, onec, company, honoured
):
    """It was told as an edit of 1C, contained what the deal had last, and so took the deal's rows back, untold."""
    await onec.do("switches", honour_client_ref_key=honoured)
    await connector.upsert(command(deal(company, number=2)))  # that it keeps our keys is known by then
    await onec.do("faults", kind="drop_after_commit", path="Document_ЗаказКлиента", method="POST")
    with pytest.raises(Retryable):
        await connector.upsert(command(deal(company)))
    newer = command(deal(company, title="Срочно", lines=(line(known_item(company), quantity="9"),)), edited=2)
    with pytest.raises(Retryable):
        await connector.upsert(newer)

    (fact, *_) = await connector.touch((await onec.orders())[-1]["guid"])
    outcome, *_ = await connector.upsert(newer)

    document = (await onec.order(outcome.ref.id))["document"]
    assert fact.order.groups[OrderGroup.ROWS].known == 0
    assert ([row["Количество"] for row in document["Товары"]], document["Posted"]) == (["9"], True)
    assert "Срочно" in document["Комментарий"]
    assert "Оставлен состав из сделки" in said(outcome)


async def test_two_orders_with_one_marker_are_put_before_a_person(connector, onec, company, database_of):
    await onec.do("switches", honour_client_ref_key=False)
    order = command(deal(company))
    outcome, _ = await connector.upsert(order)
    copy = (await onec.do(f"orders/{outcome.ref.id}/copy"))["guid"]
    await onec.do(f"orders/{copy}/edit", header={"НомерПоДаннымКлиента": "B24-1"})
    long_ago = datetime.now(UTC) - timedelta(minutes=11)
    await database_of.entities_onec.update_one(
        {"_id": "deal:1"}, {"$set": {"attempt_at": long_ago}, "$unset": {"ref": ""}}
    )

    (refused,) = await connector.upsert(order)

    assert refused.reason == "doubled"
    assert len(await onec.orders()) == 2


async def test_where_the_base_ignores_our_key_a_create_that_1c_has_refused_is_not_waited_for(connector, onec, company):
    await onec.do("switches", honour_client_ref_key=False)
    await onec.do("faults", kind="error_500", path="Document_ЗаказКлиента", method="POST")
    order = command(deal(company))
    with contextlib.suppress(Retryable):
        await connector.upsert(order)

    outcome, *_ = await connector.upsert(order)

    assert isinstance(outcome, OrderUpserted), outcome
    assert len(await onec.orders()) == 1


async def test_no_second_client_is_made_while_the_first_one_may_still_be_being_made(connector, onec, company):
    await onec.do("switches", honour_client_ref_key=False)
    await onec.do("faults", kind="drop_before", path="Catalog_Партнеры", method="POST")
    client = next(one for one in company.clients if not one.known_to_onec and one.kind == "company")
    with pytest.raises(DoubtfulWrite):
        await connector.upsert(command(deal(company, number=1, client=client)))

    with pytest.raises(Retryable) as waits:
        await connector.upsert(command(deal(company, number=2, client=client)))

    assert not waits.value.counted
    assert await onec.orders() == []
