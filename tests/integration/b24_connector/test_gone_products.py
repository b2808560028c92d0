"""A product that people have deleted from the catalogue keeps no other row of its orders out of their deals."""

from sandbox.portal.control import directory
from shared.messages.ring.facts import DealChanged
from shared.messages.ring.outcomes import DealUpserted
from shared.messages.things import Item, Ref
from tests.integration.b24_connector.commands import line, upsert
from tests.integration.b24_connector.in_process import BUS, office

__all__ = ["office"]

GUID = "6f1c0000-0000-4000-8000-0000000000e2"


def of_item(total, product):
    """A row of 1C whose item has a pair with a product."""
    row, origin = line(total), Ref(system="onec", kind="item", id=GUID)
    ref = Ref(system="b24", kind="product", id=str(product))
    return row.with_(item=Item(ref=ref, origin=origin, name="Шайба", external_code=GUID))


def delete(office, product):
    del office.simulated.table("product").rows[product]


async def edited_after_deletion(office, *, anew=False):
    """A row beside that of the deleted product is edited in 1C."""
    product = directory.create_product(office.simulated, {"name": "Шайба", "by": BUS})["id"]
    first = upsert([of_item(100, product), line(50)])
    born = await office.upsert(first)
    await office.handle()
    delete(office, product)
    made = directory.create_product(office.simulated, {"name": "Шайба", "xmlId": GUID})["id"] if anew else 0
    return first, int(born.ref.id), product, made


def kept(office, deal):
    return [(row["productId"], row["productName"], row["price"]) for row in office.simulated.rows["D", deal]]


async def test_a_row_whose_product_was_deleted_becomes_free_text_beside_the_edited_one(office):
    first, deal, product, _ = await edited_after_deletion(office)

    outcome = await office.upsert(upsert([of_item(100, product), line(70)], guid=first.source.id, edited=2))
    await office.handle()

    assert isinstance(outcome, DealUpserted)
    assert kept(office, deal) == [(0, "Шайба", 100), (0, "Болт", 70)]
    told = "Товара «Шайба» нет в каталоге Битрикс24: в сделке строка без товара."
    remedy = "Заведите заново с тем же артикулом или штрихкодом и выберите в строке сделки."
    assert [one.text for one in outcome.told] == [f"{told} {remedy}"]
    assert [one for one in office.facts if isinstance(one, DealChanged)] == []


async def test_a_row_whose_product_was_made_anew_gets_the_new_one(office):
    first, deal, product, made = await edited_after_deletion(office, anew=True)

    outcome = await office.upsert(upsert([of_item(100, product), line(70)], guid=first.source.id, edited=2))

    assert kept(office, deal) == [(made, "Шайба", 100), (0, "Болт", 70)]
    assert outcome.told == ()


async def test_two_deleted_products_are_told_in_one_sentence(office):
    lost = [directory.create_product(office.simulated, {"name": name})["id"] for name in ("Шайба", "Гайка")]
    rows = [of_item(total, product) for total, product in zip((100, 70), lost, strict=True)]
    named = rows[1].with_(item=rows[1].item.with_(name="Гайка"))
    for product in lost:
        delete(office, product)

    outcome = await office.upsert(upsert([rows[0], named]))

    (told,) = outcome.told
    assert told.text.startswith("Товаров «Шайба», «Гайка» нет в каталоге Битрикс24: в сделке строки без товара.")


async def test_a_new_deal_gets_all_its_rows_though_a_product_was_deleted(office):
    product = directory.create_product(office.simulated, {"name": "Шайба"})["id"]
    delete(office, product)

    outcome = await office.upsert(upsert([of_item(100, product), line(70)]))

    assert kept(office, int(outcome.ref.id)) == [(0, "Шайба", 100), (0, "Болт", 70)]
    assert len(outcome.told) == 1


async def test_rows_that_are_refused_for_another_reason_are_refused(office):
    product = directory.create_product(office.simulated, {"name": "Шайба"})["id"]
    office.wire.app.server.faults.order(
        {"kind": "error", "method": "crm.item.productrow.set", "status": 400, "code": "ERROR_CORE", "text": "Нельзя"}
    )

    outcome = await office.run(upsert([of_item(100, product)]))

    assert "Нельзя" in outcome.told[0].text
