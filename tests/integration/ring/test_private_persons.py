"""Whatever people and the bus do, a contact and a private partner agree in the end, once each, and no edit is lost."""

from functools import partial

import pytest

from sandbox.portal.engine.fields import CONTACT
from services.mapper.handlers.companies import CompanyMapper
from services.mapper.vocabulary import Vocabulary
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.directory_flows import assemble_partners
from shared.bus.lane import on
from shared.bus.result import HandlerResult
from shared.messages.ring.facts import DealTouched
from shared.rules.directory import CompanyRules, ContactRules, DirectoryRules
from tests.integration.b24_connector.private_office import opened_shop
from tests.integration.onec_connector.conftest import onec, running_base  # noqa: F401 - fixtures
from tests.integration.onec_connector.connector import RULES
from tests.integration.ring.client_people import Neighbours, comes_back
from tests.integration.ring.onec_half import RingBus, opened_half, wrong_seeds
from tests.integration.ring.private_people import PrivatePeople, live_private
from tests.integration.ring.ring import Ring
from tests.integration.ring.seeds import CHUNKS

BOTH = DirectoryRules(companies=CompanyRules(direction="both"), contacts=ContactRules(direction="both"))
RULED = RULES.model_copy(update={"directory": BOTH})


async def left_alone(*_) -> HandlerResult:
    return HandlerResult()


@pytest.fixture
async def people(onec, mongo_url, mongo_database):  # noqa: F811
    """Both connectors and the mapper, and a base where the partners there are were seen already."""
    bus = RingBus()
    async with (
        opened_shop() as shop,
        opened_half(onec, mongo_url, mongo_database, RULED, bus) as half,
    ):
        flow = assemble_partners(half.orders, BaseAside(half.base), half.base, half.site, half.database, bus.publish)
        bus.paces.append(flow.pace)
        await flow.store.prepare()
        await flow.look.look()
        bus.waiting.clear()
        of_portal = (*shop.reader.handlers(), *shop.writer.handlers(), *shop.notes.handlers())
        of_onec = (*flow.reader.handlers(), *flow.writer.handlers())
        mapper = CompanyMapper(half.links, Vocabulary(RULED)).handlers()
        mapper += (on(DealTouched, left_alone),)
        handlers = (*mapper, *shop.contacts.handlers(), *of_portal, *of_onec)
        yield partial(PrivatePeople, Ring(Neighbours(shop, flow, shop.of_contacts), handlers, bus.waiting), shop, onec)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seeds", CHUNKS, ids=str)
async def test_both_cards_agree_in_the_end_and_no_edit_is_lost_untold(people, seeds):
    assert await wrong_seeds(seeds, people, live_private) == {}


@pytest.mark.parametrize("heard", [True, False], ids=["deletion heard", "deletion not heard yet"])
@pytest.mark.parametrize("side", ["portal", "onec"])
async def test_a_private_person_restored_under_a_new_id_takes_the_place_of_the_deleted_one(people, side, heard):
    person = people(1)
    await person.arrive()
    await person.begins(side)
    assert await person.ring.settle() is None
    (contact,) = person._contacts()

    assert await comes_back(person, CONTACT, contact["id"], heard=heard) == []
