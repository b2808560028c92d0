"""Packaging that is to be returned, which 1C leaves out of an order's sum: said once, whatever else is written."""

from decimal import Decimal

from shared.messages.envelope import wrap
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import DealNote
from shared.messages.ring.decisions import StageRule
from tests.integration.b24_connector.commands import line, move, upsert
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_invoices import comments

__all__ = ["office"]


def on_pallets(goods, *, counted=False, **more):
    command = upsert([line(goods, 10), line(3_000, 3, name="Поддон")], groups=(OrderGroup.ROWS,), **more)
    return command.with_(order=command.order.with_(total=Decimal(goods + 3_000 * counted)))


async def told(office, command):
    """Carry a command out, and have the note written that its outcome ends in; return the deal."""
    outcome = await office.upsert(command)
    note = DealNote(key=command.key, source=command.source, deal=outcome.ref, told=outcome.told)
    await office.notes.noted(wrap(note, source="test"), note)
    return int(outcome.ref.id)


def shown_by_1c(deal, key):
    shown = move(deal, StageRule())
    return shown.with_(key=key, order=shown.order.with_(total=Decimal(10_000)))


async def test_of_packaging_the_manager_reads_once_though_the_deal_moves_and_its_rows_are_written_again(office):
    first = on_pallets(10_000)
    deal = await told(office, first)
    for edited in (2, 3):
        await office.look(deal)
        await office.move(shown_by_1c(deal, first.key))
        await told(office, on_pallets(10_000, guid=first.source.id, edited=edited))

    assert len([one for one in comments(office) if "возвратную тару" in one]) == 1


async def test_once_packaging_counted_it_is_said_again_when_it_counts_no_more(office):
    first = on_pallets(10_000)
    await told(office, first)

    await told(office, on_pallets(10_000, counted=True, guid=first.source.id, edited=2))
    await told(office, on_pallets(10_000, guid=first.source.id, edited=3))

    assert len([one for one in comments(office) if "возвратную тару" in one]) == 2
