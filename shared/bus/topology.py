"""The one table of exchanges and queues: applied, checked, their depths; the broker's version (docs/bus.md)."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import AuthenticationError, ProbableAuthenticationError
from aiormq.exceptions import (
    ChannelAccessRefused,
    ChannelNotFoundEntity,
    ChannelPreconditionFailed,
    ConnectionInternalError,
    ConnectionNotAllowed,
    InvalidFrameError,
)
from yarl import URL

from shared.bus.connection import GONE, dial, nodes_of
from shared.bus.errors import TopologyError
from shared.bus.ladder import RUNGS
from shared.messages.envelope import topic_of
from shared.messages.routes import GROUPS, PUBLISHERS, ROUTES, exchange_of, publishers_of
from shared.observe.untrusted import why_untrusted

DELIVERY_LIMIT = 20
"""Redeliveries by the broker before it dead-letters a message itself; 4.x's own default, 3.10 has none.

An argument, because services bring nothing but an AMQP address; the broker takes the lower of argument and policy, so
operators can lower it by policy and never switch it off by accident.
"""

_NEVER = 1_000_000
"""Delivery limit of queues that people read with "Get messages": 4.x would drop a message after 20 looks at it."""

_OLDEST = (3, 10)
_NEWEST_MAJOR = 4


@dataclass(frozen=True, slots=True)
class Queue:
    """A quorum queue of the topology; `bindings` are (exchange, routing key)."""

    name: str
    arguments: dict[str, Any]
    bindings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """An exchange of the topology; `arguments` can never be changed in place."""

    name: str
    kind: str
    arguments: dict[str, Any] = field(default_factory=dict)


_CALLED = {Exchange: ("обмен", "обмена"), Queue: ("очередь", "очереди")}
"""What an administrator calls them, and in the genitive."""


def retry_exchange(group: str) -> str:
    """Name the exchange for a group's failed messages, keyed by the rung's queue. It has no alternate exchange."""
    return f"{group}.retry"


def return_exchange(group: str) -> str:
    """Name the topology's exchange by which messages leave a rung; what finds no queue there is dead-lettered."""
    return f"{group}.x"


def exchanges_of(group: str) -> Iterator[Exchange]:
    """List the exchanges that the topology has for a group, in the order in which they must be declared."""
    yield Exchange(f"{group}.lost", "fanout")
    yield Exchange(return_exchange(group), "direct", {"alternate-exchange": f"{group}.lost"})
    yield Exchange(retry_exchange(group), "direct")


def queues() -> Iterator[Queue]:
    """List every queue of every group."""
    for group in GROUPS:
        yield from queues_of(group)


def queues_of(group: str) -> Iterator[Queue]:
    """List the queues that the topology has for a group: work, rungs, replay, dead letters."""
    back, out, dead, replay = return_exchange(group), retry_exchange(group), f"{group}.dead", f"{group}.replay"
    yield Queue(dead, {"x-delivery-limit": _NEVER}, ((out, dead), (f"{group}.lost", "")))
    for rung, seconds in RUNGS.items():
        name = f"{group}.retry.{rung}"
        yield Queue(name, _returning(back, group, seconds * 1000), ((out, name),))
    yield Queue(replay, _returning(back, replay, 0), ((out, replay),))
    work = {"x-delivery-limit": DELIVERY_LIMIT, **_dead_lettering(out, dead)}
    yield Queue(group, work, ((back, group), (back, replay), *_published_to(group)))


def _published_to(group: str) -> Iterator[tuple[str, str]]:
    """Bind a queue straight to each publisher's exchange: on one for all, a CC header would reach every queue."""
    for route in ROUTES:
        if route.to == group:
            for program in publishers_of(route.message):
                yield exchange_of(program), topic_of(route.message.TYPE)


def _returning(exchange: str, key: str, ttl_ms: int) -> dict[str, Any]:
    return {"x-message-ttl": ttl_ms, "x-delivery-limit": _NEVER, **_dead_lettering(exchange, key)}


