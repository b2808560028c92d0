"""The b24-connector's settings."""

import re

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from shared.process.page_links import PageSettings
from shared.process.plain_http import PeerSettings, encrypted
from shared.process.settings import ADDRESS, ServiceSettings

_WEBHOOK = re.compile(rf"{ADDRESS}/rest/[0-9]+/[^\s/?#]+/?")
_REST_3 = re.compile(rf"{ADDRESS}/rest/api/.*")


class PortalAccess(PeerSettings):
    """The settings needed to ask the portal."""

    b24_webhook: SecretStr = Field(
        description="incoming webhook, as the portal shows it: `https://company.bitrix24.ru/rest/7/secret/`"
    )
    b24_rate: float = Field(default=2.0, ge=0, description="requests a second that the tariff drains; 0: no limit")
    b24_bucket: int = Field(default=50, ge=1, description="requests the tariff holds")
    b24_operating_s: float = Field(
        default=480.0,
        ge=0,
        description="seconds that the portal lets one method be at work within ten minutes; 0: no limit",
    )

    history_days: int = Field(
        default=90,
        ge=0,
        le=3650,
        description="days for which `dealbus trace` can tell what happened to a deal; 0: none",
    )

    @field_validator("b24_webhook")
    @classmethod
    def _looks_like_a_webhook(cls, value: SecretStr, others: ValidationInfo) -> SecretStr:
        if _REST_3.fullmatch(value.get_secret_value()):
            raise ValueError(
                "это адрес REST 3.0, а в нём нет методов сделок и товаров; возьмите у того же вебхука адрес без api: "
                "https://company.bitrix24.ru/rest/7/secret/"
            )
        if not _WEBHOOK.fullmatch(value.get_secret_value()):
            raise ValueError(
                "напишите его так, как показывает портал, без кавычек и без имени метода в конце: "
                "https://company.bitrix24.ru/rest/7/secret/"
            )
        encrypted(value.get_secret_value(), others)
        return value


class Settings(PortalAccess, PageSettings, ServiceSettings):
    """All settings of the b24-connector, `DEALBUS_…`."""

    b24_application_token: SecretStr = Field(
        default=SecretStr(""),
        description="token of the outgoing webhook; empty: every event is refused and only the sweep finds changes",
    )
    b24_member_id: str = Field(default="", description="identity of the portal in its events; empty: not compared")
    b24_sweep_s: float = Field(default=60.0, gt=0, description="seconds between two sweeps")
