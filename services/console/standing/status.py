"""`dealbus status` and `dealbus deals`: what works, what waits, and which deals stand until somebody acts."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from services.console.dead_letters import dead
from services.console.settings import ConsoleSettings
from services.console.standing.frozen import listed
from services.console.standing.reasons import REASONS
from services.console.surroundings import answered
from shared.bus.topology import Depth, depths
from shared.messages.routes import GROUPS
from shared.process.findings import Finding
from shared.store.connection import connect
from shared.store.doubts import Doubts

PEERS: Final = {"b24": "Битрикс24", "onec": "1С"}
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ShownDeal:
    """A deal whose order is refused until the cause is gone."""

    deal: str
    why: str
    said: str
    since: datetime | None


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
        frozen: what is taken out of the exchange, a sentence each.
    """

    lanes: Mapping[str, Depth]
    peers: Mapping[str, Mapping[str, Any]]
    standing: Sequence[ShownDeal]
    dead: Mapping[tuple[str, str], int]
    doubts: tuple[int, datetime | None]
    frozen: Sequence[str]
    total: int = 0

    @property
    def is_fine(self) -> bool:
        """Whether nobody has to do anything."""
        running = all(lane.consumers for lane in self.lanes.values())
        answering = all(one["open"] for one in self.peers.values())
        return running and answering and not (self.standing or self.dead or self.doubts[0] or self.frozen)

    def as_json(self) -> dict[str, Any]:
        """Return the status for other programs."""
        count, since = self.doubts
        return {
            "fine": self.is_fine,
            "lanes": {group: asdict(lane) for group, lane in self.lanes.items()},
            "peers": dict(self.peers),
            "standing": [asdict(one) for one in self.standing],
            "standing_total": self.total,
            "dead": [{"group": group, "reason": why, "count": n} for (group, why), n in self.dead.items()],
            "doubts": {"count": count, "since": since},
            "frozen": list(self.frozen),
        }

    def told(self, now: datetime) -> str:
        """Describe the status for people: what is wrong first, with the command that tells more."""
        parts = [*self._systems(now), *self._lanes(), *self._standing(now), *self._dead(), *self._questions(now)]
        verdict = "Обмен идёт, вмешательства не нужно." if self.is_fine else "Требует внимания:"
        return "\n".join([verdict, *parts])

    def _systems(self, now: datetime) -> list[str]:
        lines = []
        for system, name in PEERS.items():
            one = self.peers.get(system)
            if one is not None and not one["open"]:
                how = "закрыта на обслуживание" if one["locked"] else "не отвечает"
                since = ago(datetime.fromisoformat(one["since"]), now)
                lines.append(f"{name}: {how}, началось {since}; обмен ждёт и продолжит сам.")
        return lines

    def _lanes(self) -> list[str]:
        lines = []
        for group, lane in self.lanes.items():
            if not lane.consumers:
                lines.append(f"{group}: никто не читает, ждёт {lane.ready}; запустите сервис или дождитесь системы.")
            elif lane.ready or lane.later:
                lines.append(f"{group}: в работе, ждёт {lane.ready}, на повторе {lane.later}.")
        return lines

    def _standing(self, now: datetime) -> list[str]:
        if not self.standing:
            return []
        causes = Counter(_named(one.why) for one in self.standing).most_common()
        named = "; ".join(f"{why}: {count}" for why, count in causes)
        oldest = self.standing[0].since
        since = f", первая {ago(oldest, now)}" if oldest else ""
        count = max(self.total, len(self.standing))
        of = "; по первым " + str(len(self.standing)) if count > len(self.standing) else ""
        return [f"Сделок, чей заказ ждёт: {count} ({named}{of}){since}; подробно: dealbus deals --standing."]

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


Frozen = Callable[[], Awaitable[Sequence[Finding]]]


async def look(settings: ConsoleSettings, frozen: Frozen | None = None) -> Status:
    """Read the status of the exchange from the broker, the database and the mapper.

    Args:
        settings: where they are.
        frozen: tells what is taken out of the exchange; None: the documents of the connectors are read.

    Raises:
        TopologyError: the broker is away, refuses us, or lacks a queue.
        StoreUnavailableError: the database cannot be used.
        typer.Exit: the mapper could not be asked, and has said why.
    """
    letters = await dead.every(settings)
    lanes = await depths(settings.amqp_url, GROUPS)
    state = await _of_mapper()
    stopped_now = await (frozen() if frozen is not None else listed(settings))
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        doubts = await Doubts(database).all()
    return Status(
        lanes=lanes,
        peers=state["peers"],
        standing=standing_in(state),
        total=state["standing_total"],
        dead=Counter((found.group, found.letter.reason) for found in letters),
        doubts=(len(doubts), doubts[0].since if doubts else None),
        frozen=[finding.text for finding in stopped_now],
    )


async def standing() -> tuple[list[ShownDeal], int]:
    """List the deals with a refused order, oldest first, and count them; raises `typer.Exit` as `look`."""
    state = await _of_mapper()
    return standing_in(state), state["standing_total"]


def standing_in(state: Mapping[str, Any]) -> list[ShownDeal]:
    """Read the deals with a refused order from the mapper's answer."""
    return [
        ShownDeal(one["deal"], one["why"], one["said"], since and datetime.fromisoformat(since))
        for one in state["standing"]
        for since in [one["since"]]
    ]


def told_deals(deals: Sequence[ShownDeal], total: int, now: datetime) -> str:
    """Describe deals with a refused order for a person, with what each manager reads."""
    parts = [
        f"Сделка {one.deal}{f', {ago(one.since, now)}' if one.since else ''} ({_named(one.why)})\n"
        + "\n".join(f"  {line}" for line in (one.said or "Причина в ленте сделки.").splitlines())
        for one in deals
    ]
    of = f", показаны {len(deals)}, которые ждут дольше всех" if total > len(deals) else ""
    return "\n\n".join([*parts, f"Сделок, чей заказ ждёт: {max(total, len(deals))}{of}."])


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
