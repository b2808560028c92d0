"""What people save in 1C while the database takes its time over a note is not overwritten."""

import pytest

from services.onec_connector.writer.orders.context import CANCEL_STEP
from shared.bus.errors import Retryable
from shared.store import promptly
from tests.integration.onec_connector.connector import command, created, deal, said
from tests.integration.onec_connector.party_directory import PARTNERS, made, paired


@pytest.fixture
def slow(monkeypatch):
    """Somebody does something while a step is noted, which takes longer than a look is good for; once."""

    def during(store, deed):
        note = store.note_step

        async def noted_at_last(key, *words, **more):
            monkeypatch.setattr(store, "note_step", note)
            await deed()
            return await note(key, *words, **more)

        monkeypatch.setattr(store, "note_step", noted_at_last)
        monkeypatch.setattr(promptly, "PROMPT_S", -1.0)

    return during


async def test_a_partner_whom_an_accountant_renames_meanwhile_keeps_that_name_until_the_portal_has_heard_it(
    party_directory, slow, monkeypatch
):
    partner = await made(party_directory)
    slow(party_directory.flow.store, lambda: party_directory.edit(PARTNERS, partner, Description="Лютик"))

    with pytest.raises(Retryable):
        await party_directory.upsert(paired(partner, name="Весна"), edited=2)
    monkeypatch.undo()
    with pytest.raises(Retryable):
        await party_directory.upsert(paired(partner, name="Весна"), edited=2)

    assert (await party_directory.partner(partner))["Description"] == "Лютик"
    assert (await party_directory.told(partner)).name == "Лютик"


async def test_an_order_that_is_paid_meanwhile_is_not_taken_back(connector, onec, company, slow, monkeypatch):
    guid = await created(connector, company)
    slow(connector.flow.store, lambda: onec.do(f"orders/{guid}/pay", percent=100))

    with pytest.raises(Retryable):
        await connector.upsert(command(deal(company), edited=2, wanted="cancelled"))
    step = (await connector.flow.store.get("deal:1")).writing.step
    monkeypatch.undo()
    outcome, _ = await connector.upsert(command(deal(company), edited=2, wanted="cancelled"))
    await onec.do(f"orders/{guid}/unpay")
    lost, _ = await connector.upsert(command(deal(company), edited=3, wanted="cancelled"))

    assert step == CANCEL_STEP
    assert "Заказ в 1С не отменён, решите с бухгалтером" in said(outcome)
    assert (await onec.order(guid))["document"]["Posted"] is False
    assert "отменён" in said(lost)
