"""Which services `dealbus check` finds at work."""

import pytest

from services.console.running import told
from shared.bus.topology import Depth

READ, LEFT = Depth(consumers=1, ready=0, later=0), Depth(consumers=0, ready=3, later=0)


def test_services_that_nobody_started_are_named_once():
    lanes = {
        "mapper.orders": LEFT,
        "mapper.directory": LEFT,
        "stage-router.orders": READ,
        "onec-connector.orders": LEFT,
    }

    (finding,) = told(lanes, {})

    assert not finding.ok
    assert finding.text.startswith("Не работают: mapper, onec-connector. Запустите их")


def test_where_all_work_it_is_said_in_one_line():
    assert [(one.ok, one.text) for one in told({"mapper.orders": READ}, {})] == [(True, "Все сервисы работают.")]


@pytest.mark.parametrize(
    ("locked", "how"),
    [(True, "1С закрыта на обслуживание. Если он запущен, он продолжит сам"), (False, "1С не отвечает. Если")],
)
def test_a_connector_whose_system_is_closed_is_to_be_started_only_where_it_does_not_run(locked: bool, how: str) -> None:
    closed = {"open": False, "since": "2026-11-28T22:00:00+00:00", "locked": locked}
    lanes = {"onec-connector.orders": LEFT, "onec-connector.directory": LEFT, "mapper.orders": READ}

    (finding,) = told(lanes, {"onec": closed, "b24": closed | {"open": True}})

    assert finding.ok
    assert how in finding.text
    assert finding.text.endswith("если нет, запустите его.")  # nobody else tells of its system, and it may be dead


def test_what_does_not_run_is_told_apart_from_what_waits() -> None:
    closed = {"onec": {"open": False, "since": "2026-11-28T22:00:00+00:00", "locked": True}}
    lanes = {"onec-connector.orders": LEFT, "b24-connector.orders": LEFT}

    stopped, waiting = told(lanes, closed)

    assert (stopped.ok, waiting.ok) == (False, True)
    assert stopped.text.startswith("Не работают: b24-connector. Запустите их")
    assert waiting.text.startswith("onec-connector ждёт")
