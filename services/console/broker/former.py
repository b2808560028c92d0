"""Removes the broker's former exchange `dealbus`, of the first release, once no service publishes to it any more.

Queues, their names and their arguments are the same in both releases, so what waits in them is not touched.
"""

from typing import Any
from urllib.parse import quote

from aiormq.exceptions import ChannelNotFoundEntity

from services.console.broker.management import listed, management
from services.console.settings import ConsoleSettings
from shared.bus.connection import Link
from shared.bus.topology import queues

FORMER = "dealbus"

_REMOVED = (
    "Обмен dealbus прежней версии убран, сервисы публикуют через dealbus.<сервис>. Сообщения остались в очередях."
)
_LEFT = "Обмен dealbus прежней версии оставлен: {why}. {remedy} и выполните dealbus topology apply ещё раз."


async def retire(settings: ConsoleSettings) -> str:
    """Remove the first release's exchange with its bindings, unless somebody publishes to it or another queue uses it.

    Returns:
        what was done, in a sentence; empty where there is no such exchange.

    Raises:
        BrokerAwayError: the broker does not answer.
        BrokerError: its management interface does not answer, or refuses.
    """
    if not await _is_there(settings.amqp_url):
        return ""
    if not settings.has_management:
        why = "не видно, публикует ли через него кто-нибудь"
        return _LEFT.format(why=why, remedy="Назовите управление брокером в DEALBUS_MANAGEMENT_URL")
    vhost = quote(settings.vhost, safe="")
    async with management(settings.management_url) as api:
        if publishers := _publishers(await listed(api, f"vhosts/{vhost}/connections")):
            why = f"через него публикует прежняя версия ({', '.join(publishers)})"
            return _LEFT.format(why=why, remedy="Обновите эти сервисы")
        if strangers := _strangers(await listed(api, f"exchanges/{vhost}/{FORMER}/bindings/source")):
            why = f"к нему привязано чужое ({', '.join(strangers)})"
            return _LEFT.format(why=why, remedy="Привяжите это к обменам dealbus.<сервис>")
        (await api.delete(f"exchanges/{vhost}/{FORMER}")).raise_for_status()
    return _REMOVED


async def _is_there(amqp_url: str) -> bool:
    link = Link(amqp_url, "topology")
    try:
        await (await link.channel(confirms=False)).get_exchange(FORMER)
    except ChannelNotFoundEntity:
        return False
    else:
        return True
    finally:
        await link.close()


def _publishers(connections: list[dict[str, Any]]) -> list[str]:
    """List the connected services of the first release; today's name the exchange they publish to."""
    told = [connection.get("client_properties") or {} for connection in connections]
    names = {str(one.get("connection_name", "")) for one in told if "exchange" not in one}
    return sorted(name.removesuffix(" publishes") for name in names if name.endswith(" publishes"))


def _strangers(bindings: list[dict[str, Any]]) -> list[str]:
    ours = {queue.name for queue in queues()}
    return sorted({binding["destination"] for binding in bindings} - ours)
