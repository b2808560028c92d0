"""Users of the services on broker and database, with the rights of the two tables and no other."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import InvalidURI, OperationFailure
from pymongo.uri_parser import parse_uri
from typer import Option

from services.console.broker import BrokerError, management, missing_plugins
from services.console.settings import ConsoleSettings
from shared.bus.rights import PUBLISHES, Login, definitions
from shared.store.connection import connect
from shared.store.ownership import COLLECTIONS, role_of

Secrets = Annotated[
    Path, Option(help="Папка с файлами <сервис>_amqp_url и <сервис>_mongo_url, например mapper_amqp_url.")
]


class RightsError(Exception):
    """Rights cannot be written or given; the text is one sentence for the operator."""


def logins(folder: Path) -> dict[str, Login]:
    """Read every service's name, password and virtual host out of the address the service itself is given.

    Raises:
        RightsError: a file is missing or holds no such address.
    """
    return {service: _login(_address(folder, service, "amqp_url"), service) for service in PUBLISHES}


async def apply(settings: ConsoleSettings, folder: Path) -> None:
    """Make the users with exactly their rights; those that are there get today's passwords and rights.

    Raises:
        RightsError: a file is missing, or the database refuses.
        BrokerError: the broker refuses, or lacks a plugin.
        StoreUnavailableError: the database cannot be used.
    """
    accounts = {name: _address(folder, name, "mongo_url") for name, owned in COLLECTIONS.items() if owned}
    await _import(settings.management_url, definitions(logins(folder)))
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        try:
            for service, address in accounts.items():
                await _admit(database, service, address)
        except OperationFailure as error:
            why = (error.details or {}).get("errmsg", "без объяснения")
            raise RightsError(f"MongoDB отказывает ({why}); дайте в DEALBUS_MONGO_URL администратора.") from error


def roles(database: str) -> list[dict[str, Any]]:
    """List the roles of the services that keep something."""
    return [role_of(service, database) for service, owned in COLLECTIONS.items() if owned]


def _address(folder: Path, service: str, kind: str) -> str:
    path = folder / f"{service}_{kind}"
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise RightsError(
            f"Файл {path} не читается ({error.strerror}); положите в него адрес для {service}."
        ) from error


def _login(address: str, service: str) -> Login:
    parts = urlsplit(address)
    if not parts.username or not parts.password:
        raise RightsError(f"В {service}_amqp_url нет имени и пароля; напишите amqp://имя:пароль@сервер:5672/.")
    return Login(unquote(parts.username), unquote(parts.password), unquote(parts.path.removeprefix("/")) or "/")


async def _import(management_url: str, wanted: dict[str, Any]) -> None:
    """Hand the definitions to the management interface, which is also the first to tell a missing plugin."""
    async with management(management_url) as api:
        (await api.post("definitions", json=wanted)).raise_for_status()
        missing = await missing_plugins(api)
    if missing:
        raise BrokerError("\n".join(missing))


async def _admit(database: AsyncDatabase[dict[str, Any]], service: str, address: str) -> None:
    """Create or update a service's role and user."""
    try:
        told = parse_uri(address)
    except InvalidURI as error:
        raise RightsError(f"В {service}_mongo_url не адрес MongoDB ({error}).") from error
    if not told["username"] or not told["password"]:
        raise RightsError(f"В {service}_mongo_url нет имени и пароля; напишите mongodb://имя:пароль@сервер:27017/.")
    role = role_of(service, database.name)
    known = (await database.command("rolesInfo", service))["roles"]
    await database.command(
        "updateRole" if known else "createRole", service, privileges=role["privileges"], roles=role["roles"]
    )
    source = told["options"].get("authsource") or told["database"] or "admin"
    users = database.client.get_database(source)
    present = (await users.command("usersInfo", told["username"]))["users"]
    await users.command(
        "updateUser" if present else "createUser",
        told["username"],
        pwd=told["password"],
        roles=[{"role": service, "db": database.name}],
    )
