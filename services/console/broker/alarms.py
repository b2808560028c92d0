"""Alarms of the broker, memory and disk: while one stands, nobody can publish, though all lanes are read.

Source: https://www.rabbitmq.com/docs/alarms
"""

from collections.abc import Iterable, Mapping
from typing import Any

from services.console.broker.management import BrokerError, listed, management
from services.console.settings import ConsoleSettings
from shared.process.findings import Finding

_GIB = 2**30


def raised(nodes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return a sentence for each alarm that stands on a node of the broker, as `/api/nodes` shows it."""
    found = []
    for node in nodes:
        head = f"Брокер не принимает сообщений, обмен стоит: на узле {node['name']}"
        if node.get("disk_free_alarm"):
            free, least = (float(node.get(name) or 0) / _GIB for name in ("disk_free", "disk_free_limit"))
            rest = f"свободно {free:.1f} ГиБ, нужно больше {least:.1f}".replace(".", ",")
            found.append(f"{head} кончается место на диске ({rest}). Освободите место, обмен продолжит сам.")
        if node.get("mem_alarm"):
            found.append(f"{head} кончается память. Дайте ему больше памяти, обмен продолжит сам.")
    return found


async def standing(settings: ConsoleSettings) -> list[str]:
    """Return the sentences about the broker's alarms, if its management may be asked; else nothing is known of them."""
    if not settings.has_management:
        return []
    try:
        async with management(settings.management_url) as api:
            return raised(await listed(api, "nodes"))
    except BrokerError:  # `dealbus topology check` says why
        return []


async def found(settings: ConsoleSettings) -> list[Finding]:
    """Return the broker's alarms as findings of `dealbus check`."""
    return [Finding(ok=False, text=text) for text in await standing(settings)]
