"""Tells the history of a deal and its order in words: what was heard, decided and told, and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Any, Final

from services.console.reasons import REASONS
from shared.messages.order import OrderGroup
from shared.rules.states import state_caption

GROUPS_NAMED: Final[Mapping[str, str]] = {
    OrderGroup.ROWS: "состав",
    OrderGroup.MANAGER: "ответственный",
    OrderGroup.ORGANISATION: "организация",
    OrderGroup.PARTIES: "клиент",
    OrderGroup.HEADER: "заголовок",
    OrderGroup.EXTRA: "дополнительные поля",
    OrderGroup.STAGE: "стадия",
    OrderGroup.STATE: "состояние заказа",
    OrderGroup.GIVEN: "номер и ссылки",
}
_REFUSAL: Final = "отказ"
_WANTED: Final = {
    "yes": "заказ в 1С нужен",
    "hold": "сделка отложена, заказ остаётся как есть",
    "cancelled": "сделка проиграна или удалена, заказ отменить",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a pair once, or several times in a row.

    Args:
        first, last: when.
        who: the system it is about, «Битрикс24», «1С».
        words: what.
        times: how often.
    """

    first: datetime
    last: datetime
    who: str
    words: str
    times: int = 1

    @property
    def is_refusal(self) -> bool:
        """Whether something was not done until its cause is gone."""
        return self.words.startswith(_REFUSAL)


def happenings(lines: Sequence[Mapping[str, Any]]) -> list[Happening]:
    """Merge the services' history lines by time; repeated ones become one, hourly retries are left out.

    Args:
        lines: as `History` keeps them, of any number of services.
    """
    told = [(line["at"], *_words(line)) for line in sorted(lines, key=lambda line: line["at"])]
    merged = [list(some) for _, some in groupby(_without_trials(told), key=lambda one: one[1:])]
    return [Happening(some[0][0], some[-1][0], some[0][1], some[0][2], len(some)) for some in merged]


def written(found: Sequence[Happening], zone: tzinfo | None) -> str:
    """Describe a pair's history for a person, each line with its local time."""
    return "\n".join(part for one in found for part in _lines(one, zone))


def _lines(one: Happening, zone: tzinfo | None) -> Iterator[str]:
    first, *more = one.words.splitlines() or [""]
    yield f"{_at(one.first, zone)}  {one.who}: {first}"
    yield from (f"{'':>16}  {line}" for line in more if line)
    if one.times > 1:
        yield f"{'':>16}  повторилось, всего {one.times}, последний раз {_at(one.last, zone)}"


def _at(moment: datetime, zone: tzinfo | None) -> str:
    return f"{moment.astimezone(zone):%d.%m.%Y %H:%M}"


def _without_trials(told: Sequence[tuple[datetime, str, str]]) -> list[tuple[datetime, str, str]]:
    """Leave out history of what was decided anew for a record that is refused in the same words right after."""
    kept: list[tuple[datetime, str, str]] = []
    last = ""
    for place, one in enumerate(told):
        following = told[place + 1][2] if place + 1 < len(told) else ""
        if following and following == last:
            continue
        kept.append(one)
        last = one[2] if one[2].startswith(_REFUSAL) else last if one[2].startswith("в ленту") else ""
    return kept


def _words(line: Mapping[str, Any]) -> tuple[str, str]:
    who, say = _SAID.get(line["what"], ("обмен", lambda line: str(line["what"])))
    return who, say(line)


def _edit(record: str, line: Mapping[str, Any]) -> str:
    named = ", ".join(GROUPS_NAMED.get(group, group) for group in line.get("groups") or ())
    return f"{record}: {named}" if named else record


def _state(line: Mapping[str, Any]) -> str:
    name = line.get("state")
    head = f"состояние «{state_caption(name)}»" if name else "состояния у заказа нет"
    return f"{head}, оплачено {_percent(line, 'paid')} %, отгружено {_percent(line, 'shipped')} %"


def _percent(line: Mapping[str, Any], name: str) -> str:
    return str(line.get(name) or "0").partition(".")[0]


def _dropped(line: Mapping[str, Any]) -> str:
    return f"администратор удалил отложенное сообщение {line.get('topic')}: {line.get('why')}\n{line.get('said', '')}"


def _refused(line: Mapping[str, Any]) -> str:
    reason = str(line.get("why") or "other")
    said = str(line.get("said") or "")
    return f"{_REFUSAL} ({REASONS.get(reason, reason)})" + (f"\n{said}" if said else "")


_SAID: Final[Mapping[str, tuple[str, Callable[[Mapping[str, Any]], str]]]] = {
    "order_wanted": (
        "Битрикс24",
        lambda line: f"{_edit('сделка', line)}; решено: {_WANTED.get(line.get('wanted', ''), 'заказ нужен')}",
    ),
    "deal_wanted": ("1С", lambda line: f"{_edit('заказ', line)}; решено: привести к нему сделку"),
    "state": ("1С", _state),
    "order_done": ("1С", lambda _: "заказ такой, как в сделке"),
    "deal_done": ("Битрикс24", lambda line: "сделка создана" if line.get("made") else "сделка такая, как в заказе"),
    "order_refused": ("1С", _refused),
    "deal_refused": ("Битрикс24", _refused),
    "dropped": ("обмен", _dropped),
    "told": ("Битрикс24", lambda line: f"в ленту: {line.get('said', '')}"),
}
