"""Prices of items in characteristics, as the connector tells them (R20)."""

from decimal import Decimal
from uuid import UUID

import pytest

from shared.messages.envelope import wrap
from shared.messages.ring.facts import ItemTouched
from shared.messages.things import Ref
from tests.integration.onec_connector.test_prices import pricing, retail, shop, told, wholesale

__all__ = ["pricing", "retail", "shop", "wholesale"]

PRICED_AS = str(UUID(int=77))


async def shirt(pricing, shop: str) -> str:
    return (await pricing.onec.do("items", name="Футболка", group=shop, characteristics=True))["item"]


async def characteristic(pricing, item: str, name: str, **words) -> str:
    """A characteristic that is sold, and that the portal was told of with its item."""
    made = await untold(pricing, item, name, **words)
    await tell(pricing, item, made)
    return made


async def untold(pricing, item: str, name: str, **words) -> str:
    """A characteristic that is sold, and that the portal has not been told of."""
    words |= {"barcode": f"46000000{len(name):05}"}
    return (await pricing.onec.do("characteristics", item=item, name=name, **words))["characteristic"]


async def tell(pricing, item: str, characteristic: str) -> None:
    """Tell the portal of a characteristic, with its item."""
    for code in (item, f"{item}#{characteristic}"):
        hint = ItemTouched(ref=Ref(system="onec", kind="item", id=code), force=True)
        done = await pricing.items.reader.touched(wrap(hint, source="test"), hint)
        if done.then:
            await done.then()


def by_code(facts) -> dict:
    return {fact.ref.id: (fact.name, told(fact)) for fact in facts}


async def test_each_characteristic_has_its_own_price_and_never_that_of_the_item_as_a_whole(pricing, shop, retail):
    item = await shirt(pricing, shop)
    red = await characteristic(pricing, item, "красная")
    blue = await characteristic(pricing, item, "синяя")
    await pricing.priced(item, retail, "900")
    await pricing.priced(item, retail, "950", characteristic=red)

    facts = by_code(await pricing.passed())

    assert facts == {f"{item}#{red}": ("Футболка (красная)", {"Витрина": Decimal(950)})}
    await pricing.priced(item, retail, "920", characteristic=blue)
    assert by_code(await pricing.passed()) == {f"{item}#{blue}": ("Футболка (синяя)", {"Витрина": Decimal(920)})}
    assert await pricing.passed() == []


@pytest.mark.parametrize(
    ("setting", "prices"),
    [("Использовать", {"красная": Decimal(950)}), ("НеИспользовать", {"красная": Decimal(900), "синяя": Decimal(900)})],
)
async def test_in_pricing_25_the_items_kind_says_whether_a_characteristic_has_a_price_of_its_own(
    pricing, shop, retail, setting, prices
):
    """1C sells a characteristic without a price of its own at none, where its kind keeps prices by characteristic."""
    await pricing.onec.do("switches", pricing_25=True)
    item = await shirt(pricing, shop)
    async with pricing.onec.clerk() as clerk:
        kind = (await clerk.read("Catalog_Номенклатура", item))["ВидНоменклатуры_Key"]
        await clerk.change("Catalog_ВидыНоменклатуры", kind, {"НастройкиКлючаЦенПоХарактеристике": setting})
    red = await characteristic(pricing, item, "красная", priced_as=PRICED_AS)
    blue = await characteristic(pricing, item, "синяя")
    await pricing.priced(item, retail, "900")
    await pricing.priced(item, retail, "950", characteristic=PRICED_AS)

    facts = by_code(await pricing.passed())

    names = {f"{item}#{red}": "красная", f"{item}#{blue}": "синяя"}
    assert {names[code]: told["Витрина"] for code, (_, told) in facts.items()} == prices


async def test_a_change_of_one_characteristic_is_told_of_it_alone(pricing, shop, retail):
    item = await shirt(pricing, shop)
    red, blue = [await characteristic(pricing, item, name) for name in ("красная", "синяя")]
    for one in (red, blue):
        await pricing.priced(item, retail, "900", characteristic=one)
    await pricing.passed()

    await pricing.priced(item, retail, "990", characteristic=blue)

    assert list(by_code(await pricing.passed())) == [f"{item}#{blue}"]


async def test_a_characteristic_that_is_told_later_has_its_price_then(pricing, shop, retail):
    item = await shirt(pricing, shop)
    red, blue = await characteristic(pricing, item, "красная"), await untold(pricing, item, "синяя")
    for one in (red, blue):
        await pricing.priced(item, retail, "900", characteristic=one)
    first = by_code(await pricing.passed())

    await tell(pricing, item, blue)
    second = by_code(await pricing.passed())

    assert (list(first), list(second)) == ([f"{item}#{red}"], [f"{item}#{blue}"])
