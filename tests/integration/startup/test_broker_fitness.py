"""`dealbus topology` looks at what no service can see: plugins, feature flags and policies of the broker."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sandbox.stack import Broker, local_broker
from sandbox.stack.rabbitmq import private_node
from services.console.__main__ import app
from services.console.broker import rights
from services.console.broker.management import BrokerError
from services.console.settings import ConsoleSettings
from tests.integration.rights.conftest import addresses, administrators


@dataclass(frozen=True)
class Said:
    """How a command of the console ended."""

    code: int
    out: str
    lines: list[str]


async def dealbus(*arguments: str, amqp_url: str, management_url: str | None) -> Said:
    """Run a command of the console within this process: its imports cost more than all that it does."""
    environment = {"DEALBUS_AMQP_URL": amqp_url, "DEALBUS_MANAGEMENT_URL": management_url}
    done = await asyncio.to_thread(CliRunner().invoke, app, ["topology", *arguments], env=environment)
    return Said(done.exit_code, done.stdout, done.stderr.strip().splitlines())


async def add_policy(broker: Broker, vhost: str, name: str, *, operator: bool = False, **policy: object) -> None:
    async with broker.management() as api:
        kind = "operator-policies" if operator else "policies"
        body = {"apply-to": "queues", "priority": 0, **policy}
        (await api.put(f"/api/{kind}/{vhost}/{name}", json=body)).raise_for_status()


@pytest.fixture
async def vhost(broker: Broker, standing_url: str) -> AsyncIterator[str]:
    """Its policies go with the test."""
    name = standing_url.rsplit("/", 1)[1]
    yield name
    async with broker.management() as api:
        for kind in ("policies", "operator-policies"):
            for policy in (await api.get(f"/api/{kind}/{name}")).json():
                (await api.delete(f"/api/{kind}/{name}/{policy['name']}")).raise_for_status()


async def test_policies_that_bound_the_work_queues_are_fine(broker: Broker, standing_url: str, vhost: str) -> None:
    definition = {"delivery-limit": 5, "max-length": 100_000}
    await add_policy(broker, vhost, "lengths", pattern=r"\.orders$", definition=definition)
    longer = {"message-ttl": 7_200_000}
    await add_policy(broker, vhost, "rungs", operator=True, pattern=r"\.retry\.", definition=longer)

    said = await dealbus("check", amqp_url=standing_url, management_url=administrators(broker))

    assert (said.code, said.out.strip(), said.lines) == (0, "Очереди и обмены на месте.", [])


@pytest.mark.parametrize("command", ["check", "apply"])
async def test_a_policy_that_would_lose_messages_is_named_with_the_queue(
    broker: Broker, standing_url: str, vhost: str, command: str
) -> None:
    dead = {"pattern": r"^mapper\.orders\.dead$", "definition": {"max-length": 10, "delivery-limit": 5}}
    await add_policy(broker, vhost, "short", **dead)
    rungs = {"pattern": r"^mapper\.orders\.retry\.1h$", "definition": {"message-ttl": 1000}}
    await add_policy(broker, vhost, "hasty", operator=True, **rungs)
    work = {"pattern": r"^mapper\.orders$", "definition": {"delivery-limit": 0, "expires": 60_000}}
    await add_policy(broker, vhost, "gone", **work)

    said = await dealbus(command, amqp_url=standing_url, management_url=administrators(broker))

    told = {tuple(line.split("; ")[0].split(": ", 1)) for line in said.lines}
    assert said.code == 2
    assert told == {
        ("Политика брокера «short» портит очередь mapper.orders.dead", "max-length 10 выбрасывает старые сообщения"),
        (
            "Политика брокера «short» портит очередь mapper.orders.dead",
            "delivery-limit 5 теряет сообщения, которые читали чаще",
        ),
        (
            "Политика брокера «hasty» портит очередь mapper.orders.retry.1h",
            "message-ttl 1000 убирает сообщения раньше срока",
        ),
        (
            "Политика брокера «gone» портит очередь mapper.orders",
            "delivery-limit 0 теряет сообщения, которые читали чаще",
        ),
        ("Политика брокера «gone» портит очередь mapper.orders", "expires 60000 удаляет саму очередь"),
    }


async def test_of_two_policies_the_one_that_the_broker_takes_is_judged(
    broker: Broker, standing_url: str, vhost: str
) -> None:
    await add_policy(broker, vhost, "all", pattern=".*", definition={"max-length": 10})
    dead = {"pattern": r"\.dead$", "definition": {"max-length": 10, "overflow": "reject-publish"}}
    await add_policy(broker, vhost, "dead", priority=1, **dead)

    said = await dealbus("check", amqp_url=standing_url, management_url=administrators(broker))

    assert said.code == 0


async def test_without_a_management_address_only_the_queues_are_checked(
    broker: Broker, standing_url: str, vhost: str
) -> None:
    await add_policy(broker, vhost, "gone", pattern=".*", definition={"expires": 60_000})

    said = await dealbus("check", amqp_url=standing_url, management_url=None)

    assert (said.code, said.out.strip()) == (0, "Очереди и обмены на месте.")


async def test_a_wrong_management_password_is_named(broker: Broker, standing_url: str, vhost: str) -> None:
    wrong = broker.management_url.replace("//", "//dealbus:wrong@")

    said = await dealbus("check", amqp_url=standing_url, management_url=wrong)

    [line] = said.lines
    assert line.endswith("не пускает; дайте в DEALBUS_MANAGEMENT_URL администратора.")
    assert said.code == 2


@pytest.fixture
async def bare(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Broker]:
    """A broker as an upgrade may leave it: no shovel, and of the feature flags only those of the parameter."""
    plugins = tmp_path / "enabled_plugins"
    plugins.write_text("[rabbitmq_management,rabbitmq_prometheus].")
    monkeypatch.setattr("sandbox.stack.rabbitmq.ENABLED_PLUGINS", plugins)
    node = private_node(tmp_path)
    server = node.programs[-1]
    environment = {**server.command.environment, "RABBITMQ_FEATURE_FLAGS": request.param}
    server.command = replace(server.command, environment=environment)
    async with local_broker(tmp_path, node) as broker:
        yield broker


async def switched_off(broker: Broker) -> set[str]:
    async with broker.management() as api:
        return {flag["name"] for flag in (await api.get("/api/feature-flags")).json() if flag["state"] != "enabled"}


@pytest.mark.parametrize("bare", ["quorum_queue"], indirect=True)
async def test_missing_plugins_and_feature_flags_are_told_when_topology_and_rights_are_applied(
    bare: Broker, mongo_url: str, tmp_path: Path
) -> None:
    off = await switched_off(bare)  # from 3.12 on a broker cannot be without these flags
    given = addresses(tmp_path / "secrets", bare.url, mongo_url.replace("//", "//u:p@"))

    said = await dealbus("apply", amqp_url=bare.url, management_url=administrators(bare))
    with pytest.raises(BrokerError, match=r"DEALBUS_MANAGEMENT_URL.*rabbitmq-plugins enable rabbitmq_shovel"):
        await rights.apply(ConsoleSettings(management_url=administrators(bare), mongo_url=mongo_url), given.folder)

    assert "rabbitmq-plugins enable rabbitmq_shovel rabbitmq_shovel_management." in said.lines[0]
    told = [line for line in said.lines[1:] if "rabbitmqctl enable_feature_flag all" in line]
    assert [name for name in ("quorum_queue", "stream_queue") if any(name in line for line in told)] == sorted(
        off & {"quorum_queue", "stream_queue"}
    )
    assert len(said.lines) == 1 + len(told)
    assert said.code == 2


@pytest.mark.parametrize("bare", ["virtual_host_metadata"], indirect=True)
async def test_a_broker_that_cannot_have_quorum_queues_is_told_in_one_sentence(bare: Broker) -> None:
    if "quorum_queue" not in await switched_off(bare):
        pytest.skip("from 3.11 on a broker cannot be without this flag")

    said = await dealbus("apply", amqp_url=bare.url, management_url=None)

    [line] = said.lines
    assert "выполните rabbitmqctl enable_feature_flag all" in line
    assert said.code == 2
