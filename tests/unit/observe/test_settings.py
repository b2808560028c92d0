"""A bad setting ends in one sentence that names it."""

from pathlib import Path

import pytest

from shared.process.settings import ServiceSettings, SettingsError


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

    with pytest.raises(SettingsError, match="DEALBUS_AMQP_URL is not set; set it, or DEALBUS_AMQP_URL_FILE"):
        ServiceSettings.load()


def test_a_wrong_setting_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_HTTP_PORT", "s3cr3t")

    with pytest.raises(SettingsError, match="DEALBUS_HTTP_PORT cannot be used") as refusal:
        ServiceSettings.load()

    assert "s3cr3t" not in str(refusal.value)


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "amqp"
    secret.write_text("amqp://u:p@h/v\n")
    monkeypatch.setenv("DEALBUS_AMQP_URL_FILE", str(secret))

    assert ServiceSettings.load().amqp_url == "amqp://u:p@h/v"


def test_an_unreadable_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_MONGO_URL_FILE", "/nowhere")

    with pytest.raises(SettingsError, match="DEALBUS_MONGO_URL_FILE names /nowhere, which cannot be read"):
        ServiceSettings.load()


def test_a_log_level_that_does_not_exist_is_named_with_those_that_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_LOG_LEVEL", "LOUD")

    with pytest.raises(SettingsError, match=r"DEALBUS_LOG_LEVEL cannot be used: .*take one of DEBUG, INFO"):
        ServiceSettings.load()


def test_what_holds_a_password_is_not_shown_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_AMQP_URL", "amqp://u:s3cr3t@h/")

    shown = repr(ServiceSettings.load())

    assert "dealbus" in shown
    assert "s3cr3t" not in shown


@pytest.mark.parametrize(("content", "why"), [(b"\n", "is empty; write"), (b"\xff\xfe", "is not UTF-8 text")])
def test_a_file_with_nothing_usable_in_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes, why: str
) -> None:
    secret = tmp_path / "amqp"
    secret.write_bytes(content)
    monkeypatch.setenv("DEALBUS_AMQP_URL_FILE", str(secret))

    with pytest.raises(SettingsError, match=f"DEALBUS_AMQP_URL_FILE names {secret}, which {why}"):
        ServiceSettings.load()


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_MONGO_DATABASE", "")
    monkeypatch.setenv("DEALBUS_AMQP_URL", "")

    with pytest.raises(SettingsError, match="DEALBUS_AMQP_URL is not set"):
        ServiceSettings.load()
    monkeypatch.setenv("DEALBUS_AMQP_URL", "amqp://h/")
    assert ServiceSettings.load().mongo_database == "dealbus"
