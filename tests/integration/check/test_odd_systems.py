"""What `dealbus init` proposes for an odd portal and base is what `dealbus check` is content with, too."""

from datetime import UTC, datetime, timedelta

from services.console.init.proposals import propose
from services.console.init.writing import again, first
from tests.integration.check.conftest import DELIVERED
from tests.integration.check.test_proposed_rules import surveyed

STAGES = (
    ("1", 'Новая: "заявка" #1', None),
    ("2", "007 Взяли в работу \N{FIRE}", None),
    ("3", "- Счёт {выставлен}", None),
    ("4", "'Отгружен' & *", None),
    ("5", "[Оплачен]: да, # нет", None),
    ("WON", "|> Успешно", "S"),
    ("LOSE", "%Отказ", "F"),
)


def many_pipelines(portal) -> None:
    for number in range(10, 30):
        name = "Опт: север # 1" if number % 2 else f"{number} \N{FIRE} 'юг'"
        more = {"originId": "", "originatorId": ""}
        pipeline = {"id": number, "name": name, "sort": number, "entityTypeId": 2, "isDefault": "N", **more}
        portal.table("category").rows[number] = pipeline
        for place, (code, stage, ends) in enumerate(STAGES):
            row = {"ENTITY_ID": f"DEAL_STAGE_{number}", "STATUS_ID": f"C{number}:{code}", "NAME": stage}
            row |= {"NAME_INIT": stage, "SORT": 10 * place, "SYSTEM": "N", "CATEGORY_ID": number, "COLOR": ""}
            portal.table("status").add({**row, "SEMANTICS": ends}, "ID")


async def many_things(company) -> None:
    """Three hundred employees, no catalogue; in 1C many agreements and organisations, and twins among the prices."""
    for number in range(300):
        one = {"name": "Иван", "lastName": f"О'Коннор #{number}", "email": f"u{number}@td.example", "active": True}
        company.portal.table("user").add(one, "id")
    for name in ("catalog", "product", "property"):
        company.portal.table(name).rows.clear()
    for number in range(100):
        agreement = {"Description": f"Типовое: {number} #", "Типовое": True}
        await company.do("objects", of="Catalog_СоглашенияСКлиентами", set=agreement)
    for number in range(30):
        organisation = {"Description": f"ООО: {number} #", "ИНН": f"77013100{number:02}"}
        await company.do("objects", of="Catalog_Организации", set=organisation)
    for _ in range(2):
        await company.do("price_kinds", name="Витрина: #1")


async def test_the_proposal_for_odd_systems_passes_the_check_and_a_second_run_changes_nothing(company):
    many_pipelines(company.portal)
    await many_things(company)
    since = datetime.now(UTC) - timedelta(days=3)

    seen, base = await surveyed(company, since)
    proposal = propose(seen, base)
    company.rules = first(DELIVERED, proposal, "td.bitrix24.ru", since).text
    found = await company.checked()

    assert len(proposal.whole) == 22
    assert [text for ok, text in found if not ok] == []
    assert again(company.rules, DELIVERED, proposal, "td.bitrix24.ru", since).text == company.rules
