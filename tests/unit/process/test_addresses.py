"""Addresses of the portal and of 1C hold no password: links of them are shown to people."""

import pytest

from services.b24_connector.settings import Settings as PortalSettings
from services.onec_connector.settings import Settings as BaseSettings
from shared.process.settings import SettingsError

SECRET = "Zq7pw9Xk3Lm"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AMQP_URL": "amqp://h/",
        "MONGO_URL": "mongodb://h/",
        "RULES": "rules.yaml",
        "HTTP_PORT": "8080",
        "ONEC_URL": "https://1c.company.ru/ut",
        "ONEC_USER": "odata",
        "ONEC_PASSWORD": "p",
    }.items():
        monkeypatch.setenv(f"DEALBUS_{name}", value)


@pytest.mark.parametrize(
    "webhook",
    [
        f"https://company.bitrix24.ru/rest/7/{SECRET}/",
        f"https://company.bitrix24.ru/rest/7/{SECRET}",
        f"http://127.0.0.1:8024/rest/7/{SECRET}/",
        f"https://[::1]:8024/rest/7/{SECRET}/",
    ],
)
def test_a_webhook_is_taken_as_the_portal_shows_it(webhook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_B24_WEBHOOK", webhook)

    assert SECRET in set(PortalSettings.load().secrets())


@pytest.mark.parametrize(
    "webhook",
    [
        f"https://company.bitrix24.ru/rest/7/{SECRET}/profile.json",
        f"https://company.bitrix24.ru/rest/7/{SECRET}/?x=1",
        f"https://user:{SECRET}@company.bitrix24.ru/rest/7/s/",
        f"https://company.bitrix24.ru:{SECRET}/rest/7/s/",
        f"company.bitrix24.ru/rest/7/{SECRET}/",
        SECRET,
    ],
)
def test_what_is_no_webhook_alone_is_refused_without_being_shown(webhook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_B24_WEBHOOK", webhook)

    with pytest.raises(SettingsError, match="DEALBUS_B24_WEBHOOK не подходит") as refusal:
        PortalSettings.load()

    assert SECRET not in str(refusal.value)


def test_a_webhook_of_the_new_rest_which_has_no_deals_is_refused_with_the_right_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEALBUS_B24_WEBHOOK", f"https://company.bitrix24.ru/rest/api/7/{SECRET}/")

    with pytest.raises(SettingsError, match=r"REST 3\.0") as refusal:
        PortalSettings.load()

    assert "https://company.bitrix24.ru/rest/7/secret/" in str(refusal.value)
    assert SECRET not in str(refusal.value)


@pytest.mark.parametrize("name", ["ONEC_URL", "ONEC_WEB_URL"])
@pytest.mark.parametrize(
    "address", [f"https://u:{SECRET}@1c.company.ru/ut", f"http://1c:{SECRET}/ut", f"ftp://{SECRET}/"]
)
def test_an_address_of_1c_is_refused_with_a_password_in_it(
    name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"DEALBUS_{name}", address)

    with pytest.raises(SettingsError, match=f"DEALBUS_{name} не подходит") as refusal:
        BaseSettings.load()

    assert SECRET not in str(refusal.value)
