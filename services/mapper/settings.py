"""The mapper's settings: those of every service, and how long history is kept."""

from pydantic import Field

from shared.process.settings import ServiceSettings


class MapperSettings(ServiceSettings):
    """The mapper's settings; see `ServiceSettings`."""

    history_days: int = Field(
        default=90,
        ge=0,
        le=3650,
        description="days for which `dealbus trace` can tell what happened to a deal; 0: none",
    )
