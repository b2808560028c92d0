"""A portal of another country, whose templates of requisites are its own: no client of 1C becomes a foreigner there."""

import pytest

from sandbox.portal.methods.requisites import PRESETS
from tests.integration.b24_connector.commands import line, upsert
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_clients import firm, requisites

__all__ = ["office"]
COUNTRIES = {"KZ": 6, "BY": 4, "US": 122}


async def move(office, country: str) -> None:
    """The portal is one of another country."""
    for row in office.simulated.table("preset"):
        row |= {"COUNTRY_ID": COUNTRIES[country], "XML_ID": row["XML_ID"].replace("_RU_", f"_{country}_")}
    await office.directory.refresh()


@pytest.mark.parametrize("country", COUNTRIES)
async def test_a_russian_client_waits_for_a_russian_template_and_no_company_is_made(office, country) -> None:
    await move(office, country)
    before = len(office.simulated.items[4])

    refused = await office.run(upsert([line(100)], customer=firm()))

    assert "в Битрикс24 нет российского шаблона реквизитов «Организация»" in refused.told[0].text
    assert len(office.simulated.items[4]) == before


async def test_the_client_is_made_once_the_template_is_there(office) -> None:
    await move(office, "KZ")
    command = upsert([line(100)], customer=firm())
    await office.run(command)
    added = {"NAME": "Организация (Россия)", "XML_ID": "#CRM_REQUISITE_PRESET_DEF_RU_COMPANY#", "COUNTRY_ID": 1}
    preset = PRESETS.insert(office.simulated, 1, added)
    await office.directory.refresh()

    done = await office.run(command)

    (requisite,) = requisites(office, office.deal(int(done.ref.id))["companyId"])
    assert (str(requisite["PRESET_ID"]), requisite["RQ_INN"]) == (str(preset), firm().legal_entity.inn)


async def test_a_client_of_the_portals_own_country_has_its_template(office) -> None:
    await move(office, "KZ")
    alma = firm().legal_entity.with_(inn="", kpp="", country="398", foreign_number="040940005161")

    done = await office.run(upsert([line(100)], customer=firm().with_(legal_entity=alma)))

    (requisite,) = requisites(office, office.deal(int(done.ref.id))["companyId"])
    assert requisite["RQ_BIN"] == "040940005161"
