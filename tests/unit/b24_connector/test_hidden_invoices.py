"""Invoices of deals that the portal shows to the webhook's user no more: what a deal was seen with outlasts a start."""

import pytest

from services.b24_connector.portal.lists import INVOICE
from services.b24_connector.reader.deals import DealReader
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.reference.invoices import DealInvoices
from shared.messages.order import OrderGroup
from tests.delivered import delivered_rules
from tests.unit.b24_connector.deal_world import nobody, orders_read
from tests.unit.b24_connector.stand_ins import DirectoryInMemory, PortalInMemory, deal_row, refused
from tests.unit.b24_connector.stores import StoreInMemory

SEVEN = {
    "id": 7,
    "parentId2": 41,
    "accountNumber": "7",
    "begindate": "2026-11-28T03:00:00+03:00",
    "opportunity": 240.5,
    "currencyId": "RUB",
    "stageId": "DT31_1:N",
}
SIX = SEVEN | {"id": 6, "accountNumber": "6", "opportunity": 100}


class PortalOfInvoices(PortalInMemory):
    """Shows the invoices of deal 41 to those who may see them; else their list is empty, or refused."""

    def __init__(self):
        super().__init__(deals={"41": deal_row()}, answers={"crm.item.fields": {"fields": {}}})
        self.refuses = False
        self.invoices(SIX, SEVEN)

    def invoices(self, *rows):
        self.rows["crm.item.list", "41"] = list(rows)

    def hide(self, *, refuses):
        self.invoices()
        self.refuses = refuses
        self.answers["crm.item.fields"] = refused("Access denied", "crm.item.fields")

    async def gather(self, kind, parent):
        if self.refuses and kind.params([parent])["entityTypeId"] == INVOICE:
            raise refused("Access denied", kind.method)
        return await super().gather(kind, parent)


class Connector:
    """The reader of deals from one start to the next."""

    def __init__(self, portal, store):
        deals = DealSnapshots(portal, DirectoryInMemory(), None, DealInvoices(portal, store))
        self._reader = DealReader(
            portal, deals, store, delivered_rules(), unset_amount=nobody, tell_sums=nobody, tell_unreadable=nobody
        )

    async def read(self, **words):
        return await orders_read(self._reader, **words)


@pytest.fixture(name="portal")
def _portal():
    return PortalOfInvoices()


@pytest.mark.parametrize("refuses", [True, False], ids=["the list is refused", "the list is empty"])
async def test_a_restart_takes_no_invoice_from_a_deal_while_the_portal_shows_none(portal, refuses):
    store = StoreInMemory()
    (first,) = await Connector(portal, store).read()
    portal.hide(refuses=refuses)

    restarted = Connector(portal, store)
    edited, forced = await restarted.read(), await restarted.read(force=True)

    assert edited == []
    assert forced[0].invoice == first.invoice
    assert (first.invoice.number, str(first.invoice.total)) == ("7", "240.50")


async def test_an_invoice_that_people_have_deleted_is_the_deals_no_more(portal):
    store = StoreInMemory()
    await Connector(portal, store).read()
    portal.invoices()

    (told,) = await Connector(portal, store).read()
    portal.hide(refuses=True)

    assert (told.invoice, OrderGroup.HEADER in told.groups) == (None, True)
    assert await Connector(portal, store).read() == []


async def test_an_invoice_is_remembered_though_an_earlier_one_alone_was_changed(portal):
    store = StoreInMemory()
    await Connector(portal, store).read()
    portal.invoices(SIX | {"opportunity": 90}, SEVEN)

    told = await Connector(portal, store).read()

    assert told == []
    assert [one["opportunity"] for one in store.entities["deal:41"].fields["invoices"]] == ["90", "240.5"]


async def test_the_invoices_of_a_deal_cost_the_portal_one_question_at_a_start(portal):
    store = StoreInMemory()
    await Connector(portal, store).read()
    portal.hide(refuses=False)
    asked = len(portal.calls)

    restarted = Connector(portal, store)
    for _ in range(3):
        await restarted.read()

    assert [method for method, _ in portal.calls[asked:]] == ["crm.item.fields"]
