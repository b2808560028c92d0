"""A local cluster of several RabbitMQ nodes that are one broker; each may be killed and started again."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sandbox.stack.broker import Broker
from sandbox.stack.program import StackError, Supervisor
from sandbox.stack.rabbitmq import PASSWORD, USER, Member, private_members

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

_START_S = 120


@dataclass(frozen=True)
class Cluster:
    """A running local cluster of RabbitMQ nodes.

    `broker.url` names every node, the first one first; `broker.management_url` is the last node's, so a test that
    looks on while nodes die leaves that one alive.
    """

    broker: Broker
    members: tuple[Member, ...]

    def member(self, name: str) -> Member:
        """Find a node of the local cluster by the name that the broker gives it."""
        return next(member for member in self.members if member.name == name)

    async def queues(self, vhost: str) -> list[dict[str, Any]]:
        """List a virtual host's queues in the cluster: `leader`, and the nodes in `members` and `online`."""
        return await self._listed(f"/api/queues/{quote(vhost, safe='')}")

    async def connections(self) -> list[dict[str, Any]]:
        """List the clients of the local cluster with the `node` they are connected to."""
        return await self._listed("/api/connections")

    async def running(self) -> list[str]:
        """Name the RabbitMQ nodes that the last one of the local cluster sees running."""
        return [node["name"] for node in await self._listed("/api/nodes") if node["running"]]

    async def _listed(self, path: str) -> list[dict[str, Any]]:
        async with self.broker.management() as api:
            answer = (await api.get(path)).raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found


@asynccontextmanager
async def local_cluster(workdir: Path, size: int = 3) -> AsyncIterator[Cluster]:
    """Run a cluster of RabbitMQ as long as the context lasts; always of the installed server.

    Args:
        workdir: keeps the files of each node under `broker-<n>/`, which is emptied first, and its log under `logs/`
        size: nodes

    Raises:
        StackError: a node did not come up, or they did not find each other

    """
    names, members = private_members(workdir, tuple(f"broker-{number}" for number in range(1, size + 1)))
    supervisor = Supervisor()
    try:
        await supervisor.start(names)
        first, *others = [member.program for member in members]
        await supervisor.start(first, timeout_s=_START_S)
        await supervisor.start(*others, timeout_s=_START_S)
        cluster = Cluster(_broker_of(members), members)
        found = await cluster.running()
        if len(found) != size:
            message = f"of {size} nodes only {found} found each other; see {workdir / 'logs'}"
            raise StackError(message)
        yield cluster
    finally:
        for member in members:
            member.program.kill()
        await supervisor.stop()


def _broker_of(members: tuple[Member, ...]) -> Broker:
    hosts = ",".join(f"127.0.0.1:{member.amqp_port}" for member in members)
    management_url = f"http://127.0.0.1:{members[-1].management_port}"
    return Broker(f"amqp://{USER}:{PASSWORD}@{hosts}/", management_url, USER, PASSWORD)
