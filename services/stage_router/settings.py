"""What the stage-router reads from its environment."""

from shared.observe.settings import ServiceSettings


class RouterSettings(ServiceSettings):
    """As for every service; the router keeps nothing, so it needs no database."""

    mongo_url: str = ""
