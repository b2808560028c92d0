"""What a write has sent of whose answer nobody heard is nobody's edit, whoever looks at it next."""

import pytest

from services.b24_connector.memory.deal import HALF_WRITTEN
from services.b24_connector.writer.refusal import DealRefusal
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.outcomes import DealRefused, DealUpserted
from tests.integration.b24_connector.commands import PAID, deal_ref, move
from tests.integration.b24_connector.in_process import office  # noqa: F401 - a fixture
from tests.integration.b24_connector.test_deaths import a_deal, dies_before_the_end, next_of


@pytest.fixture(autouse=True)
def _no_pause_between_looks(monkeypatch) -> None:
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)


async def lost_rows(office):  # noqa: F811
    """A deal that has the rows of a write whose answer was lost; the command before it, and its id."""
    command, deal = await a_deal(office)
    office.dies_at("crm.item.productrow.set")
    with pytest.raises(DoubtfulWrite):
        await office.run(next_of(command, 300, edited=9))
    office.facts.clear()
    return command, deal


async def test_a_newer_command_goes_over_a_deals_lost_write(office):  # noqa: F811
    command, deal = await lost_rows(office)

    outcome = await office.run(next_of(command, 400, edited=10))

    assert isinstance(outcome, DealUpserted)
    assert office.rows(deal) == [(400, 1)]
    office.pass_by(60)
    await office.publish(DealTouched(ref=deal_ref(deal)))
    await office.handle()
    assert office.facts == []


async def test_it_goes_over_two_lost_writes_as_well(office):  # noqa: F811
    command, deal = await lost_rows(office)
    office.dies_at("crm.item.productrow.set")
    with pytest.raises(DoubtfulWrite):
        await office.run(next_of(command, 400, edited=10))

    await office.run(next_of(command, 500, edited=11))

    assert office.rows(deal) == [(500, 1)]


async def test_what_a_manager_makes_of_a_lost_write_is_told_before_a_newer_command(office):  # noqa: F811
    command, deal = await lost_rows(office)
    office.set_row(deal, price=350, quantity=1)

    with pytest.raises(Retryable, match="edited"):
        await office.run(next_of(command, 400, edited=10))
    await office.look(deal)

    assert office.rows(deal) == [(350, 1)]
    assert [fact.order.total for fact in office.facts] == [350]


async def test_a_lost_write_is_nobodys_edit_where_a_manager_has_edited_something_else(office):  # noqa: F811
    command, deal = await lost_rows(office)
    before = office.store.entities[command.key].groups[OrderGroup.ROWS].edited
    office.edit(deal, manager=12)
    with pytest.raises(Retryable, match="edited"):
        await office.run(next_of(command, 300, edited=9))

    await office.look(deal)

    (fact,) = office.facts
    assert fact.order.groups[OrderGroup.ROWS].edited == before


async def test_a_deals_lost_write_is_nobodys_edit_however_long_it_stands(office):  # noqa: F811
    _, deal = await lost_rows(office)
    office.store.outwaited = True

    await office.look(deal)

    assert office.rows(deal) == [(300, 1)]
    assert office.facts == []


async def test_a_manager_who_sets_again_what_a_lost_write_had_sent_is_told_after_another_edit_of_his(office):  # noqa: F811
    _, deal = await lost_rows(office)
    office.store.outwaited = True

    for price in (350, 300):
        office.set_row(deal, price=price, quantity=1)
        await office.look(deal)

    assert [fact.order.total for fact in office.facts] == [350, 300]


async def test_a_deals_lost_write_is_nobodys_edit_where_the_next_command_is_refused(office):  # noqa: F811
    command, deal = await lost_rows(office)
    refusal = {
        "kind": "error",
        "method": "crm.item.productrow.list",
        "status": 400,
        "code": "ERROR_CORE",
        "text": "Нет",
    }
    office.wire.app.server.faults.order(refusal)
    assert isinstance(await office.run(next_of(command, 400, edited=10)), DealRefused)

    with pytest.raises(Retryable, match="being written"):
        await office.look(deal)
    await office.run(next_of(command, 400, edited=10))
    await office.look(deal)

    assert office.rows(deal) == [(400, 1)]
    assert office.facts == []


async def test_an_older_command_is_stale_to_a_deals_lost_write(office):  # noqa: F811
    command, deal = await lost_rows(office)

    await office.run(next_of(command, 200, edited=5))

    assert office.rows(deal) == [(300, 1)]
    await office.run(next_of(command, 300, edited=9))
    await office.look(deal)
    assert office.facts == []
    assert office.store.entities[command.key].groups[OrderGroup.ROWS].known == 9


async def test_rows_whose_writer_died_are_nobodys_edit_where_the_deal_is_moved_next(office, monkeypatch):  # noqa: F811
    command, deal = await a_deal(office)
    office.facts.clear()
    with dies_before_the_end(monkeypatch, office.store):
        await office.run(next_of(command, 200))

    await office.move(move(deal, PAID).with_(key=command.key))
    office.touches.clear()
    office.store.outwaited = True
    await office.look(deal)

    assert office.deal(deal)["stageId"] == "FINAL_INVOICE"
    assert office.facts == []


async def test_a_move_whose_run_died_before_its_call_is_ended_by_the_next_and_the_deal_is_read_at_once(office):  # noqa: F811
    command, deal = await a_deal(office)
    await office.store.begin_write(command.key)

    await office.move(move(deal, PAID).with_(key=command.key))

    assert office.store.entities[command.key].writing is None
    assert office.deal(deal)["stageId"] == "FINAL_INVOICE"


async def test_rows_whose_writer_died_are_nobodys_edit_where_a_move_died_as_well(office, monkeypatch):  # noqa: F811
    command, deal = await a_deal(office)
    office.facts.clear()
    with dies_before_the_end(monkeypatch, office.store):
        await office.run(next_of(command, 200))
    moved = move(deal, PAID).with_(key=command.key)
    office.dies_at("crm.item.update")
    with pytest.raises(DoubtfulWrite):
        await office.move(moved)

    await office.move(moved)
    office.touches.clear()
    office.store.outwaited = True
    await office.look(deal)

    assert office.deal(deal)["stageId"] == "FINAL_INVOICE"
    assert office.facts == []


async def test_a_lost_write_stands_where_the_next_command_is_refused_before_anybody_has_looked(office, monkeypatch):  # noqa: F811
    command, deal = await lost_rows(office)
    version = office.store.entities[command.key].writing.version
    header = office.store.entities[command.key].groups[OrderGroup.HEADER].digest
    await office.store.note_step(command.key, version, step=HALF_WRITTEN, memo={"header": header})

    async def refuses(*_):
        raise DealRefusal("неясно, кто клиент", "Укажите его.", reason="client")

    with monkeypatch.context() as doubtful:
        doubtful.setattr(office.writer._translator, "wanted", refuses)
        assert isinstance(await office.run(next_of(command, 400, edited=10)), DealRefused)
    office.store.outwaited = True
    await office.look(deal)

    assert office.facts == []
