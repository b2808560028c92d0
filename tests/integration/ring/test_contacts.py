"""Whatever people and the bus do, a contact and its contact person agree in the end, once each, and no edit is lost."""

import os
import random
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from services.b24_connector.directory_flows import assemble_contacts
from services.mapper.handlers.contacts import ContactMapper
from services.mapper.links import Links
from services.mapper.vocabulary import Vocabulary
from services.onec_connector.assembly import Site, assemble
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.directory_flows import assemble_partners, assemble_persons
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.messages.ring.facts import PartnerTouched
from shared.messages.ring.message import Message
from shared.rules.directory import CompanyRules, ContactRules, DirectoryRules
from shared.store.connection import connect
from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.onec_connector.conftest import onec, running_base  # noqa: F401 - fixtures
from tests.integration.onec_connector.connector import RULES
from tests.integration.ring.contact_people import Colleagues, ContactPeople, live
from tests.integration.ring.ring import Ring
from tests.integration.ring.seeds import CHUNKS

ON = DirectoryRules(companies=CompanyRules(direction="both"), contacts=ContactRules(direction="both"))
FEW = CHUNKS if "RING_SEEDS" in os.environ else [range(1, 5)]
RULED = RULES.model_copy(update={"directory": ON})


@pytest.fixture
async def people(onec, mongo_url, mongo_database):  # noqa: F811
    """Both connectors and the mapper, and a base where the contact persons there are were seen already."""
    waiting: list[Message] = []

    async def publish(*messages, **_) -> None:
        waiting.extend(one for one in messages if not isinstance(one, PartnerTouched))  # partners are paired already
        for one in messages:
            partners.pace.taken(one.subject)
            persons.pace.taken(one.subject)

    async with (
        opened_registry() as registry,
        Base.connect(onec.address, user=onec.user, password=onec.password) as base,
        connect(mongo_url, mongo_database) as database,
    ):
        links = Links(database)
        await links.prepare()
        site = Site(BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c"), "portal-1", await read_profile(base), RULED)
        orders, aside = assemble(base, site, database, publish), BaseAside(base)
        partners = assemble_partners(orders, aside, base, site, database, publish)
        persons = assemble_persons(orders.context, aside, base, database, tells=True)
        portal = registry.portal
        contacts = assemble_contacts(portal, RULED, database, publish, registry.directory, sweep_s=60)
        for store in (persons.store, contacts.store):
            await store.prepare()
        around = Colleagues(registry, contacts, partners, persons)
        await around.look()
        waiting.clear()
        handlers = (
            *ContactMapper(links, Vocabulary(RULED)).handlers(),
            *contacts.reader.handlers(),
            *contacts.writer.handlers(),
            *registry.notes.handlers(),
            *persons.reader.handlers(),
            *persons.writer.handlers(),
        )
        yield partial(ContactPeople, Ring(around, handlers, waiting), registry, onec, links)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seeds", FEW, ids=str)
async def test_both_cards_agree_in_the_end_and_no_edit_is_lost_untold(people, seeds):
    wrong = {}
    for seed in seeds:
        living = people(seed)
        if complaint := await live(living, random.Random(seed)) or "; ".join(living.ring.dead):
            wrong[seed] = complaint
            living.ring.waiting.clear()
            living.ring.dead.clear()

    assert wrong == {}
