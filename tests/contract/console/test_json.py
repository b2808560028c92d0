"""Where JSON is asked for, nothing else stands on standard output."""

import importlib
import json
import subprocess
from typing import Any

import pytest
from typer.testing import CliRunner

from services.console import __main__ as console
from services.console import checking
from shared.process.findings import Finding, read_findings, report
from shared.store.errors import StoreUnavailableError

reconciling = importlib.import_module("services.console.reconcile.command")

DIFFERENCE = {
    "apart": "",
    "subject": "deals",
    "what": "sum",
    "group": "rows",
    "key": "deal:41",
    "deal_id": "41",
    "order_id": "g",
    "deal": "41",
    "order": "ТД-1",
    "deal_url": "",
    "order_url": "",
    "caption": "Сумма",
    "in_deal": "1",
    "in_order": "2",
    "since": "2026-11-29T00:00:00+00:00",
    "turn": "Менеджер",
    "note": "",
    "sides": ["b24", "onec"],
    "edited": {},
    "compared_at": 1,
}


def test_check_tells_all_its_findings_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    def connector(words: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(words, 1, f"✔ {words[2]} отвечает.\n✘ Нет поля «Номер».\n", "")

    async def listed(_: Any) -> list[Finding]:
        return [Finding(ok=True, text="Все сервисы работают.")]

    async def nothing(_: Any) -> list[Finding]:
        return []

    monkeypatch.setattr(checking.subprocess, "run", connector)
    monkeypatch.setattr(checking.running, "listed", listed)
    for module, name in ((checking.dead, "warned"), (checking.certificates, "ending"), (checking.frozen, "listed")):
        monkeypatch.setattr(module, name, nothing)
    for module, name in ((checking.matching, "waiting"), (checking.mistyped, "listed")):
        monkeypatch.setattr(module, name, nothing)

    done = CliRunner().invoke(console.app, ["check", "--json"])

    told = json.loads(done.stdout)
    assert (done.exit_code, told["fine"]) == (1, False)
    assert {"ok": True, "text": "services.b24_connector отвечает."} in told["findings"]
    assert {"ok": False, "text": "Нет поля «Номер»."} in told["findings"]
    assert told["findings"][-1] == {"ok": True, "text": "Все сервисы работают."}


def test_check_tells_what_it_can_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fine(_: Any) -> list[Finding]:
        return [Finding(ok=True, text="Все сервисы работают.")]

    async def away(_: Any) -> list[Finding]:
        raise StoreUnavailableError("MongoDB не отвечает.")

    monkeypatch.setattr(checking, "of_connectors", lambda **_: ([0, 0], [Finding(ok=True, text="1С отвечает.")]))
    for module, name in ((checking.running, "listed"), (checking.dead, "warned"), (checking.certificates, "ending")):
        monkeypatch.setattr(module, name, fine)
    for module, name in ((checking.frozen, "listed"), (checking.matching, "waiting"), (checking.mistyped, "listed")):
        monkeypatch.setattr(module, name, away)

    done = CliRunner().invoke(console.app, ["check", "--json"])

    told = json.loads(done.stdout)
    assert (done.exit_code, told["fine"]) == (1, False)
    assert {"ok": True, "text": "1С отвечает."} in told["findings"]
    assert [one["text"] for one in told["findings"] if not one["ok"]] == ["MongoDB не отвечает."]


def test_findings_are_read_as_they_were_printed(capsys: pytest.CaptureFixture[str]) -> None:
    findings = [Finding(ok=True, text="Портал отвечает."), Finding(ok=False, text="Нет прав: «crm»; отметьте их.")]

    report(findings)

    assert read_findings(capsys.readouterr().out) == findings


def test_reconcile_that_mends_tells_its_tables_to_people_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    run = {"step": "done", "result": {"pairs": 3}, "subjects": ["deals"]}

    async def compared(*_: Any) -> dict[str, Any]:
        return {"run": run, "differences": [DIFFERENCE]}

    async def fix(*_: Any) -> None:
        pass

    monkeypatch.setattr(reconciling.following, "compared", compared)
    monkeypatch.setattr(reconciling.fixing, "fix", fix)

    done = CliRunner().invoke(console.app, ["reconcile", "--json", "--fix", "onec", "--yes"])

    assert json.loads(done.stdout)["differences"] == [DIFFERENCE]
    assert "Исправить может только человек" in done.stderr
