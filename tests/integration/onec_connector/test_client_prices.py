"""What 1C asks of a client, read from a base: both engines, agreements and partners, in a handful of calls."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseBarredError
from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import client_price, dictionary, standard
from services.onec_connector.objects import item as item_names
from services.onec_connector.objects import partner as partner_names
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.reference.client_prices import AskedPrice, ClientPrices, ClientSale, RowPrice
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.vocabulary.client_prices import rate_between
from shared.rules.directory import PriceRules
from tests.integration.onec_connector.connector import Onec, known_client

MOSCOW = ZoneInfo("Europe/Moscow")
NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass
class Counter:
    """A client's agreement, price kinds, and what the connector makes of them."""

    onec: Onec
    base: Base
    agreement: str
    partner: str
    currency: str

    async def kind(self, name: str, **more) -> str:
        return (await self.onec.do("price_kinds", name=name, **more))["kind"]

    async def item(self, name: str, **prices: str) -> str:
        """An item with a price in each of the kinds named by reference."""
        item = (await self.onec.do("items", name=name))["item"]
        await self.priced(item, **prices)
        return item

    async def priced(self, item: str, **prices: str) -> None:
        rows = [{"item": item, "kind": kind, "price": price} for kind, price in prices.items()]
        await self.onec.do("prices", rows=rows)

    async def agree(self, **fields) -> None:
        async with self.onec.clerk() as clerk:
            await clerk.change(names.SET, self.agreement, fields)

    async def prices(self, *, agreements: bool = True) -> tuple[ClientPrices, ItemPriceLists]:
        profile = await read_profile(self.base)
        dictionaries = Dictionaries(self.base, profile.off)
        lists = ItemPriceLists(self.base, self.base, dictionaries, PriceRules(), zone=MOSCOW, off=profile.off)
        return ClientPrices(
            self.base, lists, ItemCatalogue(self.base), uses_agreements=agreements, off=profile.off
        ), lists

    async def ask(self, *asked: AskedPrice, on: date | None = None, agreements: bool = True) -> list[RowPrice | None]:
        prices, lists = await self.prices(agreements=agreements)
        day = on or lists.today()
        sale = ClientSale(self.agreement, self.partner, day, self.currency, vat_included=True)
        return await prices.of(sale, asked)


@pytest.fixture
async def counter(onec: Onec, company) -> AsyncIterator[Counter]:
    client = known_client(company)
    async with Base.connect(onec.address, user=onec.user, password=onec.password) as base, onec.clerk() as clerk:
        found = await clerk.read(names.SET, client.agreement.guid)
        assert found is not None
        yield Counter(onec, base, client.agreement.guid, found[names.PARTNER], found[names.CURRENCY])


def part(name: str, *rows: dict) -> dict:
    numbered = [{"LineNumber": str(place), **row} for place, row in enumerate(rows, start=1)]
    return {name: numbered}


@pytest.mark.parametrize("engine", [False, True])
async def test_the_kind_of_the_agreements_header_is_asked_in_both_engines(counter, engine):
    await counter.onec.do("switches", pricing_25=engine)
    wholesale = await counter.kind("Оптовая")
    bolt, nut = await counter.item("Болт", **{wholesale: "90"}), await counter.item("Гайка")
    await counter.agree(**{names.PRICE_KIND: wholesale, names.PRICES_FROM: names.FROM_HEADER})

    assert [RowPrice(Decimal("90.00"), wholesale, "Оптовая"), None] == await counter.ask(
        AskedPrice(bolt), AskedPrice(nut)
    )


