"""Prices of 1C as the connector tells them: in both engines, from their day on, and each change once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.assembly import Site, assemble
from services.onec_connector.base.client import Base
from services.onec_connector.directory_flows import ItemFlow, PriceFlow, assemble_items, assemble_prices
from services.onec_connector.intake import prices as intake
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.messages.envelope import wrap
from shared.messages.price import ItemPrices
from shared.messages.ring.facts import ItemTouched, PriceTouched
from shared.messages.things import Ref
from shared.rules.directory import DirectoryRules, PriceRules, ProductRules
from shared.store.connection import connect
from tests.integration.onec_connector.connector import RULES, Onec

SHOP = "Крепёж"
MOSCOW = ZoneInfo("Europe/Moscow")
ON = PriceRules(direction="1c→b24", kinds=("Витрина", "Опт без НДС"), base="Витрина")


@dataclass
class Pricing:
    """The lane `directory` of the connector, without a broker."""

    items: ItemFlow
    prices: PriceFlow
    onec: Onec
    hints: list

    async def passed(self) -> list[ItemPrices]:
        """What a pass over the prices leads to."""
        assert self.prices.look is not None
        self.hints.clear()
        await self.prices.look.look()
        return [one for hint in list(self.hints) for one in await self.touch(hint)]

    async def touch(self, hint: PriceTouched) -> list[ItemPrices]:
        done = await self.prices.reader.touched(wrap(hint, source="test"), hint)
        if done.then:
            await done.then()
        return [fact.prices for fact in done.publish]

    async def item(self, **words) -> str:
        """An item of the shop that the portal was told of."""
        item = (await self.onec.do("items", **words))["item"]
        hint = ItemTouched(ref=Ref(system="onec", kind="item", id=item))
        done = await self.items.reader.touched(wrap(hint, source="test"), hint)
        assert done.then is not None
        await done.then()
        return item

    async def priced(self, item: str, kind: str, price: str, **more) -> str:
        document = {name: more.pop(name) for name in ("guid", "since", "posted") if name in more}
        rows = [{"item": item, "kind": kind, "price": price, **more}]
        return (await self.onec.do("prices", rows=rows, **document))["document"]


@pytest.fixture
async def pricing(request, onec: Onec, mongo_url: str, mongo_database: str) -> AsyncIterator[Pricing]:
    """Items of the group `SHOP` cross, with two price kinds; a parameter: other rules for prices."""
    prices = getattr(request, "param", ON)
    crossing = DirectoryRules(products=ProductRules(direction="1c→b24", groups=(SHOP,)), prices=prices)
    rules = RULES.model_copy(update={"directory": crossing})
    async with (
        Base.connect(onec.address, user=onec.user, password=onec.password) as base,
        connect(mongo_url, mongo_database) as database,
    ):
        hints: list = []

        async def publish(*messages) -> None:
            hints.extend(messages)
            for one in messages:
                prices_rooms.pace.taken(one.subject)

        site = Site(BaseLocation(MOSCOW, "http://1c"), "portal-1", await read_profile(base), rules)
        flow = assemble(base, site, database, publish)
        items = assemble_items(flow, base, site, database, publish)
        prices_rooms = assemble_prices(flow, items, base, site, database, publish)
        yield Pricing(items, prices_rooms, onec, hints)


@pytest.fixture
async def shop(onec: Onec) -> str:
    return (await onec.do("item_groups", name=SHOP))["group"]


@pytest.fixture
async def retail(onec: Onec) -> str:
    return (await onec.do("price_kinds", name="Витрина"))["kind"]


@pytest.fixture
async def wholesale(onec: Onec) -> str:
    return (await onec.do("price_kinds", name="Опт без НДС", vat_included=False))["kind"]


def told(prices: ItemPrices) -> dict[str, Decimal]:
    return {one.kind.name: one.value for one in prices.prices}


async def test_until_the_day_of_the_change_to_pricing_25_prices_are_those_of_20(pricing, onec, shop, retail):
    today = datetime.now(MOSCOW).date()
    await onec.do("switches", pricing_25=True, pricing_25_from=f"{today + timedelta(days=1)}")
    bolt = await pricing.item(name="Болт М99", group=shop)
    await pricing.priced(bolt, retail, "12.50")
    before = await pricing.passed()

    await onec.do("switches", pricing_25_from=f"{today}")
    await pricing.priced(bolt, retail, "13")
    after = await pricing.passed()

    assert [told(one) for one in (*before, *after)] == [{"Витрина": Decimal("12.5")}, {"Витрина": Decimal(13)}]


@pytest.mark.parametrize("engine", [False, True], ids=["2.0", "2.5"])
async def test_a_first_pass_tells_every_kind_of_the_rules(pricing, onec, shop, retail, wholesale, engine):
    await onec.do("switches", pricing_25=engine)
    other = (await onec.do("price_kinds", name="Закупочная"))["kind"]
    bolt = await pricing.item(name="Болт М99", vat_rate="10", group=shop)
    for kind, price in ((retail, "12.50"), (wholesale, "10"), (other, "7")):
        await pricing.priced(bolt, kind, price)

    (prices,) = await pricing.passed()

    assert (prices.ref, prices.name, prices.vat_rate) == (
        Ref(system="onec", kind="price", id=bolt),
        "Болт М99",
        Decimal(10),
    )
    assert told(prices) == {"Витрина": Decimal("12.5"), "Опт без НДС": Decimal(10)}
    assert {one.kind.name: (one.vat_included, one.kind.base, one.currency) for one in prices.prices} == {
        "Витрина": (True, True, "RUB"),
        "Опт без НДС": (False, False, "RUB"),
    }


async def test_a_second_pass_says_nothing_and_a_change_is_told_once(pricing, shop, retail):
    bolt = await pricing.item(name="Болт М99", group=shop)
    await pricing.priced(bolt, retail, "12.50")
    (first,) = await pricing.passed()
    again, hints_again = await pricing.passed(), list(pricing.hints)

    await pricing.priced(bolt, retail, "13")
    (second,) = await pricing.passed()

    assert (again, hints_again) == ([], [])
    assert (told(first), told(second)) == ({"Витрина": Decimal("12.5")}, {"Витрина": Decimal(13)})
    assert second.groups["prices"].edited > first.groups["prices"].edited
    assert await pricing.passed() == []


async def test_a_document_that_is_taken_back_takes_its_prices_back(pricing, shop, retail, wholesale):
    bolt = await pricing.item(name="Болт М99", group=shop)
    document = await pricing.priced(bolt, retail, "12.50")
    await pricing.passed()

    await pricing.priced(bolt, retail, "12.50", guid=document, posted=False)
    (prices,) = await pricing.passed()

    assert told(prices) == {}
    assert await pricing.passed() == []


async def test_a_price_of_nought_takes_the_price_back(pricing, shop, retail):
    bolt = await pricing.item(name="Болт М99", group=shop)
    await pricing.priced(bolt, retail, "12.50")
    await pricing.passed()

    await pricing.priced(bolt, retail, "0")

    assert [told(one) for one in await pricing.passed()] == [{}]


async def test_a_price_of_tomorrow_is_told_when_its_day_has_begun(pricing, monkeypatch, shop, retail):
    bolt = await pricing.item(name="Болт М99", group=shop)
    today = datetime.now(MOSCOW).date()
    tomorrow = today + timedelta(days=1)
    await pricing.priced(bolt, retail, "12.50")
    await pricing.priced(bolt, retail, "15", since=f"{tomorrow}T00:00:00")

    (now,) = await pricing.passed()
    monkeypatch.setattr(ItemPriceLists, "today", lambda _: date(tomorrow.year, tomorrow.month, tomorrow.day))
    (then,) = await pricing.passed()

    assert (told(now), told(then)) == ({"Витрина": Decimal("12.5")}, {"Витрина": Decimal(15)})


async def test_a_price_of_later_today_is_in_force_the_whole_day(pricing, shop, retail):
    bolt = await pricing.item(name="Болт М99", group=shop)
    today = datetime.now(MOSCOW).date()
    await pricing.priced(bolt, retail, "12.50", since=f"{today}T23:59:58")

    assert [told(one) for one in await pricing.passed()] == [{"Витрина": Decimal("12.5")}]


async def test_prices_of_an_item_nobody_was_told_of_wait_until_somebody_is(pricing, onec, shop, retail):
    bolt = (await onec.do("items", name="Болт М99", group=shop))["item"]
    await pricing.priced(bolt, retail, "12.50")

    early = await pricing.passed()
    await pricing.item(guid=bolt)
    (prices,) = await pricing.passed()

    assert early == []
    assert told(prices) == {"Витрина": Decimal("12.5")}


async def test_a_new_vat_rate_is_told_with_the_prices_by_a_whole_look(
    pricing, monkeypatch, onec, shop, retail, wholesale
):
    bolt = await pricing.item(name="Болт М99", vat_rate="10", group=shop)
    await pricing.priced(bolt, wholesale, "10")
    await pricing.passed()

    await onec.do("items", guid=bolt, vat_rate="22")
    monkeypatch.setattr(intake, "_WHOLE_S", 0.0)
    (prices,) = await pricing.passed()

    assert prices.vat_rate == Decimal(22)


async def test_a_kind_that_is_renamed_changes_nothing_and_one_out_of_force_has_no_prices(
    pricing, onec, shop, retail, wholesale
):
    bolt = await pricing.item(name="Болт М99", group=shop)
    await pricing.priced(bolt, wholesale, "10")
    await pricing.priced(bolt, retail, "12")
    await pricing.passed()
    await onec.do("price_kinds", guid=wholesale, name="опт без ндс")
    renamed, hints = await pricing.passed(), list(pricing.hints)

    await onec.do("price_kinds", guid=wholesale, status="НеДействует")
    (prices,) = await pricing.passed()

    assert (renamed, hints) == ([], [])
    assert told(prices) == {"Витрина": Decimal(12)}


async def test_a_forced_look_repeats_the_numbers(pricing, shop, retail):
    bolt = await pricing.item(name="Болт М99", group=shop)
    await pricing.priced(bolt, retail, "12.50")
    (first,) = await pricing.passed()

    hint = PriceTouched(ref=Ref(system="onec", kind="price", id=bolt), force=True)

    assert await pricing.touch(hint) == [first]


@pytest.mark.parametrize("pricing", [PriceRules()], indirect=True)
async def test_rules_that_are_silent_leave_prices_alone(pricing, shop, retail):
    bolt = await pricing.item(name="Болт М99", group=shop)
    await pricing.priced(bolt, retail, "12.50")

    assert pricing.prices.look is None
    assert await pricing.touch(PriceTouched(ref=Ref(system="onec", kind="price", id=bolt), force=True)) == []


@pytest.fixture(params=["Catalog_ВидыЦен", "InformationRegister_ЦеныНоменклатуры_RecordType"])
async def unpublished(request, onec: Onec) -> None:
    """A base that does not publish what prices need."""
    await onec.do("switches", unpublished_sets=[request.param])


async def test_a_base_that_publishes_no_prices_tells_none(unpublished, pricing, shop, retail):
    bolt = await pricing.item(name="Болт М99", group=shop)
    await pricing.priced(bolt, retail, "12.50")

    assert await pricing.passed() == []
