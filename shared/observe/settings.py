"""What every service reads from its environment; a connector subclasses it in its own `settings.py`."""

import os
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "DEALBUS_"


class SettingsError(Exception):
    """A setting is missing or wrong; the text is one sentence that names it and the remedy."""


class ServiceSettings(BaseSettings):
    """Environment `DEALBUS_<NAME>`; any of them may be a file instead: `DEALBUS_<NAME>_FILE` holds its path.

    Args:
        amqp_url: broker, user and virtual host.
        mongo_url: database server; a replica set.
        mongo_database: one per customer.
        rules: path of the customer's rules file.
        http_host, http_port: where health, metrics and intake listen.
        log_level: DEBUG, INFO, WARNING or ERROR.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    amqp_url: str
    mongo_url: str
    mongo_database: str = "dealbus"
    rules: Path
    http_host: str = "127.0.0.1"
    http_port: int
    log_level: str = "INFO"

    @classmethod
    def load(cls) -> Self:
        """Read and check the environment.

        Raises:
            SettingsError: one sentence naming the setting and the remedy.
        """
        try:
            return cls(**_from_files(cls))
        except ValidationError as error:
            raise SettingsError(_sentence(error)) from None


def _from_files(settings: type[ServiceSettings]) -> dict[str, Any]:
    values = {}
    for name in settings.model_fields:
        variable = f"{PREFIX}{name.upper()}_FILE"
        if path := os.environ.get(variable):
            try:
                values[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise SettingsError(f"{variable} names {path}, which cannot be read: {error.strerror}.") from error
    return values


def _sentence(error: ValidationError) -> str:
    complaint = error.errors(include_input=False, include_url=False)[0]
    variable = PREFIX + str(complaint["loc"][0]).upper()
    if complaint["type"] == "missing":
        return f"{variable} is not set; set it, or {variable}_FILE to a file that holds it."
    return f"{variable} cannot be used: {complaint['msg']}; correct it."
