from sandbox.dataset.identity import company_inn
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import OrderChanged, OrderStatus
from tests.integration.onec_connector.connector import accountants_order, command, deal, known_client, known_item

NOBODY = "00000000-0000-4000-8000-00000000dead"


async def test_an_order_of_the_accountant_is_told_whole_with_its_birth_key(connector, onec, company):
    guid = await accountants_order(onec, company, note="Срочно")

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
    (of_head,) = await connector.touch(await accountants_order(onec, company))

    assert (of_part.order.customer.is_part, of_head.order.customer.is_part) == (True, False)


async def test_what_1c_got_since_the_last_order_is_known_in_the_next(connector, onec, company):
    guid = await accountants_order(onec, company)
    await connector.touch(guid)
    async with onec.clerk() as clerk:
        euro = await clerk.create("Catalog_Валюты", {"Code": "978", "Description": "EUR"})
        store = await clerk.create("Catalog_Склады", {"Description": "Склад у моста"})
        named = {"Валюта_Key": euro["Ref_Key"], "Склад_Key": store["Ref_Key"]}
        await clerk.change("Document_ЗаказКлиента", guid, named)

    (fact,) = await connector.touch(guid)

    assert (fact.order.currency, fact.order.terms.warehouse.name) == ("EUR", "Склад у моста")


async def test_a_reference_that_leads_nowhere_is_looked_for_once(connector, onec, company):
    guid = await accountants_order(onec, company)
    async with onec.clerk() as clerk:
        await clerk.change("Document_ЗаказКлиента", guid, {"Менеджер_Key": NOBODY})
    await connector.touch(guid)
    before = [one for one in await onec.calls() if "Catalog_Пользователи" in one["path"]]

    await connector.touch(guid, force=True)

    assert [one for one in await onec.calls() if "Catalog_Пользователи" in one["path"]] == before


async def test_an_order_that_does_not_differ_is_told_once(connector, onec, company):
    guid = await accountants_order(onec, company)

    first = await connector.touch(guid)
    second = await connector.touch(guid)
    forced = await connector.touch(guid, force=True)

    assert [len(first), len(second), len(forced)] == [1, 0, 1]
    assert forced[0].order.groups == first[0].order.groups


async def test_a_payment_is_told_as_a_status_with_its_figures(connector, onec, company):
    guid = await accountants_order(onec, company)
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
