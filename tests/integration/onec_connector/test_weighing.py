"""What companies and contacts of the portal would change in 1C is said, and nothing is written."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from pymongo import AsyncMongoClient

from sandbox.base.control import routes
from sandbox.base.web.server import SERVICE, Publication, application
from services.onec_connector.assembly import Site, assemble
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.directory_flows import assemble_partners, assemble_persons
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import BaseLocation
from services.onec_connector.writer.weighing.parties import PartnersScales
from shared.messages.contact import ContactCard, ContactGroup, in_company
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.party import Company, CompanyGroup
from shared.messages.ring.commands import PartnerUpsert, PersonUpsert
from shared.messages.ring.directory_census import PartnersWeigh, WeighedRecord
from shared.messages.things import LegalEntity, Ref
from shared.rules.directory import CompanyRules, ContactRules, DirectoryRules
from tests.contract.sandbox_base.conftest import SEED, make_desk
from tests.delivered import delivered_rules
from tests.unit.b24_connector.stores import StoreInMemory

__all__ = ["make_desk"]

FIRM, HERE = Ref(system="b24", kind="company", id="17"), in_company("7", "17")
INN, NOBODYS = "7736050003", "7707083893"
GROUPS = (CompanyGroup.NAME, CompanyGroup.REQUISITES, CompanyGroup.COMMUNICATIONS)


@dataclass
class Weighing:
    """A base that keeps one partner with two contact persons, and the scales."""

    scales: PartnersScales
    publication: Publication
    partner: Ref
    person: Ref
    other: Ref

    def company(self, *, paired: bool = True, **words: Any) -> PartnerUpsert:
        entity = LegalEntity(inn=INN, kpp="773601001", name="Полынь", full_name="Полынь")
        said = {"name": "Полынь", "legal_entities": (entity,), "phones": ("+74950001001",)} | words
        stamps = dict.fromkeys(GROUPS, Stamp(edited=5))
        company = Company(ref=self.partner if paired else None, origin=FIRM, groups=stamps, **said)
        return PartnerUpsert(key=FIRM.key, source=FIRM, company=company, may_create=True)

    def contact(self, *, paired: bool = True, **words: Any) -> PersonUpsert:
        stamps = dict.fromkeys(ContactGroup, Stamp(edited=5))
        said = {"last_name": "Полынина", "first_name": "Анна"} | words
        who = {"ref": self.person if paired else None, "origin": HERE, "company": self.partner}
        card = ContactCard(groups=stamps, **who | said)
        return PersonUpsert(key=HERE.key, source=HERE, contact=card, may_create=True)

    async def weigh(self, *commands: PartnerUpsert | PersonUpsert) -> list[WeighedRecord]:
        kind = "company" if isinstance(commands[0], PartnerUpsert) else "contact"
        partners = tuple(one for one in commands if isinstance(one, PartnerUpsert))
        persons = tuple(one for one in commands if isinstance(one, PersonUpsert))
        page = {"run": "r", "kind": kind, "page": 1, "count": len(commands)}
        links = {FIRM.id: "https://portal.test/crm/company/details/17/"}
        message = PartnersWeigh(**page, links=links, partners=partners, persons=persons)
        (told,) = (await self.scales.weigh(wrap(message, source="test"), message)).publish
        assert (told.run, told.kind, told.count) == ("r", kind, len(commands))
        return list(told.found)


async def nobody(*_messages: Any, **_words: Any) -> None:
    raise AssertionError("something was published")


@pytest.fixture(params=["b24→1c", "both"])
async def weighing(make_desk, request) -> AsyncIterator[Weighing]:
    desk, direction = make_desk(), request.param
    publication = Publication(desk.base, "odata", "secret")
    app = application(publication, routes.application(publication, lambda: SEED.plant(desk.base)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), auth=("odata", "secret")) as http:
        base = Base(http, f"http://1c.test{SERVICE}", query_bytes=2000, sessions=3)
        words = {"name": "Полынь", "inn": INN, "kpp": "773601001", "phone": "+7 495 000-10-01"}
        partner = (await http.post("http://1c.test/control/partners", json=words)).json()["partner"]
        names = ("Полынина Анна", "Полынин Олег")
        asked = [{"partner": partner, "name": name} for name in names]
        made = [(await http.post("http://1c.test/control/persons", json=one)).json()["person"] for one in asked]
        parties = DirectoryRules(
            companies=CompanyRules(direction=direction), contacts=ContactRules(direction=direction)
        )
        rules = delivered_rules().model_copy(update={"directory": parties})
        database = AsyncMongoClient("mongodb://nobody.test")["nothing"]  # never asked
        place = BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c")
        site = Site(place, "portal-1", await read_profile(base), rules)
        flow, aside = assemble(base, site, database, nobody), BaseAside(base)
        firms = assemble_partners(flow, aside, base, site, database, nobody).scales
        people = assemble_persons(flow.context, aside, base, database, tells=direction == "both").scales
        scales = PartnersScales(
            replace(firms, context=replace(firms.context, store=StoreInMemory())),
            replace(people, context=replace(people.context, store=StoreInMemory())),
        )
        persons = [Ref(system="onec", kind="contact_person", id=one) for one in made]
        yield Weighing(scales, publication, Ref(system="onec", kind="partner", id=partner), *persons)
        await base._finish()


async def test_equal_ones_have_no_word(weighing):
    assert await weighing.weigh(weighing.company()) == []
    assert await weighing.weigh(weighing.contact()) == []


async def test_each_group_that_differs_is_told_with_both_values_and_numbers(weighing):
    other = LegalEntity(inn=NOBODYS, kpp="773601001", name="Полынь", full_name="Полынь")

    found = await weighing.weigh(
        weighing.company(name="Полынь Плюс", phones=("+74950001002",), legal_entities=(other,))
    )

    assert {one.group for one in found} >= {"name", "communications"}
    name = next(one for one in found if one.group == "name")
    assert (name.in_b24, name.in_onec, name.edited, name.what) == (
        "Полынь Плюс",
        "Полынь",
        {"b24": 5, "onec": 0},
        "differs",
    )
    assert (name.b24, name.onec) == (FIRM, weighing.partner)
    assert name.b24_url.endswith("/17/")
    assert "e1cib" in name.onec_url

    (post,) = await weighing.weigh(weighing.contact(position="директор"))
    assert (post.group, post.in_b24, post.in_onec) == ("position", "директор", "нет")


async def test_what_1c_lacks_is_unpaired_and_what_it_refuses_stands(weighing):
    unknown = LegalEntity(inn=NOBODYS, kpp="770701001", name="Новый", full_name="Новый")
    mistyped = LegalEntity(inn="7736050004", kpp="773601001", name="Полынь", full_name="Полынь")

    (new,) = await weighing.weigh(weighing.company(paired=False, name="Новый", legal_entities=(unknown,)))
    (person,) = await weighing.weigh(weighing.contact(paired=False, last_name="Укропов", first_name="Пётр"))
    refused = await weighing.weigh(weighing.company(paired=False, legal_entities=(mistyped,)))

    assert (new.what, new.name, new.onec) == ("unpaired", "Новый", None)
    assert (person.what, person.onec) == ("unpaired", None)
    assert [(one.what, "ИНН" in one.note) for one in refused] == [("standing", True)]


async def test_one_that_both_have_and_nobody_has_paired_is_told_once_by_the_side_that_tells(weighing):
    found = await weighing.weigh(weighing.company(paired=False))

    tells = weighing.scales._partners.context.tells
    assert [one.what for one in found] == ([] if tells else ["unpaired"])


async def test_whoever_comes_later_in_a_look_costs_no_request(weighing):
    await weighing.weigh(weighing.company())
    await weighing.weigh(weighing.contact())
    asked = len(weighing.publication.calls)

    (found,) = await weighing.weigh(weighing.company(name="Полынь Плюс", legal_entities=()))
    (other,) = await weighing.weigh(
        weighing.contact(ref=weighing.other, last_name="Полынин", first_name="Олег", position="кладовщик")
    )
    (new,) = await weighing.weigh(weighing.contact(paired=False, last_name="Укропов", first_name="Пётр"))

    assert (found.group, other.group, other.onec) == ("name", "position", weighing.other)
    assert new.what == "unpaired"
    assert [one["path"] for one in list(weighing.publication.calls)[asked:]] == []
