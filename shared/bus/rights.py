"""What each service's broker user may do, with its hashed password, from the routes (docs/bus.md, "Rights").

Source: https://www.rabbitmq.com/docs/access-control
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shared.bus.topology import retry_exchange
from shared.messages.envelope import topic_of
from shared.messages.routes import GROUPS, SERVICES, exchange_of, groups_of, published_by

_SALT_BYTES = 4
_NOTHING = "^$"


@dataclass(frozen=True, slots=True)
class Rights:
    """The permissions of one service's broker user, as regular expressions; `topics` limits its routing keys."""

    configure: str
    write: str
    read: str
    topics: str


@dataclass(frozen=True, slots=True)
class Login:
    """A service's name and password on the broker, and its virtual host."""

    user: str
    password: str
    vhost: str


def topics_of(service: str) -> list[str]:
    """List the topics that a service has a right on the broker to publish: its own, and hints for its dead commands."""
    return sorted(topic_of(message.TYPE) for message in published_by(service))


def rights_of(service: str) -> Rights:
    """Derive a service's broker rights: it declares nothing, reads its own queues, publishes its own types."""
    groups = groups_of(service)
    return Rights(
        configure=_NOTHING,
        write=_exactly([exchange_of(service), *map(retry_exchange, groups)]),
        read=_exactly(groups),
        topics=_exactly(topics_of(service)),
    )


def rights_of_reader() -> Rights:
    """Derive the broker rights of the console's page: it looks at dead letters, and publishes nothing."""
    return Rights(
        configure=_NOTHING, write=_NOTHING, read=_exactly(f"{group}.dead" for group in sorted(GROUPS)), topics=_NOTHING
    )


def definitions(logins: dict[str, Login]) -> dict[str, Any]:
    """Render the broker users and their rights as a definitions file, for import at start or over HTTP.

    Passwords are in it as salted hashes only. Importing it again overwrites rights that somebody widened by hand.

    Args:
        logins: by service, and of the console's page.
    """
    given = [
        (login, rights_of(service) if service in SERVICES else rights_of_reader()) for service, login in logins.items()
    ]
    publishers = [
        (login, exchange_of(service), topics_of(service)) for service, login in logins.items() if service in SERVICES
    ]
    return {
        "vhosts": [{"name": vhost} for vhost in dict.fromkeys(login.vhost for login, _ in given)],
        "users": [_user(login) for login, _ in given],
        "permissions": [
            {**_whose(login), "configure": rights.configure, "write": rights.write, "read": rights.read}
            for login, rights in given
        ],
        "topic_permissions": [
            {**_whose(login), "exchange": exchange, "write": _exactly(topics), "read": _NOTHING}
            for login, exchange, topics in publishers
        ],
    }


def hashed(password: str, salt: bytes | None = None) -> str:
    """Hash a broker user's password as RabbitMQ keeps it: base64 of salt and SHA-256 of salt and password.

    Source: https://www.rabbitmq.com/docs/passwords
    """
    salt = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _user(login: Login) -> dict[str, Any]:
    return {
        "name": login.user,
        "password_hash": hashed(login.password),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": "",
    }


def _whose(login: Login) -> dict[str, str]:
    return {"user": login.user, "vhost": login.vhost}


def _exactly(names: Iterable[str]) -> str:
    found = "|".join(re.escape(name).replace(r"\-", "-") for name in names)
    return f"^({found})$" if found else _NOTHING