async def test_the_parts_of_an_agreement_are_asked_from_the_narrowest(counter):
    await counter.onec.do("switches", pricing_25=False)
    header, of_group, of_item = [await counter.kind(name) for name in ("Оптовая", "На сталь", "На болты")]
    prices = {header: "90", of_group: "80", of_item: "70"}
    bolt, nut, screw, washer = [await counter.item(name, **prices) for name in ("Болт", "Гайка", "Винт", "Шайба")]
    async with counter.onec.clerk() as clerk:
        await clerk.change(item_names.SET, nut, {item_names.PRICE_GROUP: STEEL})
    await counter.agree(
        **{names.PRICE_KIND: header, names.PRICES_FROM: names.FROM_HEADER + names.FROM_GROUPS + names.FROM_ITEMS},
        **part(names.GROUPS, {names.GROUPS_GROUP: STEEL, names.GROUPS_KIND: of_group}),
        **part(
            names.GOODS,
            {names.GOODS_ITEM: screw, names.GOODS_KIND: of_item},
            {names.GOODS_ITEM: washer, names.GOODS_PRICE: 5},
        ),
    )
    asked = [AskedPrice(bolt), AskedPrice(nut), AskedPrice(screw), AskedPrice(washer)]

    without_fixed = await counter.ask(*asked)
    await counter.agree(**{names.PRICES_FROM: names.FROM_ITEMS + names.FROM_FIXED})
    of_items = await counter.ask(*asked)

    assert [one.value if one else None for one in without_fixed] == [90, 80, 70, 90]
    assert [one.value if one else None for one in of_items] == [None, None, 70, 5]


async def test_without_agreements_the_clients_own_card_counts(counter):
    await counter.onec.do("switches", pricing_25=True)
    own, usual = await counter.kind("Ромашке", purpose="ИндивидуальныйДляПартнера"), await counter.kind("Оптовая")
    bolt, nut = await counter.item("Болт", **{own: "60", usual: "90"}), await counter.item("Гайка", **{usual: "9"})
    async with counter.onec.clerk() as clerk:
        await clerk.change(
            partner_names.SET,
            counter.partner,
            {partner_names.INDIVIDUAL_KIND: own, partner_names.PRICE_KIND: usual},
        )

    found = await counter.ask(AskedPrice(bolt), AskedPrice(nut), agreements=False)

    assert [one and one.kind_name for one in found] == ["Ромашке", "Оптовая"]


async def test_an_order_dated_before_the_change_to_pricing_25_has_the_prices_of_20(counter):
    _, lists = await counter.prices()
    today, tomorrow = lists.today(), lists.today() + timedelta(days=1)
    wholesale = await counter.kind("Оптовая")
    await counter.onec.do("switches", pricing_25=False)
    bolt = await counter.item("Болт", **{wholesale: "90"})
    await counter.onec.do("switches", pricing_25=True, pricing_25_from=f"{tomorrow}")
    rows = [{"item": bolt, "kind": wholesale, "price": "95"}]
    await counter.onec.do("prices", rows=rows, since=f"{tomorrow}T00:00:00")
    await counter.agree(**{names.PRICE_KIND: wholesale, names.PRICES_FROM: names.FROM_HEADER})

    found = [await counter.ask(AskedPrice(bolt), on=day) for day in (today, tomorrow)]

    assert [one and one.value for (one,) in found] == [Decimal("90.00"), Decimal("95.00")]


@pytest.mark.parametrize("newer", [False, True])
async def test_the_clients_card_is_named_only_where_it_was_looked_at(counter, newer):
    await counter.onec.do("switches", pricing_25=newer)
    bolt = await counter.item("Болт")
    prices, lists = await counter.prices(agreements=False)

    known, stranger = [
        await prices.offer(
            ClientSale("", partner, lists.today(), counter.currency, vat_included=True), [AskedPrice(bolt)]
        )
        for partner in (counter.partner, "")
    ]

    assert (known.card, stranger.card) == (newer, False)


async def test_the_price_of_a_day_is_the_last_one_set_by_its_end(counter):
    wholesale = await counter.kind("Оптовая")
    bolt = await counter.item("Болт", **{wholesale: "90"})
    await counter.agree(**{names.PRICE_KIND: wholesale, names.PRICES_FROM: names.FROM_HEADER})
    tomorrow = datetime.now(MOSCOW).date() + timedelta(days=1)
    rows = [{"item": bolt, "kind": wholesale, "price": "95"}]
    await counter.onec.do("prices", rows=rows, since=f"{tomorrow}T23:30:00")

    today, then = await counter.ask(AskedPrice(bolt)), await counter.ask(AskedPrice(bolt), on=tomorrow)

    assert [one.value for one in (*today, *then) if one] == [90, 95]


