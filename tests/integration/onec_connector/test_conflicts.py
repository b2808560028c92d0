"""An order that is edited on both sides at once."""

from decimal import Decimal

import pytest

from shared.bus.errors import Retryable
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import OrderPolicy, Owner
from shared.messages.ring.facts import OrderChanged, OrderTouched
from tests.integration.onec_connector.connector import command, created, deal, known_item, line, said


async def test_an_edit_in_1c_that_is_not_told_yet_is_told_first(connector, onec, company):
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))
    code = (await onec.order(guid))["document"]["Товары"][0]["КодСтроки"]
    await onec.do(f"orders/{guid}/edit", change=[{"row": code, "quantity": "9"}])

    with pytest.raises(Retryable) as come_back:
        await connector.upsert(command(deal(company, lines=(line(item, quantity="5"),)), edited=2))

    assert come_back.value.counted is False
    assert [type(message) for message in connector.published] == [OrderTouched]
    (row,) = (await onec.order(guid))["document"]["Товары"]
    assert Decimal(row["Количество"]) == 9


@pytest.mark.parametrize(("owner", "quantity"), [("b24", 5), ("onec", 9)])
async def test_in_a_conflict_the_owner_wins_and_the_other_value_is_told(connector, onec, company, owner, quantity):
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))
    code = (await onec.order(guid))["document"]["Товары"][0]["КодСтроки"]
    await onec.do(f"orders/{guid}/edit", change=[{"row": code, "quantity": "9"}])
    await connector.touch(guid)
    policy = OrderPolicy(owners={OrderGroup.ROWS: Owner(before_shipment=owner)})

    outcome, _, touched = await connector.upsert(
        command(deal(company, lines=(line(item, quantity="5"),)), edited=2, policy=policy)
    )

    (row,) = (await onec.order(guid))["document"]["Товары"]
    assert Decimal(row["Количество"]) == quantity
    (conflict,) = [told.text for told in outcome.told if told.topic == "conflict"]
    loser = {"b24": f"бухгалтер поставил: «{item.name}» 9 шт.", "onec": f"менеджер поставил: «{item.name}» 5 шт."}
    assert loser[owner] in conflict
    assert "одновременно изменили в сделке и в 1С" in conflict
    assert isinstance(touched, OrderTouched)
    assert isinstance((await connector.touch(guid))[0], OrderChanged)


async def test_somebody_saving_between_our_look_and_our_write_is_not_overwritten(connector, onec, company):
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))
    code = (await onec.order(guid))["document"]["Товары"][0]["КодСтроки"]
    base = connector.flow.snapshots.base
    read, edited = base.read, []

    async def read_after_the_accountant_saved(name, ref, select=()):
        if select == ("DataVersion",) and not edited:
            edited.append(await onec.do(f"orders/{guid}/edit", change=[{"row": code, "quantity": "9"}]))
        return await read(name, ref, select)

    base.read = read_after_the_accountant_saved

    with pytest.raises(Retryable):
        await connector.upsert(command(deal(company, lines=(line(item, quantity="5"),)), edited=2))

    (row,) = (await onec.order(guid))["document"]["Товары"]
    assert Decimal(row["Количество"]) == 9


@pytest.mark.parametrize("hung", ["note_sent", "note_step"])
async def test_somebody_saving_while_the_database_hangs_before_our_write_is_not_overwritten(
    connector, onec, company, hung, monkeypatch
):
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))
    code = (await onec.order(guid))["document"]["Товары"][0]["КодСтроки"]
    store = connector.flow.store
    note, edited = getattr(store, hung), []

    async def noted_while_the_accountant_saves(key, *words, **more):
        if not edited:
            edited.append(await onec.do(f"orders/{guid}/edit", change=[{"row": code, "quantity": "9"}]))
        return await note(key, *words, **more)

    monkeypatch.setattr(store, hung, noted_while_the_accountant_saves)

    with pytest.raises(Retryable):
        await connector.upsert(command(deal(company, lines=(line(item, quantity="5"),)), edited=2))

    (row,) = (await onec.order(guid))["document"]["Товары"]
    assert (Decimal(row["Количество"]), (await store.get("deal:1")).writing) == (9, None)


