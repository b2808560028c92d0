"""What a write has to tell is told, although its answer or its outcome is lost."""

import pytest

from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
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


async def test_conflict_and_change_are_told_although_the_process_died_before_it_published(connector, onec, company):
    _, changed = await _conflict(connector, onec, company)

    await connector.rooms.writer.upserted(wrap(changed, source="test"), changed)
    outcome, *_ = await connector.upsert(changed)
    again, *_ = await connector.upsert(changed)

    _once(said(outcome))
    assert said(again) == ""


async def test_what_1c_never_took_is_planned_and_told_anew_once(connector, onec, company):
    _, changed = await _conflict(connector, onec, company)
    await onec.do("faults", kind="drop_before", path="Document_ЗаказКлиента", method="PATCH")

    with pytest.raises(Retryable):
        await connector.upsert(changed)
    outcome, *_ = await connector.upsert(changed)

    _once(said(outcome))
