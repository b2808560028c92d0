"""A legal entity of 1C without a number is known by its name: a requisite without one may be anybody's."""

import pytest

from services.b24_connector.reader.cards import CompanyCard
from services.b24_connector.reference.requisites import Presets
from services.b24_connector.vocabulary.companies import RequisiteCard, read_card
from services.b24_connector.vocabulary.requisites import Preset
from services.b24_connector.writer.companies.wanted import WantedCompany
from services.b24_connector.writer.parties.entities import requisite_of
from shared.messages.party import Company
from shared.messages.things import Customer, LegalEntity, Ref
from tests.unit.b24_connector.party_world import b24, row, world

__all__ = ["world"]
NAMED = {"RQ_COMPANY_NAME": "ООО «Астра»"}


def numberless(requisite, **fields):
    return row(requisite, "9", inn="", kpp="") | fields


@pytest.mark.parametrize(
    ("requisites", "entity", "taken"),
    [
        ([numberless("27", **NAMED)], LegalEntity(name="ООО «Ромашка»"), ""),
        ([numberless("27", **NAMED, RQ_KPP="770701001")], LegalEntity(name="ООО «Ромашка»", kpp="770701001"), ""),
        ([numberless("27", **NAMED)], LegalEntity(name="Астра ООО"), "27"),
        ([numberless("27", **NAMED), numberless("28", RQ_COMPANY_NAME="Ромашка")], LegalEntity(name="Ромашка"), "28"),
        ([numberless("27", **NAMED, XML_ID="0a7c6a4e-0000-4000-8000-000000000001")], LegalEntity(name="Астра"), ""),
        ([row("27", "9") | {"RQ_COMPANY_NAME": "Ромашка"}], LegalEntity(name="Ромашка"), ""),
    ],
)
async def test_without_a_number_a_requisite_of_another_name_is_another_legal_entity(world, requisites, entity, taken):
    world.has_company("9", *requisites)

    found = await world.find(Customer(ref=b24("company", "9"), legal_entity=entity))

    assert (found.requisite if taken else "", world.created()) == (taken, [] if taken else ["crm.requisite.add"])


MARK = "0a7c6a4e-0000-4000-8000-000000000001"
ENTITY = LegalEntity(
    origin=Ref(system="onec", kind="legal_entity", id=MARK), name="ООО «Астра»", inn="7707083893", kpp="770701001"
)


@pytest.mark.parametrize(
    "requisite",
    [
        pytest.param(row("27", "9", inn="", kpp="") | {"XML_ID": MARK}, id="its mark"),
        pytest.param(row("27", "9", inn="7707083893", kpp="770701001"), id="its numbers"),
        pytest.param(row("27", "9", inn="7707083893", kpp=""), id="its INN"),
    ],
)
def test_a_requisite_that_a_person_says_is_another_legal_entity_is_not_taken(requisite):
    entity = ENTITY.with_(not_these=("27",))
    cards = [RequisiteCard(requisite, Preset("1", "company"))]
    wanted = WantedCompany(Company(legal_entities=(entity,)), Presets([Preset("1", "company")]))

    assert requisite_of([requisite], entity) is None
    assert [one for _, one in wanted.requisites(CompanyCard({"id": 9}, cards, read_card({"id": 9}, cards, None)))] == [
        None
    ]


@pytest.mark.parametrize("way", ["XML_ID", "@RQ_INN"])
async def test_nor_does_it_find_the_company(world, way):
    requisite = row("27", "9", inn="7707083893", kpp="770701001") | {"XML_ID": MARK}
    world.portal.answers["crm.item.list"] = {"items": []}
    world.portal.answers["crm.requisite.list"] = lambda params: [requisite] if way in params["filter"] else []
    world.has_company("9", requisite)

    await world.find(Customer(name="Ромашка", legal_entity=ENTITY.with_(not_these=("27",))))

    assert "crm.item.add" in world.created()
