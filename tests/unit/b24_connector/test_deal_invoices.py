"""Invoices of deals while the portal shows none for a while."""

import asyncio

from services.b24_connector.portal import PortalRefusal
from services.b24_connector.portal.errors import PortalAwayError, PortalFault
from services.b24_connector.reference.invoices import DealInvoices
from shared.store import Entity
from tests.unit.b24_connector.stores import StoreInMemory

SEVEN = ({"id": 7},)
REMEMBERED = ({"id": "7"},)


class Shown:
    """A portal that shows invoices, or does not."""

    def __init__(self) -> None:
        self.is_open = True

    async def gather(self, _list, deal: str):
        return SEVEN if deal == "41" and self.is_open else ()

    async def call(self, method: str, _params):
        if not self.is_open:
            raise PortalRefusal(PortalFault(method, "ACCESS_DENIED", "Access denied"))


async def test_prices_that_an_invoice_holds_stay_held_while_the_portal_shows_none():
    portal = Shown()
    invoices = DealInvoices(portal, StoreInMemory(Entity("deal:41", ref="41", fields={"invoices": REMEMBERED})))
    before = [await invoices.of("41"), await invoices.of("42")]

    portal.is_open = False
    refused = await invoices.of("41")
    left_alone = [await invoices.of("41"), await invoices.of("42")]

    assert before == [SEVEN, ()]
    assert (refused, left_alone) == (REMEMBERED, [REMEMBERED, ()])


class Away(Shown):
    """A portal that shows no invoice, and does not answer until the test lets it."""

    def __init__(self, *, is_back: bool) -> None:
        super().__init__()
        self.is_back = is_back
        self.asked = 0
        self.answers = asyncio.Event()

    async def call(self, method: str, _params):
        self.asked += 1
        await self.answers.wait()
        if not self.is_back:
            raise PortalAwayError(method)


async def waiting(portal: Away) -> list:
    """Let many ask at once, and the portal answer only then."""
    invoices = DealInvoices(portal, StoreInMemory())
    many = [asyncio.ensure_future(invoices.are_shown(now=now)) for now in (False, True) * 4]
    await asyncio.sleep(0)
    portal.answers.set()
    return await asyncio.gather(*many, return_exceptions=True)


async def test_a_portal_that_is_away_is_asked_once_for_all_who_wait():
    portal = Away(is_back=False)

    heard = await waiting(portal)

    assert portal.asked == 1
    assert {type(one) for one in heard} == {PortalAwayError}


async def test_who_must_know_what_holds_now_is_given_no_answer_to_an_earlier_question():
    portal = Away(is_back=True)

    heard = await waiting(portal)

    assert portal.asked == 2
    assert heard == [True] * 8


async def test_who_stops_waiting_takes_the_answer_from_nobody():
    portal = Away(is_back=True)
    invoices = DealInvoices(portal, StoreInMemory())
    first, second = (asyncio.ensure_future(invoices.are_shown()) for _ in range(2))
    await asyncio.sleep(0)

    first.cancel()
    portal.answers.set()

    assert await second
    assert portal.asked == 1
