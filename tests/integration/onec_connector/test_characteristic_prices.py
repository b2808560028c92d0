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
    words |= {"barcode": f"46000000{len(name):05}"}
    made = await pricing.onec.do("characteristics", item=item, name=name, **words)
    for code in (item, f"{item}#{made['characteristic']}"):
        hint = ItemTouched(ref=Ref(system="onec", kind="item", id=code), force=True)
        done = await pricing.items.reader.touched(wrap(hint, source="test"), hint)
        if done.then:
            await done.then()
    return made["characteristic"]


def by_code(facts) -> dict:
    return {fact.ref.id: (fact.name, told(fact)) for fact in facts}


@pytest.mark.parametrize("engine", [False, True], ids=["2.0", "2.5"])
async def test_each_characteristic_has_its_own_price_else_that_of_the_item(pricing, shop, retail, engine):
    await pricing.onec.do("switches", pricing_25=engine)
    item = await shirt(pricing, shop)
    red = await characteristic(pricing, item, "красная", priced_as=PRICED_AS)
    blue = await characteristic(pricing, item, "синяя")
    await pricing.priced(item, retail, "900")
    await pricing.priced(item, retail, "950", characteristic=PRICED_AS if engine else red)

    facts = by_code(await pricing.passed())

    assert facts == {
        f"{item}#{red}": ("Футболка (красная)", {"Витрина": Decimal(950)}),
        f"{item}#{blue}": ("Футболка (синяя)", {"Витрина": Decimal(900)}),
    }
    assert await pricing.passed() == []


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
    red = await characteristic(pricing, item, "красная")
    await pricing.priced(item, retail, "900")
    first = by_code(await pricing.passed())

    blue = await characteristic(pricing, item, "синяя")
    second = by_code(await pricing.passed())

    assert (list(first), list(second)) == ([f"{item}#{red}"], [f"{item}#{blue}"])
