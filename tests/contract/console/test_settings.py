"""The console takes settings from files, as the services do."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.console.__main__ import app, main
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


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DEALBUS_MANAGEMENT_URL", "http://dealbus:pa#ss@rabbit:15672", "пишите http://имя:пароль@машина:15672 или"),
        ("DEALBUS_DEAD_DAYS", "девяносто", "DEALBUS_DEAD_DAYS не подходит: напишите целое число."),
        ("DEALBUS_MONGO_URL_FILE", "/nope", "DEALBUS_MONGO_URL_FILE называет файл /nope, прочесть его нельзя"),
        *(("DEALBUS_MONGO_DATABASE", one, "имя базы MongoDB без пробелов") for one in ("a.ru", "my base", "a/b")),
    ],
)
@pytest.mark.parametrize("typed", ["check", "setup", "trace ТД00-000017", "preview 41", "load products"])
def test_a_wrong_setting_is_a_sentence_in_every_command(
    name: str,
    value: str,
    said: str,
    typed: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DEALBUS_RULES", "deploy/config/rules.yaml")
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["dealbus", *typed.split()])

    with pytest.raises(SystemExit) as ended:
        main()

    told = capsys.readouterr().err
    assert (ended.value.code, said in told, len(told.splitlines())) == (2, True, 1), told


async def test_a_broker_address_that_cannot_be_read_has_no_certificate_to_look_at() -> None:
    settings = ConsoleSettings(amqp_url="amqps://mapper:S3cret/rest@rabbit:5671/", mongo_url="mongodb://127.0.0.1:1/")

    assert await certificates.ending(settings) == []
