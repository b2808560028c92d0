"""Dead letters on the command line."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table

from services.console.settings import ConsoleSettings
from shared.bus.replay import DeadLetter, dead_letters, replay
from shared.bus.topology import GROUPS
from shared.messages.envelope import UnreadableError, topic_of

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Filter:
    """Which dead letters are meant; None means any."""

    subject: str | None = None
    topic: str | None = None
    reason: str | None = None

    def __call__(self, letter: DeadLetter) -> bool:
        """Tell whether this one is meant."""
        asked = ((self.subject, letter.subject), (self.topic, topic(letter)), (self.reason, letter.reason))
        return all(wanted is None or wanted == value for wanted, value in asked)


@dataclass(frozen=True, slots=True)
class Found:
    """A dead letter and the group it lies in."""

    group: str
    letter: DeadLetter


def topic(letter: DeadLetter) -> str:
    """Name the message shortly; a foreign one by its whole type."""
    try:
        return topic_of(letter.type)
    except UnreadableError:
        return letter.type


def _groups(group: str | None) -> Iterable[str]:
    return [group] if group else sorted(GROUPS)


async def every(settings: ConsoleSettings, group: str | None = None) -> list[Found]:
    """List the dead letters of one group, or of all."""
    return [
        Found(name, letter)
        for name in _groups(group)
        for letter in await dead_letters(settings.amqp_url, name, limit=MOST)
    ]


async def table(settings: ConsoleSettings, group: str | None, wanted: Filter) -> Table:
    """Show the dead letters that are meant."""
    shown = Table("Группа", "Сообщение", "О чём", "Причина", "Что случилось и что делать", "Попыток", "С")
    for found in await every(settings, group):
        letter = found.letter
        if wanted(letter):
            since = f"{letter.first_failure:%d.%m %H:%M}" if letter.first_failure else ""
            named = (found.group, topic(letter), letter.subject, letter.reason, letter.sentence)
            shown.add_row(*named, str(letter.attempts), since)
    return shown


async def replay_all(settings: ConsoleSettings, group: str | None, wanted: Filter) -> int:
    """Send the dead letters that are meant back to their queues; return how many."""
    return sum([await replay(settings.amqp_url, name, where=wanted, limit=MOST) for name in _groups(group)])
