"""Prometheus and Alertmanager beside a running stack, with the configuration that is shipped."""

import asyncio
import json
import os
import re
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.stack.ports import free_ports
from sandbox.stack.program import Command, Program, Supervisor
from shared.process.http import serve
from tests.waiting import wait_until

CUSTOMER = "acme"
WATCHED = Path(__file__).parents[3] / "deploy" / "prometheus"


def alerts() -> dict:
    """The rules as shipped, but quick: what takes ten minutes takes a second."""
    text = (WATCHED / "alerts" / "dealbus.yml").read_text()
    return yaml.safe_load(re.sub(r"for: \d+m", "for: 1s", text))


def drawn() -> list[str]:
    """Every expression of every panel, for the customer of this stack; those of the shadow are looked at beside it."""
    boards = (json.loads(path.read_text()) for path in (WATCHED.parent / "grafana" / "dashboards").glob("*.json"))
    found = (target["expr"] for board in boards for panel in board["panels"] for target in panel["targets"])
    chosen = (one.replace("$customer", CUSTOMER).replace('vhost="$vhost"', 'vhost=~".+"') for one in found)
    return [one for one in chosen if "bus_shadow_" not in one]


async def write_configuration(folder: Path, stack, alertmanager: int, receiver: int) -> None:
    """Take the shipped configuration; only addresses and seconds are the test's."""
    async with stack.broker.management() as api:
        overview = (await api.get("/api/overview")).json()
    broker = next(one["port"] for one in overview["listeners"] if one["protocol"] == "http/prometheus")
    config = yaml.safe_load((WATCHED / "prometheus.yml").read_text())
    config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    config["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"] = [f"127.0.0.1:{alertmanager}"]
    services, queues = (one for one in config["scrape_configs"] if one["job_name"] != "shadow")
    config["scrape_configs"] = [services, queues]
    services["static_configs"][0]["labels"] = {"customer": CUSTOMER}
    services["static_configs"][0]["targets"] = [
        url.removeprefix("http://") for url in stack.addresses()["services"].values()
    ]
    queues["static_configs"][0]["targets"] = [f"127.0.0.1:{broker}"]
    sent = yaml.safe_load((WATCHED / "alertmanager.yml").read_text())
    sent["route"] |= {"group_wait": "0s", "group_interval": "1s"}
    sent["receivers"][0]["webhook_configs"] = [{"url": f"http://127.0.0.1:{receiver}/"}]
    (folder / "alerts").mkdir()
    (folder / "alerts" / "dealbus.yml").write_text(yaml.safe_dump(alerts(), allow_unicode=True))
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    (folder / "alertmanager.yml").write_text(yaml.safe_dump(sent))


def program(name: str, folder: Path, port: int, *argv: str) -> Program:
    async def is_ready() -> bool:
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                return (await client.get(f"http://127.0.0.1:{port}/-/ready")).is_success
            except httpx.HTTPError:
                return False

    command = Command(name, argv, {"PATH": os.environ["PATH"]}, folder / f"{name}.log", cwd=folder)
    return Program(command, ready=is_ready)


@asynccontextmanager
async def watching(programs: dict[str, Path], folder: Path, stack):
    """Run both; yields Prometheus' address and the alerts as (name, status) that Alertmanager sends."""
    prometheus, alertmanager, receiver = free_ports(3)
    await write_configuration(folder, stack, alertmanager, receiver)
    heard: list[tuple[str, str]] = []

    async def hear(request: Request) -> Response:
        heard.extend((one["labels"]["alertname"], one["status"]) for one in (await request.json())["alerts"])
        return Response()

    app = Starlette(routes=[Route("/", hear, methods=["POST"])])
    web = asyncio.create_task(serve(app, host="127.0.0.1", port=receiver))
    supervisor = Supervisor()
    try:
        await supervisor.start(
            program(
                "alertmanager", folder, alertmanager, str(programs["alertmanager"]), "--config.file=alertmanager.yml",
                "--storage.path=am", f"--web.listen-address=127.0.0.1:{alertmanager}", "--cluster.listen-address=",
            ),
            program(
                "prometheus", folder, prometheus, str(programs["prometheus"]), "--config.file=prometheus.yml",
                "--storage.tsdb.path=tsdb", f"--web.listen-address=127.0.0.1:{prometheus}",
            ),
        )  # fmt: skip
        url = f"http://127.0.0.1:{prometheus}"
        # It looks for the first time about 5 s after its start; what happened before would be no increase.
        await wait_until(lambda: everything_is_seen(url, stack), 60)
        yield url, heard
    finally:
        await supervisor.stop()
        web.cancel()
        await asyncio.wait({web})


async def everything_is_seen(url: str, stack) -> bool:
    """Whether all services and the broker have been scraped."""
    return len(await found(url, "up == 1")) == len(stack.addresses()["services"]) + 1


async def found(url: str, expression: str) -> list:
    """Ask Prometheus; an answer that is no number, a share of nothing, is none."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{url}/api/v1/query", params={"query": expression})
    answer.raise_for_status()
    return [one for one in answer.json()["data"]["result"] if one["value"][1] != "NaN"]


async def firing_is(url: str, names: set[str]) -> bool:
    """Whether these alerts fire and no others."""
    return {one["metric"]["alertname"] for one in await found(url, 'ALERTS{alertstate="firing"}')} == names


async def without_answer(url: str, expressions: set[str], timeout_s: float = 90) -> set[str]:
    """Ask for all of them until each has had an answer; return those that had none in time."""
    left = set(expressions)

    async def all_answered() -> bool:
        left.difference_update([one for one in left if await found(url, one)])
        return not left

    with suppress(AssertionError):
        await wait_until(all_answered, timeout_s, every=0.5)
    return left