async def test_a_conflict_is_told_once_however_often_the_order_is_saved_meanwhile(connector, onec, company):
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))
    code = (await onec.order(guid))["document"]["Товары"][0]["КодСтроки"]
    await onec.do(f"orders/{guid}/edit", change=[{"row": code, "quantity": "9"}])
    await connector.touch(guid)
    base = connector.flow.snapshots.base
    read, saved = base.read, []

    async def read_after_the_accountant_saved(name, ref, select=()):
        if select == ("DataVersion",) and len(saved) < 2:
            saved.append(await onec.do(f"orders/{guid}/edit", header={"Комментарий": f"звонили {len(saved)} раз"}))
        return await read(name, ref, select)

    base.read = read_after_the_accountant_saved

    outcome, *_ = await connector.upsert(command(deal(company, lines=(line(item, quantity="5"),)), edited=2))

    assert len(saved) == 2
    assert [told.topic for told in outcome.told].count("conflict") == 1


@pytest.mark.parametrize(("counted", "told"), [("record", 1), ("database", 0)])
async def test_a_save_in_the_instant_of_our_write_is_told_where_versions_show_it(
    connector, onec, company, counted, told
):
    await onec.do("switches", data_version=counted)
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))
    base = connector.flow.snapshots.base
    change = base.change

    async def change_after_the_accountant_saved(name, ref, body):
        await onec.do(f"orders/{guid}/edit", header={"Комментарий": "звонили"})
        return await change(name, ref, body)

    base.change = change_after_the_accountant_saved

    outcome, *_ = await connector.upsert(command(deal(company, lines=(line(item, quantity="5"),)), edited=2))

    assert sum("сохранили в 1С одновременно" in one.text for one in outcome.told) == told


@pytest.mark.parametrize("counted", ["record", "database"])
async def test_nobody_is_said_to_have_saved_an_order_that_nobody_saved(connector, onec, company, counted):
    await onec.do("switches", data_version=counted)
    item = known_item(company)
    await created(connector, company, lines=(line(item),))

    outcome, *_ = await connector.upsert(command(deal(company, lines=(line(item, quantity="5"),)), edited=2))

    assert "одновременно" not in " ".join(one.text for one in outcome.told)


async def test_where_1c_refuses_the_deals_rows_nobody_reads_that_they_were_left(connector, onec, company):
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))
    async with onec.clerk() as clerk:
        rows = (await onec.order(guid))["document"]["Товары"]
        await clerk.change("Document_ЗаказКлиента", guid, {"Товары": [{**rows[0], "Количество": 3}]})
    await connector.touch(guid)
    await onec.do("switches", post_fail=3)

    outcome, *_ = await connector.upsert(command(deal(company, lines=(line(item, quantity="5"),)), edited=2))

    assert [Decimal(row["Количество"]) for row in (await onec.order(guid))["document"]["Товары"]] == [3]
    assert "Оставлен" not in said(outcome)


async def test_where_the_deals_rows_are_turned_down_nobody_reads_that_they_were_left(connector, onec, company):
    first, second = line(known_item(company)), line(known_item(company, 1))
    guid = await created(connector, company, lines=(first, second))
    await onec.do(f"orders/{guid}/ship")
    async with onec.clerk() as clerk:
        rows = (await onec.order(guid))["document"]["Товары"]
        rows[1]["Количество"] = 3
        await clerk.change("Document_ЗаказКлиента", guid, {"Товары": rows})
    await connector.touch(guid)
    policy = OrderPolicy(owners={OrderGroup.ROWS: Owner(after_shipment="b24")})

    outcome, *_ = await connector.upsert(command(deal(company, lines=(first,)), edited=2, policy=policy))

    assert "Изменение состава не принято" in said(outcome)
    assert "Оставлен" not in said(outcome)
