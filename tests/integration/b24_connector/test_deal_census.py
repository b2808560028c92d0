"""Deals are counted in pages that share requests; what was counted before a failure is not read again."""

from datetime import UTC, datetime

import pytest

from sandbox.portal.control import cards
from services.b24_connector.portal.operating import LIMIT_S
from services.b24_connector.reader.census import AT_ONCE, DealCensusReader
from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.ring.census import PAGE, CensusEnded, DealCensus, DealCounted
from shared.store import Entity
from tests.delivered import delivered_rules
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]

WHOLE = DealCensus(run="mine", since=datetime(2026, 1, 1, tzinfo=UTC))
PAGES = 6
SHARE = 1.2


async def counted(reader, message=WHOLE):
    done = await reader.census(wrap(message, source="test"), message)
    return list(done.publish)


def room(office) -> DealCensusReader:
    portal = office.portal.aside()
    return DealCensusReader(portal, office.directory, office.store, delivered_rules())


def fail_from(office, call: int, method: str):
    """Let the portal client fail a method from its n-th call on."""
    calls, ask = [0], office.portal._batcher.chain

    async def chain(commands, **words):
        if any(one.method == method for one in commands):
            calls[0] += 1
            if calls[0] >= call:
                raise Retryable("the method rests")
        return await ask(commands, **words)

    office.portal._batcher.chain = chain


async def test_many_pages_are_one_message_and_fill_the_portals_batches(office):
    deals = [office.new_deal() for _ in range(PAGE * PAGES)]
    await counted(room(office))
    before = office.portal.requests

    told = await counted(room(office))

    *records, ended = told
    assert isinstance(ended, CensusEnded)
    assert ended.count == len(records)
    assert {int(one.ref.id) for one in records} >= set(deals)
    fixed = 4 + 2  # what all deals share, the first list, who is at work; their invoices, and whether any are shown
    assert office.portal.requests - before <= SHARE * -(-len(records) // PAGE) + fixed


@pytest.mark.parametrize("method", ["crm.item.list", "crm.item.productrow.list"])
async def test_what_was_counted_before_a_method_rests_is_told_and_the_next_message_goes_on_there(office, method):
    deals = [office.new_deal() for _ in range(PAGE * 2)]
    reader = room(office)
    await office.directory.refresh()
    fail_from(office, {"crm.item.list": 2, "crm.item.productrow.list": PAGE + 2}[method], method)

    *records, following = await counted(reader)

    assert all(isinstance(one, DealCounted) for one in records)
    assert len(records) == PAGE
    assert (following.after, following.counted) == (records[-1].ref.id, PAGE)
    assert int(following.after) < deals[-1]


async def test_where_not_even_the_first_page_is_read_the_message_comes_back(office):
    office.new_deal()
    reader = room(office)
    await office.directory.refresh()
    fail_from(office, 1, "crm.item.productrow.list")

    with pytest.raises(Retryable):
        await counted(reader)


async def test_nothing_is_asked_in_vain_while_the_rows_of_a_page_do_not_fit_into_the_portals_time(office):
    office.new_deal()
    reader = room(office)
    await office.directory.refresh()
    office.portal._batcher.aside._operating.note("crm.item.productrow.list", {"operating": LIMIT_S * 0.8 - 2})
    before = dict(office.asked)

    with pytest.raises(Retryable) as refused:
        await counted(reader)

    assert refused.value.after_s > 0
    assert office.asked["crm.item.list"] == before.get("crm.item.list", 0)


async def test_a_message_reads_so_many_pages_and_no_more(office):
    for _ in range(PAGE * (AT_ONCE + 1)):
        office.new_deal()

    *records, following = await counted(room(office))

    assert (len(records), type(following)) == (PAGE * AT_ONCE, DealCensus)


async def test_a_deal_whose_client_is_hidden_from_the_webhook_is_told_and_holds_no_page_up(office):
    hidden, other = office.new_deal(), office.new_deal(company=None)
    client = office.deal(hidden)["companyId"]
    office.simulated.switches.change({"unreadable": f"4:{client}"})

    found = {one.ref.id: one for one in await counted(room(office)) if isinstance(one, DealCounted)}

    assert "Доступ запрещен" in found[str(hidden)].unread
    assert (found[str(other)].unread, found[str(other)].order is None) == ("", False)


SECOND_LOOK = DealCensus(run="mine", look=2, since=WHOLE.since)


def known(deal: int, **fields) -> Entity:
    return Entity(f"deal:{deal}", ref=str(deal), fields=fields)


@pytest.mark.parametrize(("of", "part"), [("refused_move", "stage"), ("refused_upsert", "deal")])
async def test_a_deal_that_the_portal_does_not_take_is_told_with_what_its_manager_reads_and_is_not_busy(
    office, of, part
):
    refused, former = office.new_deal(), office.new_deal()
    said = {part: {"state": "refused", "text": "Битрикс24 не разрешает."}}
    for one in (known(refused, **{of: "g", "hindered": said}), known(former, hindered=said)):
        office.store.entities[one.key] = one

    told = await counted(room(office), SECOND_LOOK.with_(only=(str(refused), str(former))))

    assert [(one.busy, one.standing) for one in told] == [(False, "Битрикс24 не разрешает."), (False, "")]


async def test_a_deal_whose_deletion_was_told_is_counted_so(office):
    told_of, unheard = office.new_deal(), office.new_deal()
    for deal in (told_of, unheard):
        cards.delete(office.simulated, cards.deal_of(office.simulated, deal), {})
    office.store.entities |= {one.key: one for one in (known(told_of, gone=True), known(unheard))}

    told = await counted(room(office), SECOND_LOOK.with_(only=(str(told_of), str(unheard))))

    assert [(one.order, one.gone) for one in told] == [(None, True), (None, False)]


async def test_an_amount_that_the_bus_has_set_by_hand_is_counted_as_nobodys_word(office):
    ours, typed = (office.new_deal(opportunity=500, manual_opportunity="Y") for _ in range(2))
    office.store.entities |= {one.key: one for one in (known(ours, stated="500.00"), known(typed, stated="400.00"))}

    told = await counted(room(office), SECOND_LOOK.with_(only=(str(ours), str(typed))))

    assert [one.order.stated_total for one in told] == [None, 500]
