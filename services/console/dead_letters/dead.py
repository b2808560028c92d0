"""Lists, filters, describes, replays and deletes dead letters for the console, and warns of old ones."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from services.console.settings import ConsoleSettings
from shared.bus.errors import TopologyError
from shared.bus.replay import DeadLetter, dead_letters, drop, replay
from shared.bus.topology import check_topology
from shared.messages.envelope import UnreadableError, topic_of
from shared.messages.routes import GROUPS
from shared.observe.terminal import shown, shown_json
from shared.process.findings import Finding
from shared.store.connection import connect
from shared.store.history import History

MOST = 10_000
REMEDIES = {
    "portal-rights": "верните вебхуку право, dealbus check называет его",
    "access": "верните право пользователю 1С, dealbus check называет его",
    "exhausted": "устраните названное и повторите",
    "delivery_limit": "брокер выдал его 20 раз: найдите причину в журнале сервиса и повторите",
    "crash": "сервис завершался на нём: найдите причину в журнале (память, сбой) и повторите с --reason crash",
    "too-long": "сократите состав записи или разделите её, затем повторите",
    "rejected": "повторите: теперь его можно прочитать",
    "expired": "рабочей очереди не было: dealbus topology apply, затем повторите",
    "unreadable": "если сервис старше отправителя, обновите его и повторите с --reason unreadable; иначе передайте "
    "разработчикам",
    "unfit": "не возвращайте: это не сообщение обмена; найдите, кто пишет в очереди, и удалите его",
    "misrouted": "не возвращайте: тип сообщения подменён, смените пароли сервисов на брокере (dealbus rights apply)",
    "bug": "ошибка обмена: сохраните dealbus dead list --json и журнал сервиса и передайте разработчикам",
}
ONLY_NAMED = frozenset({"unreadable", "misrouted", "crash"})
"""Replayed where `--reason` names them: as they are, they would come back, and some would end the service again."""


class UnknownGroupError(Exception):
    """There is no such broker group to look for dead letters in; the text names those there are."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which dead letters are meant, by subject, type, reason or age; None means any.

    Args:
        about: only those about one of these records; empty: about any.
        before: only those that came before this moment; of which nobody has noted when, never.
    """

    topic: str | None = None
    reason: str | None = None
    before: datetime | None = None
    about: Collection[str] = ()

    def __call__(self, letter: DeadLetter) -> bool:
        """Tell whether a dead letter passes the filter: its subject, type, reason and age."""
        asked = ((self.topic, topic(letter)), (self.reason, letter.reason))
        is_old = self.before is None or (letter.since is not None and letter.since < self.before)
        is_meant = not self.about or letter.subject in self.about
        return is_old and is_meant and all(wanted is None or wanted == value for wanted, value in asked)


@dataclass(frozen=True, slots=True)
class Found:
    """A dead letter and the broker group in which it lies."""

    group: str
    letter: DeadLetter

    def as_json(self) -> dict[str, object]:
        """Return a dead letter for other programs, without its body, which holds the customers' data."""
        return {**asdict(self.letter), "group": self.group, "body": None}


def topic(letter: DeadLetter) -> str:
    """Return the short wire type of a dead letter's message, `order.upsert`; its whole type if it is not ours."""
    try:
        return topic_of(letter.type)
    except UnreadableError:
        return letter.type


def _groups(group: str | None) -> Iterable[str]:
    if group is not None and group not in GROUPS:
        raise UnknownGroupError(f"Группы {group} нет; есть {', '.join(sorted(GROUPS))}.")
    return [group] if group else sorted(GROUPS)


async def every(settings: ConsoleSettings, group: str | None = None) -> list[Found]:
    """List all dead letters of one broker group, or of every group.

    Raises:
        UnknownGroupError: there is no such group.
        TopologyError: the broker is away, refuses us, or lacks a queue; one sentence with the remedy.
    """
    groups = _groups(group)
    await check_topology(settings.amqp_url)
    return [
        Found(name, letter) for name in groups for letter in await dead_letters(settings.amqp_url, name, limit=MOST)
    ]


async def wanted(settings: ConsoleSettings, group: str | None, which: Filter) -> list[Found]:
    """List the dead letters of one or all broker groups that a filter means; raises as `every`."""
    return [found for found in await every(settings, group) if which(found.letter)]


def oldest(found: Iterable[Found]) -> dict[tuple[str, str], datetime]:
    """Return since when dead letters lie, by group and reason; those of which nobody has noted it are left out."""
    first: dict[tuple[str, str], datetime] = {}
    for one in found:
        named, since = (one.group, one.letter.reason), one.letter.since
        if since is not None:
            first[named] = min(first.get(named, since), since)
    return first


