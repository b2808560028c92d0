"""A deleted product in a deal whose prices an invoice holds: its row keeps them too."""

from uuid import uuid4

from sandbox.portal.control import directory as repositories
from shared.messages.order import OrderGroup
from shared.messages.things import Item, Ref
from tests.integration.b24_connector.commands import line, upsert
from tests.integration.b24_connector.test_client_prices import office
from tests.integration.b24_connector.test_held_prices import changed, invoiced

__all__ = ["invoiced", "office"]


def again(command, edited=2):
    stamps = {OrderGroup.ROWS: command.order.groups[OrderGroup.ROWS].with_(edited=edited)}
    return command.with_(order=command.order.with_(groups=stamps))


def washer(office, **words):
    """An item of 1C and its product."""
    guid = str(uuid4())
    product = repositories.create_product(office.simulated, {"name": "Шайба"})["id"]
    ref, origin = Ref(system="b24", kind="product", id=str(product)), Ref(system="onec", kind="item", id=guid)
    return Item(ref=ref, origin=origin, name="Шайба", external_code=guid, **words)


def delete(office, item):
    del office.simulated.table("product").rows[int(item.ref.id)]


async def test_a_row_whose_product_was_deleted_keeps_the_price_that_the_invoice_holds(office, invoiced):
    deal, known = invoiced
    item = washer(office)
    await office.upsert(changed(office, deal, known, line(240, 2), line(100).with_(item=item)))
    delete(office, item)
    lines = line(240, 2), line(70).with_(item=item), line(5, name="Гайка")

    outcome = await office.upsert(again(changed(office, deal, known, *lines)))

    assert office.rows(deal) == [(120, 2), (100, 1), (5, 1)]
    assert ["Товара «Шайба» нет" in one.text for one in outcome.told] == [True, False]


async def test_a_product_that_a_person_ruled_out_takes_no_place_of_a_deleted_one(office):
    item = washer(office)
    delete(office, item)
    other = repositories.create_product(office.simulated, {"name": "Шайба", "xmlId": item.external_code})["id"]
    item = item.with_(not_these=(str(other),))

    outcome = await office.upsert(upsert([line(100).with_(item=item)]))

    assert [row["productId"] for row in office.simulated.rows["D", int(outcome.ref.id)]] == [0]
