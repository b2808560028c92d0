"""A process that dies between a write and its end: what it wrote is nobody's edit until its command comes again."""

import contextlib
from itertools import count

import pytest

from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.contact import in_company
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.ring.facts import CompanyTouched, ContactTouched, DealTouched
from tests.integration.b24_connector.commands import PAID, deal_ref, line, move
from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.b24_connector.contact_office import OTHER_PHONE, opened_book
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_newborn import an_order, newest
from tests.unit.b24_connector.test_reader import of_the_first_scheme

__all__ = ["office"]


class Died(BaseException):
    """The process is gone."""


@pytest.fixture(autouse=True)
def _no_pause_between_looks(monkeypatch) -> None:
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)


@contextlib.contextmanager
def dies_before_the_end(monkeypatch, store, *, of=1):
    """The write is done, and never ended; `of`: the second one in a run."""
    ends, end_write = count(1), store.end_write

    async def dies(*given, **named):
        if next(ends) == of:
            raise Died
        return await end_write(*given, **named)

    with monkeypatch.context() as dying:
        dying.setattr(store, "end_write", dies)
        with pytest.raises(Died):
            yield


async def waits(made, touch) -> None:
    """The reader publishes nothing of it."""
    made.simulated.clock.advance(60)
    with pytest.raises(Retryable, match="being written"):
        await made.reader.touched(wrap(touch, source="test"), touch)


async def a_deal(office):
    """A deal made of an order; the command that made it, and its id."""
    command = an_order(office)
    await office.upsert(command)
    await office.handle()
    office.pass_by(60)
    await office.handle()
    return command, newest(office)


def next_of(command, total, *, edited=2, known=0):
    """A later edit of an order's rows."""
    stamps = dict.fromkeys(command.order.groups, Stamp(edited=edited, known=known))
    order = command.order.with_(lines=(line(total),), total=total, groups=stamps)
    return command.with_(order=order)


async def test_a_deal_whose_writer_died_is_nobodys_edit(office, monkeypatch):
    command, deal = await a_deal(office)

    with dies_before_the_end(monkeypatch, office.store):
        await office.run(next_of(command, 200))

    await waits(office, DealTouched(ref=deal_ref(deal)))


async def test_a_deal_whose_mover_died_is_nobodys_edit(office, monkeypatch):
    deal = office.new_deal()
    await office.handle()

    with dies_before_the_end(monkeypatch, office.store):
        await office.move(move(deal, PAID))

    await waits(office, DealTouched(ref=deal_ref(deal)))


async def test_rows_of_a_new_deal_whose_writer_died_are_nobodys_edit(office, monkeypatch):
    with dies_before_the_end(monkeypatch, office.store, of=2):
        await office.run(an_order(office))

    await waits(office, DealTouched(ref=deal_ref(newest(office))))


async def test_a_deal_that_is_moved_again_by_whoever_died_is_nobodys_edit(office, monkeypatch):
    deal = office.new_deal()
    await office.handle()
    office.dies_at("crm.item.update")
    with contextlib.suppress(DoubtfulWrite):
        await office.move(move(deal, PAID))

    with dies_before_the_end(monkeypatch, office.store, of=2):
        await office.move(move(deal, PAID))

    await waits(office, DealTouched(ref=deal_ref(deal)))


async def test_a_move_whose_mover_died_is_the_buses_also_where_an_edit_comes_next(office):
    command, deal = await a_deal(office)
    moves = move(deal, PAID).with_(key=command.key)
    office.dies_at("crm.item.update")
    with contextlib.suppress(DoubtfulWrite):
        await office.move(moves)

    await office.run(next_of(command, 200))

    fields = office.store.entities[command.key].fields
    assert (office.deal(deal)["stageId"], fields.get("bus_stage")) == ("FINAL_INVOICE", "FINAL_INVOICE")


async def test_rows_that_a_person_has_edited_and_published_are_left_to_the_judge(office):
    command, deal = await a_deal(office)
    office.set_row(deal, price=300, quantity=1)
    await office.look(deal)

    await office.run(next_of(command, 200, edited=2))

    assert office.rows(deal) == [(300, 1)]


async def test_a_deal_whose_digests_an_earlier_release_has_made_is_written_at_once(office):
    command, deal = await a_deal(office)
    abroad = next_of(command, 200)
    abroad = abroad.with_(order=abroad.order.with_(currency="USD"))
    await office.upsert(abroad)
    office.pass_by(60)
    await office.handle()
    office.touches.clear()
    order = await office.reader._deals.snapshot(await office.reader._deals.header(str(deal)))
    of_the_first_scheme(office.store, command.key, order)
    later = next_of(abroad, 400, edited=3)

    await office.run(later)

    assert office.rows(deal) == [(400, 1)]


