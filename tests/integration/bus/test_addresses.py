"""An address that names several nodes, some of which are away."""

from pathlib import Path

import pytest

from sandbox.stack import Broker, free_ports
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


async def test_a_virtual_host_that_is_not_there_is_told_with_the_command_that_makes_it(amqp_url: str) -> None:
    address = f"{amqp_url.rpartition('/')[0]}/nowhere"

    with pytest.raises(
        TopologyError, match=r"нет виртуального хоста nowhere, или он этому .* add_vhost nowhere, затем"
    ):
        await check_topology(address)


async def test_a_virtual_host_that_is_closed_to_the_user_is_told_with_the_command_that_opens_it(
    amqp_url: str, broker: Broker
) -> None:
    user = {"password": "s3cr3t", "tags": ""}
    async with broker.management() as api:
        (await api.put("/api/users/stranger", json=user)).raise_for_status()

    with pytest.raises(TopologyError, match=r"или он этому пользователю закрыт: .* dealbus rights apply"):
        await check_topology(amqp_url.replace("//dealbus:dealbus@", "//stranger:s3cr3t@"))


@pytest.mark.parametrize("spoiled", ["S3cret/part", "12/S3cret", "S3cret#7788", "S3cret?7788"])
async def test_a_password_with_signs_of_an_address_is_told_how_to_be_written(spoiled: str) -> None:
    with pytest.raises(TopologyError, match="в пароле замените кодами %2F") as told:
        await check_topology(f"amqp://dealbus:{spoiled}@127.0.0.1:5672/")

    assert "3cret" not in str(told.value)


async def test_a_file_of_authorities_without_certificates_is_named(tmp_path: Path) -> None:
    (port,), file = free_ports(1), tmp_path / "authority"
    file.write_text("-----", encoding="utf-8")

    with pytest.raises(TopologyError, match="в файле удостоверяющего центра нет сертификатов"):
        await check_topology(f"amqps://dealbus:dealbus@127.0.0.1:{port}/?cafile={file}")
