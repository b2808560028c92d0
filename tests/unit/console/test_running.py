"""Which services `dealbus check` finds at work."""

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

    (finding,) = told(lanes)

    assert not finding.ok
    assert finding.text.startswith("Не работают: mapper, onec-connector. Запустите их")


def test_where_all_work_it_is_said_in_one_line():
    assert [(one.ok, one.text) for one in told({"mapper.orders": READ})] == [(True, "Все сервисы работают.")]
