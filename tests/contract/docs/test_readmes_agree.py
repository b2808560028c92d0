"""README says in English what it says in Russian, and both what the code does: events, retries, versions, figures."""

import re
import tomllib

import pytest

from services.b24_connector.intake.push import WITH_ID
from shared.bus.errors import Retryable
from shared.bus.ladder import RUNGS, Retry, judge
from tests.contract.docs.tables import Row, tables_under, text_of

PAGES = ENGLISH, RUSSIAN = "README.md", "README.ru.md"
NEEDED = {ENGLISH: "What you need", RUSSIAN: "Что подготовить"}
OF_EVENTS = {ENGLISH: "outgoing webhook", RUSSIAN: "исходящий вебхук"}
KINDS = {
    ENGLISH: {"DEAL": "deals", "COMPANY": "companies", "CONTACT": "contacts", "REQUISITE": "requisites"},
    RUSSIAN: {"DEAL": "сделок", "COMPANY": "компаний", "CONTACT": "контактов", "REQUISITE": "реквизитов"},
}
WAITS = {
    ENGLISH: {"5s": "5 s", "1m": "1 min", "10m": "10 min", "1h": "1 h"},
    RUSSIAN: {"5s": "5 с", "1m": "1 мин", "10m": "10 мин", "1h": "1 ч"},
}
TIMES = {ENGLISH: {4: "four times"}, RUSSIAN: {4: "четыре раза"}}
RETRIES = {
    ENGLISH: "retries after {first}, then {times} after {last}",
    RUSSIAN: "повторы через {first}, затем {times} через {last}",
}


def row(page: str, heading: str, word: str) -> Row:
    """The one row under a heading that has a word."""
    (found,) = [one for table in tables_under(text_of(page), heading) for one in table if word in " ".join(one.cells)]
    return found


def climbed() -> list[str]:
    """The rungs on which a message waits that fails every time, the repeated last one too."""
    verdicts = [judge(Retryable("later"), attempts) for attempts in range(20)]
    return [one.rung for one in verdicts if isinstance(one, Retry)]


@pytest.mark.parametrize("page", PAGES)
def test_whoever_makes_the_outgoing_webhook_reads_all_kinds_of_events(page: str) -> None:
    heard = {kind for kind in KINDS[page] if any(name.startswith(f"ONCRM{kind}") for name in WITH_ID)}
    text = " ".join(row(page, NEEDED[page], OF_EVENTS[page]).cells)

    assert heard == set(KINDS[page])
    assert {kind for kind in heard if KINDS[page][kind] not in text} == set()


@pytest.mark.parametrize("page", PAGES)
def test_the_retries_are_those_of_the_ladder(page: str) -> None:
    rungs = climbed()
    *first, last = RUNGS
    waits, times = WAITS[page], rungs.count(last)
    said = RETRIES[page].format(
        first=", ".join(waits[rung] for rung in first), times=TIMES[page][times], last=waits[last]
    )

    assert rungs == [*first, *[last] * times]
    assert said in text_of(page)


@pytest.mark.parametrize("what", ["Python", "RabbitMQ", "MongoDB"])
def test_what_it_was_tested_on_is_the_same(what: str) -> None:
    told = [
        set(re.findall(r"\d[\d.]*\d|\d", row(page, heading, what).cells[2]))
        for page, heading in ((ENGLISH, "Versions"), (RUSSIAN, "На чём проверено"))
    ]

    assert told[0] == told[1] != set()


def test_the_number_of_tests_is_the_same() -> None:
    told = [re.findall(r"([\d\u00a0 ]+\d) (?:tests\b|тест)", text_of(page)) for page in PAGES]

    assert told[0] == told[1]
    assert len(told[0]) == 1


@pytest.mark.parametrize(
    ("page", "heading", "more"),
    [(ENGLISH, "Verify", set()), ("docs/architecture.md", "What is proved where", {"mutants", "soak"})],
)
def test_every_suite_stands_in_the_table_of_suites(page: str, heading: str, more: set[str]) -> None:
    paths = tomllib.loads(text_of("pyproject.toml"))["tool"]["pytest"]["ini_options"]["testpaths"]
    (table,) = tables_under(text_of(page), heading)

    assert {key.rstrip("/") for one in table for key in one.keys} == {path.partition("/")[2] for path in paths} | more
