"""Contact persons and documents of prices that 1C names as saved are looked at without waiting for a pass."""

import pytest

from services.onec_connector.assembly import Site, assemble
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.directory_flows import assemble_directories
from services.onec_connector.intake.change_log import ChangeLog
from services.onec_connector.objects import versions
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.rules.directory import CompanyRules, DirectoryRules
from tests.integration.onec_connector.connector import RULES
from tests.integration.onec_connector.test_prices import MOSCOW, pricing, retail, shop

__all__ = ["pricing", "retail", "shop"]


async def test_a_document_of_prices_is_told_without_waiting_for_a_pass(pricing, onec, shop, retail):
    await onec.do("switches", versioning=True)
    bolt = await pricing.item(name="Болт М99", group=shop)
    await pricing.priced(bolt, retail, "12.50")
    await pricing.passed()
    log = ChangeLog(pricing.items.aside, BaseLocation(MOSCOW, "http://1c"), [pricing.prices.look])
    await log.look()
    pricing.hints.clear()
    await pricing.priced(bolt, retail, "13")

    await log.look()

    assert [hint.ref.id for hint in pricing.hints] == [bolt]


async def test_a_person_and_the_partner_who_came_with_him_are_touched_in_one_look(person_directory):
    await person_directory.onec.do("switches", versioning=True)
    base, place = person_directory.orders.snapshots.base, person_directory.orders.snapshots.place
    log = ChangeLog(BaseAside(base), place, [person_directory.partners.look, person_directory.flow.look])
    await person_directory.passed()
    await log.look()
    person_directory.hints.clear()
    partner, person = await person_directory.typed()

    await log.look()

    assert [hint.ref.id for hint in person_directory.hints] == [partner, person]
    assert await person_directory.passed() == []


@pytest.mark.parametrize(
    ("how", "crosses", "is_asked"),
    [
        ({}, True, True),
        ({"unpublished_sets": [versions.SET]}, True, False),
        ({}, False, False),
    ],
    ids=["published", "not published", "nothing crosses"],
)
async def test_the_register_is_asked_where_it_is_there_and_something_of_a_directory_crosses(
    onec, database_of, how, crosses, is_asked
):
    await onec.do("switches", **how)
    directory = DirectoryRules(companies=CompanyRules(direction="1c→b24" if crosses else "off"))
    rules = RULES.model_copy(update={"directory": directory})

    async def publish(*_, **__) -> None:
        """Nobody listens."""

    async with Base.connect(onec.address, user=onec.user, password=onec.password) as base:
        site = Site(BaseLocation(MOSCOW, "http://1c"), "portal-1", await read_profile(base), rules)
        orders = assemble(base, site, database_of, publish)
        flow = assemble_directories(orders, base, site, database_of, publish)

    assert (flow.log is not None) is is_asked
