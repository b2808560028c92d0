"""`dealbus status` and `dealbus deals`: what works, what waits, and which deals stand until somebody acts."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.console.dead_letters import dead
from services.console.reconcile.following import summary
from services.console.settings import ConsoleSettings
from services.console.standing.closed import PEERS, closed_peer, how_closed
from services.console.standing.frozen import listed
from services.console.standing.latest import Latest, read_latest
from services.console.standing.reasons import REASONS
from services.console.surroundings import answered
from shared.bus.topology import Depth, depths
from shared.messages.routes import GROUPS
from shared.process.findings import Finding
from shared.store.connection import connect
from shared.store.doubts import Doubts

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ShownDeal:
    """A deal whose order, or an order whose deal, is refused until the cause is gone.

    Args:
        deal: its id; empty for an order without a deal.
        why: reason of the refusal.
        said: what the manager, or for an order without a deal the administrator, reads.
        since: when it was refused first; None: not known.
        order: GUID; empty for a deal without an order.
        number: of the order, where it is known.
    """

    deal: str
    why: str
    said: str
    since: datetime | None
    order: str = ""
    number: str = ""

    @property
    def key(self) -> str:
        """The key for `dealbus trace` and `dealbus retry`."""
        return f"deal:{self.deal}" if self.deal else f"order:{self.order}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Deals without their order and orders without a deal, the oldest first; of each how many there are in all."""

    deals: Sequence[ShownDeal] = ()
    deals_total: int = 0
    orders: Sequence[ShownDeal] = ()
    orders_total: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """The state of broker, services and deals at one moment.

    Args:
        lanes: depth of every group's queues, by group.
        peers: `open`, `since` and `locked`, by system; one that nobody has spoken of is left out.
        standing: deals, the oldest first.
        dead: how many dead letters, by group and reason.
        doubts: how many questions wait for a person, and since when.
        total: how many deals stand, those that are not listed too.
        orders: without a deal, as the portal refuses it; the oldest first.
        orders_total: how many of them there are, those that are not listed too.
        frozen: what is taken out of the exchange, a sentence each.
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

    @property
    def is_fine(self) -> bool:
        """Whether nobody has to do anything."""
        running = all(lane.consumers for lane in self.lanes.values())
        answering = all(one["open"] for one in self.peers.values())
        stopped = self.standing or self.orders or self.dead or self.doubts[0] or self.frozen
        return running and answering and not (stopped or self.latest.differences)

    def waits_for(self, group: str) -> str:
        """Return the closed system that a lane waits for; empty if it waits for none."""
        return closed_peer(group, self.peers)

    def as_json(self) -> dict[str, Any]:
        """Return the status for other programs."""
        count, since = self.doubts
        return {
            "fine": self.is_fine,
            "lanes": {group: asdict(lane) for group, lane in self.lanes.items()},
            "peers": dict(self.peers),
            "standing": [asdict(one) for one in self.standing],
            "standing_total": self.total,
            "orders": [asdict(one) for one in self.orders],
            "orders_total": self.orders_total,
            "dead": [{"group": group, "reason": why, "count": n} for (group, why), n in self.dead.items()],
            "doubts": {"count": count, "since": since},
            "frozen": list(self.frozen),
            "latest": asdict(self.latest),
        }

    def told(self, now: datetime) -> str:
        """Describe the status for people: what is wrong first, with the command that tells more."""
        parts = [*self._systems(now), *self._lanes(), *self._standing(now), *self._dead(), *self._questions(now)]
        parts += self._latest(now)
        verdict = "Обмен идёт, вмешательства не нужно." if self.is_fine else "Требует внимания:"
        return "\n".join([verdict, *parts])

    def _systems(self, now: datetime) -> list[str]:
        lines = []
        for system, name in PEERS.items():
            one = self.peers.get(system)
            if one is not None and not one["open"]:
                since = ago(datetime.fromisoformat(one["since"]), now)
                lines.append(f"{name}: {how_closed(one)}, началось {since}; обмен ждёт и продолжит сам.")
        return lines

    def _lanes(self) -> list[str]:
        lines = []
        for group, lane in self.lanes.items():
            if not lane.consumers:
                system = self.waits_for(group)
                waits = f"ждёт {PEERS.get(system)}; если запущен, продолжит сам"
                why = waits if system else "никто не читает; запустите сервис"
                lines.append(f"{group}: {why}; сообщений {lane.ready}.")
            elif lane.ready or lane.later:
                lines.append(f"{group}: в работе, ждёт {lane.ready}, на повторе {lane.later}.")
        return lines

    def _standing(self, now: datetime) -> list[str]:
        return [
            *_counted("Сделок, чей заказ ждёт", "первая", self.standing, self.total, now),
            *_counted("Заказов, чью сделку портал не принимает", "первый", self.orders, self.orders_total, now),
        ]

    def _dead(self) -> list[str]:
        return [
            f"Отложено в {group}, {why}: {count}; dealbus dead list --group {group} --reason {why}."
            for (group, why), count in self.dead.items()
        ]

    def _questions(self, now: datetime) -> list[str]:
        count, since = self.doubts
        asked = [f"Вопросов к человеку: {count}, первый {ago(since, now)}; dealbus match list."] if since else []
        more = len(self.frozen) - _SHOWN
        return [*asked, *self.frozen[:_SHOWN], *([f"Остановлено ещё {more}: dealbus check."] if more > 0 else ())]

    def _latest(self, now: datetime) -> list[str]:
        count = self.latest.differences
        apart = [f"Портал и 1С расходятся, расхождений: {count}; подробно: dealbus reconcile --last."] if count else []
        done = [f"{name} {ago(at, now)}" for name, at in self.latest.moments.items()]
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
    letters = await dead.every(settings)
    lanes = await depths(settings.amqp_url, GROUPS)
    state, reconciled = await asyncio.gather(_of_mapper(), summary())
    stands = standing_in(state)
    stopped_now = await (frozen() if frozen is not None else listed(settings))
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        doubts = await Doubts(database).all()
        latest = await read_latest(database, reconciled)
    return Status(
        lanes=lanes,
        peers=state["peers"],
        standing=stands.deals,
        total=stands.deals_total,
        orders=stands.orders,
        orders_total=stands.orders_total,
        dead=Counter((found.group, found.letter.reason) for found in letters),
        doubts=(len(doubts), doubts[0].since if doubts else None),
        frozen=[finding.text for finding in stopped_now],
        latest=latest,
    )


async def standing() -> Standing:
    """List deals with a refused order and orders without a deal, oldest first; raises `typer.Exit` as `look`."""
    return standing_in(await _of_mapper())


async def peers() -> Mapping[str, Mapping[str, Any]]:
    """Return whether the systems answer, as in `Status`; raises `typer.Exit` as `look`."""
    known: Mapping[str, Mapping[str, Any]] = (await _of_mapper())["peers"]
    return known


def standing_in(state: Mapping[str, Any]) -> Standing:
    """Read from the mapper's answer what stands."""
    return Standing(_read(state["standing"]), state["standing_total"], _read(state["orders"]), state["orders_total"])


