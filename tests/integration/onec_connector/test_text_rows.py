"""A row of text in the deal that stands for an item of the order, as the portal has no product of it."""

from decimal import Decimal

import pytest

from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.outcomes import OrderUpserted
from tests.integration.onec_connector.connector import command, created, deal, known_item, line, said


def as_text(row, words):
    return row.with_(item=None, kind="free_text", text=words)


def service_of(company):
    return next(one for one in company.items if one.kind == "service" and one.known_to_onec)


async def rows_of(onec, guid):
    rows = (await onec.order(guid))["document"]["Товары"]
    return [(row["Номенклатура_Key"], row["КодСтроки"], Decimal(row["Количество"]), row["Содержание"]) for row in rows]


@pytest.mark.parametrize("has_service", [False, True])
async def test_an_edit_of_another_row_leaves_the_item_in_its_order(connector, onec, company, has_service):
    nut, bolt = known_item(company), known_item(company, 1)
    guid = await created(connector, company, lines=(line(nut), line(bolt)))
    (item, code, quantity, _), _ = await rows_of(onec, guid)
    policy = OrderPolicy(free_text_item=service_of(company).name if has_service else None)
    rows = (as_text(line(nut), nut.name), line(bolt, quantity="5"))

    outcome, _ = await connector.upsert(command(deal(company, lines=rows), edited=2, policy=policy))

    assert isinstance(outcome, OrderUpserted), outcome
    assert (await rows_of(onec, guid))[0] == (item, code, quantity, "")
    assert "изменена 1 строка" in said(outcome)


async def test_a_quantity_that_is_typed_into_the_row_of_text_is_the_items(connector, onec, company):
    nut = known_item(company)
    guid = await created(connector, company, lines=(line(nut),))
    ((item, code, _, _),) = await rows_of(onec, guid)

    await connector.upsert(command(deal(company, lines=(as_text(line(nut, quantity="7"), nut.name),)), edited=2))

    assert await rows_of(onec, guid) == [(item, code, Decimal(7), "")]


async def test_other_words_are_the_service_of_the_rules_still(connector, onec, company):
    nut, service = known_item(company), service_of(company)
    guid = await created(connector, company, lines=(line(nut),))
    policy = OrderPolicy(free_text_item=service.name)
    rows = (line(nut), as_text(line(known_item(company, 1)), "Доставка"))

    for edited in (2, 3):
        await connector.upsert(command(deal(company, lines=rows), edited=edited, policy=policy))

    assert [(one[0], one[3]) for one in await rows_of(onec, guid)] == [(nut.guid, ""), (service.guid, "Доставка")]
