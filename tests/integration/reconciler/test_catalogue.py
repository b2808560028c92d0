"""Items, their products and prices: what was changed behind the bus's back is found, and 1C's value put back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.portal.control import directory
from sandbox.portal.methods import catalog
from services.console.reconcile.fixing import refusals, touches
from services.reconciler.state import state
from shared.messages.ring.census import PAGE
from shared.messages.ring.facts import ItemTouched, PriceTouched
from shared.messages.things import Ref
from shared.rules.directory import DirectoryRules, PriceRules, ProductRules
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import RULES, Business
from tests.integration.reconciler.opening import opened_business

SHOP, OFF = "Крепёж", "Снято"
CODES = {"article_property": f"property{catalog.ARTICLE}", "barcode_property": f"property{catalog.BARCODE}"}
CROSSING = DirectoryRules(
    products=ProductRules(direction="1c→b24", groups=(SHOP,), **CODES),
    prices=PriceRules(direction="1c→b24", kinds=("Витрина",), base="Витрина"),
)
BOTH = ("items", "prices")
MORE = 12
LISTS = 3
"""Of the portal that are read whole: products for items and for prices, and the prices; one page may begin."""
SMALL_LISTS = 30
"""Units, rates, sections, types, kinds: a call each, however many items there are."""


@dataclass
class Shop:
    """The group that crosses, and people of both sides at it."""

    business: Business
    group: str
    retail: str

    @classmethod
    async def open(cls, business: Business) -> "Shop":
        group = (await business.onec.do("item_groups", name=SHOP))["group"]
        retail = (await business.onec.do("price_kinds", name="Витрина"))["kind"]
        await business.carry(ItemTouched(ref=Ref(system="onec", kind="group", id=group)))
        return cls(business, group, retail)

    async def item(self, number: int, *, carried: bool = True) -> str:
        """Type an item with a price in 1C, and let the bus carry it over."""
        words = {"name": f"Болт М{number}", "article": f"Б-{number}", "barcode": f"46{number:011}"}
        item = (await self.business.onec.do("items", group=self.group, **words))["item"]
        await self.priced(item, "12.50")
        if carried:
            hints = [
                kind(ref=Ref(system="onec", kind=name, id=item))
                for name, kind in (("item", ItemTouched), ("price", PriceTouched))
            ]
            await self.business.carry(*hints)
        return item

    async def priced(self, item: str, price: str) -> None:
        await self.business.onec.do("prices", rows=[{"item": item, "kind": self.retail, "price": price}])

    def edit(self, item: str, **words: Any) -> None:
        """Edit the product of an item by hand."""
        products = self.business.simulated.table("product")
        (row,) = [row for row in products if row.get("xmlId") == item]
        directory.edit_product(self.business.simulated, row["id"], words)

    async def found(self) -> dict[str, list[str]]:
        """Return what differs, by key."""
        kept: dict[str, list[str]] = {}
        for one in (await state(self.business.memory))["differences"]:
            assert not one["apart"], one
            kept.setdefault(one["key"], []).append(one["caption"])
        return {key: sorted(captions) for key, captions in kept.items()}


Planting = Callable[[Shop, str], Any]


async def renamed_in_onec(shop: Shop, item: str) -> None:
    await shop.business.onec.do("items", guid=item, name="Гайка")


async def price_in_onec(shop: Shop, item: str) -> None:
    await shop.priced(item, "13.00")


async def article_in_onec(shop: Shop, item: str) -> None:
    await shop.business.onec.do("items", guid=item, article="НОВ-1")


async def vat_in_onec(shop: Shop, item: str) -> None:
    await shop.business.onec.do("items", guid=item, vat_rate=10)


async def price_deleted(shop: Shop, item: str) -> None:
    simulated = shop.business.simulated
    (product,) = [row for row in simulated.table("product") if row.get("xmlId") == item]
    prices = simulated.table("price")
    for one in [row for row in prices if row.get("productId") == product["id"]]:
        del prices.rows[one["id"]]


async def marked_in_onec(shop: Shop, item: str) -> None:
    await shop.business.onec.do("items", guid=item, marked=True)


def by_hand(**words: Any) -> Planting:
    async def plant(shop: Shop, item: str) -> None:
        shop.edit(item, **words)

    return plant


PLANTED: list[tuple[Planting, str, list[str]]] = [
    (renamed_in_onec, "item", ["Товар: название"]),
    (price_in_onec, "price", ["Цена: Витрина"]),
    (marked_in_onec, "item", ["Товар: продаётся ли"]),
    (article_in_onec, "item", ["Товар: артикул"]),
    (vat_in_onec, "item", ["Товар: ставка НДС"]),
    (price_deleted, "price", ["Цена: Витрина"]),
    (by_hand(name="Болтик"), "item", ["Товар: название"]),
    (by_hand(fields={"active": "N"}), "item", ["Товар: продаётся ли"]),
    (by_hand(article="Ъ"), "item", ["Товар: артикул"]),
    (by_hand(barcode="Ъ"), "item", ["Товар: штрихкод"]),
    (by_hand(vat=10), "item", ["Товар: ставка НДС"]),
    (by_hand(measure=6, unit="м"), "item", ["Товар: единица"]),
    (by_hand(fields={"iblockSectionId": None}), "item", ["Товар: раздел"]),
    (by_hand(price=1), "price", ["Цена: Витрина"]),
]


@pytest.fixture
async def shop(onec, company, amqp_url, mongo_url, mongo_database):  # noqa: F811
    rules = RULES.model_copy(update={"directory": CROSSING})
    async with opened_business(onec, company, amqp_url, mongo_url, mongo_database, rules) as opened:
        yield await Shop.open(opened)


async def test_whatever_is_planted_is_found_and_1c_put_back(shop):
    items = [await shop.item(number) for number in range(len(PLANTED) + 1)]
    await shop.business.reconcile(only=BOTH)
    assert await shop.found() == {}

    expected = {}
    for item, (plant, kind, captions) in zip(items, PLANTED, strict=False):
        await plant(shop, item)
        expected[f"{kind}:{item}"] = captions
    unknown = await shop.item(99, carried=False)
    run = await shop.business.reconcile(only=BOTH)

    assert await shop.found() == expected | {f"item:{unknown}": ["Нет в портале"]}
    assert run.result["differing"] == len(PLANTED) + 1
    found = (await state(shop.business.memory))["differences"]
    renamed = next(one for one in found if one["key"] == f"item:{items[0]}")
    assert (renamed["in_deal"], renamed["in_order"]) == ("Болт М0", "Гайка")
    assert "/crm/catalog/" in renamed["deal_url"]
    assert renamed["order_url"].startswith("http://1c/#e1cib/data/")

    assert touches(found, "b24") == []
    assert "исправьте в 1С" in refusals(found, "b24")[0]
    await shop.business.carry(*touches(found, "onec"))
    await shop.business.reconcile(only=BOTH)
    assert set(await shop.found()) <= {f"price:{unknown}"}


async def test_what_is_put_right_between_both_looks_is_no_difference_and_what_moved_is_in_transit(shop):
    mended, moved = [await shop.item(number) for number in range(2)]
    shop.edit(mended, name="Болтик")
    shop.edit(moved, name="Болтик")

    async def people() -> None:
        shop.edit(mended, name="Болт М0")
        shop.edit(moved, name="Болтище")

    await shop.business.reconcile(only=BOTH, between=people)

    (one,) = (await state(shop.business.memory))["differences"]
    assert (one["key"], one["apart"]) == (f"item:{moved}", "moving")


async def test_requests_grow_with_pages_and_not_with_records(shop):
    async def once() -> tuple[int, int]:
        before = shop.business.portal.requests, await shop.business.onec.asked()
        await shop.business.reconcile(only=BOTH)
        return shop.business.portal.requests - before[0], await shop.business.onec.asked() - before[1]

    async def asked() -> list[int]:
        """The least of five times: sweeps and polls ask beside a reconciliation."""
        return [min(counted) for counted in zip(*[await once() for _ in range(5)], strict=True)]

    await shop.item(0)
    of_one = await asked()
    for number in range(1, MORE):
        await shop.item(number)
    of_more = await asked()

    assert [more - one <= LISTS for more, one in zip(of_more, of_one, strict=True)] == [True, True], (of_one, of_more)
    pages = -(-len(shop.business.simulated.table("product").rows) // PAGE)
    assert of_one[0] <= LISTS * (pages + 1) + SMALL_LISTS, of_one
    assert of_one[1] <= SMALL_LISTS, of_one
