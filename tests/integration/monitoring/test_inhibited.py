"""What a real Alertmanager keeps back because of another alert, with several customers watched by one Prometheus."""

import os
import shutil
from pathlib import Path

import httpx
import pytest

from sandbox.stack.installing import find_or_install_prometheus
from sandbox.stack.ports import free_ports
from sandbox.stack.program import Supervisor
from tests.waiting import wait_until

from .watching import WATCHED, program


@pytest.fixture
def alertmanager() -> Path:
    if not shutil.which("alertmanager") and (os.geteuid() != 0 or not shutil.which("apt-get")):
        pytest.skip("no Alertmanager, and without root and apt there is no way to install it")
    return find_or_install_prometheus("alertmanager")["alertmanager"]


@pytest.fixture
async def told(alertmanager, tmp_path):
    """The address of an Alertmanager with the configuration that is shipped."""
    (port,) = free_ports(1)
    argv = (
        *(str(alertmanager), f"--config.file={WATCHED / 'alertmanager.yml'}", "--storage.path=am"),
        *(f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="),
    )
    supervisor = Supervisor()
    try:
        await supervisor.start(program("alertmanager", tmp_path, port, *argv))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            yield client
    finally:
        await supervisor.stop()


def alert(name: str, customer: str, **labels: str) -> dict:
    whose = {"customer": customer} if customer else {}
    return {"labels": {"alertname": name, **whose, **labels}}


async def sent(told: httpx.AsyncClient, *alerts: dict) -> set[str]:
    """Report alerts, and return whose NobodyConsumes is not kept back once Alertmanager has looked at all of them."""
    (await told.post("/api/v2/alerts", json=alerts)).raise_for_status()

    async def seen() -> list[dict]:
        found = (await told.get("/api/v2/alerts")).json()
        return found if all(one["status"]["state"] != "unprocessed" for one in found) else []

    async def all_seen() -> bool:
        return len(await seen()) == len(alerts)

    await wait_until(all_seen, 60)
    lanes = [one for one in await seen() if one["labels"]["alertname"] == "NobodyConsumes"]
    return {one["labels"].get("customer", "") for one in lanes if one["status"]["state"] == "active"}


LANES = [alert("NobodyConsumes", customer, group="mapper.orders") for customer in ("acme", "bolt")]


async def test_one_customers_broker_keeps_back_nothing_of_anothers(told):
    assert await sent(told, alert("BrokerAway", "acme", instance="a"), *LANES) == {"bolt"}


async def test_a_broker_that_all_share_explains_what_stands_at_all_of_them(told):
    assert await sent(told, alert("BrokerAway", "", instance="a"), *LANES) == set()


async def test_without_labels_a_broker_explains_its_lanes(told):
    assert await sent(told, alert("BrokerAway", ""), alert("NobodyConsumes", "", group="mapper.orders")) == set()
