"""Keeps several customers on one broker and database server apart: no user serves two of them.

A user of the broker or of MongoDB is one for the whole server. Under a name that another customer's service has
already, the second would change the first one's password and be let into both virtual hosts.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx
from pymongo.asynchronous.database import AsyncDatabase

from shared.bus.rights import Login
from shared.store.ownership import COLLECTIONS, READER


def several_vhosts(logins: Mapping[str, Login]) -> list[str]:
    """Return a complaint if the services' broker addresses of one customer lead into different virtual hosts."""
    vhosts = sorted({login.vhost for login in logins.values()})
    if len(vhosts) == 1:
        return []
    return [f"В файлах <сервис>_amqp_url разные виртуальные хосты ({', '.join(vhosts)}); одному заказчику нужен один."]


async def taken_on_broker(api: httpx.AsyncClient, logins: Mapping[str, Login]) -> list[str]:
    """Return complaints about broker users of this customer that have rights in another customer's virtual host.

    Args:
        api: management interface.
        logins: by service.
    """
    found = []
    for service, login in logins.items():
        answer = await api.get(f"users/{quote(login.user, safe='')}/permissions")
        if answer.status_code == httpx.codes.NOT_FOUND:
            continue
        others = sorted({one["vhost"] for one in answer.raise_for_status().json()} - {login.vhost})
        instead = f"напишите в {service}_amqp_url имя этого заказчика, например {_own_name(service, login.vhost)}"
        found += [
            f"Пользователь {login.user} на брокере уже служит виртуальному хосту {other}; {instead}, или снимите "
            f"прежние права: rabbitmqctl clear_permissions -p {other} {login.user}."
            for other in others
        ]
    return found


async def taken_in_database(database: AsyncDatabase[dict[str, Any]], service: str, user: str, source: str) -> list[str]:
    """Return complaints about MongoDB users that have a service's role in another customer's existing database.

    Args:
        database: of this customer.
        service: whose user it is to be.
        user: its name.
        source: the database that keeps the user.
    """
    users = (await database.client.get_database(source).command("usersInfo", user))["users"]
    roles = [role for one in users for role in one["roles"]]
    others = {role["db"] for role in roles if role["role"] in {*COLLECTIONS, READER}} - {database.name}
    if not others:
        return []
    present = sorted(others & set(await database.client.list_database_names()))
    return [
        f"Пользователь {user} в MongoDB уже служит базе {other}; напишите в {service}_mongo_url имя этого заказчика, "
        f"например {_own_name(service, database.name)}."
        for other in present
    ]


def _own_name(service: str, customer: str) -> str:
    return f"{service}-{customer.strip('/') or 'dealbus'}"