async def test_a_price_in_another_currency_is_counted_at_the_rate_of_the_day(counter):
    async with counter.onec.clerk() as clerk:
        made = await clerk.create(dictionary.CURRENCIES, {standard.DESCRIPTION: "USD", standard.CODE: "840"})
    dollars = made[standard.REF]
    wholesale = await counter.kind("Оптовая, доллары", currency=dollars)
    bolt = (await counter.onec.do("items", name="Болт"))["item"]
    rows = [{"item": bolt, "kind": wholesale, "price": "1.11", "currency": dollars}]
    await counter.onec.do("prices", rows=rows)
    await counter.agree(**{names.PRICE_KIND: wholesale, names.PRICES_FROM: names.FROM_HEADER})

    unknown = await counter.ask(AskedPrice(bolt))
    async with counter.onec.clerk() as clerk:
        for day, rate in (("2026-01-01", 80), ("2026-02-01", 90.12)):
            upper = {client_price.RATE_CURRENCY: dollars, client_price.RATE_IN: counter.currency}
            one = {"Period": f"{day}T00:00:00", client_price.RATE_UPPER: rate, client_price.RATE_LOWER: 1}
            await clerk.create(client_price.RATES, upper | one)
    (known,) = await counter.ask(AskedPrice(bolt))

    assert unknown == [None]
    assert known is not None
    assert Decimal("100.03") == known.value


async def test_many_rows_cost_a_handful_of_calls(counter):
    wholesale = await counter.kind("Оптовая")
    items = [await counter.item(f"Болт {number}", **{wholesale: "90"}) for number in range(10)]
    await counter.agree(**{names.PRICE_KIND: wholesale, names.PRICES_FROM: names.FROM_HEADER})
    begun = await counter.onec.asked()
    await read_profile(counter.base)
    before = await counter.onec.asked()
    profile = before - begun

    found = await counter.ask(*(AskedPrice(item) for item in items))

    assert None not in found
    assert await counter.onec.asked() - before <= 6 + profile


def test_rates_are_crossed_through_the_currency_they_are_told_in():
    known = {("usd", "rub"): Decimal(90), ("eur", "rub"): Decimal(100)}

    assert rate_between("usd", "rub", known) == 90
    assert rate_between("rub", "eur", known) == Decimal("0.01")
    assert rate_between("usd", "eur", known) == Decimal("0.9")
    assert rate_between("kzt", "rub", known) is None


STEEL = "0a000000-0000-5000-8000-0000000000c1"


async def test_a_price_kind_that_is_younger_than_the_last_reading_counts_at_once(counter):
    prices, lists = await counter.prices()
    first = await counter.kind("Оптовая")
    bolt = await counter.item("Болт", **{first: "90"})
    await counter.agree(**{names.PRICE_KIND: first, names.PRICES_FROM: names.FROM_HEADER})
    sale = ClientSale(counter.agreement, counter.partner, lists.today(), counter.currency, vat_included=True)
    await prices.of(sale, [AskedPrice(bolt)])

    second = await counter.kind("Для дилеров")
    await counter.priced(bolt, **{second: "80"})
    await counter.agree(**{names.PRICE_KIND: second})

    assert [RowPrice(Decimal("80.00"), second, "Для дилеров")] == await prices.of(sale, [AskedPrice(bolt)])


@pytest.mark.parametrize(("everywhere", "said"), [(False, False), (True, BaseBarredError)])
async def test_a_right_that_is_missing_for_a_sentence_alone_stops_no_order(counter, monkeypatch, everywhere, said):
    prices, _ = await counter.prices()

    async def barred(_name):
        raise BaseBarredError("403", everywhere=everywhere)

    monkeypatch.setattr(counter.base, "constant", barred)

    if said is BaseBarredError:
        with pytest.raises(BaseBarredError):
            await prices.auto_discounts()
    else:
        assert await prices.auto_discounts() is said
