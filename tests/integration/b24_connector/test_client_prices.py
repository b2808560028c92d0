"""Mode `onec` of prices: what a deal says of them, the field that asks for them anew, and the deal's invoice (R12)."""

import contextlib
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from sandbox.portal.control import directory as repositories
from services.b24_connector.vocabulary.names import USER_FIELDS
from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import DealNote
from shared.messages.ring.told import Told
from shared.store import Entity
from tests.integration.b24_connector.commands import line, upsert
from tests.integration.b24_connector.in_process import Office, opened_office
from tests.integration.b24_connector.test_deaths import dies_before_the_end
from tests.unit.b24_connector.test_reader import of_the_first_scheme

NUMBER = "ufCrmDealbusReprice"


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with opened_office("onec") as made:
        yield made


def product(office, price="100", **words) -> int:
    return repositories.create_product(office.simulated, {"name": "Болт М8", "price": price, **words})["id"]


def row(product, price=100, **words):
    return {"productId": product, "price": price, "quantity": 2, "taxRate": 22, "taxIncluded": "Y", **words}


async def heard(office, deal):
    await office.look(deal)
    return office.heard(deal)


async def test_a_row_says_what_the_catalogue_asks_for_its_product(office):
    bolt, nut = product(office, "100"), product(office, "80")
    deal = office.new_deal(rows=[row(bolt), row(nut, 70)])

    lines = (await heard(office, deal)).lines

    assert [(one.price, one.list_price) for one in lines] == [(Decimal(100), 100), (Decimal(70), 80)]


async def test_a_price_of_the_catalogue_without_vat_is_told_with_it(office):
    bolt = product(office, "100", fields={"vatIncluded": "N"})
    deal = office.new_deal(rows=[row(bolt, 122, taxIncluded="N")])

    (line_,) = (await heard(office, deal)).lines

    assert line_.price == line_.list_price == Decimal(122)


async def test_a_product_without_a_base_price_and_free_text_have_no_price_of_the_catalogue(office):
    bolt = repositories.create_product(office.simulated, {"name": "Болт", "prices": {"2": "90"}})["id"]
    deal = office.new_deal(rows=[row(bolt), {"productName": "Доставка", "price": 500, "quantity": 1}])

    lines = (await heard(office, deal)).lines

    assert [one.list_price for one in lines] == [None, None]


async def test_a_price_in_another_currency_is_none_of_the_deal(office):
    deal = office.new_deal(rows=[row(product(office))], fields={"currencyId": "USD"})

    assert (await heard(office, deal)).lines[0].list_price is None


async def test_all_rows_of_many_deals_share_one_question(office):
    repository = [product(office, str(price)) for price in range(100, 110)]
    deals = [office.new_deal(rows=[row(one) for one in repository]) for _ in range(3)]
    before = office.asked["catalog.price.list"]

    for deal in deals:
        await heard(office, deal)

    assert office.asked["catalog.price.list"] - before == 1


async def test_a_catalogue_price_that_changes_is_no_edit_of_a_deal(office):
    bolt = product(office)
    deal = office.new_deal(rows=[row(bolt)])
    await heard(office, deal)
    said = len(office.facts)

    repositories.edit_product(office.simulated, bolt, {"price": "150", "name": "Болт М8х40"})
    await office.look(deal)

    assert len(office.facts) == said


async def test_a_row_put_in_at_the_price_that_the_bus_has_replaced_since_was_typed_by_nobody(office):
    bolt = product(office, "150")
    former = {"product": str(bolt), "prices": ["80.00 RUB", "100.00 RUB", "99.00 USD"]}
    office.prices.entities["price:g-1"] = Entity("price:g-1", fields={"former": former})
    deal = office.new_deal(rows=[row(bolt, price) for price in (100, 80, 150, 99, 95)])

    lines = (await heard(office, deal)).lines

    assert [one.list_price for one in lines] == [100, 80, 150, 150, 150]


async def test_a_former_price_without_vat_is_told_with_it_though_the_product_holds_its_prices_with_it_now(office):
    bolt = product(office, "150")
    former = {"product": str(bolt), "prices": ["80.00 RUB Y", "100.00 RUB N"]}
    office.prices.entities["price:g-1"] = Entity("price:g-1", fields={"former": former})
    deal = office.new_deal(rows=[row(bolt, price) for price in (122, 80, 100)])

    lines = (await heard(office, deal)).lines

    assert [one.list_price for one in lines] == [122, 80, 150]


async def test_a_product_that_has_come_to_hold_its_prices_with_vat_is_believed_at_once(office):
    bolt, nut = [product(office, "81.96", fields={"vatIncluded": "N"}) for _ in range(2)]
    for one in (bolt, nut):
        await office.directory.product(str(one))
    repositories.edit_product(office.simulated, bolt, {"price": "99.99", "fields": {"vatIncluded": "Y"}})
    deal = office.new_deal(rows=[row(bolt, 99.99), row(nut, 99.99), row(nut, 95), row(bolt, 95)])
    office.touches.clear()
    before = office.asked["catalog.product.list"]

    lines = (await heard(office, deal)).lines

    assert {one.list_price for one in lines} == {Decimal("99.99")}
    assert office.asked["catalog.product.list"] - before == 1