def _dead_lettering(exchange: str, key: str) -> dict[str, Any]:
    # At-least-once needs reject-publish; with the default drop-head the broker silently falls back to at-most-once.
    return {
        "x-dead-letter-exchange": exchange,
        "x-dead-letter-routing-key": key,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


async def apply_topology(url: str) -> None:
    """Create the exchanges and queues that the broker lacks; those that are there and equal stay.

    Raises:
        TopologyError: broker away or too old, or a queue of that name was made with other arguments.
    """
    async with _channel(url) as channel:
        for item in _table():
            with _told(item):
                await _declare(channel, item)


async def check_topology(url: str) -> None:
    """Check that broker, exchanges and queues are as the table says; change nothing.

    Raises:
        TopologyError: one sentence: what is wrong, and the remedy.
    """
    async with _channel(url) as channel:
        for item in _table():
            with _told(item):
                if isinstance(item, Queue):
                    await channel.get_queue(item.name)
                else:
                    await channel.get_exchange(item.name)


@dataclass(frozen=True, slots=True)
class Depth:
    """How many messages a group has waiting, on rungs and dead.

    Args:
        consumers: processes that read its work queue.
        ready: messages that wait there.
        later: messages on its rungs.
    """

    consumers: int
    ready: int
    later: int


async def depths(url: str, groups: Iterable[str]) -> dict[str, Depth]:
    """Ask the broker how many messages wait in the queues of each group.

    Raises:
        TopologyError: as `check_topology`.
    """
    found: dict[str, Depth] = {}
    async with _channel(url) as channel:
        for group in groups:
            counts = {}
            for queue in queues_of(group):
                with _told(queue):
                    counts[queue.name] = (await channel.declare_queue(queue.name, passive=True)).declaration_result
            later = sum(counts[f"{group}.retry.{rung}"].message_count or 0 for rung in RUNGS)
            found[group] = Depth(counts[group].consumer_count or 0, counts[group].message_count or 0, later)
    return found


def _table() -> Iterator[Exchange | Queue]:
    for program in PUBLISHERS:
        yield Exchange(exchange_of(program), "topic")
    for group in GROUPS:
        yield from exchanges_of(group)
        yield from queues_of(group)


async def _declare(channel: AbstractChannel, item: Exchange | Queue) -> None:
    if isinstance(item, Exchange):
        await channel.declare_exchange(item.name, item.kind, durable=True, arguments=item.arguments)
        return
    queue = await channel.declare_queue(item.name, durable=True, arguments={"x-queue-type": "quorum", **item.arguments})
    for exchange, key in item.bindings:
        await queue.bind(exchange, key)


@asynccontextmanager
async def _channel(url: str) -> AsyncIterator[AbstractChannel]:
    try:
        connection = await dial(_readable(url))
    except (AuthenticationError, ProbableAuthenticationError) as error:
        raise TopologyError(
            f"Брокер на {_place(url)} не пускает этого пользователя: исправьте имя и пароль в DEALBUS_AMQP_URL или "
            "дайте ему права на виртуальный хост."
        ) from error
    except (InvalidFrameError, ConnectionNotAllowed) as error:  # so the client reads the broker's refusal of a host
        host = _host(url)
        raise TopologyError(
            f"На брокере нет виртуального хоста {host}, или он этому пользователю закрыт: выполните "
            f"rabbitmqctl add_vhost {host}, затем dealbus rights apply, или исправьте DEALBUS_AMQP_URL."
        ) from error
    except ValueError as error:
        raise TopologyError(
            "DEALBUS_AMQP_URL не читается: напишите его так: amqp://user:password@host:5672/, а знаки / : @ # ? % в "
            "пароле замените кодами %2F %3A %40 %23 %3F %25."
        ) from error
    except GONE as error:
        if why := why_untrusted(error):
            raise TopologyError(
                f"Брокеру на {_place(url)} нельзя доверять ({why}): продлите его сертификат или назовите файл "
                "удостоверяющего центра, ?cafile=… в DEALBUS_AMQP_URL."
            ) from error
        raise TopologyError(
            f"Брокер на {_place(url)} не отвечает ({type(error).__name__}): запустите RabbitMQ или исправьте "
            "DEALBUS_AMQP_URL."
        ) from error
    async with connection:
        _check_version(connection)
        yield await connection.channel()


def _readable(url: str) -> str:
    """Return a broker's address, or raise `ValueError` if a sign of its password has ended the host too early."""
    parts = urlsplit(url)
    if "@" in parts.path + parts.query + parts.fragment:
        raise ValueError
    return url


def _place(url: str) -> str:
    nodes = [URL(node) for node in nodes_of(url)]
    hosts = " или ".join(f"{node.host}:{node.port or 5672}" for node in nodes)
    return f"{hosts}, виртуальный хост {_host(url)}"


def _host(url: str) -> str:
    return URL(nodes_of(url)[0]).path.removeprefix("/") or "/"


@contextmanager
def _told(item: Exchange | Queue) -> Iterator[None]:
    what, of_what = (f"{word} {item.name}" for word in _CALLED[type(item)])
    try:
        yield
    except ChannelNotFoundEntity as error:
        raise TopologyError(f"На брокере нет {of_what}: выполните dealbus topology apply.") from error
    except ChannelPreconditionFailed as error:
        raise TopologyError(
            f"На брокере есть {what}, но с другими аргументами ({error}): удалите, когда опустеет, и выполните "
            "dealbus topology apply."
        ) from error
    except ChannelAccessRefused as error:
        raise TopologyError(
            f"Пользователю из DEALBUS_AMQP_URL не хватает прав на {what}: выполните dealbus rights apply."
        ) from error
    except ConnectionInternalError as error:
        # How 3.10 and 3.11 say it; the broker closes the connection over it.
        raise TopologyError(
            f"Брокер не создаёт {what} ({error}): выполните rabbitmqctl enable_feature_flag all и "
            "dealbus topology apply."
        ) from error
    except GONE as error:
        raise TopologyError(
            f"Брокер замолчал на {of_what} ({type(error).__name__} {error}): посмотрите его журнал и запустите снова."
        ) from error


def _check_version(connection: AbstractConnection) -> None:
    transport = connection.transport
    properties = transport.connection.server_properties if transport else {}
    check_version(str(properties.get("version", "")))


def check_version(version: str) -> tuple[int, ...]:
    """Return the broker's major and minor version for the topology; refuse a broker that we do not know.

    Older than 3.10 has no at-least-once dead lettering and no TTL on quorum queues.

    Raises:
        TopologyError: naming the version and what to use.
    """
    parts = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if not parts or parts < _OLDEST or parts[0] > _NEWEST_MAJOR:
        raise TopologyError(
            f"Брокер {version or 'неизвестной версии'} не подходит: назовите в DEALBUS_AMQP_URL RabbitMQ от 3.10 "
            "до 4.x."
        )
    return parts
