"""Finds services that do not run, for `dealbus check`: nobody consumes one of their lanes."""

from collections.abc import Mapping

from services.console.settings import ConsoleSettings
from shared.bus.errors import TopologyError
from shared.bus.topology import Depth, depths
from shared.messages.routes import GROUPS
from shared.process.findings import Finding


async def listed(settings: ConsoleSettings) -> list[Finding]:
    """Ask the broker who consumes each lane; return one finding, whatever is wrong."""
    try:
        return told(await depths(settings.amqp_url, GROUPS))
    except TopologyError:
        text = (
            "Брокер не отвечает, не пускает или не знает очередей обмена. Выполните dealbus topology check: там "
            "сказано, что именно исправить."
        )
        return [Finding(ok=False, text=text)]


def told(lanes: Mapping[str, Depth]) -> list[Finding]:
    """Return a finding that names the services whose lanes nobody consumes.

    Args:
        lanes: by group, `mapper.orders`.
    """
    idle = dict.fromkeys(group.partition(".")[0] for group, lane in lanes.items() if not lane.consumers)
    if not idle:
        return [Finding(ok=True, text="Все сервисы работают.")]
    text = (
        f"Не работают: {', '.join(idle)}. Запустите их; если они запущены, причину называют последние строки их "
        "журнала и /health/ready."
    )
    return [Finding(ok=False, text=text)]