async def test_other_modes_ask_for_no_price_and_have_no_field():
    async with opened_office("b24") as office:
        deal = office.new_deal(rows=[row(product(office))])

        lines = (await heard(office, deal)).lines

        assert lines[0].list_price is None
        assert not office.asked["catalog.price.list"]
        assert "reprice" not in office.directory.fields.names
        assert not [one for one in office.simulated.table("userfield") if "REPRICE" in one["fieldName"]]


# The field «Пересчитать цены».


def priced(office, deal, price, known):
    """The order's rows, two pieces at this price, with the number of the deal's edit that they are the answer to."""
    command = upsert([line(2 * price, 2)], groups=())
    stamps = {OrderGroup.ROWS: Stamp(edited=1, known=known)}
    order = command.order.with_(ref=office.heard(deal).ref, groups=stamps)
    return command.with_(key=f"deal:{deal}", order=order)


def by_the_bus(command):
    """The prices in these rows are those that the bus took from 1C."""
    return command.with_(order=command.order.with_(priced=True))


async def test_setting_the_field_is_an_edit_of_the_rows(office):
    deal = office.new_deal()
    before = await heard(office, deal)

    office.edit(deal, fields={USER_FIELDS["reprice"].upper: "Y"})
    after = await heard(office, deal)

    assert (before.reprice, after.reprice) == (False, True)
    assert after.groups[OrderGroup.ROWS].edited > before.groups[OrderGroup.ROWS].edited
    assert after.groups[OrderGroup.HEADER] == before.groups[OrderGroup.HEADER]


@pytest.mark.parametrize("price", [120, 99])
async def test_the_field_is_cleared_with_the_rows_that_1c_has_priced_and_nothing_comes_after(office, price):
    deal = office.new_deal()
    office.edit(deal, fields={USER_FIELDS["reprice"].upper: "Y"})
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    said = len(office.facts)

    await office.upsert(priced(office, deal, price, known))
    await office.look(deal)

    assert office.rows(deal) == [(price, 2)]
    assert not office.deal(deal)[NUMBER]
    assert len(office.facts) == said


async def test_a_wish_that_came_after_the_order_was_priced_is_not_lost(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    office.edit(deal, fields={USER_FIELDS["reprice"].upper: "Y"})

    with contextlib.suppress(Retryable):
        await office.run(priced(office, deal, 99, known))
    await office.handle()
    await office.run(priced(office, deal, 99, known))

    assert office.heard(deal).reprice
    assert office.deal(deal)[NUMBER]


async def note(office, deal, edited):
    """1C has turned the rows of this edit down for good."""
    told = Told(topic="prices", text="Цены не пересчитаны: заказ 1 уже отгружен. Оформите новый заказ.", settles=edited)
    ref = office.heard(deal).ref
    message = DealNote(key=ref.key, source=ref, deal=ref, told=(told,))
    await office.notes.noted(wrap(message, source="test"), message)


async def test_the_field_is_cleared_where_1c_takes_no_rows_and_that_is_no_edit_of_them(office):
    deal = office.new_deal()
    office.edit(deal, fields={USER_FIELDS["reprice"].upper: "Y"})
    edited = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    said = len(office.facts)

    await note(office, deal, edited)
    await office.look(deal)
    office.edit(deal, fields={USER_FIELDS["reprice"].upper: "Y"})
    again = (await heard(office, deal)).groups[OrderGroup.ROWS].edited

    assert len(office.facts) == said + 1
    assert again > edited
    assert office.heard(deal).reprice


async def test_a_wish_that_came_with_a_later_edit_is_not_cleared_with_the_former(office):
    deal = office.new_deal()
    former = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    office.edit(deal, fields={USER_FIELDS["reprice"].upper: "Y"})
    await heard(office, deal)

    await note(office, deal, former)

    assert office.deal(deal)[NUMBER]


async def test_a_wish_beside_an_edit_that_nobody_has_read_yet_waits_for_the_answer_to_that(office):
    deal = office.new_deal()
    office.edit(deal, fields={USER_FIELDS["reprice"].upper: "Y"})
    edited = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    office.listening = False
    office.set_row(deal, quantity=5)

    await note(office, deal, edited)

    assert office.deal(deal)[NUMBER]
    assert (await heard(office, deal)).reprice


async def test_a_wish_whose_clearing_was_cut_short_is_no_edit_of_the_rows(office, monkeypatch):
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)
    deal = office.new_deal()
    office.edit(deal, fields={USER_FIELDS["reprice"].upper: "Y"})
    edited = (await heard(office, deal)).groups[OrderGroup.ROWS].edited

    with dies_before_the_end(monkeypatch, office.store):
        await note(office, deal, edited)

    with pytest.raises(Retryable, match="being written"):
        await office.look(deal)


async def test_a_wish_over_rows_whose_digest_an_earlier_release_has_made_is_cleared(office):
    deal = office.new_deal()
    office.edit(deal, fields={USER_FIELDS["reprice"].upper: "Y"})
    order = await heard(office, deal)
    of_the_first_scheme(office.store, f"deal:{deal}", order)

    await note(office, deal, order.groups[OrderGroup.ROWS].edited)

    assert not office.deal(deal)[NUMBER]
