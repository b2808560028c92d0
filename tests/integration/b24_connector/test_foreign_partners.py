"""Foreign partners of 1C in a portal with or without a template of their country: a second pass writes nothing."""

import pytest

from sandbox.portal.methods.requisites import PRESETS
from shared.messages.party import CompanyGroup
from tests.integration.b24_connector.company_office import Registry, entity

NUMBER = "190 123-456"
WRITES = ("crm.requisite.add", "crm.requisite.update", "crm.item.update")


async def has_template(registry: Registry, kind: str = "LEGALENTITY") -> int:
    spec = {"NAME": "Беларусь", "XML_ID": f"#CRM_REQUISITE_PRESET_DEF_BY_{kind}#", "COUNTRY_ID": 4}
    preset = PRESETS.insert(registry.simulated, 1, spec)
    await registry.directory.refresh()
    return preset


def belarusian(**words):
    known = {"name": "Зубр", "full_name": "Зубр", "inn": "", "kpp": "", "country": "112", "foreign_number": NUMBER}
    return entity(**known | words)


@pytest.mark.parametrize("is_there", [False, True], ids=["russias template", "the country's template"])
async def test_a_second_telling_of_a_foreigner_writes_nothing_and_is_told_by_nobody(registry, is_there) -> None:
    if is_there:
        await has_template(registry)
    made = await registry.partner(name="Зубр", legal_entities=(belarusian(),))
    first = await registry.handle()
    known = {"groups": (CompanyGroup.REQUISITES,), "ref": made.ref.id, "known": 10**6}
    before = registry.wire.asked.copy()

    again = await registry.run(registry.command(name="Зубр", legal_entities=(belarusian(),), **known))

    assert [registry.wire.asked[one] - before[one] for one in WRITES] == [0, 0, 0]
    assert (again.told, [one for one in first if CompanyGroup.REQUISITES in one.company.groups]) == ((), [])
    assert await registry.handle() == []


async def test_a_foreigner_stays_under_russias_template_and_that_is_told_once_his_country_has_one(
    registry,
) -> None:
    made = await registry.partner(name="Зубр", legal_entities=(belarusian(),))
    await registry.handle()
    await has_template(registry)

    done = await registry.partner(name="Зубр", legal_entities=(belarusian(),), ref=made.ref.id)

    (requisite,) = registry.card(made)["requisites"]
    assert (requisite["PRESET_ID"], requisite["RQ_VAT_ID"]) == ("1", NUMBER)
    assert ["а в 1С это организация другой страны" in one.text for one in done.told] == [True]
    assert "по шаблону «Беларусь»" in done.told[0].text
    assert await registry.handle() == []


async def test_a_foreign_sole_trader_keeps_his_template_though_1c_calls_him_a_firm(registry) -> None:
    await has_template(registry)
    preset = await has_template(registry, "INDIVIDUAL")
    typed = {"RQ_INN": "190123456", "RQ_LAST_NAME": "Зубров", "RQ_FIRST_NAME": "Олег", "preset": preset, "name": "ИП"}
    company = registry.typed(inn="", title="Зубров", requisites=[typed])
    (before,) = await registry.handle()
    of_1c = belarusian(name="Зубров Олег", full_name="Зубров Олег", foreign_number="190123456")

    await registry.partner(name="Зубров", legal_entities=(of_1c,), ref=str(company))

    (requisite,) = registry.card(company)["requisites"]
    assert before.company.legal_entities[0].kind == "sole_trader"
    assert (requisite["PRESET_ID"], requisite["RQ_COMPANY_NAME"] or "") == (str(preset), "")
    assert await registry.handle() == []
