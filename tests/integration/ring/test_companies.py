"""Whatever people and the bus do, a company and its partner agree in the end, once each, and no edit is lost untold."""

import random
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from services.mapper.handlers.companies import CompanyMapper
from services.mapper.links import Links
from services.mapper.vocabulary import Vocabulary
from services.onec_connector.assembly import Site, assemble
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.directory_flows import assemble_partners
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.messages.ring.message import Message
from shared.rules.directory import CompanyRules, DirectoryRules
from shared.store.connection import connect
from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.onec_connector.conftest import onec, running_base  # noqa: F401 - fixtures
from tests.integration.onec_connector.connector import RULES
from tests.integration.ring.client_people import Neighbours
from tests.integration.ring.company_people import CompanyPeople, live
from tests.integration.ring.ring import Ring
from tests.integration.ring.seeds import CHUNKS

RULED = RULES.model_copy(update={"directory": DirectoryRules(companies=CompanyRules(direction="both"))})


@pytest.fixture
async def people(onec, mongo_url, mongo_database):  # noqa: F811
    """Both connectors and the mapper, and a base where the partners there are were seen already."""
    waiting: list[Message] = []

    async def publish(*messages, **_) -> None:
        waiting.extend(messages)
        for one in messages:
            flow.pace.taken(one.subject)

    async with (
        opened_registry() as registry,
        Base.connect(onec.address, user=onec.user, password=onec.password) as base,
        connect(mongo_url, mongo_database) as database,
    ):
        links = Links(database)
        await links.prepare()
        site = Site(BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c"), "portal-1", await read_profile(base), RULED)
        orders = assemble(base, site, database, publish)
        flow = assemble_partners(orders, BaseAside(base), base, site, database, publish)
        await flow.store.prepare()
        await flow.look.look()
        waiting.clear()
        of_portal = (*registry.reader.handlers(), *registry.writer.handlers(), *registry.notes.handlers())
        of_onec = (*flow.reader.handlers(), *flow.writer.handlers())
        handlers = (*CompanyMapper(links, Vocabulary(RULED)).handlers(), *of_portal, *of_onec)
        ring = Ring(Neighbours(registry, flow, registry.sweeper), handlers, waiting)
        yield partial(CompanyPeople, ring, registry, onec)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seeds", CHUNKS, ids=str)
async def test_both_cards_agree_in_the_end_and_no_edit_is_lost_untold(people, seeds):
    wrong = {}
    for seed in seeds:
        living = people(seed)
        if complaint := await live(living, random.Random(seed)) or "; ".join(living.ring.dead):
            wrong[seed] = complaint
            living.ring.waiting.clear()
            living.ring.dead.clear()

    assert wrong == {}
