"""Brokers we run on."""

import pytest

from shared.bus.errors import TopologyError
from shared.bus.topology import check_version


@pytest.mark.parametrize(
    ("version", "read"),
    [("3.10.8", (3, 10)), ("3.13.7", (3, 13)), ("4.0.5", (4, 0)), ("4.3.6", (4, 3)), ("4.1.0-rc.2", (4, 1))],
)
def test_a_broker_from_3_10_to_4_is_accepted_for_what_it_is(version: str, read: tuple[int, int]) -> None:
    assert check_version(version) == read


@pytest.mark.parametrize("version", ["3.9.29", "3.8.0", "5.0.0", ""])
def test_another_broker_is_refused_with_what_to_use_instead(version: str) -> None:
    with pytest.raises(TopologyError) as refusal:
        check_version(version)

    assert f"Брокер {version or 'неизвестной версии'} не подходит" in str(refusal.value)
    assert "назовите в DEALBUS_AMQP_URL RabbitMQ от 3.10 до 4.x" in str(refusal.value)
