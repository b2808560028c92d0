"""The settings of `dealbus shadow watch`, beside those of the commands."""

from pydantic import Field

from services.console.settings import ConsoleSettings


class ShadowSettings(ConsoleSettings):
    """The settings of a shadow that watches, `DEALBUS_…`: those of the commands, and where metrics are served."""

    http_host: str = Field(
        default="127.0.0.1", description="address that health and metrics listen on; the image sets `0.0.0.0`"
    )
    http_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="port of the same; without it `dealbus shadow watch` listens on none; the image sets 8080",
    )
