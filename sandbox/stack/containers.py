"""Runs the local stack's RabbitMQ and MongoDB as containers, where a Docker engine answers."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from functools import cache
from typing import TYPE_CHECKING

from sandbox.stack.ports import free_ports
from sandbox.stack.program import Command, Program
from sandbox.stack.rabbitmq import ENABLED_PLUGINS, PASSWORD, USER, BrokerNode, is_broker_ready

if TYPE_CHECKING:
    from pathlib import Path

RABBITMQ_IMAGE = "rabbitmq:4.3-management"
MONGO_IMAGE = "mongo:8.0"

_ENGINE_TIMEOUT_S = 10
_PULL_TIMEOUT_S = 600


@cache
def can_run(image: str) -> bool:
    """Tell whether Docker answers and has the image, or can fetch it; `DEALBUS_CONTAINERS=no` says no."""
    if os.environ.get("DEALBUS_CONTAINERS") == "no" or not shutil.which("docker"):
        return False
    return _docker("version") and (
        _docker("image", "inspect", image) or _docker("pull", image, timeout_s=_PULL_TIMEOUT_S)
    )


def broker_node(workdir: Path) -> BrokerNode:
    """Prepare a RabbitMQ container; its queues live in a volume, so that they survive a kill."""
    amqp_port, management_port = free_ports(2)
    name = f"dealbus-broker-{secrets.token_hex(4)}"
    options = (
        *("--hostname", "dealbus", "--volume", f"{name}:/var/lib/rabbitmq"),
        *("--volume", f"{ENABLED_PLUGINS}:/etc/rabbitmq/enabled_plugins:ro"),
        *("--env", f"RABBITMQ_DEFAULT_USER={USER}", "--env", f"RABBITMQ_DEFAULT_PASS={PASSWORD}"),
        *("--publish", f"127.0.0.1:{amqp_port}:5672", "--publish", f"127.0.0.1:{management_port}:15672"),
    )
    program = Program(
        _command("broker", name, (*options, RABBITMQ_IMAGE), workdir),
        ready=lambda: is_broker_ready(amqp_port, management_port),
    )
    return BrokerNode((program,), amqp_port, management_port, forget=lambda: remove_volume(name))


def mongo_command(workdir: Path, name: str, port: int, options: tuple[str, ...]) -> Command:
    """Return the command that runs mongod as a container with these options."""
    container = ("--volume", f"{name}:/data/db", "--publish", f"127.0.0.1:{port}:{port}", MONGO_IMAGE)
    return _command("database", name, (*container, "--bind_ip_all", *options), workdir)


def remove_volume(name: str) -> None:
    """Remove the volume of a container that is gone for good."""
    _docker("volume", "rm", "--force", name)


def _command(role: str, name: str, arguments: tuple[str, ...], workdir: Path) -> Command:
    # Runs in the foreground: the client hands SIGTERM on, but SIGKILL would end the client alone.
    return Command(
        name=role,
        argv=("docker", "run", "--rm", "--name", name, "--label", "dealbus", *arguments),
        environment=dict(os.environ),
        log=workdir / "logs" / f"{role}.log",
        kill_argv=("docker", "rm", "--force", name),
    )


def _docker(*arguments: str, timeout_s: float = _ENGINE_TIMEOUT_S) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            (shutil.which("docker") or "docker", *arguments), capture_output=True, check=False, timeout=timeout_s
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
