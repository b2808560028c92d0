from datetime import UTC, datetime, timedelta

import pytest

from sandbox.dataset.identity import company_inn
from services.onec_connector.intake.poll import Poller
from services.onec_connector.memory.seen import SeenOrders
from services.onec_connector.objects import order as names
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import OrderChanged, OrderStatus, OrderTouched
from tests.integration.onec_connector.connector import command, created, deal, known_client, known_item

NOBODY = "00000000-0000-4000-8000-00000000dead"
CUTOFF = datetime(2026, 1, 1, tzinfo=UTC)


async def _accountants_order(onec, company, **changes) -> str:
    shown = await onec.do(
        "orders", client=known_client(company).guid, rows=[{"item": known_item(company).guid, "quantity": 2}], **changes
    )
    return shown["guid"]


async def test_an_order_of_the_accountant_is_told_whole_with_its_birth_key(connector, onec, company):
    guid = await _accountants_order(onec, company, note="Срочно")

    (fact,) = await connector.touch(guid)

    order = fact.order
    assert isinstance(fact, OrderChanged)
    assert order.customer.name == known_client(company).name
    assert order.customer.legal_entity.inn == known_client(company).requisites[0].inn
    assert order.lines[0].item.name == known_item(company).name
    assert (order.origin, order.note, order.posted) == (None, "Срочно", True)
    assert order.title.startswith("Заказ клиента ")
    assert OrderGroup.HEADER in order.groups
    assert (await connector.flow.store.find(guid)).key == f"order:{guid}"


async def test_an_order_of_a_partner_who_is_a_part_of_another_says_so(connector, onec, company):
    head = known_client(company).guid
    part = await onec.do("partners", name="Ромашка-Юг", inn=company_inn("7701", 731), head=head)
    shown = await onec.do("orders", client=part["partner"], rows=[{"item": known_item(company).guid, "quantity": 2}])

    (of_part,) = await connector.touch(shown["guid"])
    (of_head,) = await connector.touch(await _accountants_order(onec, company))

    assert (of_part.order.customer.is_part, of_head.order.customer.is_part) == (True, False)


async def test_what_1c_got_since_the_last_order_is_known_in_the_next(connector, onec, company):
    guid = await _accountants_order(onec, company)
    await connector.touch(guid)
    async with onec.clerk() as clerk:
        euro = await clerk.create("Catalog_Валюты", {"Code": "978", "Description": "EUR"})
        store = await clerk.create("Catalog_Склады", {"Description": "Склад у моста"})
        named = {"Валюта_Key": euro["Ref_Key"], "Склад_Key": store["Ref_Key"]}
        await clerk.change("Document_ЗаказКлиента", guid, named)

    (fact,) = await connector.touch(guid)

    assert (fact.order.currency, fact.order.terms.warehouse.name) == ("EUR", "Склад у моста")


async def test_a_reference_that_leads_nowhere_is_looked_for_once(connector, onec, company):
    guid = await _accountants_order(onec, company)
    async with onec.clerk() as clerk:
        await clerk.change("Document_ЗаказКлиента", guid, {"Менеджер_Key": NOBODY})
    await connector.touch(guid)
    before = [one for one in await onec.calls() if "Catalog_Пользователи" in one["path"]]

    await connector.touch(guid, force=True)

    assert [one for one in await onec.calls() if "Catalog_Пользователи" in one["path"]] == before


async def test_an_order_that_does_not_differ_is_told_once(connector, onec, company):
    guid = await _accountants_order(onec, company)

    first = await connector.touch(guid)
    second = await connector.touch(guid)
    forced = await connector.touch(guid, force=True)

    assert [len(first), len(second), len(forced)] == [1, 0, 1]
    assert forced[0].order.groups == first[0].order.groups


async def test_a_payment_is_told_as_a_status_with_its_figures(connector, onec, company):
    guid = await _accountants_order(onec, company)
    await connector.touch(guid)
    await onec.do(f"orders/{guid}/pay", percent=100)

    (fact,) = await connector.touch(guid)

    assert isinstance(fact, OrderStatus)
    assert fact.order.state.paid_percent == 100
    assert set(fact.order.groups) == {OrderGroup.STATE, OrderGroup.GIVEN}