def told(found: Sequence[Found]) -> str:
    """Describe dead letters for a person, with what to do about each reason; equal ones once.

    No table: on a narrow terminal, or in a pipe, the names a person has to copy would be cut.
    """
    alike: dict[tuple[str, ...], list[DeadLetter]] = {}
    for one in found:
        letter = one.letter
        named = (letter.subject, topic(letter), one.group, letter.reason, letter.sentence)
        alike.setdefault(named, []).append(letter)
    parts = [_paragraph(*named, letters=letters) for named, letters in alike.items()]
    return "\n\n".join([*parts, f"Отложенных сообщений: {len(found)}."])


def _paragraph(*named: str, letters: Sequence[DeadLetter]) -> str:
    subject, message, group, reason, sentence = (shown(one) for one in named)
    lines = [f"{subject or 'без ключа'}  {message}  в {group}", f"  Причина {reason}{_times(letters)}: {sentence}"]
    if reason in REMEDIES:
        lines.append(f"  Что делать: {REMEDIES[reason]}.")
    return "\n".join(lines)


def _times(letters: Sequence[DeadLetter]) -> str:
    moments = [moment for letter in letters for moment in (letter.first_failure, letter.last_failure) if moment]
    count = f", сообщений {len(letters)}" if len(letters) > 1 else ""
    if not moments:
        return count
    first, last = _shown(min(moments)), _shown(max(moments))
    return f"{count}, {first} UTC" if first == last else f"{count}, с {first} по {last} UTC"


def _shown(moment: datetime) -> str:
    return f"{moment:%d.%m %H:%M}"


def as_json(found: Sequence[Found]) -> str:
    """Describe dead letters as JSON for other programs."""
    return shown_json([one.as_json() for one in found])


@dataclass(slots=True)
class Replayed:
    """The result of a replay: how many dead letters went back, and how many stayed by reason."""

    count: int = 0
    stayed: Counter[str] = field(default_factory=Counter)

    def told(self) -> str:
        """Describe for a person how many dead letters a replay put back, and why the rest stayed."""
        stayed = (f"Не возвращено, {reason}: {count}; {REMEDIES[reason]}." for reason, count in self.stayed.items())
        return "\n".join([f"Возвращено в работу: {self.count}.", *stayed])


async def replay_all(settings: ConsoleSettings, group: str | None, which: Filter) -> Replayed:
    """Replay the dead letters that a filter means, except those that would come back. Raises as `every`."""
    groups = _groups(group)
    await check_topology(settings.amqp_url)
    done = Replayed()

    def may_go(letter: DeadLetter) -> bool:
        if not which(letter):
            return False
        stays = letter.reason == "unfit" or (letter.reason in ONLY_NAMED and letter.reason != which.reason)
        done.stayed[letter.reason] += stays
        return not stays

    for name in groups:
        done.count += await replay(settings.amqp_url, name, where=may_go, limit=MOST)
    done.stayed = +done.stayed
    return done


def overdue(days: int) -> Filter:
    """Return a filter for dead letters that nobody has decided about for so many days."""
    return Filter(before=datetime.now(UTC) - timedelta(days=days))


async def warned(settings: ConsoleSettings) -> list[Finding]:
    """Return a finding for `dealbus check` if dead letters lie too long, else nothing."""
    try:
        found = await wanted(settings, None, overdue(settings.dead_days))
    except TopologyError:
        return []  # said by `running.listed`
    if not found:
        return []
    first = min(one.letter.since for one in found if one.letter.since)
    text = (
        f"Отложенных сообщений старше {settings.dead_days} дней: {len(found)}, самое давнее от {first:%d.%m.%Y}; в них "
        "могут быть имена и телефоны. Решите их (dealbus dead list) или удалите: dealbus dead expire."
    )
    return [Finding(ok=False, text=text)]


async def drop_all(settings: ConsoleSettings, group: str | None, which: Filter, why: str) -> list[Found]:
    """Delete the dead letters that a filter means, and note why in the history of their records.

    The history comes first: a run that dies between leaves the letters, and another says the same again.

    Raises:
        UnknownGroupError, TopologyError: as `every`.
        StoreUnavailableError: the database cannot be used; nothing was deleted.
    """
    found = await wanted(settings, group, which)
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        history = History(database, "mapper", settings.history_days)
        for one in (one for one in found if one.letter.subject):
            more = {"topic": topic(one.letter), "why": why, "said": one.letter.sentence}
            await history.note(one.letter.subject, "dropped", more, once=f"dropped:{one.group}:{one.letter.id}")
    dropped: list[Found] = []
    for name in sorted({one.group for one in found}):
        ids = {one.letter.id for one in found if one.group == name}
        letters = await drop(settings.amqp_url, name, where=partial(_is_among, which, ids))
        dropped += [Found(name, letter) for letter in letters]
    return dropped


def _is_among(which: Filter, ids: Collection[str], letter: DeadLetter) -> bool:
    """Tell whether a dead letter is among those whose reason for dropping was noted: a newer one is not deleted."""
    return which(letter) and letter.id in ids
