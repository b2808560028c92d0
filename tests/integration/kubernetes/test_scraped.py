"""The monitors and rules in a real Prometheus, as the operator writes them into its configuration."""

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.stack import free_ports
from sandbox.stack.installing import find_or_install_prometheus
from shared.bus.topology import apply_topology
from shared.process.http import create_app, serve
from tests.contract.kubernetes.manifests import SERVICES, of_kind
from tests.integration.monitoring.watching import found, program
from tests.waiting import wait_until

pytestmark = pytest.mark.timeout(300)  # several waits, each of them short on an idle machine
# https://prometheus-operator.dev/docs/api-reference/api/: what every ServiceMonitor gets before its own relabelling.
USUAL = [
    {"source_labels": ["__meta_kubernetes_namespace"], "target_label": "namespace"},
    {"source_labels": ["__meta_kubernetes_service_name"], "target_label": "service"},
    {"source_labels": ["__meta_kubernetes_pod_name"], "target_label": "pod"},
    {"source_labels": ["__meta_kubernetes_service_name"], "target_label": "job"},
]
SPELT = {"targetLabel": "target_label", "sourceLabels": "source_labels", "replacement": "replacement"}


@pytest.fixture
def prometheus() -> Path:
    if not shutil.which("prometheus") and (os.geteuid() != 0 or not shutil.which("apt-get")):
        pytest.skip("no Prometheus, and without root and apt there is no way to install it")
    return find_or_install_prometheus("prometheus")["prometheus"]


def jobs(targets: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Write a scrape configuration for every endpoint of every monitor."""
    return [
        {
            "job_name": f"serviceMonitor/dealbus/{name}/{number}",
            "metrics_path": endpoint["path"],
            "params": endpoint.get("params", {}),
            "static_configs": targets[name],
            "relabel_configs": [
                *USUAL,
                {"target_label": "endpoint", "replacement": endpoint["port"]},
                *({SPELT[key]: value for key, value in one.items()} for one in endpoint["relabelings"]),
            ],
        }
        for name, monitor in of_kind("production", "ServiceMonitor").items()
        for number, endpoint in enumerate(monitor["spec"]["endpoints"])
    ]


def target(address: str, service: str) -> dict[str, Any]:
    """Describe a pod as service discovery does."""
    meta = {"namespace": "dealbus", "service_name": service, "pod_name": f"{service}-0"}
    return {"targets": [address], "labels": {f"__meta_kubernetes_{key}": value for key, value in meta.items()}}


def quick_rules() -> dict[str, Any]:
    groups = [group for rule in of_kind("production", "PrometheusRule").values() for group in rule["spec"]["groups"]]
    return {"groups": [{**one, "rules": [{**rule, "for": "0s"} for rule in one["rules"]]} for one in groups]}


async def test_alerts_find_their_jobs_and_a_service_without_pods_is_told(prometheus, broker, amqp_url, tmp_path):
    await apply_topology(amqp_url)
    async with broker.management() as api:
        listeners = (await api.get("/api/overview")).json()["listeners"]
    queues = next(one["port"] for one in listeners if one["protocol"] == "http/prometheus")
    figures, port = free_ports(2)
    alive = SERVICES - {"mapper"}
    targets = {
        "dealbus": [target(f"127.0.0.1:{figures}", service) for service in alive],
        "dealbus-broker": [target(f"127.0.0.1:{queues}", "dealbus-broker")],
    }
    (tmp_path / "rules.yml").write_text(yaml.safe_dump(quick_rules(), allow_unicode=True))
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": ["rules.yml"],
        "scrape_configs": jobs(targets),
    }
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(config))
    web = asyncio.create_task(serve(create_app(ready=_ready), host="127.0.0.1", port=figures))
    running = program(
        "prometheus", tmp_path, port, str(prometheus), "--config.file=prometheus.yml", "--storage.tsdb.path=tsdb",
        f"--web.listen-address=127.0.0.1:{port}",
    )  # fmt: skip
    try:
        await running.start()
        url = f"http://127.0.0.1:{port}"

        await wait_until(lambda: _ups(url, 'up{job="dealbus"} == 1', len(alive)), 60)
        ups = await wait_until(lambda: _ups(url, 'up{job="rabbitmq"} == 1', 2), 60)
        assert {one["metric"]["endpoint"] for one in ups} == {"prometheus", "detailed"}
        assert {one["metric"]["instance"] for one in ups} == {"dealbus-broker-0"}
        for name in ("rabbitmq_detailed_queue_messages_ready", "rabbitmq_detailed_queue_consumers"):
            await wait_until(lambda name=name: found(url, f'{name}{{job="rabbitmq", queue="mapper.orders"}}'), 30)
        await wait_until(lambda: found(url, 'rabbitmq_identity_info{job="rabbitmq"}'), 30)

        alert = 'ALERTS{alertname="ServiceDown", alertstate="firing"}'
        # The others fire too until their first scrape: the rules wait for nothing here.
        assert await wait_until(lambda: _fires_for(url, alert, {"mapper"}), 30)
    finally:
        await running.stop()
        web.cancel()
        await asyncio.wait({web})


async def _ready() -> list[str]:
    return []


async def _ups(url: str, expression: str, count: int) -> list:
    """Return the answer once it has that many series."""
    answer = await found(url, expression)
    return answer if len(answer) == count else []


async def _fires_for(url: str, alert: str, services: set[str]) -> bool:
    """Tell whether an alert fires for these; before anything was scraped it names no service."""
    return {one["metric"].get("service") for one in await found(url, alert)} == services
