"""`dealbus check` asks for no setting that it does not use."""

import subprocess

import pytest
from typer.testing import CliRunner

from services.console import __main__ as console

USED = {"DEALBUS_RULES": "rules.yaml", "DEALBUS_B24_WEBHOOK": "https://company.bitrix24.ru/rest/7/secret/"}


def test_what_only_the_services_need_has_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    given = []

    def run(words, *, env, check):
        given.append((words[2:], env))
        return subprocess.CompletedProcess(words, 0 if not check else 1)

    monkeypatch.setattr(console.subprocess, "run", run)
    for name in ("AMQP_URL", "MONGO_URL", "HTTP_PORT"):
        monkeypatch.setenv(f"DEALBUS_{name}", "")
    for name, value in USED.items():
        monkeypatch.setenv(name, value)

    CliRunner().invoke(console.app, ["setup"])

    [(words, env)] = given
    assert words == ["services.b24_connector", "setup"]
    assert {name: env[name] for name in USED} == USED
    assert env["DEALBUS_HTTP_PORT"] == "0"
    assert env["DEALBUS_AMQP_URL"].startswith("amqp://")


def test_what_stops_both_connectors_alike_is_said_once(monkeypatch, capfd, tmp_path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("portal_id: [", encoding="utf-8")
    given = USED | {"DEALBUS_RULES": str(rules), "DEALBUS_ONEC_URL": "https://1c.test/ut", "DEALBUS_ONEC_USER": "u"}
    for name, value in (given | {"DEALBUS_ONEC_PASSWORD": "p"}).items():
        monkeypatch.setenv(name, value)

    told = CliRunner().invoke(console.app, ["check"]).output + capfd.readouterr().err

    assert told.count("это не YAML") == 1
