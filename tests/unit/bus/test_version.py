"""Brokers we run on."""

import pytest

from shared.bus.errors import TopologyError
from shared.bus.topology import check_version


@pytest.mark.parametrize("version", ["3.10.8", "3.13.7", "4.0.5", "4.3.6"])
def test_a_broker_from_3_10_to_4_is_accepted(version: str) -> None:
    check_version(version)


@pytest.mark.parametrize("version", ["3.9.29", "3.8.0", "5.0.0", ""])
def test_another_broker_is_refused_with_what_to_use_instead(version: str) -> None:
    with pytest.raises(TopologyError, match=r"RabbitMQ 3\.10 to 4\.x"):
        check_version(version)