async def test_our_own_write_is_no_news(connector, company):
    outcome, _ = await connector.upsert(command(deal(company)))

    assert await connector.touch(outcome.ref.id) == []


async def test_a_copy_of_our_order_is_a_newborn_of_1c(connector, onec, company):
    outcome, _ = await connector.upsert(command(deal(company)))
    copy = (await onec.do(f"orders/{outcome.ref.id}/copy"))["guid"]
    draft = await connector.touch(copy)
    await onec.do(f"orders/{copy}/post")

    (fact,) = await connector.touch(copy)

    assert draft == []
    assert isinstance(fact, OrderChanged)
    assert fact.order.origin is None
    assert (await connector.flow.store.find(copy)).key == f"order:{copy}"


async def test_a_copy_of_our_order_tells_its_own_deal_nothing_of_the_other_one(connector, onec, company):
    outcome, _ = await connector.upsert(command(deal(company, note="Позвонить перед отгрузкой")))
    copy = (await onec.do(f"orders/{outcome.ref.id}/copy"))["guid"]
    await onec.do(f"orders/{copy}/post")

    (fact,) = await connector.touch(copy)

    assert (await onec.order(copy))["document"]["Комментарий"].startswith("Сделка № 1 «")
    assert fact.order.note == "Позвонить перед отгрузкой"


async def test_reordered_rows_are_no_change(connector, onec, company):
    rows = [{"item": known_item(company, place).guid, "quantity": place + 1} for place in range(2)]
    guid = (await onec.do("orders", client=known_client(company).guid, rows=rows))["guid"]
    await connector.touch(guid)
    codes = [row["КодСтроки"] for row in (await onec.order(guid))["document"]["Товары"]]
    await onec.do(f"orders/{guid}/edit", rows=[{"row": code} for code in reversed(codes)])

    assert await connector.touch(guid) == []


async def test_polling_touches_what_moved_and_nothing_else(connector, onec, company, database_of):
    poller, published = _poller(connector, database_of)
    guid = await _accountants_order(onec, company)
    old = await _accountants_order(onec, company, date="2025-06-01T10:00:00")

    await poller.hot()
    await poller.whole(timedelta(days=900))
    await poller.hot()
    first = _touched(published)
    await onec.do(f"orders/{guid}/pay", percent=50)
    await poller.hot()
    second = _touched(published)
    await onec.do(f"orders/{guid}/edit", header={"Комментарий": "Проверено"})
    await poller.hot()
    third = _touched(published)
    await poller.hot()

    assert old not in first
    assert (first, second, third, _touched(published)) == ([guid], [guid], [guid], [])


