"""Lost deals take their orders back, and bring them back."""

import re

import pytest

from shared.bus.errors import Retryable
from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.facts import OrderChanged, OrderStatus
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from shared.messages.things import Ref
from tests.integration.onec_connector.connector import (
    by_contract,
    command,
    created,
    deal,
    known_client,
    known_item,
    said,
)


def deleted(company):
    """A deal of which nothing but its id is known any more."""
    return deal(company).with_(phase="cancelled", deleted=True, title="", note="", lines=(), customer=None)


async def typed(onec, company):
    """An order that was typed in 1C."""
    rows = [{"item": known_item(company).guid, "quantity": 2, "price": 150}]
    return (await onec.do("orders", client=known_client(company).guid, rows=rows))["guid"]


def of_order(guid, order, *, edited):
    order = order.with_(ref=Ref(system="onec", kind="order", id=guid))
    return command(order, edited=edited, wanted="cancelled", key=f"order:{guid}")


async def test_a_lost_deal_unposts_its_order_and_coming_back_posts_the_same_one(connector, onec, company):
    guid = await created(connector, company)

    lost, status = await connector.upsert(command(deal(company), edited=2, wanted="cancelled"))
    gone = (await onec.order(guid))["document"]["Posted"]
    back, _ = await connector.upsert(command(deal(company), edited=3))

    assert gone is False
    assert isinstance(status, OrderStatus)
    assert "отменён" in said(lost)
    assert (await onec.order(guid))["document"]["Posted"] is True
    assert back.ref.id == guid
    assert "снова" in said(back)


@pytest.mark.parametrize("fault", ["drop_before", "drop_after_commit"])
async def test_a_deal_that_is_lost_again_after_a_lost_answer_takes_its_order_back(connector, onec, company, fault):
    guid = await created(connector, company)
    await onec.do("faults", kind=fault, path="/Unpost", method="POST")
    with pytest.raises(Retryable):
        await connector.upsert(command(deal(company), edited=2, wanted="cancelled"))

    await connector.upsert(command(deal(company), edited=3, wanted="hold"))
    await connector.upsert(command(deal(company), edited=4, wanted="cancelled"))
    unposted = (await onec.order(guid))["document"]["Posted"]
    await connector.upsert(command(deal(company), edited=5))

    assert (unposted, (await onec.order(guid))["document"]["Posted"]) == (False, True)


