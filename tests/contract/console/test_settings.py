"""The console takes settings from files, as the services do."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.console.__main__ import app
from services.console.broker import certificates
from services.console.settings import ConsoleSettings


def test_an_address_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "management_url"
    secret.write_text("http://dealbus:s3cr3t@rabbitmq:15672\n", encoding="utf-8")
    monkeypatch.setenv("DEALBUS_MANAGEMENT_URL_FILE", str(secret))

    assert ConsoleSettings.load().management_url == "http://dealbus:s3cr3t@rabbitmq:15672"


def test_a_command_reads_its_settings_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    name = tmp_path / "database"
    name.write_text("customer\n", encoding="utf-8")
    monkeypatch.setenv("DEALBUS_MONGO_DATABASE_FILE", str(name))

    done = CliRunner().invoke(app, ["rights", "database"])

    assert '"db": "customer"' in done.stdout


def test_a_file_that_is_missing_ends_the_command_with_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_AMQP_URL_FILE", "/nowhere/amqp_url")

    done = CliRunner().invoke(app, ["topology", "check"])

    assert done.stderr == (
        "DEALBUS_AMQP_URL_FILE называет файл /nowhere/amqp_url, прочесть его нельзя (его нет): положите файл туда или "
        "исправьте путь.\n"
    )
    assert done.exit_code == 2


@pytest.mark.parametrize("spoiled", ["S3cretPart/rest7788", "12/34S3cret", "S3cret#7788", "S3cret?7788"])
def test_a_password_with_signs_of_an_address_is_told_how_to_be_written(
    spoiled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEALBUS_MANAGEMENT_URL", f"https://admin:{spoiled}@rabbit:15671/?cafile=/x")

    done = CliRunner().invoke(app, ["topology", "check"])

    assert done.exit_code == 2, done.output
    assert done.stderr.startswith("DEALBUS_MANAGEMENT_URL не подходит: ")
    assert "пишут кодами: %2F" in done.stderr
    assert "3cret" not in done.output


async def test_a_broker_address_that_cannot_be_read_has_no_certificate_to_look_at() -> None:
    settings = ConsoleSettings(amqp_url="amqps://mapper:S3cret/rest@rabbit:5671/", mongo_url="mongodb://127.0.0.1:1/")

    assert await certificates.ending(settings) == []
