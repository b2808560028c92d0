"""What a write has to tell is told, although its answer or its outcome is lost."""

import pytest

from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import OrderPolicy, Owner
from shared.messages.things import Manager
from tests.integration.onec_connector.connector import command, created, deal, known_item, line, said


async def _conflict(connector, onec, company):
    """Rows that a person changes in 1C, and a command that was made before anybody had heard of it."""
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))
    async with onec.clerk() as clerk:
        rows = (await onec.order(guid))["document"]["Товары"]
        await clerk.change("Document_ЗаказКлиента", guid, {"Товары": [{**rows[0], "Количество": 3}]})
    await connector.touch(guid)
    return guid, command(deal(company, lines=(line(item, quantity="5"),)), edited=2)


def _once(text):
    assert text.count("одновременно изменили") == 1, text
    assert text.count("изменён по сделке") == 1, text


@pytest.mark.parametrize("path", ["Document_ЗаказКлиента", "/Post"])
async def test_conflict_and_change_are_told_although_1c_took_the_write_and_its_answer_was_lost(
    connector, onec, company, path
):
    _, changed = await _conflict(connector, onec, company)
    method = "PATCH" if path != "/Post" else "POST"
    await onec.do("faults", kind="drop_after_commit", path=path, method=method)

    with pytest.raises(Retryable):
        await connector.upsert(changed)
    outcome, *_ = await connector.upsert(changed)
    again, *_ = await connector.upsert(changed)

    _once(said(outcome))
    assert said(again) == ""


async def test_a_conflict_is_told_although_somebody_edited_another_field_before_the_next_run(connector, onec, company):
    guid, _ = await _conflict(connector, onec, company)
    changed = command(deal(company, lines=(line(known_item(company), quantity="5"),), title="Срочно"), edited=2)
    await onec.do("faults", kind="drop_after_commit", path="/Post", method="POST")
    with pytest.raises(Retryable):
        await connector.upsert(changed)
    comment = (await onec.order(guid))["document"]["Комментарий"]
    await onec.do(f"orders/{guid}/edit", header={"Комментарий": f"{comment}\nзвонили"})

    outcome, *_ = await connector.upsert(changed)

    _once(said(outcome))


@pytest.mark.parametrize("path", ["Document_ЗаказКлиента", "/Post"])
async def test_they_are_told_too_where_the_deal_has_another_item_in_place_of_the_orders(connector, onec, company, path):
    guid, _ = await _conflict(connector, onec, company)
    other, third = (line(known_item(company, place), quantity="25") for place in (1, 2))
    changed = command(deal(company, lines=(other, third)), edited=2)
    method = "PATCH" if path != "/Post" else "POST"
    await onec.do("faults", kind="drop_after_commit", path=path, method=method)

    with pytest.raises(Retryable):
        await connector.upsert(changed)
    outcome, *_ = await connector.upsert(changed)

    assert len((await onec.order(guid))["document"]["Товары"]) == 2
    _once(said(outcome))


async def test_conflict_and_change_are_told_although_the_process_died_before_it_published(connector, onec, company):
    _, changed = await _conflict(connector, onec, company)

    await connector.flow.writer.upserted(wrap(changed, source="test"), changed)
    outcome, *_ = await connector.upsert(changed)
    again, *_ = await connector.upsert(changed)

    _once(said(outcome))
    assert said(again) == ""


async def test_conflict_and_change_are_told_although_the_next_command_is_refused(connector, onec, company):
    guid, changed = await _conflict(connector, onec, company)

    await connector.flow.writer.upserted(wrap(changed, source="test"), changed)
    await onec.do(f"orders/{guid}/mark")
    outcome, *_ = await connector.upsert(changed)
    again, *_ = await connector.upsert(changed)

    _once(said(outcome))
    assert ["помечен на удаление" in said(one) for one in (outcome, again)] == [True, True]
    assert "одновременно изменили" not in said(again)


async def test_what_1c_never_took_is_planned_and_told_anew_once(connector, onec, company):
    _, changed = await _conflict(connector, onec, company)
    await onec.do("faults", kind="drop_before", path="Document_ЗаказКлиента", method="PATCH")

    with pytest.raises(Retryable):
        await connector.upsert(changed)
    outcome, *_ = await connector.upsert(changed)

    _once(said(outcome))


