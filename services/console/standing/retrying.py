"""`dealbus retry`: has a deal or an order read and carried over at once, instead of within the hour."""

from dataclasses import dataclass

from services.console.dead_letters import dead
from services.console.settings import ConsoleSettings
from shared.bus.bus import Bus
from shared.messages.ring.facts import look_at


@dataclass(frozen=True, slots=True)
class Retried:
    """What `retry` did: for which record, and what became of its dead letters."""

    key: str
    replayed: dead.Replayed

    def told(self) -> str:
        """Describe to the operator what `dealbus retry` did."""
        again = f"{self.key}: обмен перечитает и передаст заново; что вышло: dealbus trace {self.key}."
        return f"{again}\n{self.replayed.told()}" if self.replayed.count or self.replayed.stayed else again


async def retry(settings: ConsoleSettings, key: str) -> Retried:
    """Replay the dead letters about a record, and have it read and published anew (`dealbus retry`).

    Raises:
        TopologyError: the broker is away, refuses us, or lacks a queue.
        Retryable: it went away meanwhile.
    """
    replayed = await dead.replay_all(settings, None, dead.Filter(subject=key))
    async with Bus.connect(settings.amqp_url, service="console") as bus:
        if hint := look_at(key):
            await bus.publish(hint)
    return Retried(key, replayed)
