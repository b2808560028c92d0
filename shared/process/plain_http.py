"""Checks peer addresses for TLS: without it a webhook's secret or 1C's password can be read on the network."""

import ipaddress
from urllib.parse import urlsplit

import httpx
from pydantic import Field, ValidationInfo, field_validator

from shared.process.findings import Finding
from shared.process.settings import ProgramSettings


class PeerSettings(ProgramSettings):
    """What both connectors need to know about the network to their peer."""

    plain_http: str = Field(
        default="",
        description="hosts that may be asked over `http://`, separated by commas, as in the address but without port: "
        "`1c.local,10.0.0.5`; of this machine itself (`localhost`, `127.0.0.1`) none need be named. Everywhere else "
        "secret and password go over TLS alone",
    )

    @field_validator("plain_http")
    @classmethod
    def _names(cls, value: str) -> str:
        names = [name.strip().casefold() for name in value.split(",") if name.strip()]
        if any(set("/@*?#") & set(name) for name in names):
            raise ValueError("назовите машины через запятую, без http:// и пути: 1c.local,10.0.0.5")
        return ",".join(names)


def encrypted(address: str, others: ValidationInfo) -> str:
    """Return a peer's address if nobody on the network can read what is sent there, else raise.

    Args:
        address: `https://…` or `http://…`, already known to be one.
        others: settings that were read before this one, `plain_http` among them.

    Raises:
        ValueError: no machine can be called so, or it is an `http://` of another one that nobody has allowed; never
            shows more than the host.
    """
    if not _can_be_asked(address):
        raise ValueError(
            f"машины с именем {urlsplit(address).hostname} быть не может; напишите имя латиницей, без _ рядом с "
            "кириллицей, или IP-адрес"
        )
    host = plain_host(address)
    allowed = str(others.data.get("plain_http", "")).split(",")
    if host is None or host in allowed:
        return address
    raise ValueError(
        f"по http:// секрет прочтёт любой на пути к {host}; напишите https:// или, если это вас устраивает, назовите "
        f"{host} в DEALBUS_PLAIN_HTTP"
    )


def _can_be_asked(address: str) -> bool:
    """Tell whether the HTTP client can read an address, its host in Punycode too."""
    try:
        return bool(httpx.URL(address).host)
    except (httpx.InvalidURL, UnicodeError):  # of `idna`, which the client does not wrap
        return False


def plain_host(address: str) -> str | None:
    """Return the host that an address reaches over a network without TLS; None if it has TLS or is this machine."""
    parts = urlsplit(address)
    host = (parts.hostname or "").casefold()
    return host if parts.scheme.casefold() == "http" and not _is_here(host) else None


def check_plain(address: str, peer: str) -> list[Finding]:
    """Report the hosts that the administrator allowed to be reached without TLS.

    Args:
        address: where the peer is asked.
        peer: who that is, «1С».
    """
    host = plain_host(address)
    if host is None:
        return []
    text = (
        f"{peer} опрашивается без шифрования ({host} назван в DEALBUS_PLAIN_HTTP): пароль или секрет может прочесть "
        "любой, кто видит эту сеть. Переведите адрес на https://, как только сможете."
    )
    return [Finding(ok=True, text=text)]


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
