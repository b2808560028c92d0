"""Items whose names and units people edit in the portal too: the side named stands on both."""

import pytest

from services.console.reconcile.fixing import refusals, touches
from services.reconciler.state import state
from shared.messages.things import System
from shared.rules.directory import ProductRules
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import RULES
from tests.integration.reconciler.opening import opened_business
from tests.integration.reconciler.test_catalogue import CODES, CROSSING, SHOP, Shop

OWNERS = {"name": "b24", "unit": "b24"}
METRES = {"measure": 6, "unit": "м"}


@pytest.fixture
async def shop(onec, company, amqp_url, mongo_url, mongo_database):  # noqa: F811
    products = ProductRules(direction="1c→b24", groups=(SHOP,), owners=OWNERS, **CODES)
    rules = RULES.model_copy(update={"directory": CROSSING.model_copy(update={"products": products})})
    async with opened_business(onec, company, amqp_url, mongo_url, mongo_database, rules) as opened:
        yield await Shop.open(opened)


async def held(shop: Shop, item: str) -> tuple[str, str, str]:
    """Return an item's name on either side, and its unit in the portal."""
    (product,) = [row for row in shop.business.simulated.table("product") if row.get("xmlId") == item]
    card = (await shop.business.onec.ask(f"items/{item}"))["item"]
    return str(product["name"]), str(card["Description"]), str(product["measure"])


@pytest.mark.parametrize("side", ["b24", "onec"])
async def test_a_name_and_a_unit_of_either_side_are_carried_over_to_the_other(shop, side: System):
    here, there, measured, article = [await shop.item(number) for number in range(4)]
    former = (await held(shop, measured))[2]
    shop.edit(here, name="Болтик")
    await shop.business.onec.do("items", guid=there, name="Гайка")
    shop.edit(measured, **METRES)
    shop.edit(article, article="Ъ")
    await shop.business.reconcile(only=("items",))
    shown = (await state(shop.business.memory))["differences"]
    assert {one["key"]: one["sides"] for one in shown} == {
        f"item:{one}": ["onec"] if one == article else ["b24", "onec"] for one in (here, there, measured, article)
    }
    assert bool(refusals(shown, side)) is (side == "b24")  # of the article alone

    await shop.business.carry(*touches(shown, side))

    names = {"b24": ("Болтик", "Болт М1"), "onec": ("Болт М0", "Гайка")}[side]
    assert [(await held(shop, one))[:2] for one in (here, there)] == [(one, one) for one in names]
    assert ((await held(shop, measured))[2] == former) is (side == "onec")
    await shop.business.reconcile(only=("items",))
    assert await shop.found() == ({f"item:{article}": ["Товар: артикул"]} if side == "b24" else {})
