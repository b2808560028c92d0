"""Details of items and prices, and characteristics, that were changed behind the bus's back on either side."""

from zlib import crc32

import pytest

from services.console.reconcile.fixing import touches
from services.reconciler.state import state
from shared.messages.ring.facts import ItemTouched, PriceTouched
from shared.messages.things import Ref
from shared.rules.directory import DirectoryRules, PriceRules, ProductRules
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import RULES
from tests.integration.reconciler.opening import opened_business
from tests.integration.reconciler.test_catalogue import BOTH, CODES, SHOP, Shop

KINDS = ("Витрина", "Опт")
CROSSING = DirectoryRules(
    products=ProductRules(direction="1c→b24", groups=(SHOP,), **CODES),
    prices=PriceRules(direction="1c→b24", kinds=KINDS, base="Витрина"),
)


@pytest.fixture
async def shop(onec, company, amqp_url, mongo_url, mongo_database):  # noqa: F811
    rules = RULES.model_copy(update={"directory": CROSSING})
    async with opened_business(onec, company, amqp_url, mongo_url, mongo_database, rules) as opened:
        yield await Shop.open(opened)


async def carried(shop: Shop, *codes: str) -> None:
    await shop.business.carry(*(ItemTouched(ref=Ref(system="onec", kind="item", id=one)) for one in codes))
    await shop.business.carry(*(PriceTouched(ref=Ref(system="onec", kind="price", id=one)) for one in codes))


async def shirt(shop: Shop, name: str) -> tuple[str, str]:
    """Type an item sold in one characteristic, with a price, and let the bus carry it over."""
    item = (await shop.business.onec.do("items", name=name, group=shop.group, characteristics=True))["item"]
    red = await characteristic(shop, item, name, "красная")
    await carried(shop, item, f"{item}#{red}")
    return item, red


def barcode_of(shirt_: str, name: str = "красная") -> str:
    return f"47{crc32((shirt_ + name).encode()):011}"


async def characteristic(shop: Shop, item: str, shirt_: str, name: str) -> str:
    made = await shop.business.onec.do("characteristics", item=item, name=name, barcode=barcode_of(shirt_, name))
    rows = [{"item": item, "kind": shop.retail, "price": "900", "characteristic": made["characteristic"]}]
    await shop.business.onec.do("prices", rows=rows)
    return made["characteristic"]