async def test_a_lost_deal_with_something_shipped_leaves_the_order_and_tells(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/ship")

    outcome, _ = await connector.upsert(command(deal(company), edited=2, wanted="cancelled"))

    assert (await onec.order(guid))["document"]["Posted"] is True
    assert "Заказ в 1С не отменён, решите с бухгалтером" in said(outcome)


async def test_a_lost_deal_leaves_a_shipped_order_of_which_1c_keeps_no_figures(connector, onec, company):
    client = by_contract(company)
    guid = await created(connector, company, client=client)
    await onec.do(f"orders/{guid}/ship")

    outcome, _ = await connector.upsert(command(deal(company, client=client), edited=2, wanted="cancelled"))

    assert (await onec.order(guid))["document"]["Posted"] is True
    assert "в состоянии «Готов к закрытию». Заказ в 1С не отменён, решите с бухгалтером" in said(outcome)


async def test_a_lost_deal_leaves_an_order_whose_goods_have_left_before_their_sale_document(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/show_state", state="ОжидаетсяПереходПраваСобственности")

    outcome, _ = await connector.upsert(command(deal(company), edited=2, wanted="cancelled"))

    assert (await onec.order(guid))["document"]["Posted"] is True
    assert "в состоянии «Ожидается переход права собственности»" in said(outcome)


@pytest.mark.parametrize(("done", "figure"), [("ship", "отгружено 100 %"), ("pay", "оплачено 100 %")])
async def test_a_deleted_deal_is_told_in_the_comment_of_an_order_that_outlives_it(
    connector, onec, company, done, figure
):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/{done}")
    before = (await onec.order(guid))["document"]["Комментарий"]

    for edited in (2, 3):
        outcome, _ = await connector.upsert(command(deleted(company), edited=edited, wanted="cancelled"))

    document = (await onec.order(guid))["document"]
    kept, _, word = document["Комментарий"].rpartition("\n")
    assert kept == before
    assert re.fullmatch(r"Сделка № 1 удалена в Битрикс24 \d\d\.\d\d\.\d{4}: решите с менеджером, .+", word)
    assert document["Posted"] is True
    assert said(outcome).startswith("Сделка удалена, но по заказу")
    assert figure in said(outcome)


async def test_the_word_of_a_deleted_deal_cuts_nothing_off_a_long_comment(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/pay")
    long = "Доставка: " + "со двора, " * 200 + "КОНЕЦ"
    await onec.do(f"orders/{guid}/edit", header={"Комментарий": long})

    await connector.upsert(command(deleted(company), edited=2, wanted="cancelled"))

    assert (await onec.order(guid))["document"]["Комментарий"].startswith(f"{long}\nСделка № 1 удалена")


async def test_the_word_of_a_deleted_deal_is_no_edit_of_the_accountant(connector, onec, company):
    guid = await typed(onec, company)
    await connector.touch(guid)
    await onec.do(f"orders/{guid}/pay")
    await connector.touch(guid)

    await connector.upsert(of_order(guid, deleted(company), edited=2))
    published = await connector.touch(guid)

    assert "удалена" in (await onec.order(guid))["document"]["Комментарий"]
    assert [one for one in published if isinstance(one, OrderChanged)] == []


async def test_a_comment_the_accountant_has_just_changed_is_still_published(connector, onec, company):
    guid = await typed(onec, company)
    await connector.touch(guid)
    await onec.do(f"orders/{guid}/pay")
    await onec.do(f"orders/{guid}/edit", header={"Комментарий": "Звонить после обеда"})

    await connector.upsert(of_order(guid, deleted(company), edited=2))
    (fact,) = [one for one in await connector.touch(guid) if isinstance(one, OrderChanged)]

    assert fact.order.note == "Звонить после обеда"
    assert "удалена" in (await onec.order(guid))["document"]["Комментарий"]


async def test_a_closed_period_keeps_no_deleted_deal_from_being_told(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/pay")
    await onec.do("switches", period_closed="2030-12-31")

    outcome, _ = await connector.upsert(command(deleted(company), edited=2, wanted="cancelled"))

    assert said(outcome).startswith("Сделка удалена, но по заказу")


@pytest.mark.parametrize(("gone", "head"), [(deal, "сделка проиграна"), (deleted, "сделка удалена")])
async def test_an_order_that_1c_does_not_let_go_is_told_with_what_became_of_its_deal(
    connector, onec, company, gone, head
):
    await created(connector, company)
    await onec.do("switches", period_closed="2030-12-31", refusal_text="shown")

    refused, *_ = await connector.upsert(command(gone(company), edited=2, wanted="cancelled"))

    assert isinstance(refused, OrderRefused)
    assert f": {head}, но 1С его не отменяет (" in said(refused)
    assert "Попросите главного бухгалтера открыть период в 1С; после этого заказ изменится сам." in said(refused)


async def test_a_deleted_deal_of_which_nothing_is_done_is_called_deleted(connector, company):
    await created(connector, company)

    outcome, _ = await connector.upsert(command(deleted(company), edited=2, wanted="cancelled"))

    assert said(outcome).startswith("Сделка удалена, заказ ")


async def test_a_lost_deal_marks_the_order_where_the_rules_say_so(connector, onec, company):
    guid = await created(connector, company)
    policy = OrderPolicy(lost="mark")

    await connector.upsert(command(deal(company), edited=2, wanted="cancelled", policy=policy))
    marked = (await onec.order(guid))["document"]["DeletionMark"]
    await connector.upsert(command(deal(company), edited=3, policy=policy))

    document = (await onec.order(guid))["document"]
    assert marked is True
    assert (document["DeletionMark"], document["Posted"]) == (False, True)


@pytest.mark.parametrize("lost", ["unpost", "mark"])
async def test_an_order_a_person_unposted_is_not_posted_when_its_lost_deal_comes_back(connector, onec, company, lost):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/unpost")
    await connector.touch(guid)
    policy = OrderPolicy(lost=lost)

    await connector.upsert(command(deal(company), edited=2, wanted="cancelled", policy=policy))
    outcome, _ = await connector.upsert(command(deal(company), edited=3, policy=policy))

    document = (await onec.order(guid))["document"]
    assert isinstance(outcome, OrderUpserted), outcome
    assert (document["DeletionMark"], document["Posted"]) == (False, False)


async def test_an_order_the_accountant_marked_is_told_not_touched(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/mark")

    (outcome,) = await connector.upsert(command(deal(company, title="Другое"), edited=2))

    assert isinstance(outcome, OrderRefused)
    assert "помечен на удаление" in outcome.told[-1].text
    assert (await onec.order(guid))["document"]["DeletionMark"] is True
