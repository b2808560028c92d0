"""The mapper's environment: what every service has, and how long it remembers what happened."""

from pydantic import Field

from shared.process.settings import ServiceSettings


class MapperSettings(ServiceSettings):
    """See `ServiceSettings`."""

    history_days: int = Field(
        default=90,
        ge=0,
        le=3650,
        description="days for which `dealbus trace` can tell what happened to a deal; 0: none",
    )
