"""Both pages about the broker name every queue, header, reason, right and figure that the code has."""

import re
from collections.abc import Iterator
from itertools import takewhile

import pytest

from services.console.dead_letters.dead import REMEDIES
from shared.bus import delivery
from shared.bus.errors import Retryable
from shared.bus.ladder import RUNGS, Dead, judge
from shared.bus.rights import topics_of
from shared.bus.topology import DELIVERY_LIMIT, queues_of
from shared.messages.routes import GROUPS, SERVICES, groups_of
from shared.store.ownership import COLLECTIONS
from tests.contract.docs.tables import ROOT, code_of, tables_under, text_of, written_out

PAGES = pytest.mark.parametrize("page", ["docs/bus.md", "docs/guides/broker.ru.md"])
RUSSIAN = text_of("docs/guides/broker.ru.md")
MEASURED = re.compile(r"(?:Counter|Gauge|Histogram|journeys)\(\s*\"(bus_\w+)\"")
WAITS = {"5s": "5 с", "1m": "1 мин", "10m": "10 мин", "1h": "1 ч"}
GIVEN_UP = "отложено"


def figures() -> set[str]:
    """The names of all metrics, without what Prometheus adds to those of counters."""
    files = (path for room in ("services", "shared") for path in (ROOT / room).rglob("*.py"))
    return {name for path in files for name in MEASURED.findall(path.read_text(encoding="utf-8"))}


def climbed(error: Exception) -> Iterator[str]:
    """Where each failed attempt leads, in the words of the page."""
    for attempts in range(8):
        verdict = judge(error, attempts)
        yield GIVEN_UP if isinstance(verdict, Dead) else WAITS[verdict.rung]


@PAGES
def test_every_figure_is_on_the_page_and_no_other(page: str) -> None:
    shown = {re.sub(r"_total$", "", word) for word in code_of(text_of(page)) if word.startswith("bus_")}

    assert len(figures()) > 35
    assert shown == figures()


@PAGES
def test_every_header_of_ours_is_on_the_page(page: str) -> None:
    ours = {value for value in vars(delivery).values() if isinstance(value, str) and re.fullmatch("dealbus-.+", value)}

    assert len(ours) > 8
    assert ours - code_of(text_of(page)) == set()


def test_every_reason_that_the_command_explains_stands_in_the_table() -> None:
    (table,) = tables_under(RUSSIAN, "Причины")

    assert {reason for row in table for reason in row.keys} == set(REMEDIES) | {"unhandled"}


def test_every_group_and_every_kind_of_queue_is_on_the_page() -> None:
    (groups,) = tables_under(RUSSIAN, "Группы")
    (queues,) = tables_under(RUSSIAN, "Очереди")
    shown = {key.replace("<группа>", GROUPS[0]) for row in queues for key in row.keys}

    assert {group for row in groups for group in row.keys} == set(GROUPS)
    assert {queue.name for queue in queues_of(GROUPS[0])} - shown == set()


@pytest.mark.parametrize(("error", "row"), [(Retryable("later"), 0), (ValueError(), 1)], ids=["retryable", "bug"])
def test_the_ladder_is_the_one_of_the_code(error: Exception, row: int) -> None:
    (table,) = tables_under(RUSSIAN, "Повторы")
    steps = list(takewhile(GIVEN_UP.__ne__, climbed(error)))
    seconds = sum(RUNGS[rung] for step in steps for rung in RUNGS if WAITS[rung] == step)
    hours, minutes = divmod(seconds // 60, 60)

    assert [cell for cell in table[row].cells[1:] if cell] == [*steps, GIVEN_UP]
    assert (f"{hours} ч {minutes} мин" if hours else f"{minutes} мин") in RUSSIAN


def test_the_limits_are_those_of_the_code() -> None:
    (table,) = tables_under(RUSSIAN, "Пределы")

    assert table[0].cells[1] == str(DELIVERY_LIMIT)
    assert table[3].cells[1] == f"{delivery.BODY_LIMIT // 2**20} МиБ, свойства {delivery.HEADERS_LIMIT // 2**10} КиБ"


def test_what_each_service_may_do_is_what_its_user_is_given() -> None:
    (table,) = tables_under(text_of("docs/bus.md"), "Rights")
    shown = {row.cells[0]: tuple(map(written_out, row.cells[1:])) for row in table}

    assert shown == {
        service: (sorted(groups_of(service)), sorted(topics_of(service)), sorted(COLLECTIONS[service]))
        for service in SERVICES
    }
