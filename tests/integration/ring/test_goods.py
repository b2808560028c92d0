"""Whatever people and the bus do, each item of 1C is one product of the portal in the end, and says the same."""

import random
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from services.mapper.handlers.products import DirectoryMapper
from services.mapper.links import Links
from services.onec_connector.assembly import Site, assemble
from services.onec_connector.base.client import Base
from services.onec_connector.directory_flows import assemble_items
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.messages.ring.message import Message
from shared.rules.directory import DirectoryRules, ProductRules
from shared.store.connection import connect
from tests.integration.b24_connector.catalogue_shop import ARTICLE, BARCODE, opened_shop
from tests.integration.onec_connector.conftest import onec, running_base  # noqa: F401 - fixtures
from tests.integration.onec_connector.connector import RULES
from tests.integration.ring.goods_people import GoodsPeople, ItemLooks, live
from tests.integration.ring.ring import Ring
from tests.integration.ring.seeds import CHUNKS

SHOP = "Витрина"
ON = DirectoryRules(products=ProductRules(direction="1c→b24", groups=(SHOP,)))
RULED = RULES.model_copy(update={"directory": ON})


@pytest.fixture
async def people(onec, mongo_url, mongo_database):  # noqa: F811
    """Both connectors and the mapper; one group of items crosses."""
    waiting: list[Message] = []

    async def publish(*messages, **_) -> None:
        waiting.extend(messages)
        for one in messages:
            flow.pace.taken(one.subject)

    group = (await onec.do("item_groups", name=SHOP))["group"]
    async with (
        opened_shop() as shop,
        Base.connect(onec.address, user=onec.user, password=onec.password) as base,
        connect(mongo_url, mongo_database) as database,
    ):
        links = Links(database)
        await links.prepare()
        site = Site(BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c"), "portal-1", await read_profile(base), RULED)
        orders = assemble(base, site, database, publish)
        flow = assemble_items(orders, base, site, database, publish)
        await flow.store.prepare()
        mapper = DirectoryMapper(links, ARTICLE, BARCODE)
        handlers = (*mapper.handlers(), *shop.writer.handlers(), *flow.reader.handlers())
        yield partial(GoodsPeople, Ring(ItemLooks(shop, flow), handlers, waiting), shop, onec, group)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seeds", CHUNKS, ids=str)
async def test_each_item_is_one_product_in_the_end_and_says_the_same(people, seeds):
    wrong = {}
    for seed in seeds:
        living = people(seed)
        if complaint := await live(living, random.Random(seed)) or "; ".join(living.ring.dead):
            wrong[seed] = complaint
            living.ring.waiting.clear()
            living.ring.dead.clear()

    assert wrong == {}
