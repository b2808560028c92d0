"""A company whose number people have typed with blanks, dashes or a label is the one of that number."""

from collections import deque

import pytest

from sandbox.portal.engine.fields import COMPANY
from sandbox.portal.engine.state import Actor
from sandbox.portal.methods.merging import merge
from sandbox.portal.methods.requisites import PRESETS
from tests.integration.b24_connector.company_office import INN, Registry, entity

SPELLINGS = ("7707 083893", f"ИНН {INN}", f"ИНН: {INN}", f" {INN}")


def foreigner(registry: Registry, **fields) -> int:
    """A person makes a German company."""
    spec = {"NAME": "Юр. лицо", "XML_ID": "#CRM_REQUISITE_PRESET_DEF_DE_LEGALENTITY#", "COUNTRY_ID": 46}
    preset = PRESETS.insert(registry.simulated, 1, spec)
    requisite = {"preset": preset, "name": "Юр. лицо", "RQ_COMPANY_NAME": "Muster GmbH", **fields}
    return registry.typed(inn="", requisites=[requisite], title="Muster GmbH")


def german(number: str):
    return entity(name="Muster GmbH", full_name="Muster GmbH", inn="", kpp="", country="276", foreign_number=number)


@pytest.mark.parametrize("typed", SPELLINGS)
async def test_the_directory_and_an_order_find_the_company_and_make_no_second_one(registry, typed) -> None:
    company = registry.typed(inn=typed)

    foreseen = await registry.trial.company(registry.command())
    named = await registry.order_names()
    made = await registry.partner()

    assert (foreseen.would, foreseen.counterpart) == ("link", f"company:{company}")
    assert (named, made.ref.id, len(registry.companies())) == (str(company), str(company), 1)
    (requisite,) = registry.card(company)["requisites"]
    assert requisite["RQ_INN"] == typed


@pytest.mark.parametrize("typed", ["DE 129273398", "de-129-273-398"])
async def test_a_foreigner_is_found_by_his_number_however_it_is_typed(registry, typed) -> None:
    company = foreigner(registry, RQ_VAT_ID=typed)
    await registry.directory.refresh()

    made = await registry.partner(name="Muster GmbH", legal_entities=(german("DE129273398"),))

    assert (made.ref.id, len(registry.companies())) == (str(company), 1)
    (requisite,) = registry.card(company)["requisites"]
    assert requisite["RQ_VAT_ID"] == typed


async def test_a_number_that_is_typed_as_usual_costs_one_request(registry) -> None:
    registry.typed()
    registry.wire.asked.clear()

    await registry.trial.company(registry.command())

    assert registry.wire.asked["crm.requisite.list"] == 3  # 1C's mark, the number, the company's own


@pytest.mark.parametrize("typed", SPELLINGS)
async def test_a_merged_company_is_followed_by_its_number_however_the_other_has_it(registry, typed) -> None:
    dead = registry.typed(title="Ромашка")
    kept = registry.typed(inn=typed, title="Ромашка (копия)")
    await registry.handle()
    requisites = registry.simulated.table("requisite").rows
    for number in [one for one, row in requisites.items() if row["ENTITY_ID"] == dead]:
        del requisites[number]

    rows = registry.simulated.items[COMPANY].rows
    merge(registry.simulated, Actor(1), COMPANY, rows[kept], [rows[dead]])
    registry.touches = deque(one for one in registry.touches if one.ref.id == str(dead))
    facts = await registry.handle()

    assert [(one.gone, one.ref.id) for one in facts] == [(True, str(dead)), (False, str(kept))]
