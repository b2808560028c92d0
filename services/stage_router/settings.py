"""What the stage-router reads from its environment."""

from pydantic import Field

from shared.process.settings import ServiceSettings


class RouterSettings(ServiceSettings):
    """As for every service; the router keeps nothing, so it needs no database."""

    mongo_url: str = Field(default="", repr=False, description="not used: the router keeps nothing")
