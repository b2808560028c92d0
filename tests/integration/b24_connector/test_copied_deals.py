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
    before = office.asked["crm.item.update"]

    for _ in range(looks):
        await office.look(copy)

    assert office.asked["crm.item.update"] == before + 1
