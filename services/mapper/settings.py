"""The mapper's environment: what every service has, nothing more."""

from shared.process.settings import ServiceSettings


class MapperSettings(ServiceSettings):
    """See `ServiceSettings`."""
