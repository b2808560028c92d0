"""A private RabbitMQ node of the installed server: any user, free ports, loopback only."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from sandbox.stack.installing import Installation, find_or_install_rabbitmq
from sandbox.stack.ports import free_ports
from sandbox.stack.program import Command, Program

if TYPE_CHECKING:
    from collections.abc import Callable

USER, PASSWORD = "dealbus", "dealbus"  # a broker on loopback that lives for one run
ENABLED_PLUGINS = Path(__file__).parents[2] / "deploy" / "rabbitmq" / "enabled_plugins"

_PROTOCOL_HEADER = b"AMQP\x00\x00\x09\x01"
_METHOD_FRAME = b"\x01"


@dataclass(frozen=True)
class BrokerNode:
    """A broker about to run; the last program is the broker itself, those before it are what it stands on."""

    programs: tuple[Program, ...]
    amqp_port: int
    management_port: int
    user: str = USER
    password: str = PASSWORD
    forget: Callable[[], None] = lambda: None  # removes what outlives the programs


@dataclass(frozen=True)
class _Ports:
    amqp: int
    management: int
    prometheus: int
    distribution: int
    names: int  # epmd

    @classmethod
    def choose(cls) -> _Ports:
        return cls(*free_ports(5))


def private_node(workdir: Path) -> BrokerNode:
    """Prepare a node with its files in `workdir/broker`, installing the server first where it is missing."""
    installation = find_or_install_rabbitmq()
    ports = _Ports.choose()
    folder = (workdir / "broker").resolve()
    _write_files(folder, ports)
    environment = _environment(installation, folder, ports)
    # epmd runs under us: left to the node it would become a daemon that outlives everything.
    names = Program(
        Command(
            name="broker-names",
            argv=(str(installation.epmd), "-address", "127.0.0.1", "-port", str(ports.names)),
            environment=environment,
            log=workdir / "logs" / "broker-names.log",
            cwd=folder,
        ),
        ready=lambda: _is_open(ports.names),
    )
    node = Program(
        Command(
            name="broker",
            argv=(str(installation.server),),
            environment=environment,
            log=workdir / "logs" / "broker.log",
            cwd=folder,
        ),
        ready=lambda: is_broker_ready(ports.amqp, ports.management),
    )
    return BrokerNode((names, node), ports.amqp, ports.management)


async def is_broker_ready(amqp_port: int, management_port: int) -> bool:
    """Ask as a client would: the AMQP greeting is answered, and the management interface too."""
    return await _greets(amqp_port) and await _management_answers(management_port)


async def _greets(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        writer.write(_PROTOCOL_HEADER)
        async with asyncio.timeout(2):
            return await reader.readexactly(1) == _METHOD_FRAME
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _management_answers(port: int) -> bool:
    async with httpx.AsyncClient(auth=(USER, PASSWORD), timeout=2, trust_env=False) as client:
        try:
            answer = await client.get(f"http://127.0.0.1:{port}/api/vhosts/%2F")
        except httpx.HTTPError:
            return False
    return answer.is_success


async def _is_open(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def _write_files(folder: Path, ports: _Ports) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # files of an earlier node belong to a name that is gone
    folder.mkdir(parents=True)
    cookie = folder / ".erlang.cookie"
    cookie.touch(mode=0o600)
    cookie.write_text(secrets.token_hex(20))
    cookie.chmod(0o400)
    (folder / "enabled_plugins").write_text(ENABLED_PLUGINS.read_text())
    (folder / "rabbitmq.conf").write_text(
        f"""\
listeners.tcp.1 = 127.0.0.1:{ports.amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {ports.management}
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = {ports.prometheus}
default_user = {USER}
default_pass = {PASSWORD}
collect_statistics_interval = 1000
disk_free_limit.absolute = 50MB
log.console = true
log.console.level = info
log.file = false
"""
    )


def _environment(installation: Installation, folder: Path, ports: _Ports) -> dict[str, str]:
    return {
        "PATH": os.pathsep.join((*installation.path, os.environ.get("PATH", "/usr/bin:/bin"))),
        "LD_LIBRARY_PATH": os.pathsep.join(installation.library_path),
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "ERL_CRASH_DUMP": str(folder / "erl_crash.dump"),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(ports.names),
        "RABBITMQ_NODENAME": f"dealbus-{ports.amqp}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(ports.amqp),
        "RABBITMQ_DIST_PORT": str(ports.distribution),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        # Makes the start script become the server instead of staying its parent, so signals reach it.
        "RUNNING_UNDER_SYSTEMD": "true",
    }
