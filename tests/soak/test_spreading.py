"""The manifests' broker configuration on a RabbitMQ 4.x, as there: the job may come before the other nodes do."""

import shutil
from pathlib import Path

import httpx
import pytest

from sandbox.stack.installing import find_or_install_rabbitmq
from sandbox.stack.next_release import NotOfferedError
from sandbox.stack.program import Supervisor
from sandbox.stack.rabbitmq import PASSWORD, USER, Member, private_members
from shared.bus.topology import apply_topology
from shared.messages.routes import GROUPS
from tests.contract.kubernetes.manifests import of_kind
from tests.waiting import wait_until

pytestmark = pytest.mark.timeout(400)  # a first run unpacks the server
NODES = ("first", "second", "third")


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("apt-get"):
        pytest.skip("no apt-get to get a RabbitMQ 4.x with")
    monkeypatch.setenv("DEALBUS_RABBITMQ", "4.x")
    try:
        find_or_install_rabbitmq()
    except NotOfferedError as reason:
        pytest.skip(str(reason))


def configured_as_in_the_cluster(workdir: Path) -> None:
    spec = of_kind("production", "RabbitmqCluster")["dealbus-broker"]["spec"]
    for node in NODES:
        path = workdir / node / "rabbitmq.conf"
        path.write_text(f"{path.read_text()}\n{spec['rabbitmq']['additionalConfig']}")


async def members_of_queues(node: Member) -> dict[str, int]:
    """Count the nodes that each queue stands on."""
    async with httpx.AsyncClient(auth=(USER, PASSWORD), trust_env=False) as http:
        answer = await http.get(f"http://127.0.0.1:{node.management_port}/api/queues/%2F")
    return {one["name"]: len(one.get("members", [])) for one in answer.raise_for_status().json()}


@pytest.mark.usefixtures("newer")
async def test_queues_declared_on_the_first_node_reach_all_three(tmp_path):
    names, members = private_members(tmp_path, NODES)
    configured_as_in_the_cluster(tmp_path)
    first, *others = members
    supervisor = Supervisor()
    try:
        await supervisor.start(names)
        await supervisor.start(first.program, timeout_s=120)
        await apply_topology(f"amqp://{USER}:{PASSWORD}@127.0.0.1:{first.amqp_port}/")
        alone = await wait_until(lambda: _all_have(first, 1), 30)
        assert set(GROUPS) <= set(alone)

        await supervisor.start(*(member.program for member in others), timeout_s=120)

        assert set(await wait_until(lambda: _all_have(first, 3), 120, every=1)) == set(alone)
    finally:
        await supervisor.stop()


async def _all_have(node: Member, count: int) -> dict[str, int]:
    found = await members_of_queues(node)
    return found if set(found.values()) == {count} else {}
