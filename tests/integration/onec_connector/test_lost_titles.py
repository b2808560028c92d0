"""A title whose write had no answer stands in the order's comment as ours: the next one takes its place."""

import pytest

from shared.bus.errors import Retryable
from tests.integration.onec_connector.connector import command, created, deal


async def comment_of(onec, guid):
    return (await onec.order(guid))["document"]["Комментарий"]


async def test_the_title_after_one_whose_answer_was_lost_reaches_the_order(connector, onec, company):
    guid = await created(connector, company)
    second = command(deal(company, title="Второй"), edited=2)
    await onec.do("faults", kind="drop_after_commit", path="Document_ЗаказКлиента", method="PATCH")
    with pytest.raises(Retryable):
        await connector.upsert(second)
    await connector.upsert(second)
    stood = await comment_of(onec, guid)

    async with onec.clerk() as base:
        await base.change("Document_ЗаказКлиента", guid, {"Комментарий": f"{stood}\nЗвонить с утра"})
    await connector.touch(guid)
    await connector.upsert(command(deal(company, title="Третий"), edited=3))

    assert "«Второй»" in stood
    assert "«Третий»" in await comment_of(onec, guid)
    assert "Звонить с утра" in await comment_of(onec, guid)


@pytest.mark.parametrize("title", ["Третий", "Первый"])
async def test_a_newer_title_takes_the_place_of_one_whose_command_does_not_come_again_before_it(
    connector, onec, company, title
):
    guid = await created(connector, company, title="Первый")
    await onec.do("faults", kind="drop_after_commit", path="Document_ЗаказКлиента", method="PATCH")
    with pytest.raises(Retryable):
        await connector.upsert(command(deal(company, title="Второй"), edited=2))
    stood = await comment_of(onec, guid)

    await connector.upsert(command(deal(company, title=title), edited=3))

    assert "«Второй»" in stood
    assert f"«{title}»" in await comment_of(onec, guid)
