"""A row of a deal keeps the name that it has there, whatever else an order changes (rows of a deal are a snapshot)."""

from sandbox.portal.control import directory, invoices
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import DealChanged
from shared.messages.things import Item, Ref
from tests.integration.b24_connector.commands import line, upsert
from tests.integration.b24_connector.in_process import BUS, office
from tests.integration.b24_connector.test_gone_products import GUID, delete, of_item

__all__ = ["office"]
PAINTED = "Шайба, окрасить в RAL 7016 по эскизу"


def washer(office, name="Шайба", **words) -> int:
    return directory.create_product(office.simulated, {"name": name, "by": BUS, **words})["id"]


async def born_of(office, *lines):
    """A deal made of an order with these rows, and the order's GUID."""
    command = upsert(lines)
    outcome = await office.upsert(command)
    await office.handle()
    return int(outcome.ref.id), command.source.id


def call_row(office, deal, place, name) -> None:
    """A manager gives a row of a deal a name of its own."""
    rows = office.simulated.rows["D", deal]
    office.edit(deal, rows=[row | {"productName": name} if one == place else row for one, row in enumerate(rows)])


def names(office, deal):
    return [row["productName"] for row in office.simulated.rows["D", deal]]


async def test_a_row_keeps_its_own_name_when_another_one_changes_in_1c(office):
    product = washer(office)
    deal, order = await born_of(office, line(100, product=product, name="Шайба"), line(50))
    call_row(office, deal, 0, PAINTED)
    await office.look(deal)
    listed = office.asked["crm.item.productrow.list"]

    await office.upsert(upsert([line(100, product=product, name="Шайба"), line(70)], guid=order, edited=2))
    await office.handle()

    assert list(zip(names(office, deal), office.rows(deal), strict=True)) == [(PAINTED, (100, 1)), ("Болт", (70, 1))]
    assert office.asked["crm.item.productrow.list"] == listed + 2  # the writer's and the reader's, as ever
    assert [one for one in office.facts if isinstance(one, DealChanged)][1:] == []


async def test_a_row_that_changes_itself_keeps_its_name_and_a_new_one_gets_the_catalogues(office):
    product, nut = washer(office), washer(office, "Гайка")
    deal, order = await born_of(office, line(100, product=product, name="Шайба"))
    call_row(office, deal, 0, PAINTED)

    rows = [line(60, product=nut, name="Гайка"), line(330, 3, product=product, name="Шайба")]
    await office.upsert(upsert(rows, guid=order, edited=2))

    assert names(office, deal) == ["Гайка", PAINTED]
    assert office.rows(deal) == [(60, 1), (110, 3)]


async def test_of_two_rows_of_one_product_each_keeps_its_own_name(office):
    product = washer(office)
    both = [line(100, product=product, name="Шайба"), line(500, 5, product=product, name="Шайба")]
    deal, order = await born_of(office, *both, line(50))
    call_row(office, deal, 1, PAINTED)

    await office.upsert(upsert([both[1], line(70), both[0]], guid=order, edited=2))

    assert names(office, deal) == [PAINTED, "Болт", "Шайба"]


async def test_a_row_whose_unit_changes_in_1c_keeps_its_name(office):
    product = washer(office)
    deal, order = await born_of(office, line(100, product=product, name="Шайба"))
    call_row(office, deal, 0, PAINTED)

    await office.upsert(upsert([line(100, product=product, name="Шайба").with_(unit="166")], guid=order, edited=2))

    (row,) = office.simulated.rows["D", deal]
    assert (row["productName"], row["measureCode"]) == (PAINTED, 166)


async def test_rows_of_a_deal_keep_their_names_when_the_catalogue_renames_a_product(office):
    product = washer(office)
    deal, order = await born_of(office, line(100, product=product, name="Шайба"), line(50))
    directory.edit_product(office.simulated, product, {"name": "Шайба плоская"})

    await office.upsert(upsert([line(100, product=product, name="Шайба плоская"), line(70)], guid=order, edited=2))

    assert names(office, deal) == ["Шайба", "Болт"]


