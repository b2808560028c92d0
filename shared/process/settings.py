"""Reads a program's settings from its environment; a service subclasses them in its own `settings.py`."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.observe.secrets import learn, passwords_in, secrets_in
from shared.russian import why_denied

PREFIX = "DEALBUS_"
ADDRESS: Final = r"https?://(?:\[[0-9A-Fa-f:.]+\]|[^\s/@?#:\[\]]+)(?::[0-9]{1,5})?"
"""Pattern of an address up to its path; without a name and a password, which its links would show to everybody."""
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_WHOLE, _NUMBER = "напишите целое число", "напишите число, дробную часть через точку: 2.5"
_KINDS: Final = {
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_parsing": "напишите true или false",
}
"""What to write, by pydantic's kind of error; its own words are English."""


_NO_DATABASE_NAME, _LONGEST_DATABASE_NAME = re.compile(r'[\s./\\$"\0]'), 63
"""Signs and bytes: https://www.mongodb.com/docs/manual/reference/limits/."""


def _named_as_a_database(value: str) -> str:
    if _NO_DATABASE_NAME.search(value) or not 0 < len(value.encode()) <= _LONGEST_DATABASE_NAME:
        raise ValueError('напишите имя базы MongoDB без пробелов и знаков . / \\ $ ", не длиннее 63 байт: romashka')
    return value


DatabaseName = Annotated[str, AfterValidator(_named_as_a_database)]
"""A name that MongoDB takes for a database."""


class SettingsError(Exception):
    """A setting is missing or wrong; the text is one sentence in Russian that names it and the remedy."""


class ProgramSettings(BaseSettings):
    """Environment `DEALBUS_<NAME>`; each may come from a file instead: `DEALBUS_<NAME>_FILE` holds its path.

    The descriptions become the table of docs/settings.md; `repr` leaves out what holds a password.
    """

    # Compose and Kubernetes pass what nobody filled in as the empty text.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True, allow_inf_nan=False
    )

    @classmethod
    def load(cls) -> Self:
        """Read a program's settings from the environment and check them.

        Raises:
            SettingsError: one sentence naming the setting and the remedy.
        """
        try:
            settings = cls(**_from_files(cls))
        except ValidationError as error:
            raise SettingsError(_sentence(cls, error)) from None
        learn(*settings.secrets())
        return settings

    def secrets(self) -> Iterator[str]:
        """Return what of the settings no log may show: every `SecretStr`, and passwords in addresses out of `repr`."""
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if isinstance(value, SecretStr):
                yield from secrets_in(value.get_secret_value())
            elif not field.repr:
                yield from passwords_in(str(value))


class ServiceSettings(ProgramSettings):
    """The settings that every service needs."""

    amqp_url: str = Field(
        repr=False,
        description="broker with user, password and virtual host: `amqp://user:password@host:5672/`; nodes of a "
        "cluster separated by commas, tried in turn: `amqp://user:password@one:5672,two:5672,three:5672/`; over TLS "
        "`amqps://…:5671/?cafile=/path/of/the/authority`",
    )
    mongo_url: str = Field(
        repr=False,
        description="`mongodb://host:27017/?replicaSet=rs0`; must be a replica set, one member is enough; over TLS "
        "`&tls=true&tlsCAFile=/path/of/the/authority`",
    )
    mongo_database: DatabaseName = Field(default="dealbus", description="name of the database, one per customer")
    rules: Path = Field(description="path of the rules file; the image sets `/etc/dealbus/rules.yaml`")
    http_host: str = Field(
        default="127.0.0.1", description="address that health, metrics and intake listen on; the image sets `0.0.0.0`"
    )
    http_port: int = Field(ge=0, le=65535, description="port of the same; the image sets 8080")
    log_level: str = Field(default="INFO", description="`DEBUG`, `INFO`, `WARNING` or `ERROR`; one JSON object a line")

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in _LEVELS:
            raise ValueError(f"напишите одно из: {', '.join(_LEVELS)}")
        return value.upper()


def _from_files(settings: type[ProgramSettings]) -> dict[str, Any]:
    values = {}
    for name, field in settings.model_fields.items():
        variable = f"{PREFIX}{name.upper()}_FILE"
        if path := os.environ.get(variable):
            values[name] = _content(variable, path)
            if field.is_required() and not values[name]:
                raise SettingsError(f"{variable} называет файл {path}, а он пуст: запишите в него значение.")
    return values


def _content(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(
            f"{variable} называет файл {path}, прочесть его нельзя ({why_denied(error)}): положите файл туда или "
            "исправьте путь."
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{variable} называет файл {path}, а в нём не текст в UTF-8: запишите его заново."
        ) from error


def _sentence(settings: type[ProgramSettings], error: ValidationError) -> str:
    complaint = error.errors(include_input=False, include_url=False)[0]
    name = str(complaint["loc"][0])
    variable = PREFIX + name.upper()
    if complaint["type"] == "missing":
        return f"Не задано {variable}: задайте его или назовите в {variable}_FILE файл, в котором оно записано."
    return f"{variable} не подходит: {_remedy(settings, name, complaint)}."


def _remedy(settings: type[ProgramSettings], name: str, complaint: ErrorDetails) -> str:
    """Say how a wrong setting is to be written, without what was written: that may be a secret."""
    context = complaint.get("ctx", {})
    match complaint["type"]:
        case "value_error":
            return str(context["error"])
        case "greater_than_equal":
            return f"напишите число не меньше {context['ge']:g}"
        case "less_than_equal":
            return f"напишите число не больше {context['le']:g}"
        case "greater_than":
            return f"напишите число больше {context['gt']:g}"
        case "string_pattern_mismatch" if examples := settings.model_fields[name].examples:
            return f"напишите его так: {' или '.join(map(str, examples))}"
        case kind:
            return _KINDS.get(kind, "как оно пишется, сказано в docs/guides/settings.ru.md")
