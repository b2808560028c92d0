"""One record of 1C is read and written by one handler at a time, whichever side's key a command bears."""

from collections.abc import AsyncIterator, Awaitable, Callable
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.__main__ import DIRECTORY, lanes
from services.onec_connector.assembly import Site, assemble
from services.onec_connector.base.client import Base
from services.onec_connector.directory_flows import assemble_directories
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.messages.contact import ContactCard
from shared.messages.party import Company
from shared.messages.ring.commands import PartnerUpsert, PersonUpsert
from shared.messages.ring.facts import PartnerTouched, PersonTouched, PriceTouched
from shared.messages.ring.message import Message
from shared.messages.things import Ref
from tests.integration.onec_connector.connector import RULES

COMPANY, CONTACT = Ref(system="b24", kind="company", id="17"), Ref(system="b24", kind="contact", id="7@17")
PARTNER, PERSON = Ref(system="onec", kind="partner", id="p1"), Ref(system="onec", kind="contact_person", id="c1")
PRICE = Ref(system="onec", kind="price", id="i1")


@pytest.fixture
async def key(onec, database_of) -> AsyncIterator[Callable[[Message], Awaitable[str]]]:
    async def publish(*_messages, **_) -> None:
        raise AssertionError

    async with Base.connect(onec.address, user=onec.user, password=onec.password) as base:
        site = Site(BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c"), "portal-1", await read_profile(base), RULES)
        orders = assemble(base, site, database_of, publish)
        found = lanes(orders, assemble_directories(orders, base, site, database_of, publish))
        yield next(lane.key for lane in found if lane.group == DIRECTORY)


def command_for_partner(ref: Ref | None) -> PartnerUpsert:
    return PartnerUpsert(key=COMPANY.key, source=COMPANY, company=Company(ref=ref, name="Ромашка"))


def command_for_person(ref: Ref | None) -> PersonUpsert:
    return PersonUpsert(key=CONTACT.key, source=CONTACT, contact=ContactCard(ref=ref))


async def test_a_command_waits_until_the_look_at_the_same_record_is_over(key):
    partner = {await key(PartnerTouched(ref=PARTNER)), await key(command_for_partner(PARTNER))}
    person = {await key(PersonTouched(ref=PERSON)), await key(command_for_person(PERSON))}

    assert (partner, person) == ({PARTNER.key}, {PERSON.key})


async def test_what_has_no_record_in_1c_yet_waits_for_its_like_alone(key):
    assert await key(command_for_partner(None)) == COMPANY.key
    assert await key(command_for_person(None)) == CONTACT.key
    assert await key(PriceTouched(ref=PRICE)) == PRICE.key
