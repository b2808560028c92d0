"""The mapper's environment: what every service has, nothing more."""

from shared.observe.settings import ServiceSettings


class MapperSettings(ServiceSettings):
    """See `ServiceSettings`."""
