"""The local stack's RabbitMQ: a given one, a container, or a private node of the installed server."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

import httpx

from sandbox.stack import containers
from sandbox.stack.containers import RABBITMQ_IMAGE
from sandbox.stack.program import Supervisor
from sandbox.stack.rabbitmq import private_node

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sandbox.stack.program import Program
    from sandbox.stack.rabbitmq import BrokerNode

_MANAGEMENT_TIMEOUT_S = 20


@dataclass(frozen=True)
class Broker:
    """A running RabbitMQ of the local stack.

    `program` is there when it is ours alone: `program.kill()` and `await program.start()` are then a crash
    and a return with the same ports and the same messages. A quorum queue declared less than two seconds
    before the kill loses even confirmed messages, so let it settle first.
    """

    url: str  # its default virtual host
    management_url: str
    user: str
    password: str
    program: Program | None = field(default=None, compare=False, repr=False)

    def url_of(self, vhost: str) -> str:
        """Return the AMQP address of another virtual host of the local broker."""
        parts = urlsplit(self.url)
        return parts._replace(path="/" + quote(vhost, safe="")).geturl()

    async def create_vhost(self, name: str) -> str:
        """Create a virtual host of the local broker in which our user may do everything.

        Returns:
            its AMQP address

        """
        async with self.management() as api:
            path = quote(name, safe="")
            everything = {"configure": ".*", "write": ".*", "read": ".*"}
            (await api.put(f"/api/vhosts/{path}")).raise_for_status()
            rights = f"/api/permissions/{path}/{quote(self.user, safe='')}"
            (await api.put(rights, json=everything)).raise_for_status()
        return self.url_of(name)

    async def delete_vhost(self, name: str) -> None:
        """Delete a virtual host of the local broker with its queues; one that is gone already is fine."""
        async with self.management() as api:
            answer = await api.delete(f"/api/vhosts/{quote(name, safe='')}")
            if answer.status_code != httpx.codes.NOT_FOUND:
                answer.raise_for_status()

    def management(self) -> httpx.AsyncClient:
        """Open a client of the local broker's management interface; paths begin with `/api/`."""
        return httpx.AsyncClient(
            base_url=self.management_url,
            auth=(self.user, self.password),
            timeout=_MANAGEMENT_TIMEOUT_S,
            trust_env=False,
        )


def given_broker() -> Broker | None:
    """Return the broker named by `DEALBUS_AMQP_URL` and `DEALBUS_MANAGEMENT_URL`, if any."""
    url = os.environ.get("DEALBUS_AMQP_URL")
    if not url:
        return None
    parts = urlsplit(url)
    management_url = os.environ.get("DEALBUS_MANAGEMENT_URL") or f"http://{parts.hostname}:15672"
    return Broker(url, management_url, unquote(parts.username or "guest"), unquote(parts.password or "guest"))


@asynccontextmanager
async def local_broker(workdir: Path, node: BrokerNode | None = None) -> AsyncIterator[Broker]:
    """Run a RabbitMQ of our own as long as the context lasts.

    Args:
        workdir: keeps its files under `broker/`, which is emptied first, and its log under `logs/`
        node: which one to run; None = a container where an engine answers, else the installed server

    """
    node = node or _usual_node(workdir)
    supervisor = Supervisor()
    try:
        for program in node.programs:
            await supervisor.start(program)
        yield Broker(
            url=f"amqp://{node.user}:{node.password}@127.0.0.1:{node.amqp_port}/",
            management_url=f"http://127.0.0.1:{node.management_port}",
            user=node.user,
            password=node.password,
            program=node.programs[-1],
        )
    finally:
        # In good order 3.10 takes six seconds, for the sake of files that nobody will read.
        node.programs[-1].kill()
        await supervisor.stop()
        node.forget()


def _usual_node(workdir: Path) -> BrokerNode:
    return containers.broker_node(workdir) if containers.can_run(RABBITMQ_IMAGE) else private_node(workdir)
