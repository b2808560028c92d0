"""A portal with pipelines of its own: a firm that renamed the stages, and added some."""

import json

import httpx
import pytest

from sandbox.portal.engine.state import Options, Portal
from sandbox.portal.program import arguments, build_application
from tests.contract.sandbox_portal.conftest import Rest

SALES = {
    "id": 0,
    "name": "Розница",
    "stages": [
        {"code": "UC_CALL", "name": "Первый звонок"},
        {"code": "UC_STORE", "name": "Собран на складе"},
        {"code": "WON", "name": "Деньги в кассе", "semantics": "S"},
        {"code": "LOSE", "name": "Отказ", "semantics": "F"},
    ],
}
TENDERS = {**SALES, "id": 9, "name": "Тендеры"}


def told_by(path, *pipelines):
    path.write_text(json.dumps(pipelines))
    return arguments(["--pipelines", str(path)]).pipelines


async def test_pipelines_and_stages_of_a_file_are_the_portals_own(tmp_path) -> None:
    options = Options(address="http://portal.test", pipelines=told_by(tmp_path / "own.json", SALES, TENDERS))
    transport = httpx.ASGITransport(build_application(Portal(options), companies=0))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        rest = Rest(client, options)

        pipelines = (await rest.result("crm.category.list", {"entityTypeId": 2}))["categories"]
        stages = await rest.result("crm.status.list", {"filter": {"ENTITY_ID": "DEAL_STAGE_9"}})
        deal = await rest.new_deal(categoryId=9)
        born = (await rest.deal(deal))["stageId"]
        await rest.result("crm.item.update", {"entityTypeId": 2, "id": deal, "fields": {"stageId": "C9:WON"}})
        await rest.control("POST", "reset")
        after = (await rest.result("crm.category.list", {"entityTypeId": 2}))["categories"]

    assert [row["name"] for row in pipelines] == ["Розница", "Тендеры"] == [row["name"] for row in after]
    assert [(row["STATUS_ID"], row["NAME"]) for row in stages][:2] == [
        ("C9:UC_CALL", "Первый звонок"),
        ("C9:UC_STORE", "Собран на складе"),
    ]
    assert born == "C9:UC_CALL"


@pytest.mark.parametrize("wrong", [TENDERS, {**SALES, "stages": SALES["stages"][:2]}])
def test_a_file_without_the_default_pipeline_or_an_end_is_refused(tmp_path, wrong) -> None:
    with pytest.raises(SystemExit):
        told_by(tmp_path / "own.json", wrong)
