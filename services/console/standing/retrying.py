"""`dealbus retry`: has a deal or an order read and carried over at once, instead of within the hour."""

from dataclasses import dataclass

from services.console.dead_letters import dead
from services.console.settings import ConsoleSettings
from services.console.trace.tracing import names_of
from shared.bus.bus import Bus
from shared.messages.pairs import PAIR_KINDS
from shared.messages.ring.facts import look_at
from shared.messages.things import Ref
from shared.store.connection import connect
from shared.store.pairs import Pairs


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
    """Replay the dead letters about a deal and its order, and have the one that is named read and published anew.

    Raises:
        StoreUnavailableError: the database cannot be used; nothing was done.
        TopologyError: the broker is away, refuses us, or lacks a queue.
        Retryable: it went away meanwhile.
    """
    replayed = await dead.replay_all(settings, None, dead.Filter(about=await _names(settings, key)))
    async with Bus.connect(settings.amqp_url, service="console") as bus:
        if hint := look_at(key):
            await bus.publish(hint)
    return Retried(key, replayed)


async def _names(settings: ConsoleSettings, key: str) -> set[str]:
    """Return the keys under which messages about a deal or an order and its counterpart are known, as `trace` does."""
    kind, _, identity = key.partition(":")
    ref = Ref(system="b24" if kind == "deal" else "onec", kind=kind, id=identity)
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        found = await Pairs(database).find(PAIR_KINDS["order"], ref)
    pair = {"_id": found.key, "b24": found.b24, "onec": found.onec} if found else None
    return names_of(key, pair)[1]
