"""The stage-router's settings, from its environment."""

from pydantic import Field

from shared.process.settings import ServiceSettings


class RouterSettings(ServiceSettings):
    """The settings of every service; the router stores nothing, so it needs no database."""

    mongo_url: str = Field(default="", repr=False, description="not used: the router keeps nothing")
