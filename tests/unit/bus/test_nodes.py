"""One address that names the nodes of a cluster."""

import pytest

from shared.bus.connection import nodes_of


@pytest.mark.parametrize(
    ("url", "nodes"),
    [
        ("amqp://user:p%40ss@one:5672/", ["amqp://user:p%40ss@one:5672/"]),
        (
            "amqp://user:p%40ss@one:5671,two,three:5673/%2Fcustomer?heartbeat=5",
            [
                "amqp://user:p%40ss@one:5671/%2Fcustomer?heartbeat=5",
                "amqp://user:p%40ss@two/%2Fcustomer?heartbeat=5",
                "amqp://user:p%40ss@three:5673/%2Fcustomer?heartbeat=5",
            ],
        ),
        ("amqps://one,two", ["amqps://one", "amqps://two"]),
        ("amqp://user:a,b@one,two/", ["amqp://user:a,b@one/", "amqp://user:a,b@two/"]),
    ],
)
def test_every_node_gets_the_login_and_the_virtual_host_of_the_address(url: str, nodes: list[str]) -> None:
    assert nodes_of(url) == nodes
