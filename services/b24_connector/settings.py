"""The environment of this service."""

from pydantic import Field, SecretStr, field_validator

from shared.observe.settings import ServiceSettings


class Settings(ServiceSettings):
    """Environment `DEALBUS_…` of the b24-connector.

    Args:
        b24_webhook: address of the incoming webhook, with its secret.
        b24_application_token: shown where the outgoing webhook was created; empty: events are refused.
        b24_member_id: the portal's identity in events; empty: not compared.
        b24_rate: requests a second the tariff drains; 0: no limit.
        b24_bucket: requests the tariff holds.
        b24_sweep_s: seconds between two sweeps.
    """

    b24_webhook: SecretStr
    b24_application_token: SecretStr = SecretStr("")
    b24_member_id: str = ""
    b24_rate: float = Field(default=2.0, ge=0)
    b24_bucket: int = Field(default=50, ge=1)
    b24_sweep_s: float = Field(default=60.0, gt=0)

    @field_validator("b24_webhook")
    @classmethod
    def _looks_like_a_webhook(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value()
        if not address.startswith(("https://", "http://")) or "/rest/" not in address:
            raise ValueError("write it as the portal shows it: https://company.bitrix24.ru/rest/7/secret/")
        return value
