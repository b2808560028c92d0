"""One AMQP connection, opened when needed and again after a break, to the first node of a cluster that answers."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, AuthenticationError, ChannelInvalidStateError
from aiormq.channel import Channel as Wire

from shared.bus.errors import BrokerAwayError
from shared.bus.undecoded import tolerate
from shared.observe.masking import mask

GONE: tuple[type[BaseException], ...] = (*CONNECTION_EXCEPTIONS, ChannelInvalidStateError, TimeoutError)
"""What the AMQP client raises when the broker, the connection or the channel is gone."""

_AWAY = "Брокер не отвечает ({}): запустите RabbitMQ или исправьте DEALBUS_AMQP_URL."
_CONNECT_TIMEOUT_S = 10
_HEARTBEAT_S = 20


class Link:
    """A connection that opens itself again; channels die with the old one and must be asked for anew.

    The client library can restore channels and consumers by itself. We do not let it: acknowledging a delivery of the
    channel before on the restored one closes that in turn, and a consumer must not come back while its lane is paused.
    """

    def __init__(self, url: str, name: str, **shown: str) -> None:
        self._url = url
        self._shown = {"connection_name": name, **shown}
        self._connection: AbstractConnection | None = None
        self._opening = asyncio.Lock()

    async def channel(self, *, confirms: bool) -> AbstractChannel:
        """Open an AMQP channel, and the connection below it if there is none.

        Raises:
            BrokerAwayError: the broker does not let us in.
        """
        try:
            connection = await self._connected()
            async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                return await connection.channel(publisher_confirms=confirms, on_return_raises=confirms)
        except GONE as error:
            raise BrokerAwayError(_AWAY.format(mask(repr(error)))) from error
        except asyncio.CancelledError as error:
            if was_asked_to_stop():
                raise
            raise BrokerAwayError(_AWAY.format("соединение оборвалось")) from error

    async def close(self) -> None:
        """Close the link's AMQP connection; its channels end with it."""
        if self._connection is not None:
            await self._connection.close()

    async def _connected(self) -> AbstractConnection:
        async with self._opening:
            if self._connection is None or self._connection.is_closed or not self._connection.connected.is_set():
                self._connection = await dial(self._url, self._shown)
            return self._connection


def was_asked_to_stop() -> bool:
    """Tell whether this task was cancelled by us, and not by the AMQP client when its connection broke."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def nodes_of(url: str) -> list[str]:
    """Split a broker cluster's address, `amqp://user:password@one:5672,two:5672/vhost`, into one for each node."""
    parts = urlsplit(url)
    login, at, hosts = parts.netloc.rpartition("@")
    return [parts._replace(netloc=f"{login}{at}{host}").geturl() for host in hosts.split(",")]


async def dial(url: str, properties: Mapping[str, str] | None = None) -> AbstractConnection:
    """Connect to the first broker node of an address that accepts us; each node is given 10 s.

    Args:
        url: as in `nodes_of`; one node is the usual case.
        properties: what the broker's list of connections shows.

    Raises:
        AuthenticationError: a node refuses name or password; the others share its users and are not asked.
        BaseException: one of `GONE`, the last node's.
    """
    *others, last = nodes_of(url)
    for node in others:
        try:
            return await _dial(node, properties)
        except AuthenticationError:
            raise
        except GONE:
            continue
    return await _dial(last, properties)


async def _dial(node: str, properties: Mapping[str, str] | None) -> AbstractConnection:
    tolerate()
    return await aio_pika.connect(
        node, timeout=_CONNECT_TIMEOUT_S, heartbeat=_HEARTBEAT_S, client_properties=dict(properties or {})
    )


async def wire_of(channel: AbstractChannel) -> Wire:
    """Return an AMQP channel's lower layer: a third cheaper per message, and waits for confirms without a flush.

    Raises:
        TypeError: this release of the AMQP client has other channels.
    """
    wire = await channel.get_underlay_channel()
    if not isinstance(wire, Wire):
        raise TypeError(f"aio-pika's channels are made of {type(wire).__name__} now")
    return wire
