"""Private RabbitMQ nodes of the installed server, alone or as a cluster: any user, free ports, loopback only."""

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
_DISCOVERY = "cluster_formation.peer_discovery_backend = classic_config"


@dataclass(frozen=True)
class BrokerNode:
    """A RabbitMQ node about to run; the last program is the broker itself, those before it are what it stands on."""

    programs: tuple[Program, ...]
    amqp_port: int
    management_port: int
    user: str = USER
    password: str = PASSWORD
    forget: Callable[[], None] = lambda: None  # removes what outlives the programs


@dataclass(frozen=True)
class Member:
    """One node of a RabbitMQ cluster."""

    name: str  # as the broker's own lists of leaders and members have it
    program: Program
    amqp_port: int
    management_port: int


@dataclass(frozen=True)
class _Ports:
    amqp: int
    management: int
    prometheus: int
    distribution: int

    @property
    def node(self) -> str:
        return f"dealbus-{self.amqp}@localhost"


def private_node(workdir: Path) -> BrokerNode:
    """Prepare a RabbitMQ node with its files in `workdir/broker`, installing the server first where it is missing."""
    names, (member,) = private_members(workdir, ("broker",))
    return BrokerNode((names, member.program), member.amqp_port, member.management_port)


def private_members(workdir: Path, names: tuple[str, ...]) -> tuple[Program, tuple[Member, ...]]:
    """Prepare RabbitMQ nodes that are one cluster once they run, the first one first; installs a missing server.

    Args:
        workdir: keeps the files of each under its name and its log under `logs/`
        names: of the programs, one a node

    Returns:
        what tells the nodes each other's ports, to be started first, and the nodes

    """
    installation = find_or_install_rabbitmq()
    names_port, *ports = free_ports(1 + 4 * len(names))
    nodes = tuple(_Ports(*ports[4 * number : 4 * number + 4]) for number in range(len(names)))
    cookie = secrets.token_hex(20)
    folders = [(workdir / name).resolve() for name in names]
    for folder, node in zip(folders, nodes, strict=True):
        _write_files(folder, node, cookie, nodes)
    environments = [
        _environment(installation, folder, node, names_port) for folder, node in zip(folders, nodes, strict=True)
    ]
    # epmd runs under us: left to the node it would become a daemon that outlives everything.
    name_server = Program(
        Command(
            name="broker-names",
            argv=(str(installation.epmd), "-address", "127.0.0.1", "-port", str(names_port)),
            environment=environments[0],
            log=workdir / "logs" / "broker-names.log",
            cwd=folders[0],
        ),
        ready=lambda: _is_open(names_port),
    )
    members = (
        _member(Command(name, (str(installation.server),), environment, workdir / "logs" / f"{name}.log", folder), node)
        for name, environment, folder, node in zip(names, environments, folders, nodes, strict=True)
    )
    return name_server, tuple(members)


def _member(command: Command, ports: _Ports) -> Member:
    program = Program(command, ready=lambda: is_broker_ready(ports.amqp, ports.management))
    return Member(ports.node, program, ports.amqp, ports.management)


async def is_broker_ready(amqp_port: int, management_port: int) -> bool:
    """Ask the private RabbitMQ as a client would: the AMQP greeting is answered, and the management interface too."""
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


def _write_files(folder: Path, ports: _Ports, cookie_text: str, cluster: tuple[_Ports, ...]) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # files of an earlier node belong to a name that is gone
    folder.mkdir(parents=True)
    cookie = folder / ".erlang.cookie"
    cookie.touch(mode=0o600)
    cookie.write_text(cookie_text)
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
{_formation(ports, cluster)}"""
    )


def _formation(ports: _Ports, cluster: tuple[_Ports, ...]) -> str:
    """Return the cluster settings of a RabbitMQ node: whom to join, and to pause in a minority."""
    if len(cluster) == 1:
        return ""
    # The first one looks for nobody and the others find it running: of nodes that look at once, two may begin alone.
    sought = cluster[:1] if ports == cluster[0] else cluster
    nodes = [f"cluster_formation.classic_config.nodes.{n} = {other.node}" for n, other in enumerate(sought, 1)]
    return "\n".join(("cluster_partition_handling = pause_minority", _DISCOVERY, *nodes, ""))


def _environment(installation: Installation, folder: Path, ports: _Ports, names_port: int) -> dict[str, str]:
    return {
        "PATH": os.pathsep.join((*installation.path, os.environ.get("PATH", "/usr/bin:/bin"))),
        "LD_LIBRARY_PATH": os.pathsep.join(installation.library_path),
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "ERL_CRASH_DUMP": str(folder / "erl_crash.dump"),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(names_port),
        "RABBITMQ_NODENAME": ports.node,
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
