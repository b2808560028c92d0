"""A requisite whose template is for another client than 1C has: it is told once, and a person replaces it."""

from sandbox.portal.control import parties
from sandbox.portal.methods.requisites import PRESETS
from tests.integration.b24_connector.company_office import Registry, entity

INN = "500100732259"
WRITES = ("crm.requisite.add", "crm.requisite.update")
TOLD = (
    f"В карточке у реквизита с номером {INN} шаблон «Организация», а в 1С это индивидуальный предприниматель: сменить "
    "шаблон обмен не может. Заведите в карточке реквизит с тем же номером по шаблону «ИП», прежний удалите; остальное "
    "обмен перенесёт сам."
)


def trader(**words):
    known = {"kind": "sole_trader", "name": "ИП Иванов Иван", "full_name": "ИП Иванов Иван", "inn": INN, "kpp": ""}
    return entity(**known | words)


async def typed_as_a_firm(registry: Registry) -> int:
    """A manager has taken the first template, «Организация», for a sole trader."""
    requisite = {"name": "Основные", "RQ_INN": INN, "RQ_COMPANY_NAME": "ИП Иванов"}
    company = registry.typed(inn=INN, title="Иванов", requisites=[requisite])
    (heard,) = await registry.handle()
    assert [one.kind for one in heard.company.legal_entities] == ["company"]
    return company


async def told_of_trader(registry: Registry, company: int, **words):
    return await registry.partner(
        name="Иванов", kind="sole_trader", legal_entities=(trader(**words),), ref=str(company), known=10**6
    )


def requisites(registry: Registry, company: int) -> list[dict]:
    return registry.card(company)["requisites"]


async def test_a_sole_trader_under_the_template_of_firms_is_told_once_and_agrees_then(registry) -> None:
    company = await typed_as_a_firm(registry)

    first = await told_of_trader(registry, company)
    await registry.note(company, *first.told)
    before = registry.wire.asked.copy()
    second = await told_of_trader(registry, company)
    await registry.note(company, *second.told)

    (requisite,) = requisites(registry, company)
    assert (requisite["PRESET_ID"], requisite["RQ_COMPANY_NAME"]) == ("1", "ИП Иванов Иван")
    assert [requisite[one] or "" for one in ("RQ_LAST_NAME", "RQ_FIRST_NAME")] == ["", ""]
    assert registry.card(company)["comments"] == [TOLD]
    assert [registry.wire.asked[one] - before[one] for one in WRITES] == [0, 0]
    assert await registry.handle() == []


async def test_an_edit_of_such_a_requisite_does_not_make_him_a_firm_in_1c(registry) -> None:
    company = await typed_as_a_firm(registry)
    await told_of_trader(registry, company)
    await registry.handle()
    (requisite,) = requisites(registry, company)
    parties.edit_requisite(registry.simulated, int(requisite["ID"]), {"RQ_COMPANY_NAME": "ИП Иванов И. П."})

    (heard,) = await registry.handle()

    (told,) = heard.company.legal_entities
    assert (told.kind, told.name, told.inn) == ("sole_trader", "ИП Иванов И. П.", INN)


async def test_what_1c_calls_him_is_no_edit_of_the_portals_where_nothing_is_written(registry) -> None:
    company = await typed_as_a_firm(registry)
    await told_of_trader(registry, company, name="ИП Иванов", full_name="ИП Иванов")
    before = await registry.reader.would_tell(str(company))

    assert await registry.handle() == []
    assert [one.kind for one in before.company.legal_entities] == ["sole_trader"]


async def test_a_requisite_that_a_person_has_put_in_its_place_is_taken_up(registry) -> None:
    company = await typed_as_a_firm(registry)
    await told_of_trader(registry, company)
    (old,) = requisites(registry, company)
    spec = {"company": company, "preset": 2, "RQ_INN": INN, "RQ_LAST_NAME": "Иванов", "RQ_FIRST_NAME": "Иван"}
    new = parties.add_requisite(registry.simulated, spec)["ID"]
    beside = await registry.handle()
    await registry.portal.call("crm.requisite.delete", {"id": old["ID"]}, write=True)
    alone = await registry.handle()

    done = await told_of_trader(registry, company)

    heard = [one.company.legal_entities for one in (*beside, *alone)]
    assert all(len(some) == 1 and some[0].kind == "sole_trader" for some in heard)
    assert [one.b24 for one in done.pairs] == [new]
    assert done.told == ()
    (requisite,) = requisites(registry, company)
    assert (requisite["RQ_LAST_NAME"], requisite["RQ_COMPANY_NAME"] or "") == ("Иванов", "")


async def test_a_russian_firm_under_the_template_of_another_country_is_told_and_stays_russian(registry) -> None:
    spec = {"NAME": "Беларусь", "XML_ID": "#CRM_REQUISITE_PRESET_DEF_BY_LEGALENTITY#", "COUNTRY_ID": 4}
    preset = PRESETS.insert(registry.simulated, 1, spec)
    await registry.directory.refresh()
    requisite = {"preset": preset, "name": "Основные", "RQ_INN": "7707083893", "RQ_COMPANY_NAME": "Зубр"}
    company = registry.typed(inn="7707083893", title="Зубр", requisites=[requisite])
    await registry.handle()

    firm = entity(name="Зубр", full_name="Зубр")
    done = await registry.partner(name="Зубр", legal_entities=(firm,), ref=str(company), known=10**6)

    told = await registry.reader.would_tell(str(company))
    (one,) = told.company.legal_entities
    assert (one.country, one.inn, one.kpp) == ("", "7707083893", "770701001")
    assert ["организация из России" in said.text for said in done.told] == [True]


async def test_a_number_without_room_is_told_of_a_requisite_that_is_there(registry) -> None:
    spec = {"NAME": "Казахстан", "XML_ID": "#CRM_REQUISITE_PRESET_DEF_KZ_LEGALENTITY#", "COUNTRY_ID": 6}
    PRESETS.insert(registry.simulated, 1, spec)
    await registry.directory.refresh()
    alma = entity(name="Алма", full_name="Алма", inn="", kpp="", country="398", foreign_number="040940005161")
    made = await registry.partner(name="Алма", legal_entities=(alma,))
    await registry.handle()

    other = alma.with_(foreign_number="04094000516122")
    done = await registry.partner(name="Алма", legal_entities=(other,), ref=made.ref.id, known=10**6)

    (requisite,) = registry.card(made)["requisites"]
    assert requisite["RQ_BIN"] == "040940005161"
    assert [one.text for one in done.told] == [
        "БИН клиента «Алма» в Битрикс24 не записан: «04094000516122» из 1С туда не помещается. Исправьте его в 1С."
    ]
