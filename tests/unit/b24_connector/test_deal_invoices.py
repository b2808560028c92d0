"""Invoices of deals while the portal shows none for a while."""

from services.b24_connector.portal import PortalRefusal
from services.b24_connector.portal.errors import PortalFault
from services.b24_connector.reference.invoices import DealInvoices

SEVEN = ({"id": 7},)


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
    invoices = DealInvoices(portal)
    before = [await invoices.of("41"), await invoices.of("42")]

    portal.is_open = False
    refused = await invoices.of("41")
    left_alone = [await invoices.of("41"), await invoices.of("42")]

    assert before == [SEVEN, ()]
    assert (refused, left_alone) == (SEVEN, [SEVEN, ()])
