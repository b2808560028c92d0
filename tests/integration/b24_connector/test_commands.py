"""`check` and `setup` as an administrator runs them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.b24_connector.intake.last_event import LastEvent
from tests.integration.b24_connector.conftest import ROOT
from tests.waiting import wait_until


def filled_in(folder: Path) -> Path:
    """The delivered rules with what a customer has to write himself."""
    since = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
    rules = (ROOT / "deploy/config/rules.yaml").read_text(encoding="utf-8")
    path = folder / "rules.yaml"
    rules = rules.replace("portal_id: td.example", "portal_id: td.bitrix24.ru")
    path.write_text(rules.replace("2026-01-01T00:00:00+03:00", since), encoding="utf-8")
    return path


async def test_setup_creates_the_fields_once_and_check_is_content_afterwards(world):
    await world.start(DEALBUS_RULES=str(filled_in(world.workdir)))

    before = await world.run("check")
    first = await world.run("setup")
    second = await world.run("setup")
    await world.new_deal()
    await wait_until(LastEvent(world.database).at)
    after = await world.run("check")

    assert before[0] == 1
    assert "dealbus setup" in before[1]
    assert first[0] == second[0] == 0
    assert "«Заказ в 1С» создано" in first[1]
    assert "«Заказ в 1С» уже есть" in second[1]
    assert after[0] == 0, after[1]


async def test_the_console_is_told_what_the_field_of_our_organisations_offers(world):
    await world.start(DEALBUS_RULES=str(filled_in(world.workdir)))
    await world.run("setup")

    code, text = await world.run("ask", "organisations")

    assert code == 0, text
    assert {one["inn"] for one in json.loads(text)} >= {"7802310024"}


async def test_check_says_what_is_wrong_with_the_webhook(world):
    await world.start()
    await world.does("switches", scopes="crm")
    world.connector.command.environment["DEALBUS_B24_APPLICATION_TOKEN"] = ""

    code, text = await world.run("check")

    assert code == 1
    assert "нет прав: catalog, user_basic" in text
    assert "sandboxwebhooksecret" not in text


async def test_check_names_extra_fields_the_portal_lacks_or_has_of_another_type(world):
    rules = (ROOT / "deploy/config/rules.yaml").read_text(encoding="utf-8")
    rules = rules.replace("deal: UF_CRM_CARGO", "deal: UF_CRM_LOAD").replace(
        "type: text, direction: b24", "type: date, direction: b24"
    )
    path = world.workdir / "rules.yaml"
    path.write_text(rules, encoding="utf-8")
    await world.start(DEALBUS_RULES=str(path))

    code, text = await world.run("check")

    assert code == 1
    assert "нет поля UF_CRM_LOAD для «Вид груза»" in text
    assert "Поле сделки UF_CRM_DELIVERY_ADDRESS для «АдресДоставки» имеет тип «строка», а для type: date" in text
