"""A sole trader and the same man as a private person: one INN, two requisites, told apart by their kind."""

import pytest

from services.b24_connector.reader.cards import CompanyCard
from services.b24_connector.reference.requisites import Presets
from services.b24_connector.vocabulary.companies import RequisiteCard, read_card
from services.b24_connector.vocabulary.requisites import Preset
from services.b24_connector.writer.companies.wanted import WantedCompany
from shared.messages.party import Company
from shared.messages.things import Customer, LegalEntity
from tests.unit.b24_connector.party_world import b24, row, world

__all__ = ["world"]
INN = "500100732259"
TRADER, PERSON = Preset("2", "sole_trader"), Preset("3", "person")
ROWS = [row("27", "9", inn=INN, kpp="") | {"PRESET_ID": "3"}, row("28", "9", inn=INN, kpp="") | {"PRESET_ID": "2"}]


def of_kind(kind):
    return LegalEntity(name="Ежов Олег", kind=kind, inn=INN)


@pytest.mark.parametrize(("kind", "requisite"), [("sole_trader", "28"), ("person", "27")])
async def test_an_order_has_the_requisite_of_its_clients_kind(world, kind, requisite):
    world.directory.presets = Presets([TRADER, PERSON])
    world.has_company("9", *ROWS)

    found = await world.find(Customer(ref=b24("company", "9"), legal_entity=of_kind(kind)))

    assert (found.requisite, world.created()) == (requisite, [])


def test_each_legal_entity_of_a_partner_has_the_requisite_of_its_kind():
    cards = [RequisiteCard(one, preset) for one, preset in zip(ROWS, (PERSON, TRADER), strict=True)]
    card = CompanyCard({"id": 9}, cards, read_card({"id": 9}, cards, None))
    wanted = WantedCompany(
        Company(legal_entities=(of_kind("sole_trader"), of_kind("person"))), Presets([TRADER, PERSON])
    )

    found = {entity.kind: one.id for entity, one in wanted.requisites(card)}

    assert found == {"sole_trader": "28", "person": "27"}
