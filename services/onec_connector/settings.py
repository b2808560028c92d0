"""The environment of this service."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator

from shared.observe.settings import ServiceSettings

_SUFFIX = "/odata/standard.odata"


class Settings(ServiceSettings):
    """Environment `DEALBUS_…` of the onec-connector.

    Args:
        onec_url: address of the published base; `/odata/standard.odata` is added where it is missing.
        onec_user, onec_password: user of 1C with access to OData.
        onec_timezone: zone of the base's clock, which 1C never names.
        onec_poll_s: seconds between two looks at orders that changed lately.
        onec_token: shown by the optional extension that reports changes; empty: its reports are refused.
        onec_sessions: parallel calls, each of which holds a client licence.
        onec_query_bytes: longest filter; 2 000 suits IIS, 8 000 Apache.
        onec_window_days: how far back the nightly look at documents goes.
        onec_web_url: address people open 1C at, for links; empty: the published base's own.
    """

    onec_url: str
    onec_user: str
    onec_password: SecretStr
    onec_timezone: str = "Europe/Moscow"
    onec_poll_s: float = Field(default=15.0, gt=0)
    onec_token: SecretStr = SecretStr("")
    onec_sessions: int = Field(default=3, ge=2, le=8)
    onec_query_bytes: int = Field(default=2000, ge=300, le=30_000)
    onec_window_days: int = Field(default=90, ge=1)
    onec_web_url: str = ""

    @field_validator("onec_url")
    @classmethod
    def _root(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("write the address of the published base: https://1c.company.ru/ut")
        value = value.rstrip("/")
        return value if value.endswith(_SUFFIX) else value + _SUFFIX

    @field_validator("onec_timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("take a name from the IANA list: Europe/Moscow, Asia/Yekaterinburg") from error
        return value

    @property
    def web(self) -> str:
        """Where people open the base."""
        return self.onec_web_url or self.onec_url.removesuffix(_SUFFIX)

    @property
    def zone(self) -> ZoneInfo:
        """Zone of the base's clock."""
        return ZoneInfo(self.onec_timezone)
