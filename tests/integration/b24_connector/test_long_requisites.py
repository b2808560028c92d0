"""Names and numbers of 1C for which a requisite of the portal has no room, and templates that people do not see."""

import pytest

from sandbox.portal.control import parties
from sandbox.portal.methods.requisites import PRESETS
from shared.messages.ring.outcomes import CompanyUpserted
from tests.integration.b24_connector.company_office import INN, KPP, entity

FULL = "Федеральное государственное бюджетное образовательное учреждение высшего образования " + "«Университет» " * 20


def university(**words):
    return entity(**{"name": "НИУ", "full_name": FULL.strip()} | words)


async def test_a_full_name_without_room_is_cut_and_what_was_edited_beside_it_is_written(registry) -> None:
    company = registry.typed(title="НИУ")
    await registry.handle()

    done = await registry.partner(name="НИУ", legal_entities=(university(),), ref=str(company), known=10**6)
    again = await registry.partner(name="НИУ", legal_entities=(university(),), ref=str(company), known=10**6)

    (requisite,) = registry.card(company)["requisites"]
    assert isinstance(done, CompanyUpserted)
    assert (requisite["RQ_COMPANY_NAME"], len(requisite["RQ_COMPANY_FULL_NAME"])) == ("НИУ", 300)
    assert requisite["RQ_COMPANY_FULL_NAME"].endswith("…")
    assert (done.told, again.told, await registry.handle()) == ((), (), [])


async def test_a_new_client_with_a_long_name_is_made(registry) -> None:
    long = "Ассоциация " + "содействия " * 30

    company = await registry.order_names(legal_entity=university(name=long.strip()))

    (requisite,) = registry.card(int(company))["requisites"]
    assert (requisite["RQ_INN"], requisite["RQ_KPP"]) == (INN, KPP)
    assert [len(requisite[one]) for one in ("NAME", "RQ_COMPANY_NAME", "RQ_COMPANY_FULL_NAME")] == [255, 255, 300]


@pytest.mark.parametrize(
    ("number", "kept", "told"),
    [("0409 4000 5161", "040940005161", False), ("0409 4000 5161 227", "", True)],
)
async def test_a_foreign_number_without_room_is_written_bare_or_told(registry, number, kept, told) -> None:
    spec = {"NAME": "Казахстан", "XML_ID": "#CRM_REQUISITE_PRESET_DEF_KZ_LEGALENTITY#", "COUNTRY_ID": 6}
    PRESETS.insert(registry.simulated, 1, spec)
    await registry.directory.refresh()
    alma = entity(name="Алма", full_name="Алма", inn="", kpp="", country="398", foreign_number=number)

    done = await registry.partner(name="Алма", legal_entities=(alma,))

    (requisite,) = registry.card(done)["requisites"]
    assert (requisite["RQ_BIN"] or "") == kept
    assert ["БИН клиента «Алма» в Битрикс24 не записан" in one.text for one in done.told] == [True] * told


async def test_a_hidden_template_is_used_for_nobody_new_and_read_all_the_same(registry) -> None:
    registry.simulated.table("preset").rows[1]["ACTIVE"] = "N"
    ours = PRESETS.insert(registry.simulated, 1, {"NAME": "Организация (наша)"})
    await registry.directory.refresh()
    typed = registry.typed()
    (heard,) = await registry.handle()

    made = await registry.partner(2, name="НИУ", legal_entities=(entity(2, inn="7736050003", kpp="773601001"),))

    (requisite,) = registry.card(made)["requisites"]
    assert (requisite["PRESET_ID"], registry.card(typed)["requisites"][0]["PRESET_ID"]) == (str(ours), "1")
    assert [one.kind for one in heard.company.legal_entities] == ["company"]


async def test_a_long_name_in_its_short_form_is_no_edit_where_another_field_is_edited(registry) -> None:
    company = registry.typed(title="НИУ")
    await registry.handle()
    await registry.partner(name="НИУ", legal_entities=(university(),), ref=str(company), known=10**6)
    await registry.handle()
    (requisite,) = registry.card(company)["requisites"]
    parties.edit_requisite(registry.simulated, int(requisite["ID"]), {"RQ_OGRN": "1027739000000"})

    (heard,) = await registry.handle()

    (told,) = heard.company.legal_entities
    assert (told.ogrn, told.full_name) == ("1027739000000", requisite["RQ_COMPANY_FULL_NAME"])
