"""Whatever people and the bus do, a contact and its contact person agree in the end, once each, and no edit is lost."""

import os
import random
from functools import partial

import pytest

from sandbox.portal.control import parties
from sandbox.portal.engine.fields import CONTACT
from sandbox.portal.engine.recycle_bin import restore
from sandbox.portal.engine.state import Actor
from services.b24_connector.directory_flows import assemble_contacts
from services.mapper.handlers.contacts import ContactMapper
from services.mapper.vocabulary import Vocabulary
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.directory_flows import assemble_partners, assemble_persons
from shared.messages.ring.facts import PartnerTouched
from shared.rules.directory import CompanyRules, ContactRules, DirectoryRules
from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.onec_connector.conftest import onec, running_base  # noqa: F401 - fixtures
from tests.integration.onec_connector.connector import RULES
from tests.integration.ring.contact_people import FIELDS, Colleagues, ContactPeople, live
from tests.integration.ring.onec_half import RingBus, opened_half, wrong_seeds
from tests.integration.ring.ring import Ring
from tests.integration.ring.seeds import CHUNKS

ON = DirectoryRules(companies=CompanyRules(direction="both"), contacts=ContactRules(direction="both"))
FEW = CHUNKS if "RING_SEEDS" in os.environ else [range(1, 5)]
RULED = RULES.model_copy(update={"directory": ON})


@pytest.fixture
async def people(onec, mongo_url, mongo_database):  # noqa: F811
    """Both connectors and the mapper, and a base where the contact persons there are were seen already."""
    bus = RingBus(leaving_out=(PartnerTouched,))  # partners are paired already
    async with (
        opened_registry() as registry,
        opened_half(onec, mongo_url, mongo_database, RULED, bus) as half,
    ):
        aside = BaseAside(half.base)
        partners = assemble_partners(half.orders, aside, half.base, half.site, half.database, bus.publish)
        persons = assemble_persons(half.orders.context, aside, half.base, half.database, tells=True)
        bus.paces += [partners.pace, persons.pace]
        portal = registry.portal
        contacts = assemble_contacts(portal, RULED, half.database, bus.publish, registry.directory, sweep_s=60)
        for store in (persons.store, contacts.store):
            await store.prepare()
        around = Colleagues(registry, contacts, partners, persons)
        await around.look()
        bus.waiting.clear()
        handlers = (
            *ContactMapper(half.links, Vocabulary(RULED)).handlers(),
            *contacts.reader.handlers(),
            *contacts.writer.handlers(),
            *registry.notes.handlers(),
            *persons.reader.handlers(),
            *persons.writer.handlers(),
        )
        yield partial(ContactPeople, Ring(around, handlers, bus.waiting), registry, onec, half.links)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seeds", FEW, ids=str)
async def test_both_cards_agree_in_the_end_and_no_edit_is_lost_untold(people, seeds):
    assert await wrong_seeds(seeds, people, live) == {}


@pytest.mark.parametrize("heard", [True, False], ids=["deletion heard", "deletion not heard yet"])
@pytest.mark.parametrize("side", ["portal", "onec"])
async def test_a_contact_restored_under_a_new_id_takes_the_place_of_the_deleted_one(people, side, heard):
    person = people(1)
    await person.meet()
    await person.begins(side, {one: person.value(one) for one in FIELDS})
    assert await person.ring.settle() is None
    (contact,) = person._contacts()
    parties.delete_of(person.portal.simulated, CONTACT, contact["id"], {})
    if heard:
        assert await person.ring.settle() is None
    restore(person.portal.simulated, Actor(1), CONTACT, contact["id"])
    assert await person.ring.settle() is None
    assert await person.complaints() == []

    for edited, what in (("portal", "phone"), ("onec", "post")):
        await person.edit(edited, what, random.Random(1))
        assert await person.ring.settle() is None

    assert await person.complaints() == []
