"""Whatever people and the bus do, each item of 1C is one product of the portal in the end, and says the same."""

from functools import partial

import pytest

from services.mapper.handlers.products import DirectoryMapper
from services.onec_connector.directory_flows import assemble_items
from shared.rules.directory import DirectoryRules, ProductRules
from tests.integration.b24_connector.catalogue_shop import ARTICLE, BARCODE, opened_shop
from tests.integration.onec_connector.conftest import onec, running_base  # noqa: F401 - fixtures
from tests.integration.onec_connector.connector import RULES
from tests.integration.ring.goods_people import GoodsPeople, ItemLooks, live
from tests.integration.ring.onec_half import RingBus, opened_half, wrong_seeds
from tests.integration.ring.ring import Ring
from tests.integration.ring.seeds import CHUNKS

SHOP = "Витрина"
ON = DirectoryRules(products=ProductRules(direction="1c→b24", groups=(SHOP,)))
RULED = RULES.model_copy(update={"directory": ON})


@pytest.fixture
async def people(onec, mongo_url, mongo_database):  # noqa: F811
    """Both connectors and the mapper; one group of items crosses."""
    bus = RingBus()
    group = (await onec.do("item_groups", name=SHOP))["group"]
    async with (
        opened_shop() as shop,
        opened_half(onec, mongo_url, mongo_database, RULED, bus) as half,
    ):
        flow = assemble_items(half.orders, half.base, half.site, half.database, bus.publish)
        bus.paces.append(flow.pace)
        await flow.store.prepare()
        mapper = DirectoryMapper(half.links, ARTICLE, BARCODE)
        handlers = (*mapper.handlers(), *shop.writer.handlers(), *flow.reader.handlers())
        yield partial(GoodsPeople, Ring(ItemLooks(shop, flow), handlers, bus.waiting), shop, onec, group)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seeds", CHUNKS, ids=str)
async def test_each_item_is_one_product_in_the_end_and_says_the_same(people, seeds):
    assert await wrong_seeds(seeds, people, live) == {}
