"""The onec-connector's settings: address, user and clock of 1C, its sessions, how often it is polled."""

import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from shared.process.page_links import PageKey
from shared.process.plain_http import PeerSettings, encrypted
from shared.process.settings import ADDRESS, ServiceSettings
from shared.rules.zones import UnfitZoneError, zone_of

_BASE, _WEB = re.compile(rf"{ADDRESS}(?:/[^\s?#]*)?"), re.compile(rf"{ADDRESS}(?:[/?#]\S*)?")
_SUFFIX = "/odata/standard.odata"
_BEHIND = re.compile(r"(?<=[^/:])/(?:odata|hs|ws|e1cib|[a-z]{2}_[A-Z]{2})(?:/.*)?$")
"""What people copy with a base's address: of OData itself, of services, of the page in a browser."""


def _copied_behind(address: str) -> str:
    """Return the address of a published 1C base without what was copied behind it."""
    parts = urlsplit(address)
    base, *more = _BEHIND.split(parts.path, maxsplit=1)
    return address if not more or not base else parts._replace(path=base).geturl()


class BaseAccess(PeerSettings):
    """The settings needed to ask 1C."""

    onec_url: str = Field(
        description="address of the published base; `/odata/standard.odata` is added where it is missing"
    )
    onec_user: str = Field(description="user of 1C with the rights in `onec.md`")
    onec_password: SecretStr = Field(description="password of that user")
    onec_timezone: str = Field(
        default="Europe/Moscow", description="zone of the base's clock, by its IANA name; 1C never names it"
    )
    onec_sessions: int = Field(default=3, ge=2, le=8, description="parallel calls; each may hold a client licence")
    onec_query_bytes: int = Field(
        default=2000, ge=300, le=30_000, description="longest filter in bytes; 2000 suits IIS, 8000 Apache"
    )

    @field_validator("onec_url")
    @classmethod
    def _root(cls, value: str, others: ValidationInfo) -> str:
        if not _BASE.fullmatch(value):
            raise ValueError("напишите адрес опубликованной базы, без пароля: https://1c.company.ru/ut")
        value = encrypted(value, others).rstrip("/")
        return _copied_behind(value.partition(_SUFFIX)[0]) + _SUFFIX

    @field_validator("onec_timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            return zone_of(value).key
        except UnfitZoneError as error:
            raise ValueError(f"{error.remedy[0].lower()}{error.remedy.rstrip('.')[1:]}") from error

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of the 1C base's clock."""
        return ZoneInfo(self.onec_timezone)


class Settings(BaseAccess, PageKey, ServiceSettings):
    """All settings of the onec-connector, `DEALBUS_…`."""

    onec_poll_s: float = Field(default=15.0, gt=0, description="seconds between two looks at orders that moved lately")
    onec_token: SecretStr = Field(
        default=SecretStr(""),
        description="shared with the optional extension of 1C; empty: its reports are refused",
    )
    onec_window_days: int = Field(default=90, ge=1, description="days the nightly look at documents goes back")
    onec_web_url: str = Field(
        default="", description="address people open 1C at, for links; empty: the published base's own"
    )

    @field_validator("onec_web_url")
    @classmethod
    def _shown_to_everybody(cls, value: str) -> str:
        if value and not _WEB.fullmatch(value):
            raise ValueError("напишите адрес, по которому базу открывают люди, без пароля: https://1c.company.ru/ut")
        return value

    @property
    def web(self) -> str:
        """The address at which people open the 1C base."""
        return self.onec_web_url or self.onec_url.removesuffix(_SUFFIX)