async def test_an_old_order_that_is_dated_anew_after_the_cut_off_is_touched(connector, onec, company, database_of):
    poller, published = _poller(connector, database_of)
    old = await _accountants_order(onec, company, date="2025-12-20T10:00:00")
    await poller.whole(timedelta(days=900))
    first = _touched(published)
    async with onec.clerk() as clerk:
        await clerk.change(names.SET, old, {names.DATE: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")})

    await poller.hot()
    second = _touched(published)
    await poller.hot()

    assert (first, second, _touched(published)) == ([], [old], [])


@pytest.mark.parametrize("first_look", ["documents", "states"])
async def test_a_payment_between_the_first_two_looks_is_touched(connector, onec, company, database_of, first_look):
    poller, published = _poller(connector, database_of)
    guid = await _accountants_order(onec, company)
    await poller.documents(timedelta(days=3))
    if first_look == "states":  # seen by a version of the bus that did not look at figures
        await database_of.seen_onec.update_one({"_id": guid}, {"$unset": {"figures": ""}})
    touched = _touched(published)
    await onec.do(f"orders/{guid}/pay", percent=50)

    await poller.open()

    assert (touched, _touched(published)) == ([guid], [guid])


async def test_an_order_that_is_closed_with_a_debt_is_looked_at_until_it_is_paid(connector, onec, company, database_of):
    await onec.do("switches", control_close=False)
    poller, published = _poller(connector, database_of)
    guid = await _accountants_order(onec, company)
    await onec.do(f"orders/{guid}/ship")
    await onec.do(f"orders/{guid}/close")
    await poller.documents(timedelta(days=3))
    _touched(published)
    state = (await onec.order(guid))["state"]["Состояние"]

    await onec.do(f"orders/{guid}/pay")
    await poller.open()
    paid = _touched(published)
    await onec.do(f"orders/{guid}/unpay")
    await poller.open()

    assert (state, paid) == ("Закрыт", [guid])
    assert _touched(published) == []  # nothing is expected any more of what was paid


async def test_a_debt_that_an_earlier_release_took_for_the_end_is_expected_after_the_look_of_the_night(
    connector, onec, company, database_of
):
    poller, published = _poller(connector, database_of)
    guid = await _accountants_order(onec, company)
    await poller.documents(timedelta(days=3))
    await database_of.seen_onec.update_one({"_id": guid}, {"$set": {"final": True}})
    _touched(published)

    await poller.whole(timedelta(days=3))
    unmoved = _touched(published)
    await onec.do(f"orders/{guid}/pay", percent=50)
    await poller.open()

    assert (unmoved, _touched(published)) == ([], [guid])


@pytest.mark.parametrize("paid", [0, 100])
async def test_figures_that_1c_does_not_recalculate_are_told_again_after_five_minutes(
    connector, onec, company, database_of, paid
):
    await onec.do("switches", provisional_state=True)
    on_credit = next(one for one in company.clients if one.agreement and one.agreement.payment == "deferred")
    outcome, _ = await connector.upsert(command(deal(company, client=on_credit)))
    guid = outcome.ref.id
    if paid:
        await onec.do(f"orders/{guid}/pay", percent=paid)
    await onec.do(f"orders/{guid}/ship")
    (fact,) = await connector.touch(guid)
    poller, published = _poller(connector, database_of)
    await poller.hot()
    _touched(published)
    long_ago = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=6)
    await connector.flow.store.set_fields("deal:1", {"provisional_since": long_ago})

    await poller.hot()
    await poller.hot()

    assert (fact.order.state.name, fact.order.state.paid_percent) == ("ГотовКЗакрытию", paid)
    assert fact.order.state.provisional_since is not None
    assert [(message.ref.id, message.force) for message in published] == [(guid, True)]


@pytest.mark.parametrize("told_by", ["a touch", "a command"])
async def test_a_payment_told_between_two_looks_and_undone_before_the_second_is_noticed(
    connector, onec, company, database_of, told_by
):
    guid = await created(connector, company)
    poller, published = _poller(connector, database_of)
    await poller.hot()
    _touched(published)
    await onec.do(f"orders/{guid}/pay", percent=100)
    facts = await (connector.touch(guid) if told_by == "a touch" else connector.upsert(command(deal(company))))
    await onec.do(f"orders/{guid}/unpay")

    await poller.hot()

    assert [fact.order.state.paid_percent for fact in facts if isinstance(fact, OrderStatus)] == [100]
    assert _touched(published) == [guid]


@pytest.mark.parametrize("days", [0, 30])
async def test_a_draft_that_is_deleted_is_touched_once_and_again_when_it_comes_back(
    connector, onec, company, database_of, days
):
    poller, published = _poller(connector, database_of)
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/unpost")
    dated = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S")
    async with onec.clerk() as clerk:
        await clerk.change("Document_ЗаказКлиента", guid, {"Date": dated})
    await poller.documents(timedelta(days=60))
    document = (await onec.order(guid))["document"]
    _touched(published)
    await onec.do(f"orders/{guid}/delete")

    await poller.hot()
    gone = _touched(published)
    await poller.hot()
    again = _touched(published)
    async with onec.clerk() as clerk:
        await clerk.create("Document_ЗаказКлиента", {**document, "Posted": False})
    await poller.hot()

    assert (gone, again, _touched(published)) == ([guid], [], [guid])


def _poller(connector, database) -> tuple[Poller, list[OrderTouched]]:
    published: list[OrderTouched] = []

    async def publish(*messages) -> None:
        published.extend(messages)

    flow = connector.flow
    seen = SeenOrders(database)
    place = flow.snapshots.place
    return Poller(flow.snapshots.base, seen, flow.store, publish, place=place, cutoff=CUTOFF), published


def _touched(published: list[OrderTouched]) -> list[str]:
    found = [message.ref.id for message in published]
    published.clear()
    return found
