"""The settings of the console's commands, `dealbus …`."""

from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import Field, field_validator

from shared.process.settings import DatabaseName, ProgramSettings


class ConsoleSettings(ProgramSettings):
    """The settings of the console's commands, by the same names as the services'."""

    amqp_url: str = Field(
        default="amqp://guest:guest@127.0.0.1:5672/",
        repr=False,
        description='the same; `topology apply` needs a user with `configure` rights (`bus.md`, "Rights")',
    )
    management_url: str = Field(
        default="http://guest:guest@127.0.0.1:15672",
        repr=False,
        description="management interface with the broker's administrator; `rights apply` needs it, `topology apply` "
        "and `topology check` look through it at plugins, feature flags and policies where it is set; over TLS "
        "`https://…:15671/?cafile=/path/of/the/authority`",
    )
    mongo_url: str = Field(
        default="mongodb://127.0.0.1:27017/?replicaSet=rs0", repr=False, description="the same as the services have"
    )
    mongo_database: DatabaseName = Field(default="dealbus", description="name of the database, one per customer")

    rules: Path | None = Field(
        default=None,
        description="path of the rules file that the services work by; which commands need it: "
        "[below](#what-a-command-needs)",
    )
    history_days: int = Field(
        default=90,
        ge=0,
        le=3650,
        description="the same as mapper and b24-connector have; why a dead letter was dropped is kept",
    )

    dead_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="days after which `dealbus check` names a dead letter, and `dealbus dead expire` deletes it",
    )

    @field_validator("management_url")
    @classmethod
    def _can_be_read(cls, value: str) -> str:
        parts = urlsplit(value)
        with suppress(ValueError):  # what stands behind a sign of the password is taken for a port
            if parts.port != 0 and parts.hostname and "@" not in parts.path + parts.query + parts.fragment:
                return value
        raise ValueError(
            "пишите http://имя:пароль@машина:15672 или https://…:15671; знаки / : @ # ? % пароля пишут кодами: %2F %3A "
            "%40 %23 %3F %25"
        )

    @property
    def vhost(self) -> str:
        """The virtual host in the console's setting `amqp_url`."""
        return unquote(urlsplit(self.amqp_url).path.removeprefix("/")) or "/"

    @property
    def has_management(self) -> bool:
        """Whether the address of the broker's management interface was set; its default is only a usual place."""
        return "management_url" in self.model_fields_set
