"""`dealbus rights`: gives the services' users on broker and database exactly their rights, from their addresses."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import ConfigurationError, OperationFailure
from pymongo.uri_parser import parse_uri
from typer import Option

from services.console.broker.customers import several_vhosts, taken_in_database, taken_on_broker
from services.console.broker.management import BrokerError, management, missing_plugins
from services.console.settings import ConsoleSettings
from shared.bus.rights import Login, definitions
from shared.messages.routes import SERVICES
from shared.observe.secrets import learn, passwords_in
from shared.russian import why_denied
from shared.store.connection import connect, why_unreadable
from shared.store.ownership import COLLECTIONS, READER, role_of

Secrets = Annotated[
    Path, Option(help="Папка с файлами <сервис>_amqp_url и <сервис>_mongo_url, например mapper_amqp_url.")
]


class RightsError(Exception):
    """Rights cannot be rendered or granted; the text is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Account:
    """A service's user of MongoDB; `source` is the database that keeps it."""

    service: str
    user: str
    password: str
    source: str


def logins(folder: Path) -> dict[str, Login]:
    """Read for `dealbus rights` each service's login, password and virtual host from the files `<service>_amqp_url`.

    The page of the console has files of its own where it is used.

    Raises:
        RightsError: a file is missing or holds no such address, or they lead into different virtual hosts.
    """
    found = {
        service: _login(_address(folder, service, "amqp_url"), service)
        for service in (*SERVICES, *_readers(folder, "amqp_url"))
    }
    _refuse(several_vhosts(found))
    return found


async def apply(settings: ConsoleSettings, folder: Path) -> None:
    """Create the services' users on broker and database with exactly their rights; existing ones get today's passwords.

    Nothing is changed where a name belongs to another customer of the same servers.

    Raises:
        RightsError: a file is missing, a name belongs to another customer, or the database refuses.
        BrokerError: the broker refuses, or lacks a plugin.
        StoreUnavailableError: the database cannot be used.
    """
    given = logins(folder)
    keeping = [service for service, owned in COLLECTIONS.items() if owned]
    accounts = [
        _account(_address(folder, service, "mongo_url"), service)
        for service in (*keeping, *_readers(folder, "mongo_url"))
    ]
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        try:
            for one in accounts:
                _refuse(await taken_in_database(database, one.service, one.user, one.source))
            await _import(settings.management_url, given)
            for one in accounts:
                await _admit(database, one)
        except OperationFailure as error:
            why = (error.details or {}).get("errmsg", "без объяснения")
            raise RightsError(f"MongoDB отказывает ({why}); дайте в DEALBUS_MONGO_URL администратора.") from error


def roles(database: str) -> list[dict[str, Any]]:
    """List the MongoDB roles of the services that keep something, and of the console page, which reads it."""
    return [role_of(service, database) for service in (*(one for one, owned in COLLECTIONS.items() if owned), READER)]


def _readers(folder: Path, kind: str) -> list[str]:
    return [READER] if (folder / f"{READER}_{kind}").exists() else []


def _address(folder: Path, service: str, kind: str) -> str:
    path = folder / f"{service}_{kind}"
    try:
        address = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise RightsError(
            f"Файл {path} не читается ({why_denied(error)}); положите в него адрес для {service}."
        ) from error
    learn(*passwords_in(address))
    return address


def _login(address: str, service: str) -> Login:
    parts = urlsplit(address)
    if not parts.username or not parts.password:
        raise RightsError(f"В {service}_amqp_url нет имени и пароля; напишите amqp://имя:пароль@сервер:5672/.")
    return Login(unquote(parts.username), unquote(parts.password), unquote(parts.path.removeprefix("/")) or "/")


def _account(address: str, service: str) -> Account:
    try:
        told = parse_uri(address)
    except (ConfigurationError, ValueError) as error:
        raise RightsError(
            f"В {service}_mongo_url не адрес MongoDB ({why_unreadable(error)}); знаки / : @ % пароля пишут как %2F %3A "
            "%40 %25."
        ) from None
    if not told["username"] or not told["password"]:
        raise RightsError(f"В {service}_mongo_url нет имени и пароля; напишите mongodb://имя:пароль@сервер:27017/.")
    source = told["options"].get("authsource") or told["database"] or "admin"
    return Account(service, told["username"], told["password"], source)


def _refuse(found: list[str]) -> None:
    if found:
        raise RightsError("\n".join(found))


async def _import(management_url: str, given: dict[str, Login]) -> None:
    """Import users and rights into the broker by its management interface, and raise where a plugin is missing."""
    async with management(management_url) as api:
        _refuse(await taken_on_broker(api, given))
        (await api.post("definitions", json=definitions(given))).raise_for_status()
        missing = await missing_plugins(api)
    if missing:
        raise BrokerError("\n".join(missing))


async def _admit(database: AsyncDatabase[dict[str, Any]], account: Account) -> None:
    """Create or update a service's role and user in MongoDB, with exactly its rights."""
    role = role_of(account.service, database.name)
    known = (await database.command("rolesInfo", account.service))["roles"]
    await database.command(
        "updateRole" if known else "createRole", account.service, privileges=role["privileges"], roles=role["roles"]
    )
    users = database.client.get_database(account.source)
    present = (await users.command("usersInfo", account.user))["users"]
    await users.command(
        "updateUser" if present else "createUser",
        account.user,
        pwd=account.password,
        roles=[{"role": account.service, "db": database.name}],
    )
