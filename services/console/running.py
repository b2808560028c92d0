"""Finds services that do not run, for `dealbus check`: nobody consumes one of their lanes."""

from collections.abc import Mapping
from typing import Any

import typer

from services.console.settings import ConsoleSettings
from services.console.standing import status
from services.console.standing.closed import PEERS, closed_peer, how_closed
from shared.bus.errors import TopologyError
from shared.bus.topology import Depth, depths
from shared.messages.routes import GROUPS
from shared.process.findings import Finding


async def listed(settings: ConsoleSettings) -> list[Finding]:
    """Ask the broker who consumes each lane, and the mapper which system the services without consumers wait for.

    Whatever is wrong is a finding, too.
    """
    try:
        lanes = await depths(settings.amqp_url, GROUPS)
    except TopologyError:
        text = (
            "Брокер не отвечает, не пускает или не знает очередей обмена. Выполните dealbus topology check: там "
            "сказано, что именно исправить."
        )
        return [Finding(ok=False, text=text)]
    return told(lanes, {} if all(lane.consumers for lane in lanes.values()) else await _peers())


async def _peers() -> Mapping[str, Mapping[str, Any]]:
    try:
        return await status.peers()
    except typer.Exit:  # it has said why
        return {}


def told(lanes: Mapping[str, Depth], peers: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    """Return findings that name the services whose lanes nobody consumes, and those that wait for their system.

    One that died while its system was away looks the same: only it would tell that the system answers again.

    Args:
        lanes: by group, `mapper.orders`.
        peers: `open`, `since` and `locked`, by system.
    """
    idle = dict.fromkeys(group.partition(".")[0] for group, lane in lanes.items() if not lane.consumers)
    waiting = {service: system for service in idle if (system := closed_peer(service, peers))}
    why = {service: f"{PEERS[system]} {how_closed(peers[system])}" for service, system in waiting.items()}
    found = [
        Finding(ok=True, text=f"{service} ждёт: {closed}. Если он запущен, он продолжит сам; если нет, запустите его.")
        for service, closed in why.items()
    ]
    stopped = [service for service in idle if service not in waiting]
    if not stopped:
        return found or [Finding(ok=True, text="Все сервисы работают.")]
    text = (
        f"Не работают: {', '.join(stopped)}. Запустите их; если они запущены, причину называют последние строки их "
        "журнала и /health/ready."
    )
    return [Finding(ok=False, text=text), *found]
