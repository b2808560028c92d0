"""An address that names several nodes, some of which are away."""

import pytest

from sandbox.stack import free_ports
from shared.bus.bus import Bus
from shared.bus.errors import TopologyError
from shared.bus.topology import check_topology
from shared.messages.routes import GROUPS
from tests.integration.bus.letters import GROUP, also, first, touched
from tests.tester import TESTER


@also(*GROUPS)
async def test_a_node_that_is_away_is_passed_over(url: str, channel) -> None:
    (nobody,) = free_ports(1)
    address = url.replace("@", f"@127.0.0.1:{nobody},")

    await check_topology(address)
    async with Bus.connect(address, service=TESTER) as bus:
        await bus.publish(touched(41))

    assert (await first(channel, GROUP)).headers["subject"] == "deal:41"


async def test_an_address_none_of_whose_nodes_answers_is_told_with_all_of_them() -> None:
    one, two = free_ports(2)

    with pytest.raises(TopologyError, match="не отвечает") as told:
        await check_topology(f"amqp://guest:guest@127.0.0.1:{one},127.0.0.1:{two}/")

    assert f"127.0.0.1:{one} или 127.0.0.1:{two}" in str(told.value)