async def test_a_conflict_that_1c_wins_is_told_although_the_process_died_before_it_published(connector, onec, company):
    _, changed = await _conflict(connector, onec, company)
    policy = OrderPolicy(owners={OrderGroup.ROWS: Owner(before_shipment="onec")})
    changed = changed.with_(policy=policy)

    await connector.flow.writer.upserted(wrap(changed, source="test"), changed)
    outcomes = [(await connector.upsert(changed))[0] for _ in range(2)]

    assert [told.topic for outcome in outcomes for told in outcome.told].count("conflict") == 1


@pytest.mark.parametrize("path", ["", "("], ids=["create", "post"])
async def test_what_a_create_has_to_say_is_told_once_where_its_answer_is_lost(connector, onec, company, path):
    item = known_item(company)
    typed = deal(company, lines=(line(item),)).with_(stated_total=line(item).total + 1)
    stranger = Manager(name="Незнакомый Пётр", email="stranger@example.ru")
    order = command(typed.with_(manager=stranger))
    await onec.do("faults", kind="drop_after_commit", method="POST", path=f"Document_ЗаказКлиента{path}")
    with pytest.raises(Retryable):
        await connector.upsert(order)

    outcomes = [(await connector.upsert(order))[0] for _ in range(2)]

    texts = [told.text for outcome in outcomes for told in outcome.told if not told.once]
    assert len([text for text in texts if "вручную" in text]) == 1, texts
    assert len([text for text in texts if "Незнакомый Пётр" in text]) == 1, texts


async def _argued(connector, onec, company):
    """Rows that both sides have overwritten ten times within the hour, and the eleventh command."""
    guid, changed = await _conflict(connector, onec, company)
    store = connector.flow.store
    for _ in range(11):
        entity = await store.take_version("deal:1")
        await store.store_published("deal:1", entity.version, {OrderGroup.ROWS: f"typed {entity.version}"})
        await store.end_write("deal:1", {}, wrote=[OrderGroup.ROWS])
    await connector.touch(guid)
    return changed


async def test_that_an_exchange_was_stopped_is_told_although_the_process_died_before_it_published(
    connector, onec, company
):
    changed = await _argued(connector, onec, company)

    await connector.flow.writer.upserted(wrap(changed, source="test"), changed)
    outcomes = [(await connector.upsert(changed))[0] for _ in range(2)]

    assert ["остановлен" in said(one) for one in outcomes] == [True, False]


async def test_words_that_may_have_been_heard_bear_the_same_id_when_they_are_told_again(connector, onec, company):
    _, changed = await _conflict(connector, onec, company)

    done = await connector.flow.writer.upserted(wrap(changed, source="test"), changed)
    outcome, *_ = await connector.upsert(changed)

    first, again = ({one.text: one.id for one in run.told if not one.once} for run in (done.publish[0], outcome))
    assert first == again
    assert all(ids for ids in first.values())


async def _told_after_a_kill(connector, order):
    """A run that dies before it publishes, and what the two after it say."""
    await connector.flow.writer.upserted(wrap(order, source="test"), order)
    return [said((await connector.upsert(order))[0]) for _ in range(2)]


async def test_that_an_order_was_taken_back_and_brought_back_is_told_after_a_kill(connector, onec, company):
    await created(connector, company)

    lost = await _told_after_a_kill(connector, command(deal(company), edited=2, wanted="cancelled"))
    back = await _told_after_a_kill(connector, command(deal(company), edited=3))

    assert ["отменён" in text for text in lost] == [True, False]
    assert ["снова проведён" in text for text in back] == [True, False]


async def test_that_an_edit_was_turned_down_is_told_after_a_kill(connector, onec, company):
    first, second = (line(known_item(company, place)) for place in (0, 1))
    guid = await created(connector, company, lines=(first, second))
    await onec.do(f"orders/{guid}/ship")
    await connector.touch(guid)

    told = await _told_after_a_kill(connector, command(deal(company, lines=(first,)), edited=2))

    assert ["уже отгружен" in text for text in told] == [True, False]


async def test_what_an_edit_that_wrote_nothing_has_to_tell_is_told_after_a_kill(connector, company):
    await created(connector, company)
    stranger = Manager(name="Незнакомый Пётр", email="stranger@example.ru")

    told = await _told_after_a_kill(connector, command(deal(company, manager=stranger), edited=2))

    assert ["Незнакомый Пётр" in text for text in told] == [True, False]
