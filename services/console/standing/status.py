"""`dealbus status` and `dealbus deals`: what works, what waits, and which deals stand until somebody acts."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from services.console.broker.alarms import standing as standing_alarms
from services.console.dead_letters import dead
from services.console.reconcile.following import summary
from services.console.settings import ConsoleSettings
from services.console.standing.closed import PEERS, closed_peer, how_closed
from services.console.standing.frozen import listed
from services.console.standing.latest import Latest, read_latest
from services.console.standing.refused import ShownDeal, Standing, ago, counted, standing_in
from services.console.surroundings import answered
from shared.bus.topology import Depth, depths
from shared.messages.routes import GROUPS
from shared.process.findings import Finding
from shared.store.connection import connect
from shared.store.lanes import oldest_waiting

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Status:
    """The state of broker, services and deals at one moment.

    Args:
        lanes: depth of every group's queues, by group.
        peers: `open`, `since` and `locked`, by system; one that nobody has spoken of is left out.
        standing: deals, the oldest first.
        dead: how many dead letters, by group and reason.
        oldest: when the oldest message was sent that a lane's service knows to wait for more than a minute, by group.
        dead_since: since when the oldest of them lies there; those of which nobody has noted it are left out.
        doubts: how many questions wait for a person, and since when.
        total: how many deals stand, those that are not listed too.
        orders: without a deal, as the portal refuses it; the oldest first.
        orders_total: how many of them there are, those that are not listed too.
        frozen: what is taken out of the exchange, a sentence each.
        alarms: of the broker, a sentence each.
    """

    lanes: Mapping[str, Depth]
    peers: Mapping[str, Mapping[str, Any]]
    standing: Sequence[ShownDeal]
    dead: Mapping[tuple[str, str], int]
    doubts: tuple[int, datetime | None]
    frozen: Sequence[str]
    total: int = 0
    orders: Sequence[ShownDeal] = ()
    orders_total: int = 0
    latest: Latest = field(default_factory=Latest)
    dead_since: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    oldest: Mapping[str, datetime] = field(default_factory=dict)
    alarms: Sequence[str] = ()

    @property
    def is_fine(self) -> bool:
        """Whether `dealbus status` has found nothing for anybody to do."""
        running = all(lane.consumers for lane in self.lanes.values())
        answering = all(one["open"] for one in self.peers.values())
        stopped = self.standing or self.orders or self.dead or self.doubts[0] or self.frozen
        return (
            running
            and answering
            and not self.alarms
            and not (stopped or self.latest.differences or self.latest.given_up)
        )

    def waits_for(self, group: str) -> str:
        """Return the closed system that a service's lane waits for; empty if it waits for none."""
        return closed_peer(group, self.peers)

    def as_json(self) -> dict[str, Any]:
        """Return the status of the exchange for other programs."""
        count, since = self.doubts
        return {
            "fine": self.is_fine,
            "lanes": {group: {**asdict(lane), "oldest": self.oldest.get(group)} for group, lane in self.lanes.items()},
            "peers": dict(self.peers),
            "standing": [asdict(one) for one in self.standing],
            "standing_total": self.total,
            "orders": [asdict(one) for one in self.orders],
            "orders_total": self.orders_total,
            "dead": [
                {"group": group, "reason": why, "count": count, "since": self.dead_since.get((group, why))}
                for (group, why), count in self.dead.items()
            ],
            "doubts": {"count": count, "since": since},
            "frozen": list(self.frozen),
            "alarms": list(self.alarms),
            "latest": asdict(self.latest),
        }

    def told(self, now: datetime) -> str:
        """Describe the status of the exchange for people: what is wrong first, with the command that tells more."""
        parts = [
            *self.alarms,
            *self._systems(now),
            *self._lanes(now),
            *self._standing(now),
            *self._dead(now),
            *self._questions(now),
        ]
        parts += self._latest(now)
        verdict = "Обмен идёт, вмешательства не нужно." if self.is_fine else "Требует внимания:"
        return "\n".join([verdict, *parts])

    def _systems(self, now: datetime) -> list[str]:
        lines = []
        for system, name in PEERS.items():
            one = self.peers.get(system)
            if one is not None and not one["open"]:
                since = ago(datetime.fromisoformat(one["since"]), now)
                more = "" if one["locked"] else " Если система работает, причину назовёт dealbus check."
                lines.append(f"{name}: {how_closed(one)}, началось {since}; обмен ждёт и продолжит сам.{more}")
        return lines

    def _lanes(self, now: datetime) -> list[str]:
        lines = []
        for group, lane in self.lanes.items():
            since = self.oldest.get(group)
            first = f", самое давнее отправлено {ago(since, now)}" if since else ""
            if not lane.consumers:
                system = self.waits_for(group)
                waits = f"ждёт {PEERS.get(system)}; если запущен, продолжит сам"
                why = waits if system else "никто не читает; запустите сервис"
                lines.append(f"{group}: {why}; сообщений {lane.ready}{first}.")
            elif lane.ready or lane.later or since:
                lines.append(f"{group}: в работе, ждёт {lane.ready}, на повторе {lane.later}{first}.")
        return lines

    def _standing(self, now: datetime) -> list[str]:
        return [
            *counted("Сделок, чей заказ ждёт", "первая", self.standing, self.total, now),
            *counted("Заказов, чью сделку портал не принимает", "первый", self.orders, self.orders_total, now),
        ]

    def _dead(self, now: datetime) -> list[str]:
        lines = []
        for (group, why), count in self.dead.items():
            since = self.dead_since.get((group, why))
            first = f", первое {ago(since, now)}" if since else ""
            more = f"dealbus dead list --group {group} --reason {why}"
            lines.append(f"Отложено в {group}, {why}: {count}{first}; {more}.")
        return lines

    def _questions(self, now: datetime) -> list[str]:
        count, since = self.doubts
        asked = [f"Вопросов к человеку: {count}, первый {ago(since, now)}; dealbus match list."] if since else []
        more = len(self.frozen) - _SHOWN
        return [*asked, *self.frozen[:_SHOWN], *([f"Остановлено ещё {more}: dealbus check."] if more > 0 else ())]

    def _latest(self, now: datetime) -> list[str]:
        count = self.latest.differences
        apart = [f"Портал и 1С расходятся, расхождений: {count}; подробно: dealbus reconcile --last."] if count else []
        done = [f"{name} {ago(at, now)}" for name, at in self.latest.moments.items()]
        if at := self.latest.given_up:
            why = "подробно: dealbus reconcile --last"
            apart.append(f"Сверка не дошла до конца, оставлена {ago(at, now)}; {why}.")
        return [*apart, *([f"Последний раз: {', '.join(done)}."] if done else ())]


