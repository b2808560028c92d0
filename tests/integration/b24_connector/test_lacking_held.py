"""Items without a product in a deal whose prices an invoice holds: their products come, and nothing comes twice."""

from uuid import uuid4

import pytest

from sandbox.portal.control import directory as repositories
from sandbox.portal.control import invoices
from shared.messages.order import OrderGroup
from shared.messages.things import Item, Ref
from tests.integration.b24_connector.commands import line
from tests.integration.b24_connector.test_client_prices import heard, office
from tests.integration.b24_connector.test_gone_products_held import again
from tests.integration.b24_connector.test_held_prices import changed, invoiced

__all__ = ["invoiced", "office"]


@pytest.fixture(name="nut")
def _nut():
    return Item(origin=Ref(system="onec", kind="item", id=str(uuid4())), name="Гайка")


def made(office, item):
    """The item once the portal has its product."""
    product = repositories.create_product(office.simulated, {"name": item.name, "price": "50"})["id"]
    return item.with_(ref=Ref(system="b24", kind="product", id=str(product)))


def products(office, deal):
    return [str(row["productId"]) for row in office.simulated.rows["D", deal]]


async def test_a_price_that_stays_in_1c_does_not_make_the_deal_forget_what_it_lacks(office, nut):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    await office.upsert(changed(office, deal, known, line(240, 2), line(50).with_(item=nut)))
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    await office.look(deal)
    repriced = again(changed(office, deal, known, line(198, 2), line(50).with_(item=nut)))

    held = await office.upsert(repriced)
    there = made(office, nut)
    lines = (line(198, 2), line(50).with_(item=there))
    filled = await office.upsert(repriced.with_(order=repriced.order.with_(lines=lines)))

    assert ([one.id for one in held.lacking], filled.lacking) == ([nut.origin.id], ())
    assert (products(office, deal), office.rows(deal)) == (["0", there.ref.id], [(120, 2), (50, 1)])


async def test_rows_with_text_that_stand_at_the_held_prices_are_not_written_again(office, invoiced, nut):
    deal, known = invoiced
    command = changed(office, deal, known, line(198, 2), line(50).with_(item=nut))
    await office.upsert(command)
    written = office.asked["crm.item.productrow.set"]

    outcomes = [await office.upsert(command) for _ in range(2)]

    assert office.asked["crm.item.productrow.set"] == written
    assert [[one.id for one in outcome.lacking] for outcome in outcomes] == [[nut.origin.id]] * 2


async def test_a_product_that_a_manager_has_put_in_at_the_held_price_is_lacking_no_more(office, invoiced, nut):
    deal, known = invoiced
    await office.upsert(changed(office, deal, known, line(198, 2), line(50).with_(item=nut)))
    there = made(office, nut)
    bolt, text = (dict(row) for row in office.simulated.rows["D", deal])
    office.edit(deal, rows=[bolt, text | {"productId": int(there.ref.id)}])
    heard_of = (await heard(office, deal)).groups[OrderGroup.ROWS].edited

    outcome = await office.upsert(changed(office, deal, heard_of, line(198, 2), line(50).with_(item=there)))

    assert (products(office, deal), outcome.lacking) == (["0", there.ref.id], ())
