"""New items of 1C are told once, also where an answer was lost or the order came to nothing meanwhile."""

import pytest

from shared.bus.errors import Retryable
from shared.messages.ring.outcomes import OrderRefused
from tests.integration.onec_connector.connector import command, deal, said
from tests.integration.onec_connector.test_new_items import connector, ordered, typed

__all__ = ["connector"]

ITEMS, ORDERS = "Catalog_Номенклатура", "Document_ЗаказКлиента"
MADE = "В 1С заведён новый товар «Болт М8»"


@pytest.mark.parametrize("kind", ["drop_after_commit", "drop_before", "html_503"])
@pytest.mark.parametrize("path", [ITEMS, ORDERS])
async def test_a_new_item_is_told_once_whatever_call_had_no_answer(connector, onec, company, database_of, kind, path):
    await connector.flow.context.keys.learn(honoured=True)  # by other orders
    wanted = ordered(company, typed(company))
    await onec.do("faults", kind=kind, path=path, method="POST")
    with pytest.raises(Retryable):
        await connector.upsert(wanted)
    await database_of["claims_onec"].delete_many({})

    outcome, *_ = await connector.upsert(wanted)
    again, *_ = await connector.upsert(wanted)

    assert said(outcome).count(MADE) == 1
    assert MADE not in said(again)


async def test_a_new_item_is_told_once_the_next_one_of_the_order_is_refused_no_more(connector, onec, company):
    await onec.do("items", name="Гайка М8", article="G-M8")
    namesake = typed(company, 502, name="Гайка М8", article="X-1")

    (refused,) = await connector.upsert(ordered(company, typed(company), namesake))
    outcome, *_ = await connector.upsert(ordered(company, typed(company)))

    assert isinstance(refused, OrderRefused)
    assert "заведён новый товар «Гайка М8»" not in said(refused)
    assert MADE in said(outcome)


async def test_an_item_that_was_not_made_is_not_told(connector, onec, company):
    await onec.do("faults", kind="drop_before", path=ITEMS, method="POST")
    with pytest.raises(Retryable):
        await connector.upsert(ordered(company, typed(company)))

    outcome, *_ = await connector.upsert(command(deal(company), edited=2))

    assert MADE not in said(outcome)
