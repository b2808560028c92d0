"""The answers for `dealbus init`, typed or in a file, and the connectors' environment files they go into."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.process.settings import ProgramSettings
from shared.rules.candidates import candidates
from shared.rules.errors import RulesError
from shared.rules.pipelines import Role
from shared.rules.source import Source, parse_source
from shared.rules.values import Moment
from shared.rules.wording import problem_of
from shared.russian import why_denied

WEBHOOK, TOKEN = "b24_webhook", "b24_application_token"
URL, USER, PASSWORD, ZONE = "onec_url", "onec_user", "onec_password", "onec_timezone"
PLAIN = "plain_http"
ENVIRONMENT: Final[Mapping[str, tuple[str, ...]]] = {
    "b24-connector.env": (WEBHOOK, TOKEN, PLAIN),
    "onec-connector.env": (URL, USER, PASSWORD, ZONE, PLAIN),
}
"""Which connector's file holds what; nobody else reads it."""
NEEDED: Final[Mapping[str, str]] = {
    WEBHOOK: "Входящий вебхук портала, адрес целиком",
    TOKEN: "Токен исходящего вебхука (пусто: изменения находит только обход)",
    URL: "Адрес опубликованной базы 1С, например https://1c.company.ru/ut",
    USER: "Пользователь 1С",
    PASSWORD: "Пароль этого пользователя",
}


_SIGNS: Final = "Если в нём есть знаки # [ ] { } ! & или это слово null, возьмите значение в одинарные кавычки."


class InitError(Exception):
    """`dealbus init` wrote nothing; the text is one Russian sentence with its remedy."""


class GivenAccess(ProgramSettings):
    """Access to both systems as this command is given it, under the names of the connectors' own settings."""

    b24_webhook: str = Field(default="", repr=False)
    b24_application_token: str = Field(default="", repr=False)
    onec_url: str = ""
    onec_user: str = ""
    onec_password: str = Field(default="", repr=False)
    onec_timezone: str = ""
    plain_http: str = ""


class Answers(BaseModel):
    """A file of answers for `init`; only access to both systems is required, the rest is proposed.

    Args:
        onec_timezone: of the base's clock; else Moscow.
        plain_http: hosts that may be asked without TLS; else none but this machine.
        portal_id: permanent name of the portal; else its host.
        cutoff: with its offset; else now.
        organisation: INN of deals whose field is empty.
        agreement, warehouse: by name.
        stages: pipeline → role → stage, by id or by name, where names do not speak for themselves.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    b24_webhook: str = ""
    b24_application_token: str = ""
    onec_url: str = ""
    onec_user: str = ""
    onec_password: str = ""
    onec_timezone: str = ""
    plain_http: str = ""
    portal_id: str | None = None
    cutoff: Moment | None = None
    organisation: str | None = None
    agreement: str | None = None
    warehouse: str | None = None
    stages: Mapping[str, Mapping[Role, str]] = {}

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file of answers for `dealbus init`.

        Raises:
            InitError: it cannot be read, or holds something else.
        """
        try:
            source = _source(path)
            return cls.model_validate(source.content or {})
        except RulesError as error:
            raise InitError(str(error)) from error
        except ValidationError as error:
            raise InitError(f"{path}: {_complaint(error, source)}") from error

    def connection(self) -> dict[str, str]:
        """Return those answers for `init` that give access to the portal and 1C: addresses, user, password."""
        return _access_in(self)


def given_access() -> dict[str, str]:
    """Return what this command is given: Compose gives the console what both connectors have.

    Raises:
        SettingsError: a file that is named cannot be read.
    """
    return _access_in(GivenAccess.load())


def _access_in(source: GivenAccess | Answers) -> dict[str, str]:
    return {name: value for name in (*NEEDED, ZONE, PLAIN) if (value := getattr(source, name))}


def read_environment(folder: Path) -> dict[str, str]:
    """Read from the connectors' environment files the access that an earlier run of `init` has written.

    Raises:
        InitError: a file cannot be read, or a line of it was written by hand and has no end.
    """
    known: dict[str, str] = {}
    for file, names in ENVIRONMENT.items():
        told = _told_in(folder / file)
        known |= {name: told[variable] for name in names if (variable := f"DEALBUS_{name.upper()}") in told}
    return known


def _told_in(path: Path) -> dict[str, str]:
    """Read for `init` the variables of a connector's environment file, which people may have edited."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return dict(part.split("=", 1) for line in lines for part in shlex.split(line, comments=True) if "=" in part)
    except OSError as error:
        raise InitError(f"Файл {path} не читается ({why_denied(error)}). Дайте на него права.") from error
    except ValueError as error:
        remedy = 'возьмите значение в двойные кавычки, DEALBUS_ONEC_PASSWORD="O\'Brien", или удалите строку'
        raise InitError(f"Файл {path}: кавычка не закрыта; {remedy}.") from error


def expect_writable(*folders: Path) -> None:
    """Make the folders where `init` will write, and try each before anybody is asked anything.

    Raises:
        InitError: one of them takes no file.
    """
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise InitError(f"В папку {folder} записать нельзя ({why_denied(error)}). Назовите другую.") from error


def write_environment(folder: Path, values: Mapping[str, str]) -> list[Path]:
    """Set the variables of `init` in the connectors' environment files, for the owner alone; other lines stay."""
    written = []
    folder.mkdir(parents=True, exist_ok=True)
    for file, names in ENVIRONMENT.items():
        path, ours = folder / file, {f"DEALBUS_{name.upper()}": values[name] for name in names if name in values}
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        kept = [line for line in lines if line.partition("=")[0] not in ours]
        text = "\n".join([*kept, *(f"{name}={shlex.quote(value)}" for name, value in ours.items())])
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.write(f"{text}\n")
        path.chmod(0o600)
        written.append(path)
    return written


def _source(path: Path) -> Source:
    """Parse the file of answers for `init`, with the line of each; one with nothing but comments is empty.

    Raises:
        InitError: it cannot be read.
        RulesError: it is no YAML, or an answer stands twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InitError(f"Файл ответов {path} не читается ({why_denied(error)}). Проверьте путь.") from error
    except UnicodeDecodeError as error:
        raise InitError(f"Файл ответов {path} не в кодировке UTF-8. Сохраните его в ней.") from error
    is_empty = all(line.lstrip().startswith("#") or not line.strip() for line in text.splitlines())
    return Source({}, {}) if is_empty else parse_source(path, text)


def _complaint(error: ValidationError, source: Source) -> str:
    """Say in Russian which answer for `init` does not fit, with its line; none is shown that may be a password."""
    first = error.errors(include_url=False)[0]
    if first["type"] == "extra_forbidden":
        key = str(first["loc"][-1])
        return f"строка {source.line((key,))}: неизвестный ответ {key}, {candidates(key, Answers.model_fields)}."
    problem = problem_of(first, source)
    if first["type"] == "string_type":
        return str(replace(problem, remedy=f"{problem.remedy} {_SIGNS}"))
    return str(problem)