async def test_an_edit_of_rows_after_our_write_is_not_taken_for_its_echo(office):
    deal = office.new_deal()
    await office.look(deal)
    await office.look(deal)
    await office.move(move(deal, PAID))
    assert office.store.entities[f"deal:{deal}"].fields["last_write"]
    office.touches.clear()

    office.set_row(deal, price=300, quantity=1)
    await office.handle()

    assert office.heard_rows(deal) == [(300, 1)]


async def test_a_company_whose_writer_died_is_nobodys_edit(monkeypatch):
    async with opened_registry() as registry:
        made = await registry.partner()
        await registry.handle()

        with dies_before_the_end(monkeypatch, registry.store):
            await registry.run(registry.command(ref=made.ref.id, name="Весна"))

        await waits(registry, CompanyTouched(ref=made.ref))


async def test_a_company_whose_write_nobody_answered_is_nobodys_edit():
    async with opened_registry() as registry:
        made = await registry.partner()
        await registry.handle()
        command = registry.command(ref=made.ref.id, name="Весна")
        registry.wire.dies_at = "crm.item.update"
        with pytest.raises(DoubtfulWrite):
            await registry.run(command)

        await waits(registry, CompanyTouched(ref=made.ref))
        await registry.run(command)

        assert await registry.handle() == []


async def test_a_company_whose_maker_died_is_nobodys_edit(monkeypatch):
    async with opened_registry() as registry:
        with dies_before_the_end(monkeypatch, registry.store):
            await registry.order_names()
        company = max(registry.simulated.items[4].rows)

        await waits(registry, CompanyTouched(ref=deal_ref(company).with_(kind="company")))


async def test_a_contact_whose_writer_died_is_nobodys_edit(monkeypatch):
    async with opened_book() as book:
        company = book.company()
        made = await book.person(company)
        await book.handle()

        with dies_before_the_end(monkeypatch, book.store):
            await book.run(book.command(company, ref=made.ref, phones=(OTHER_PHONE,)))

        await waits(book, ContactTouched(ref=made.ref))


async def test_a_contact_whose_write_nobody_answered_is_nobodys_edit():
    async with opened_book() as book:
        company = book.company()
        made = await book.person(company)
        await book.handle()
        command = book.command(company, ref=made.ref, phones=(OTHER_PHONE,))
        book.wire.dies_at = "crm.item.update"
        with pytest.raises(DoubtfulWrite):
            await book.run(command)

        await waits(book, ContactTouched(ref=made.ref))
        await book.run(command)

        assert await book.handle() == []


async def test_a_contact_whose_maker_died_is_nobodys_edit(monkeypatch):
    async with opened_book() as book:
        company = book.company()
        with dies_before_the_end(monkeypatch, book.store):
            await book.order_names(company)
        contact = max(book.simulated.items[3].rows)

        await waits(book, ContactTouched(ref=in_company(str(contact), str(company))))


async def test_a_contact_that_was_paired_is_known_by_its_person_although_its_writer_died(monkeypatch):
    async with opened_book() as book:
        company = book.company()
        contact = book.typed(company)
        command = book.command(company, ref=in_company(str(contact), str(company)), phones=(OTHER_PHONE,))
        with dies_before_the_end(monkeypatch, book.store):
            await book.run(command)

        known = await book.store.find(in_company(str(contact), str(company)).id)

        assert known.key == command.key


async def test_a_company_that_was_paired_is_known_by_its_partner_although_its_writer_died(monkeypatch):
    async with opened_registry() as registry:
        company = registry.typed()
        command = registry.command(ref=str(company), name="Весна")
        with dies_before_the_end(monkeypatch, registry.store):
            await registry.run(command)

        known = await registry.store.find(str(company))

        assert known.key == command.key


@pytest.mark.parametrize("is_answered", [True, False])
async def test_a_deal_that_is_taken_out_of_its_new_stage_stays_out_though_the_moves_answer_was_lost(
    office, is_answered
):
    deal = office.new_deal()
    await office.look(deal)
    command = move(deal, PAID)
    if not is_answered:
        office.dies_at("crm.item.update")
    with contextlib.suppress(DoubtfulWrite):
        await office.move(command)
    office.pass_by(5)
    office.edit(deal, stage="PREPARATION")

    for _ in range(2):
        office.pass_by(60)
        await office.move(command)
        await office.handle()

    assert office.deal(deal)["stageId"] == "PREPARATION"
    assert sum(PAID.why.split("{")[0] in one["COMMENT"] for one in office.simulated.table("comment")) == 1
