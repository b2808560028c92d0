"""Whatever both sides edit of an item and its product, both say the same in the end, and what was lost was told."""

from functools import partial

import pytest

from services.mapper.handlers.products import DirectoryMapper
from services.onec_connector.directory_flows import assemble_items
from shared.rules.directory import DirectoryRules, ProductRules
from tests.integration.b24_connector.catalogue_shop import ARTICLE, BARCODE, opened_shop
from tests.integration.onec_connector.conftest import onec, running_base  # noqa: F401 - fixtures
from tests.integration.onec_connector.connector import RULES
from tests.integration.ring.edited_goods_people import Counters, GoodsEditors, live
from tests.integration.ring.onec_half import RingBus, opened_half, wrong_seeds
from tests.integration.ring.ring import Ring
from tests.integration.ring.seeds import CHUNKS

SHOP = "Витрина"
OWNERS = {"name": "b24", "unit": "b24"}


@pytest.fixture(params=["both edit", "1c alone"])
async def people(request, onec, mongo_url, mongo_database):  # noqa: F811
    """Both connectors and the mapper; people edit name and unit of an item on both sides."""
    owners = OWNERS if request.param == "both edit" else {}
    products = ProductRules(direction="1c→b24", groups=(SHOP,), owners=owners)
    ruled = RULES.model_copy(update={"directory": DirectoryRules(products=products)})
    bus = RingBus()
    group = (await onec.do("item_groups", name=SHOP))["group"]
    async with (
        opened_shop() as shop,
        opened_half(onec, mongo_url, mongo_database, ruled, bus) as half,
    ):
        shop.be_ruled(owners=owners)
        flow = assemble_items(half.orders, half.base, half.site, half.database, bus.publish)
        bus.paces.append(flow.pace)
        await flow.store.prepare()
        mapper, counters = DirectoryMapper(half.links, ARTICLE, BARCODE), Counters(shop, flow, bus.waiting)
        handlers = (
            *mapper.handlers(),
            *shop.writer.handlers(),
            *shop.reader.handlers(),
            *flow.reader.handlers(),
            *flow.writer.handlers(),
        )
        yield partial(GoodsEditors, Ring(counters, handlers, bus.waiting), shop, onec, group, bool(owners))


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seeds", CHUNKS, ids=str)
async def test_both_sides_say_the_same_of_an_item_in_the_end(people, seeds):
    assert await wrong_seeds(seeds, people, live) == {}