async def test_prices_of_1c_leave_the_rows_their_names(office):
    product = washer(office)
    deal, order = await born_of(office, line(100, product=product, name="Шайба"))
    call_row(office, deal, 0, PAINTED)

    command = upsert([line(90, product=product, name="Шайба")], guid=order, edited=2)
    await office.upsert(command.with_(order=command.order.with_(priced=True)))

    assert (names(office, deal), office.rows(deal)) == ([PAINTED], [(90, 1)])


async def invoiced_while_rows_are_set(office):
    """A deal whose row has a name of its own, and whose invoice is issued as the next rows come from 1C."""
    product = washer(office)
    deal, order = await born_of(office, line(100, product=product, name="Шайба"))
    call_row(office, deal, 0, PAINTED)
    await office.look(deal)
    issue = {"deal": deal, "number": "7"}
    office.wire.before["crm.item.productrow.set"] = lambda: invoices.issue(office.simulated, issue)
    return product, deal, order


async def test_former_rows_are_put_back_with_their_names(office):
    product, deal, order = await invoiced_while_rows_are_set(office)

    await office.upsert(upsert([line(90, product=product, name="Шайба")], guid=order, edited=2))

    assert (names(office, deal), office.rows(deal)) == ([PAINTED], [(100, 1)])


async def test_rows_that_an_invoice_leaves_at_its_prices_keep_their_names(office):
    product, deal, order = await invoiced_while_rows_are_set(office)

    rows = [line(180, 2, product=product, name="Шайба")]
    await office.upsert(upsert(rows, guid=order, edited=2))

    assert (names(office, deal), office.rows(deal)) == ([PAINTED], [(100, 2)])


async def test_a_row_keeps_its_name_when_its_deleted_product_was_made_anew(office):
    product = washer(office)
    deal, order = await born_of(office, of_item(100, product), line(50))
    call_row(office, deal, 0, PAINTED)
    delete(office, product)
    made = washer(office, xmlId=GUID)

    await office.upsert(upsert([of_item(100, product), line(70)], guid=order, edited=2))

    rows = [(row["productId"], row["productName"]) for row in office.simulated.rows["D", deal]]
    assert rows == [(made, PAINTED), (0, "Болт")]


async def test_a_row_keeps_its_name_when_another_product_stands_for_its_item(office):
    former, latter = washer(office, xmlId=GUID), washer(office)
    deal, order = await born_of(office, of_item(100, former))
    call_row(office, deal, 0, PAINTED)

    await office.upsert(upsert([of_item(110, latter)], guid=order, edited=2))

    (row,) = office.simulated.rows["D", deal]
    assert (row["productId"], row["productName"]) == (latter, PAINTED)


async def test_a_row_with_another_product_takes_its_name(office):
    product, nut = washer(office), washer(office, "Гайка")
    deal, order = await born_of(office, line(100, product=product, name="Шайба"))
    call_row(office, deal, 0, PAINTED)

    await office.upsert(upsert([line(100, product=nut, name="Гайка")], guid=order, edited=2))

    assert names(office, deal) == ["Гайка"]


async def test_a_text_in_place_of_a_product_becomes_that_product_by_its_own_name(office):
    deal, order = await born_of(office, line(100, name="Шайба"))
    product = washer(office, "Шайба плоская", xmlId=GUID)

    item = Item(ref=Ref(system="b24", kind="product", id=str(product)), name="Шайба", external_code=GUID)
    command = upsert([line(110).with_(item=item)], guid=order, edited=2)
    stamps = {**command.order.groups, OrderGroup.ROWS: Stamp(edited=2, known=0)}
    await office.upsert(command.with_(order=command.order.with_(groups=stamps)))

    assert names(office, deal) == ["Шайба плоская"]
