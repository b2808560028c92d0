"""Signed links to the console's page about a deal and its order, which a manager may open without logging in."""

from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import Field, SecretStr, field_validator

from shared.process.plain_http import plain_host
from shared.process.settings import ADDRESS, ProgramSettings
from shared.process.signed import SHORTEST_KEY, proven, signed

LASTS: Final = timedelta(days=90)
"""How long a link counts; a deal gets a new one whenever something hinders it anew."""
PATH: Final = "/p/"
LOOPBACK: Final = "127.0.0.1"
OURS: Final = frozenset({LOOPBACK, "localhost"})
_PURPOSE: Final = "pair"


class PageKey(ProgramSettings):
    """The secret with which the console's page and the services that work with it prove who they are."""

    console_key: SecretStr = Field(
        default=SecretStr(""),
        description="key of the page's sessions, of the links in deals and of the page's questions to the connectors, "
        "at least 32 characters (`openssl rand -hex 32`), the same for all; empty: sessions end with the process, "
        "no deal links to the page, and the connectors answer it nothing",
    )

    @field_validator("console_key")
    @classmethod
    def _cannot_be_guessed(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"нужно не меньше {SHORTEST_KEY} знаков, создайте его так: openssl rand -hex 32")
        return value


class PageSettings(PageKey):
    """Settings of the console page's address, for the page itself and for services that link to it."""

    console_url: str = Field(
        default="",
        pattern=rf"^({ADDRESS}/?)?$",
        examples=["https://dealbus.example.org"],
        description="address under which people reach the page of the console, `https://dealbus.example.org`, behind "
        "TLS of your own; `http://` for this machine alone; empty: nobody but this machine, and no deal links to it",
    )

    @field_validator("console_url")
    @classmethod
    def _nobody_overhears(cls, value: str) -> str:
        if plain_host(value):
            raise ValueError("пароли шли бы по сети открытыми; поставьте перед страницей TLS и напишите https://")
        return value.rstrip("/")

    @property
    def links(self) -> "PageLinks":
        """Return the object that makes and reads signed links to the page."""
        return PageLinks(self.console_url, self.console_key.get_secret_value())


class PageLinks:
    """Makes and reads signed links to a pair's page.

    Args:
        url: of the page; empty: there are no links.
        key: secret of both; empty: there are no links.
    """

    def __init__(self, url: str = "", key: str = "") -> None:
        self._url, self._key = url, key

    def __bool__(self) -> bool:
        return bool(self._url and self._key)

    def to(self, pair: str) -> str:
        """Return the signed address of a pair's page, by a key like `deal:41`; empty where links are not set up."""
        return f"{self._url}{PATH}{signed(self._key, _PURPOSE, pair, datetime.now(UTC) + LASTS)}" if self else ""

    def read(self, token: str) -> str | None:
        """Return the pair's key from a signed link; None if it was not signed here, or has expired."""
        return proven(self._key, _PURPOSE, token) if self else None


NO_LINKS: Final = PageLinks()