def _read(records: Sequence[Mapping[str, Any]]) -> list[ShownDeal]:
    return [
        ShownDeal(
            deal=one["deal"],
            why=one["why"],
            said=one["said"],
            since=datetime.fromisoformat(one["since"]) if one["since"] else None,
            order=one["order"],
            number=one["number"],
        )
        for one in records
    ]


def told_standing(found: Standing, now: datetime) -> str:
    """Describe for a person what stands: deals with what each manager reads, and orders without a deal."""
    parts = [*_told(found.deals, now), _total("Сделок, чей заказ ждёт", found.deals, found.deals_total)]
    if found.orders:
        parts += [*_told(found.orders, now), _total("Заказов без сделки", found.orders, found.orders_total)]
    return "\n\n".join(parts)


def _told(records: Sequence[ShownDeal], now: datetime) -> list[str]:
    return [
        f"{_called(one)}{f', {ago(one.since, now)}' if one.since else ''} ({_named(one.why)})\n"
        + "\n".join(f"  {line}" for line in (one.said or "Причина в ленте сделки.").splitlines())
        for one in records
    ]


def _called(one: ShownDeal) -> str:
    return f"Сделка {one.deal}" if one.deal else f"Заказ {one.number or one.order} ({one.key})"


def _total(what: str, shown: Sequence[ShownDeal], total: int) -> str:
    of = f", показаны {len(shown)}, которые ждут дольше всех" if total > len(shown) else ""
    return f"{what}: {max(total, len(shown))}{of}."


def _counted(what: str, first: str, shown: Sequence[ShownDeal], total: int, now: datetime) -> list[str]:
    if not shown:
        return []
    causes = Counter(_named(one.why) for one in shown).most_common()
    named = "; ".join(f"{why}: {count}" for why, count in causes)
    oldest, count = shown[0].since, max(total, len(shown))
    since = f", {first} {ago(oldest, now)}" if oldest else ""
    of = "; по первым " + str(len(shown)) if count > len(shown) else ""
    return [f"{what}: {count} ({named}{of}){since}; подробно: dealbus deals --standing."]


def ago(since: datetime, now: datetime) -> str:
    """Describe for `dealbus status` how long ago something began, in the largest unit that says enough."""
    passed = max(now - since, timedelta(0))
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return "только что"
    hours, days = minutes // 60, passed.days
    if days:
        return f"{days} д. назад"
    return f"{hours} ч. назад" if hours else f"{minutes} мин. назад"


def _named(why: str) -> str:
    return REASONS.get(why, why) or "причина в ленте"


async def _of_mapper() -> dict[str, Any]:
    found: dict[str, Any] = await answered("services.mapper", "state")
    return found
