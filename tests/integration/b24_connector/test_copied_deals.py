"""A deal copied by a person: what it has of its original's order says nothing of an order of its own (R13, R21)."""

import pytest

from sandbox.portal.control import cards
from services.b24_connector.vocabulary.figures import shown_figures
from tests.integration.b24_connector.commands import PAID, move
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_exchange_fields import NO_INN, note, shown

__all__ = ["office"]

NOTHING = {"number": "", "state": "", "paid": "", "shipped": "", "url": ""}


def figures(office, deal):
    return shown_figures(office.deal(deal), office.directory.fields)


def copied(office, deal):
    return int(cards.copy(office.simulated, office.deal(deal), {})["id"])


async def with_an_order(office):
    deal = office.new_deal()
    await office.handle()
    await office.move(move(deal, PAID))
    await office.handle()
    return deal


async def test_a_copy_shows_nothing_of_its_originals_order(office):
    deal = await with_an_order(office)
    before = figures(office, deal)

    copy = copied(office, deal)
    await office.handle()

    assert (figures(office, copy), shown(office, copy)) == (NOTHING, ("", ""))
    assert (figures(office, deal), shown(office, deal)) == (before, ("передано", ""))
    assert before["paid"] == "100"


async def test_a_copy_shows_the_figures_of_its_own_order(office):
    copy = copied(office, await with_an_order(office))
    await office.handle()

    await office.move(move(copy, PAID, paid=30))
    await office.handle()

    assert (figures(office, copy)["paid"], shown(office, copy)) == ("30", ("передано", ""))


async def test_a_copy_of_a_refused_deal_is_refused_by_nobody(office):
    deal = office.new_deal()
    await note(office, deal, NO_INN, waiting=True)

    copy = copied(office, deal)
    await office.handle()

    assert shown(office, copy) == ("", "")
    assert shown(office, deal) == ("отказ", NO_INN.text)


@pytest.mark.parametrize("looks", [1, 3])
async def test_a_copy_is_emptied_once(office, looks):
    copy = copied(office, await with_an_order(office))

    for _ in range(looks):
        await office.look(copy)

    assert office.asked["crm.deal.update"] == 1


def keeping(office, deal, method):
    """Have the portal keep a deal's number when this method is to empty it."""
    item, name = office.deal(deal), office.directory.fields.names["number"]
    number = item[name]
    office.wire.after[method] = lambda: item.update({name: number})
    return number


async def test_a_copy_is_not_emptied_in_the_way_that_may_keep_a_value(office):
    copy = copied(office, await with_an_order(office))
    keeping(office, copy, "crm.item.update")
    before = office.asked["crm.item.update"]

    await office.handle()

    assert (figures(office, copy), shown(office, copy)) == (NOTHING, ("", ""))
    assert office.asked["crm.item.update"] == before


async def test_a_value_that_the_portal_keeps_is_not_emptied_for_ever(office):
    copy = copied(office, await with_an_order(office))
    number = keeping(office, copy, "crm.deal.update")

    for _ in range(3):
        await office.look(copy)

    assert figures(office, copy)["number"] == number
    assert office.asked["crm.deal.update"] == 1


async def test_what_the_portal_refuses_to_empty_is_emptied_later(office):
    copy = copied(office, await with_an_order(office))
    refusal = {"kind": "error", "method": "crm.deal.update", "status": 400, "code": "ERROR_CORE", "text": "Нет"}
    office.wire.app.server.faults.order(refusal)

    await office.look(copy)
    await office.look(copy)

    assert figures(office, copy) == NOTHING
