"""A secret goes over TLS, or to a host that the administrator has named."""

from urllib.parse import urlsplit

import pytest

from services.b24_connector.settings import PortalAccess
from services.onec_connector.settings import BaseAccess
from shared.process.plain_http import check_plain
from shared.process.settings import SettingsError

SECRET = "Zq7pw9Xk3Lm"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("B24_WEBHOOK", "ONEC_URL", "PLAIN_HTTP"):
        monkeypatch.delenv(f"DEALBUS_{name}", raising=False)
    monkeypatch.setenv("DEALBUS_ONEC_USER", "odata")
    monkeypatch.setenv("DEALBUS_ONEC_PASSWORD", SECRET)


def asked_at(host: str, monkeypatch: pytest.MonkeyPatch, *, scheme: str = "http") -> list[str]:
    """Read the settings of both connectors for peers at this host, and return whom they would ask."""
    monkeypatch.setenv("DEALBUS_B24_WEBHOOK", f"{scheme}://{host}/rest/7/{SECRET}/")
    monkeypatch.setenv("DEALBUS_ONEC_URL", f"{scheme}://{host}/ut")
    addresses = PortalAccess.load().b24_webhook.get_secret_value(), BaseAccess.load().onec_url
    return [urlsplit(one)._replace(path="").geturl().lower() for one in addresses]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8024", "127.0.0.1:8024", "127.8.0.1", "[::1]:8024"])
def test_this_machine_is_asked_without_tls(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_at(host, monkeypatch) == [f"http://{host}".lower()] * 2


@pytest.mark.parametrize(
    "host", ["1c.local", "10.0.0.5:8080", "0.0.0.0", "[fd00::1]", "localhost.company.ru", "127.0.0.1.company.ru"]
)
@pytest.mark.parametrize("named", ["", "other.local", "1c"])
def test_another_machine_is_refused_without_tls_and_the_secret_not_shown(
    host: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEALBUS_PLAIN_HTTP", named)
    monkeypatch.setenv("DEALBUS_B24_WEBHOOK", f"http://{host}/rest/7/{SECRET}/")
    monkeypatch.setenv("DEALBUS_ONEC_URL", f"http://{host}/ut")

    for access, setting in ((PortalAccess, "DEALBUS_B24_WEBHOOK"), (BaseAccess, "DEALBUS_ONEC_URL")):
        with pytest.raises(SettingsError, match=f"{setting} не подходит: .*DEALBUS_PLAIN_HTTP") as refusal:
            access.load()
        assert SECRET not in str(refusal.value)


@pytest.mark.parametrize("named", ["1c.local", " Portal.local , 1C.Local ", "1c.local,"])
def test_a_host_that_is_named_is_asked_without_tls(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_PLAIN_HTTP", named)

    assert asked_at("1C.local:8080", monkeypatch) == ["http://1c.local:8080"] * 2


def test_any_host_is_asked_over_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_at("1c.company.ru", monkeypatch, scheme="https") == ["https://1c.company.ru"] * 2


@pytest.mark.parametrize("named", ["http://1c.local", "1c.local/ut", "*.local"])
def test_what_is_no_name_of_a_host_is_refused(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_PLAIN_HTTP", named)

    with pytest.raises(SettingsError, match="DEALBUS_PLAIN_HTTP не подходит"):
        asked_at("1c.company.ru", monkeypatch, scheme="https")


def test_the_check_reminds_of_a_host_that_is_asked_without_tls() -> None:
    (reminder,) = check_plain("http://1c.local:8080/ut/odata/standard.odata", "1С")

    assert reminder.ok
    assert "1С опрашивается без шифрования (1c.local назван в DEALBUS_PLAIN_HTTP)" in reminder.text
    assert check_plain("https://1c.local/ut", "1С") == check_plain("http://127.0.0.1/ut", "1С") == []