Frozen = Callable[[], Awaitable[Sequence[Finding]]]


async def look(settings: ConsoleSettings, frozen: Frozen | None = None) -> Status:
    """Read the status of the exchange from the broker, the database and the mapper.

    Args:
        settings: where they are.
        frozen: tells what is taken out of the exchange; None: the documents of the connectors are read.

    Raises:
        TopologyError: the broker is away, refuses us, or lacks a queue.
        StoreUnavailableError: the database cannot be used.
        ReconcileError: the reconciler could not be asked, and has said why.
        typer.Exit: the mapper could not be asked, and has said why.
    """
    letters, alarms = await dead.every(settings), await standing_alarms(settings)
    lanes = await depths(settings.amqp_url, GROUPS)
    state, reconciled = await asyncio.gather(_of_mapper(), summary())
    stands = standing_in(state)
    stopped_now = await (frozen() if frozen is not None else listed(settings))
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        latest, doubts = await read_latest(database, reconciled)
        oldest = await oldest_waiting(database)
    return Status(
        lanes=lanes,
        peers=state["peers"],
        standing=stands.deals,
        total=stands.deals_total,
        orders=stands.orders,
        orders_total=stands.orders_total,
        dead=Counter((found.group, found.letter.reason) for found in letters),
        dead_since=dead.oldest(letters),
        doubts=doubts,
        frozen=[finding.text for finding in stopped_now],
        latest=latest,
        oldest=oldest,
        alarms=alarms,
    )


async def standing() -> Standing:
    """List deals with a refused order and orders without a deal, oldest first; raises `typer.Exit` as `look`."""
    return standing_in(await _of_mapper())


async def peers() -> Mapping[str, Mapping[str, Any]]:
    """Return whether Bitrix24 and 1C answer, as in `Status`; raises `typer.Exit` as `look`."""
    known: Mapping[str, Mapping[str, Any]] = (await _of_mapper())["peers"]
    return known


async def _of_mapper() -> dict[str, Any]:
    found: dict[str, Any] = await answered("services.mapper", "state")
    return found
