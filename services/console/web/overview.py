"""Web pages of the status (the first page), of standing deals and orders, and of failed messages."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from services.console.dead_letters import dead
from services.console.standing import frozen, status
from services.console.standing.refused import ShownDeal
from services.console.standing.status import Status
from services.console.web.counterparts import Counterparts, Records
from services.console.web.drawing import Drawing
from services.console.web.kept import Kept
from services.console.web.settings import WebSettings
from shared.bus.replay import DeadLetter
from shared.process.findings import Finding

MOST = 200
"""Deals or messages that a page lists."""


@dataclass(frozen=True, slots=True)
class StandingKind:
    """Deals without their order, or orders without a deal, by cause, as the standing page lists them.

    Args:
        heading: what they are called.
        none: said where there are none.
        causes: reason of the refusal with the records that are listed.
        total: how many there are, those that are not listed too.
    """

    heading: str
    none: str
    causes: Sequence[tuple[str, Sequence[ShownDeal]]]
    total: int

    @property
    def shown(self) -> int:
        """How many of the standing deals or orders are listed."""
        return sum(len(records) for _, records in self.causes)


@dataclass(frozen=True, slots=True)
class FailedKind:
    """Messages that were given up for one reason, on the page of failed messages.

    Args:
        reason: a word from the bus's closed set.
        remedy: what a person does about it; empty: nothing but what each sentence says.
        count: how many messages.
        messages: those that are listed.
    """

    reason: str
    remedy: str
    count: int
    messages: Sequence["FailedMessage"]


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """Messages of one type about one record, given up in one group with the same words."""

    subject: str
    topic: str
    group: str
    said: str
    times: int
    first: datetime | None
    last: datetime | None
    records: Records
    commands: tuple[str, ...]


class Overview:
    """The endpoints of the web pages of status, standing deals and failed messages.

    Args:
        settings: where broker and database are.
        drawing: draws them.

    Others show what is kept here as well: `frozen` groups; `letters` that have failed.
    """

    def __init__(self, settings: WebSettings, drawing: Drawing) -> None:
        self._drawing = drawing
        self.frozen = Kept(frozen.frozen_now)
        self.letters = Kept(lambda: dead.every(settings))
        self._status = Kept(lambda: status.look(settings, self._findings))
        self._counterparts = Counterparts(settings)

    async def status(self, request: Request) -> Response:
        """Show the first page: whether somebody has to do something, and what."""
        found, at = await self._status.get()
        return self._drawing.page(
            request,
            "status",
            status=found,
            causes=Counter(one.why for one in (*found.standing, *found.orders)).most_common(),
            dead=_by_reason(found),
            waiting=_waiting(found),
            at=at,
            now=datetime.now(UTC),
        )

    async def standing(self, request: Request) -> Response:
        """Show the page of deals whose order is refused, by cause, and orders without a deal; the oldest first."""
        found, at = await self._status.get()
        kinds = [
            ("Сделки, чей заказ ждёт", "Ни одна сделка не ждёт.", found.standing, found.total),
            ("Заказы без сделки", "Ни один заказ не ждёт сделки.", found.orders, found.orders_total),
        ]
        shown = [StandingKind(heading, none, _by_cause(some[:MOST]), total) for heading, none, some, total in kinds]
        return self._drawing.page(request, "standing", kinds=shown, at=at, now=datetime.now(UTC))

    async def failed(self, request: Request) -> Response:
        """Show the page of messages that were given up, by cause, with the commands that replay them."""
        found, at = await self.letters.get()
        told = _alike(found)[:MOST]
        records = await self._counterparts.of({letters[0].letter.subject for letters in told})
        kinds = [_kind(reason, told, records) for reason in dict.fromkeys(one[0].letter.reason for one in told)]
        return self._drawing.page(request, "failed", kinds=kinds, total=len(found), at=at)

    async def _findings(self) -> list[Finding]:
        found, _ = await self.frozen.get()
        return frozen.findings(found)


def _by_cause(shown: Sequence[ShownDeal]) -> list[tuple[str, list[ShownDeal]]]:
    reasons = [why for why, _ in Counter(one.why for one in shown).most_common()]
    return [(why, [one for one in shown if one.why == why]) for why in reasons]


def _by_reason(found: Status) -> list[tuple[str, int, datetime | None]]:
    counts: Counter[str] = Counter()
    since: dict[str, datetime] = {}
    for (group, reason), count in found.dead.items():
        counts[reason] += count
        if first := found.dead_since.get((group, reason)):
            since[reason] = min(since.get(reason, first), first)
    return [(reason, count, since.get(reason)) for reason, count in counts.most_common()]


def _waiting(found: Status) -> int:
    return sum(lane.ready + lane.later for lane in found.lanes.values())


def _alike(found: Sequence[dead.Found]) -> list[list[dead.Found]]:
    """Group failed messages of the web page that say the same of the same record."""
    alike: dict[tuple[str, ...], list[dead.Found]] = {}
    for one in found:
        letter = one.letter
        named = (letter.reason, letter.subject, dead.topic(letter), one.group, letter.sentence)
        alike.setdefault(named, []).append(one)
    return list(alike.values())


def _kind(reason: str, told: Sequence[Sequence[dead.Found]], records: Mapping[str, Records]) -> FailedKind:
    ours = [letters for letters in told if letters[0].letter.reason == reason]
    remedy = dead.REMEDIES.get(reason, "")
    return FailedKind(reason, remedy, sum(map(len, ours)), [_message(letters, records) for letters in ours])


def _message(found: Sequence[dead.Found], records: Mapping[str, Records]) -> FailedMessage:
    letter, moments = found[0].letter, _moments([one.letter for one in found])
    return FailedMessage(
        subject=letter.subject,
        topic=dead.topic(letter),
        group=found[0].group,
        said=letter.sentence,
        times=len(found),
        first=min(moments, default=None),
        last=max(moments, default=None),
        records=records.get(letter.subject, Records()),
        commands=_commands(found[0]),
    )


def _moments(letters: Sequence[DeadLetter]) -> list[datetime]:
    return [moment for one in letters for moment in (one.first_failure, one.last_failure) if moment]


def _commands(found: dead.Found) -> tuple[str, ...]:
    """Return the console commands that have a failed message handled again."""
    letter = found.letter
    if letter.reason == "unfit":
        return ()
    reason = f" --reason {letter.reason}" if letter.reason in dead.ONLY_NAMED else ""
    if not letter.subject:
        return (f"dealbus dead replay --group {found.group} --reason {letter.reason}",)
    is_pair = letter.subject.partition(":")[0] in {"deal", "order"}
    replay = f"dealbus dead replay --group {found.group} --subject {letter.subject}{reason}"
    return (replay, *([f"dealbus retry {letter.subject}"] if is_pair and not reason else ()))
