"""The users of one customer are nobody at the other's, and no user is made to serve two."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aio_pika
import pytest
from aio_pika.exceptions import AMQPError
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure

from sandbox.stack import Broker, Database
from services.console.broker.rights import RightsError, apply
from services.console.settings import ConsoleSettings
from shared.store.ownership import COLLECTIONS
from tests.integration.rights.conftest import Addresses, addresses, administrators, forget_users, guarded_database

UNAUTHORIZED, AUTHENTICATION_FAILED = 13, 18
EVERY_COLLECTION = [name for owned in COLLECTIONS.values() for name in owned]


@dataclass(frozen=True)
class Customer:
    """A virtual host, a database, and the addresses its administrator has written for the services."""

    vhost: str
    settings: ConsoleSettings
    given: Addresses

    @property
    def database(self) -> str:
        return self.settings.mongo_database

    async def apply(self, given: Addresses | None = None) -> None:
        await apply(self.settings, (given or self.given).folder)


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Database]:
    async with guarded_database(tmp_path) as database:
        yield database


@pytest.fixture
async def two(broker: Broker, guarded: Database, tmp_path: Path) -> AsyncIterator[tuple[Customer, Customer]]:
    found = []
    for name in ("alpha", "beta"):
        vhost = f"{name}-{secrets.token_hex(4)}"
        settings = ConsoleSettings(
            amqp_url=await broker.create_vhost(vhost),
            management_url=administrators(broker),
            mongo_url=guarded.url,
            mongo_database=name,
        )
        found.append(Customer(vhost, settings, addresses(tmp_path / name, settings.amqp_url, guarded.url)))
    yield found[0], found[1]
    for one in found:
        await forget_users(broker, one.given)
        await broker.delete_vhost(one.vhost)


async def is_let_in(amqp_url: str) -> bool:
    try:
        async with await aio_pika.connect(amqp_url):
            return True
    except AMQPError:
        return False


async def may(action: Any) -> bool:
    try:
        await action
    except OperationFailure as refusal:
        if refusal.code in {UNAUTHORIZED, AUTHENTICATION_FAILED}:
            return False
        raise
    return True


async def reads(url: str, database: str, collection: str) -> bool:
    async with AsyncMongoClient[dict[str, Any]](url) as client:
        return await may(client[database][collection].find_one())


def in_vhost(url: str, vhost: str) -> str:
    return f"{url.rsplit('/', 1)[0]}/{vhost}"


def written(given: Addresses, folder: Path, *, amqp: dict[str, str], mongo: dict[str, str]) -> Addresses:
    """Write a folder with some addresses that are not the customer's own."""
    folder.mkdir()
    for kind, urls in (("amqp_url", amqp), ("mongo_url", mongo)):
        for service, url in urls.items():
            (folder / f"{service}_{kind}").write_text(url)
    return replace(given, folder=folder, amqp=amqp, mongo=mongo)


async def test_the_users_of_one_customer_are_refused_by_the_others_virtual_host_and_database(
    two: tuple[Customer, Customer],
) -> None:
    for one in two:
        await one.apply()

    for own, other in (two, two[::-1]):
        for service, url in own.given.amqp.items():
            assert await is_let_in(url), service
            assert not await is_let_in(in_vhost(url, other.vhost)), service
        for service, url in own.given.mongo.items():
            assert await reads(url, own.database, COLLECTIONS.get(service, EVERY_COLLECTION)[0]), service
            async with AsyncMongoClient[dict[str, Any]](url) as client:
                foreign = client[other.database]
                assert [name for name in EVERY_COLLECTION if await may(foreign[name].find_one())] == [], service
                assert [name for name in EVERY_COLLECTION if await may(foreign[name].insert_one({}))] == [], service


async def test_a_broker_user_of_another_customer_is_refused_and_keeps_his_password(
    two: tuple[Customer, Customer], tmp_path: Path
) -> None:
    alpha, beta = two
    await alpha.apply()
    taken = {
        service: in_vhost(url, beta.vhost).replace(":p%40", ":new%40") for service, url in alpha.given.amqp.items()
    }

    with pytest.raises(RightsError) as refused:
        await beta.apply(written(beta.given, tmp_path / "taken", amqp=taken, mongo=beta.given.mongo))

    sentence = str(refused.value).splitlines()[0]
    user = alpha.given.amqp["b24-connector"].split("//")[1].split(":")[0]
    assert f"Пользователь {user} на брокере уже служит виртуальному хосту {alpha.vhost}" in sentence
    assert f"b24-connector_amqp_url имя этого заказчика, например b24-connector-{beta.vhost}" in sentence
    assert all([await is_let_in(url) for url in alpha.given.amqp.values()])
    assert not any([await is_let_in(url) for url in taken.values()])


async def test_a_database_user_of_another_customer_is_refused_before_anything_is_changed(
    two: tuple[Customer, Customer], tmp_path: Path
) -> None:
    alpha, beta = two
    await alpha.apply()
    async with AsyncMongoClient[dict[str, Any]](alpha.given.mongo["mapper"]) as client:
        await client[alpha.database]["links"].insert_one({"of": "alpha"})

    with pytest.raises(RightsError, match=f"в MongoDB уже служит базе {alpha.database}; .*mapper-{beta.database}"):
        await beta.apply(
            written(
                beta.given,
                tmp_path / "taken",
                amqp=beta.given.amqp,
                mongo={**beta.given.mongo, "mapper": alpha.given.mongo["mapper"]},
            )
        )

    assert await reads(alpha.given.mongo["mapper"], alpha.database, "links")
    assert not any([await is_let_in(url) for url in beta.given.amqp.values()])


async def test_addresses_of_two_virtual_hosts_in_one_folder_are_refused(
    two: tuple[Customer, Customer], tmp_path: Path
) -> None:
    alpha, beta = two
    mixed = {**beta.given.amqp, "mapper": in_vhost(beta.given.amqp["mapper"], alpha.vhost)}

    with pytest.raises(RightsError, match="разные виртуальные хосты"):
        await beta.apply(written(beta.given, tmp_path / "mixed", amqp=mixed, mongo=beta.given.mongo))

    assert not any([await is_let_in(url) for url in mixed.values()])


async def test_a_user_of_a_database_that_is_gone_may_serve_another(two: tuple[Customer, Customer]) -> None:
    alpha, _ = two
    await alpha.apply()

    renamed = alpha.settings.model_copy(update={"mongo_database": "renamed"})
    await apply(renamed, alpha.given.folder)

    assert await reads(alpha.given.mongo["mapper"], "renamed", "links")
