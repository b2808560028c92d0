"""Whatever both sides edit of an item and its product, both say the same in the end, and what was lost was told."""

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
from tests.integration.ring.edited_goods_people import Counters, GoodsEditors, live
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
        shop.be_ruled(owners=owners)
        links = Links(database)
        await links.prepare()
        site = Site(BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c"), "portal-1", await read_profile(base), ruled)
        flow = assemble_items(assemble(base, site, database, publish), base, site, database, publish)
        await flow.store.prepare()
        mapper, counters = DirectoryMapper(links, ARTICLE, BARCODE), Counters(shop, flow, waiting)
        handlers = (
            *mapper.handlers(),
            *shop.writer.handlers(),
            *shop.reader.handlers(),
            *flow.reader.handlers(),
            *flow.writer.handlers(),
        )
        yield partial(GoodsEditors, Ring(counters, handlers, waiting), shop, onec, group, bool(owners))


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seeds", CHUNKS, ids=str)
async def test_both_sides_say_the_same_of_an_item_in_the_end(people, seeds):
    wrong = {}
    for seed in seeds:
        living = people(seed)
        if complaint := await live(living, random.Random(seed)) or "; ".join(living.ring.dead):
            wrong[seed] = complaint
            living.ring.waiting.clear()
            living.ring.dead.clear()

    assert wrong == {}
