"""Tells the history of a deal and its order in words: what was heard, decided and told, and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from services.console.standing.reasons import REASONS
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
_REFUSED: Final = frozenset({"order_refused", "deal_refused"})
_WANTED: Final = {
    "yes": "заказ в 1С нужен",
    "none": "заказ в 1С не создавать",
    "hold": "сделка отложена, заказ остаётся как есть",
    "cancelled": "сделка проиграна или удалена, заказ отменить",
}


Turn = Callable[[str], str]
"""Turns our own words, which are Russian, into those of the reader's language."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The language in which a pair's history is told: our own words, and those for the reasons of refusals."""

    turn: Turn
    reasons: Mapping[str, str]


RUSSIAN: Final = Speech(lambda words: words, REASONS)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a pair of deal and order once, or several times in a row.

    Args:
        first, last: when.
        who: the system it is about, «Битрикс24», «1С».
        head: what, in the reader's language.
        said: what a person has read or written of it, as it was; empty: nothing.
        is_refusal: something was not done until its cause is gone.
        is_note: `said` was written into the deal's timeline.
        times: how often.
    """

    first: datetime
    last: datetime
    who: str
    head: str
    said: str = ""
    is_refusal: bool = False
    is_note: bool = False
    times: int = 1

    @property
    def words(self) -> str:
        """The whole text of a happening; what was written into the deal's timeline stands in the same line."""
        return f"{self.head}: {self.said}" if self.is_note else "\n".join(one for one in (self.head, self.said) if one)


_WHAT: Final = attrgetter("who", "head", "said", "is_refusal", "is_note")


def happenings(lines: Sequence[Mapping[str, Any]], speech: Speech = RUSSIAN) -> list[Happening]:
    """Put the history lines of all services into one order; repetitions in a row are one, hourly new trials left out.

    Args:
        lines: as `History` keeps them, of any number of services.
        speech: the reader's language; what people and the two systems have written stays as it is.
    """
    told = [_happening(line, speech) for line in sorted(lines, key=lambda line: line["at"])]
    merged = [list(some) for _, some in groupby(_without_trials(told), key=_WHAT)]
    return [replace(some[0], last=some[-1].last, times=len(some)) for some in merged]


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


def _without_trials(told: Sequence[Happening]) -> list[Happening]:
    """Leave out what was decided anew for a record that is refused with the same words right after it."""
    kept: list[Happening] = []
    last = ""
    for place, one in enumerate(told):
        following = told[place + 1].words if place + 1 < len(told) else ""
        if following and following == last:
            continue
        kept.append(one)
        last = one.words if one.is_refusal else last if one.is_note else ""
    return kept


def _happening(line: Mapping[str, Any], speech: Speech) -> Happening:
    what, at = line["what"], line["at"]
    who, say = _SAID.get(what, ("обмен", lambda line, _: (str(line["what"]), "")))
    head, said = say(line, speech)
    return Happening(at, at, speech.turn(who), head, said, is_refusal=what in _REFUSED, is_note=what == "told")


def _edit(record: str, line: Mapping[str, Any], turn: Turn) -> str:
    named = ", ".join(turn(GROUPS_NAMED[one]) if one in GROUPS_NAMED else one for one in line.get("groups") or ())
    return f"{turn(record)}: {named}" if named else turn(record)


def _order_wanted(line: Mapping[str, Any], speech: Speech) -> tuple[str, str]:
    turn = speech.turn
    wanted = _WANTED.get(line.get("wanted", ""), "заказ нужен")
    return f"{_edit('сделка', line, turn)}; {turn('решено')}: {turn(wanted)}", ""


def _order_done(line: Mapping[str, Any], speech: Speech) -> tuple[str, str]:
    return speech.turn("заказа нет, сделка его не ждёт" if line.get("absent") else "заказ такой, как в сделке"), ""


def _deal_wanted(line: Mapping[str, Any], speech: Speech) -> tuple[str, str]:
    turn = speech.turn
    return f"{_edit('заказ', line, turn)}; {turn('решено')}: {turn('привести к нему сделку')}", ""


def _deal_done(line: Mapping[str, Any], speech: Speech) -> tuple[str, str]:
    return speech.turn("сделка создана" if line.get("made") else "сделка такая, как в заказе"), ""


def _state(line: Mapping[str, Any], speech: Speech) -> tuple[str, str]:
    name, turn = line.get("state"), speech.turn
    head = f"{turn('состояние')} «{state_caption(name)}»" if name else turn("состояния у заказа нет")
    paid, shipped = (f"{turn(word)} {_percent(line, at)} %" for word, at in _FIGURES)
    return f"{head}, {paid}, {shipped}", ""


def _percent(line: Mapping[str, Any], name: str) -> str:
    return str(line.get(name) or "0").partition(".")[0]


def _dropped(line: Mapping[str, Any], speech: Speech) -> tuple[str, str]:
    did = speech.turn("администратор удалил отложенное сообщение")
    return f"{did} {line.get('topic')}: {line.get('why')}", str(line.get("said", ""))


def _refused(line: Mapping[str, Any], speech: Speech) -> tuple[str, str]:
    reason = str(line.get("why") or "other")
    return f"{speech.turn('отказ')} ({speech.reasons.get(reason, reason)})", str(line.get("said") or "")


_FIGURES: Final = (("оплачено", "paid"), ("отгружено", "shipped"))
_SAID: Final[Mapping[str, tuple[str, Callable[[Mapping[str, Any], Speech], tuple[str, str]]]]] = {
    "order_wanted": ("Битрикс24", _order_wanted),
    "deal_wanted": ("1С", _deal_wanted),
    "state": ("1С", _state),
    "order_done": ("1С", _order_done),
    "deal_done": ("Битрикс24", _deal_done),
    "order_refused": ("1С", _refused),
    "deal_refused": ("Битрикс24", _refused),
    "dropped": ("обмен", _dropped),
    "told": ("Битрикс24", lambda line, speech: (speech.turn("в ленту"), str(line.get("said", "")))),
}
