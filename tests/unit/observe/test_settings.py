"""A bad setting ends in one sentence that names it."""

from pathlib import Path

import pytest
from pydantic import Field

from services.b24_connector.settings import Settings as PortalSettings
from services.console.web.settings import WebSettings
from services.onec_connector.settings import Settings as BaseSettings
from services.reconciler.settings import ReconcilerSettings
from shared.process.settings import ProgramSettings, ServiceSettings, SettingsError


class Kinds(ProgramSettings):
    """A setting of each kind that a program may have."""

    whole: int = Field(default=5, ge=1, le=65535)
    number: float = Field(default=1.0, gt=0)
    switch: bool = False
    spelt: str = Field(default="off", pattern="^(off|[0-9]+)$", examples=["off", "12"])


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AMQP_URL": "amqp://h/",
        "MONGO_URL": "mongodb://h/",
        "RULES": "rules.yaml",
        "HTTP_PORT": "8080",
    }.items():
        monkeypatch.setenv(f"DEALBUS_{name}", value)


def test_settings_come_from_the_environment_with_defaults() -> None:
    settings = ServiceSettings.load()

    assert (settings.http_port, settings.mongo_database, settings.rules) == (8080, "dealbus", Path("rules.yaml"))


def test_a_missing_setting_is_named_with_both_ways_to_give_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEALBUS_AMQP_URL")

    with pytest.raises(
        SettingsError, match="Не задано DEALBUS_AMQP_URL: задайте его или назовите в DEALBUS_AMQP_URL_FILE"
    ):
        ServiceSettings.load()


def test_a_wrong_setting_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_HTTP_PORT", "s3cr3t")

    with pytest.raises(SettingsError, match="DEALBUS_HTTP_PORT не подходит: напишите целое число") as refusal:
        ServiceSettings.load()

    assert "s3cr3t" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("WHOLE", "s3cr3t", "напишите целое число"),
        ("WHOLE", "2.5", "напишите целое число"),
        ("WHOLE", "0", "напишите число не меньше 1"),
        ("WHOLE", "65536", "напишите число не больше 65535"),
        ("NUMBER", "1,5", "напишите число, дробную часть через точку: 2.5"),
        ("NUMBER", "0", "напишите число больше 0"),
        ("SWITCH", "да", "напишите true или false"),
        ("SPELT", "s3cr3t", "напишите его так: off или 12"),
    ],
)
def test_what_to_write_instead_is_said_in_russian(
    name: str, value: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"DEALBUS_{name}", value)

    with pytest.raises(SettingsError) as refusal:
        Kinds.load()

    assert str(refusal.value) == f"DEALBUS_{name} не подходит: {remedy}."


@pytest.mark.parametrize("settings", [PortalSettings, BaseSettings, ReconcilerSettings, WebSettings])
def test_a_setting_with_a_pattern_has_an_example_to_follow(settings: type[ProgramSettings]) -> None:
    patterned = {
        name for name, field in settings.model_fields.items() if any(hasattr(one, "pattern") for one in field.metadata)
    }

    assert {name for name in patterned if not settings.model_fields[name].examples} == set()


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "amqp"
    secret.write_text("amqp://u:p@h/v\n")
    monkeypatch.setenv("DEALBUS_AMQP_URL_FILE", str(secret))

    assert ServiceSettings.load().amqp_url == "amqp://u:p@h/v"


def test_an_unreadable_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_MONGO_URL_FILE", "/nowhere")

    with pytest.raises(
        SettingsError, match="DEALBUS_MONGO_URL_FILE называет файл /nowhere, прочесть его нельзя \\(его нет\\)"
    ):
        ServiceSettings.load()


def test_a_log_level_that_does_not_exist_is_named_with_those_that_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_LOG_LEVEL", "LOUD")

    with pytest.raises(SettingsError, match=r"DEALBUS_LOG_LEVEL не подходит: напишите одно из: DEBUG, INFO"):
        ServiceSettings.load()


def test_what_holds_a_password_is_not_shown_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_AMQP_URL", "amqp://u:s3cr3t@h/")

    shown = repr(ServiceSettings.load())

    assert "dealbus" in shown
    assert "s3cr3t" not in shown


@pytest.mark.parametrize(("content", "why"), [(b"\n", "он пуст: запишите"), (b"\xff\xfe", "в нём не текст в UTF-8")])
def test_a_file_with_nothing_usable_in_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes, why: str
) -> None:
    secret = tmp_path / "amqp"
    secret.write_bytes(content)
    monkeypatch.setenv("DEALBUS_AMQP_URL_FILE", str(secret))

    with pytest.raises(SettingsError, match=f"DEALBUS_AMQP_URL_FILE называет файл {secret}, а {why}"):
        ServiceSettings.load()


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_MONGO_DATABASE", "")
    monkeypatch.setenv("DEALBUS_AMQP_URL", "")

    with pytest.raises(SettingsError, match="Не задано DEALBUS_AMQP_URL"):
        ServiceSettings.load()
    monkeypatch.setenv("DEALBUS_AMQP_URL", "amqp://h/")
    assert ServiceSettings.load().mongo_database == "dealbus"
