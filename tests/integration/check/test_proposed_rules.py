"""What `dealbus init` reads from both systems and proposes is what `dealbus check` is content with."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.portal.control import cards
from services.b24_connector import ask as portal_ask
from services.console.init.proposals import propose
from services.console.init.showing import told
from services.console.init.writing import first
from services.onec_connector import ask as base_ask
from tests.integration.check.conftest import DELIVERED

MOSCOW = ZoneInfo("Europe/Moscow")


async def surveyed(company, since):
    async with company.opened() as portal, company.connected() as base:
        return await portal_ask.survey(portal, since), await base_ask.survey(base, since, MOSCOW)


async def test_the_proposal_passes_the_check(company):
    since = datetime.now(UTC) - timedelta(days=3)
    portal, base = await surveyed(company, since)

    company.rules = first(DELIVERED, propose(portal, base), "td.bitrix24.ru", since).text
    found = await company.checked()

    assert [text for ok, text in found if not ok] == []


async def test_both_systems_are_shown_with_what_would_cross(company):
    for stage in ("NEW", "PREPARATION", "PREPARATION", "LOSE"):
        cards.create(company.portal, {"title": "Болты", "stage": stage})
    since = datetime.now(UTC) - timedelta(days=3)

    portal, base = await surveyed(company, since)
    shown = told(portal, base, propose(portal, base), since)

    assert "Воронка 3 «Опт»:\n  parking  «Поступил заказ» (C3:NEW)" in shown
    assert "Менеджеры: по e-mail совпали " in shown
    assert "Склад по умолчанию: не выбрано; есть «Основной склад», «Склад на Окружной»." in shown
    assert "Свойство каталога для артикула: property" in shown
    assert "сделок 2, проведённых заказов 0." in shown


async def test_all_pages_of_deals_are_counted(company):
    for _ in range(120):
        cards.create(company.portal, {"title": "Болты", "stage": "PREPARATION"})

    portal, _ = await surveyed(company, datetime.now(UTC) - timedelta(days=1))

    assert portal.deals == {"PREPARATION": 120}