async def said(shop: Shop) -> dict[str, list[tuple[str, str, str]]]:
    """Return what differs: caption, portal, 1C, by key."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for one in (await state(shop.business.memory))["differences"]:
        assert not one["apart"], one
        found.setdefault(one["key"], []).append((one["caption"], one["in_deal"], one["in_order"]))
    return {key: sorted(lines) for key, lines in found.items()}


async def test_every_detail_that_is_changed_in_1c_is_found_with_both_values_and_put_right(shop):
    do = shop.business.onec.do
    inner = (await do("item_groups", name="Болты", parent=shop.group))["group"]
    wholesale = (await do("price_kinds", name="Опт"))["kind"]
    dollar = await currency(shop)
    await shop.business.carry(ItemTouched(ref=Ref(system="onec", kind="group", id=inner)))
    moved, measured, coded, packed, two, foreign = [await shop.item(number) for number in range(6)]
    shirts, _ = await shirt(shop, "Футболка")
    named, blue = await shirt(shop, "Майка")
    priced, green = await shirt(shop, "Куртка")
    await shop.business.reconcile(only=BOTH)
    assert await said(shop) == {}

    await do("items", guid=moved, group=inner)
    await do("items", guid=measured, unit="006")
    await do("items", guid=coded, barcode="4500000000002")
    pack = await pack_of_ten(shop, packed)
    await do("prices", rows=[{"item": packed, "kind": shop.retail, "price": "99", "pack": pack}])
    await do(
        "prices",
        rows=[{"item": two, "kind": wholesale, "price": "10"}, {"item": two, "kind": shop.retail, "price": "13"}],
    )
    await do("prices", rows=[{"item": foreign, "kind": shop.retail, "price": "1", "currency": dollar}])
    white = await characteristic(shop, shirts, "Футболка", "белая")
    await do("characteristics", item=named, guid=blue, name="синяя")
    await do("prices", rows=[{"item": priced, "kind": shop.retail, "price": "950", "characteristic": green}])
    await shop.business.reconcile(only=BOTH)

    unit, folder = ("Товар: единица", "код ОКЕИ 796", "код ОКЕИ 006"), ("Товар: раздел", SHOP, "Болты")
    assert await said(shop) == {
        f"item:{moved}": [folder],
        f"item:{measured}": [unit],
        f"item:{coded}": [("Товар: штрихкод", "4600000000002", "4500000000002")],
        f"price:{packed}": [("Цена: Витрина", roubles("12,50"), roubles("9,90"))],
        f"price:{two}": [("Цена: Витрина", roubles("12,50"), roubles("13,00")), ("Цена: Опт", "нет", roubles("10,00"))],
        f"price:{foreign}": [("Цена: Витрина", roubles("12,50"), "1,00\N{NO-BREAK SPACE}$")],
        f"item:{shirts}#{white}": [("Нет в портале", "нет", "Футболка (белая)")],
        f"item:{named}#{blue}": [("Товар: название", "Майка (красная)", "Майка (синяя)")],
        f"price:{priced}#{green}": [("Цена: Витрина", roubles("900,00"), roubles("950,00"))],
    }
    await carried_from_1c(shop)
    await carried(shop, f"{shirts}#{white}")  # as the pass over prices does with an item that is told now
    await shop.business.reconcile(only=BOTH)
    assert await said(shop) == {}


async def test_every_detail_that_is_changed_in_the_portal_is_found_with_both_values_and_put_back(shop):
    do, portal = shop.business.onec.do, shop.business.simulated
    inner = (await do("item_groups", name="Болты", parent=shop.group))["group"]
    wholesale = (await do("price_kinds", name="Опт"))["kind"]
    await shop.business.carry(ItemTouched(ref=Ref(system="onec", kind="group", id=inner)))
    moved, two, foreign, gone, without_vat = [await shop.item(number) for number in range(5)]
    await do("prices", rows=[{"item": two, "kind": wholesale, "price": "10"}])
    await carried(shop, two)
    (named, red), (priced, green), (coded, blue), (off, white), (parent, _) = [
        await shirt(shop, name) for name in ("Футболка", "Майка", "Куртка", "Кепка", "Шарф")
    ]
    await shop.business.reconcile(only=BOTH)
    assert await said(shop) == {}

    section = next(row["id"] for row in portal.table("section") if row.get("xmlId") == inner)
    shop.edit(moved, fields={"iblockSectionId": section})
    wholesale_type = next(row["id"] for row in portal.table("price_type") if row.get("xmlId") == wholesale)
    reprice(shop, two, 11, of_type=wholesale_type)
    product_of(shop, without_vat)["vatIncluded"] = "N"
    reprice(shop, without_vat, 10.25)  # as an earlier release left them
    reprice(shop, foreign, 12.5, currency="USD")
    del portal.table("product").rows[product_of(shop, gone)["id"]]
    shop.edit(f"{named}#{red}", name="Футболка (алая)")
    reprice(shop, f"{priced}#{green}", 901)
    shop.edit(f"{coded}#{blue}", barcode="Ъ")
    shop.edit(f"{off}#{white}", fields={"active": "N"})
    shop.edit(parent, name="Шарфик")
    await shop.business.reconcile(only=BOTH)

    assert await said(shop) == {
        f"item:{moved}": [("Товар: раздел", "Болты", SHOP)],
        f"price:{two}": [("Цена: Опт", roubles("11,00"), roubles("10,00"))],
        f"price:{without_vat}": [("Цена: Витрина", f"{roubles('10,25')} без НДС", roubles("12,50"))],
        f"price:{foreign}": [("Цена: Витрина", "12,50\N{NO-BREAK SPACE}$", roubles("12,50"))],
        f"item:{gone}": [("Нет в портале", "нет", "Болт М3")],
        f"item:{named}#{red}": [("Товар: название", "Футболка (алая)", "Футболка (красная)")],
        f"price:{priced}#{green}": [("Цена: Витрина", roubles("901,00"), roubles("900,00"))],
        f"item:{coded}#{blue}": [("Товар: штрихкод", "Ъ", barcode_of("Куртка"))],
        f"item:{off}#{white}": [("Товар: продаётся ли", "не продаётся", "продаётся")],
        f"item:{parent}": [("Товар: название", "Шарфик", "Шарф")],
    }
    await carried_from_1c(shop)
    await shop.business.reconcile(only=BOTH)
    assert await said(shop) == {}
    assert product_of(shop, without_vat)["vatIncluded"] == "Y"


def product_of(shop: Shop, code: str) -> dict:
    (row,) = [row for row in shop.business.simulated.table("product") if row.get("xmlId") == code]
    return row


def reprice(shop: Shop, code: str, price: float, *, of_type: int | None = None, currency: str = "RUB") -> None:
    """Type another price of a product by hand, in the base type or in one that is named."""
    table, product = shop.business.simulated.table("price"), product_of(shop, code)["id"]
    row = next(one for one in table if one["productId"] == product and of_type in (None, one["catalogGroupId"]))
    row |= {"price": price, "currency": currency}


async def carried_from_1c(shop: Shop) -> None:
    await shop.business.carry(*touches((await state(shop.business.memory))["differences"], "onec"))


def roubles(amount: str) -> str:
    return f"{amount}\N{NO-BREAK SPACE}₽"


async def currency(shop: Shop) -> str:
    async with shop.business.onec.clerk() as clerk:
        return (await clerk.create("Catalog_Валюты", {"Code": "840", "Description": "USD"}))["Ref_Key"]


async def rows(shop: Shop, of: str) -> list[dict]:
    async with shop.business.onec.clerk() as clerk:
        return await clerk.any_of(of, ["DeletionMark eq false"])


async def pack_of_ten(shop: Shop, item: str) -> str:
    await shop.business.onec.do("items", guid=item, pack_barcode="4600000000999")
    packs = await rows(shop, "Catalog_УпаковкиЕдиницыИзмерения")
    return next(row["Ref_Key"] for row in packs if row.get("Owner") == item)
