"""A legal entity of 1C without a number is known by its name: a requisite without one may be anybody's."""

import pytest

from shared.messages.things import Customer, LegalEntity
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
