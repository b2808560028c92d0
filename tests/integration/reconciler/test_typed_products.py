"""Products that people typed before the rules wanted them in 1C are found without a pair, and made there."""

import pytest

from sandbox.portal.control import directory
from services.console.reconcile.fixing import refusals, touches
from services.reconciler.state import state
from shared.messages.ring.census import PAGE
from shared.rules.directory import ItemRules
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import RULES, Business
from tests.integration.reconciler.opening import opened_business
from tests.integration.reconciler.test_catalogue import CROSSING

ITEMS = ("items",)


@pytest.fixture
async def opened(request, onec, company, amqp_url, mongo_url, mongo_database):  # noqa: F811
    rules = RULES.model_copy(update={"directory": CROSSING, "items": ItemRules(kind=request.param)})
    async with opened_business(onec, company, amqp_url, mongo_url, mongo_database, rules) as opened:
        yield opened


def typed(business: Business, name: str) -> int:
    return int(directory.create_product(business.simulated, {"name": name})["id"])


async def unmade(business: Business) -> dict[str, str]:
    """Return the typed products found without an item, by key."""
    found = (await state(business.memory))["differences"]
    assert not any(one["apart"] for one in found if one["key"].startswith("product:"))
    return {one["key"]: one["in_deal"] for one in found if one["caption"] == "Нет в 1С"}


@pytest.mark.parametrize("opened", ["Товары"], indirect=True)
async def test_typed_products_without_an_item_are_found_and_made_from_the_portal(opened):
    strangers = await found_before(opened)
    names = {f"product:{typed(opened, name)}": name for name in (f"Наручник {n}" for n in range(PAGE + 1))}
    off = typed(opened, "Снят с продажи")
    directory.edit_product(opened.simulated, off, {"fields": {"active": "N"}})

    await opened.reconcile(only=ITEMS)

    shown = (await state(opened.memory))["differences"]
    ours = [one for one in shown if one["key"] in names]
    found = await unmade(opened)
    assert f"product:{off}" not in found
    assert {key: name for key, name in found.items() if key not in strangers} == names
    assert all(one["sides"] == ["b24"] and "/crm/catalog/" in one["deal_url"] for one in ours)
    assert all("--fix b24 --only items" in one["turn"] for one in ours)
    assert touches(ours, "onec") == []
    assert "--fix b24" in refusals(ours, "onec")[0]

    await opened.carry(*touches(ours, "b24"))
    await opened.reconcile(only=ITEMS)
    assert not names.keys() & (await unmade(opened)).keys()


@pytest.mark.parametrize("opened", [None], indirect=True)
async def test_where_the_rules_want_no_items_of_them_typed_products_are_nobodys_matter(opened):
    typed(opened, "Наручник")

    await opened.reconcile(only=ITEMS)

    assert await unmade(opened) == {}


async def found_before(business: Business) -> set[str]:
    await business.reconcile(only=ITEMS)
    return {*await unmade(business)}
