"""Whatever people and the bus do, a company and its partner agree in the end, once each, and no edit is lost untold."""

from functools import partial

import pytest

from sandbox.base.seed.writing import kind_guid
from sandbox.portal.engine.fields import COMPANY
from services.mapper.handlers.companies import CompanyMapper
from services.mapper.vocabulary import Vocabulary
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.directory_flows import assemble_partners
from shared.rules.directory import CompanyRules, DirectoryRules
from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.onec_connector.conftest import onec, running_base  # noqa: F401 - fixtures
from tests.integration.onec_connector.connector import RULES
from tests.integration.ring.client_people import Neighbours, comes_back
from tests.integration.ring.company_people import CompanyPeople, live
from tests.integration.ring.onec_half import RingBus, opened_half, wrong_seeds
from tests.integration.ring.ring import Ring
from tests.integration.ring.seeds import CHUNKS

RULED = RULES.model_copy(update={"directory": DirectoryRules(companies=CompanyRules(direction="both"))})


@pytest.fixture
async def people(request, onec, mongo_url, mongo_database):  # noqa: F811
    """Both connectors and the mapper, and a base where the partners there are were seen already.

    A parameter: whether 1C keeps the former addresses.
    """
    bus = RingBus()
    kept = {"ХранитьИсториюИзменений": getattr(request, "param", False)}
    await onec.do("objects", of="Catalog_ВидыКонтактнойИнформации", guid=kind_guid("Контрагенты", "Адрес"), set=kept)
    async with (
        opened_registry() as registry,
        opened_half(onec, mongo_url, mongo_database, RULED, bus) as half,
    ):
        flow = assemble_partners(half.orders, BaseAside(half.base), half.base, half.site, half.database, bus.publish)
        bus.paces.append(flow.pace)
        await flow.store.prepare()
        await flow.look.look()
        bus.waiting.clear()
        of_portal = (*registry.reader.handlers(), *registry.writer.handlers(), *registry.notes.handlers())
        of_onec = (*flow.reader.handlers(), *flow.writer.handlers())
        handlers = (*CompanyMapper(half.links, Vocabulary(RULED)).handlers(), *of_portal, *of_onec)
        ring = Ring(Neighbours(registry, flow, registry.sweeper), handlers, bus.waiting)
        yield partial(CompanyPeople, ring, registry, onec)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seeds", CHUNKS, ids=str)
@pytest.mark.parametrize("people", [False, True], ids=["one address", "former addresses"], indirect=True)
async def test_both_cards_agree_in_the_end_and_no_edit_is_lost_untold(people, seeds):
    assert await wrong_seeds(seeds, people, live) == {}


@pytest.mark.parametrize("people", [True], ids=["former addresses"], indirect=True)
async def test_an_address_that_is_changed_again_and_again_is_the_one_in_force_on_both_sides(people):
    person = people(1)
    await person.begins("onec")

    for side in ("onec", "onec", "portal", "onec", "portal"):
        await person.edit(side, "legal")
        await person.ring.look()
        assert await person.ring.settle() is None
        assert await person.complaints() == []


@pytest.mark.parametrize("heard", [True, False], ids=["deletion heard", "deletion not heard yet"])
@pytest.mark.parametrize("side", ["portal", "onec"])
async def test_a_company_restored_under_a_new_id_takes_the_place_of_the_deleted_one(people, side, heard):
    person = people(1)
    await person.begins(side)
    assert await person.ring.settle() is None
    (requisite,) = person._requisites()

    assert await comes_back(person, COMPANY, int(requisite["ENTITY_ID"]), heard=heard) == []
