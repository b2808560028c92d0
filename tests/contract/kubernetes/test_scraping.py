"""What alerts and dashboards ask for is what the ServiceMonitors bring."""

import json
import re

import pytest
import yaml

from tests.contract.kubernetes.manifests import ROOT, of_kind

METRIC = re.compile(r"\b(up|(?:bus|process|python|rabbitmq)_[a-z0-9_]+)(\{[^}]*\})?(?!\s*\()")
JOB = re.compile(r'\bjob\s*(=~?|!=|!~)\s*"([^"]*)"')
JOB_OF = {"bus": "dealbus", "process": "dealbus", "python": "dealbus", "rabbitmq": "rabbitmq"}
COMPOSE = {
    one["job_name"]: one
    for one in yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())["scrape_configs"]
}


def expressions() -> list[str]:
    rules = [
        rule["expr"]
        for manifest in of_kind("production", "PrometheusRule").values()
        for group in manifest["spec"]["groups"]
        for rule in group["rules"]
    ]
    boards = [json.loads(path.read_text()) for path in sorted((ROOT / "deploy/grafana/dashboards").glob("*.json"))]
    panels = [target["expr"] for board in boards for panel in board["panels"] for target in panel.get("targets", [])]
    assert len(rules) > 5
    assert len(panels) > 5
    return [*rules, *panels]


def scrapes() -> list[dict]:
    """Return every scrape with the labels that its relabelling fixes."""
    found = []
    for monitor in of_kind("production", "ServiceMonitor").values():
        for endpoint in monitor["spec"]["endpoints"]:
            fixed = {one["targetLabel"]: one["replacement"] for one in endpoint["relabelings"] if "replacement" in one}
            found.append({"fixed": {"endpoint": endpoint["port"], **fixed}, "monitor": monitor, **endpoint})
    return found


def jobs() -> set[str]:
    return {one["fixed"]["job"] for one in scrapes()}


@pytest.mark.parametrize("expression", expressions())
def test_an_expression_asks_for_jobs_that_are_scraped(expression):
    asked = METRIC.findall(expression)

    assert asked
    for name, matchers in asked:
        named = JOB.findall(matchers)
        assert all(operator == "=" and job in jobs() for operator, job in named)
        assert named or name != "up"
        if name != "up":
            assert JOB_OF[name.partition("_")[0]] in jobs()
            assert named in ([], [("=", JOB_OF[name.partition("_")[0]])])


@pytest.mark.parametrize("job", sorted(COMPOSE.keys() - {"shadow"}))  # a shadow is no part of the manifests
def test_a_job_brings_what_it_brings_on_one_server(job):
    """Every expression is asked of a live Prometheus with that configuration; see tests/integration/monitoring."""
    wanted = COMPOSE[job]

    brought = [(one["path"], one.get("params")) for one in scrapes() if one["fixed"]["job"] == job]

    assert (wanted.get("metrics_path", "/metrics"), wanted.get("params")) in brought


def test_the_brokers_own_figures_are_brought_as_well():
    assert "/metrics" in {one["path"] for one in scrapes() if one["fixed"]["job"] == "rabbitmq"}


def test_no_two_scrapes_of_a_pod_write_the_same_series():
    labels = [tuple(sorted(one["fixed"].items())) for one in scrapes()]

    assert len(labels) == len(set(labels))


def test_an_instance_is_called_by_its_pod():
    for one in scrapes():
        assert {"targetLabel": "instance", "sourceLabels": ["__meta_kubernetes_pod_name"]} in one["relabelings"]


def test_the_services_are_scraped_on_a_port_that_they_have():
    (scrape,) = [one for one in scrapes() if one["fixed"]["job"] == "dealbus"]
    chosen = scrape["monitor"]["spec"]["selector"]["matchLabels"].items()

    services = {
        name: {port["name"] for port in m["spec"]["ports"]}
        for name, m in of_kind("production", "Service").items()
        if chosen <= m["metadata"]["labels"].items()
    }

    assert set(services) == {"b24-connector", "onec-connector", "mapper", "stage-router", "reconciler"}
    assert all(scrape["port"] in ports for ports in services.values())


def test_the_brokers_scrapes_use_what_its_operator_makes():
    """RabbitMQ Cluster Operator: the Service has the cluster's name in this label, and a port `prometheus`."""
    (cluster,) = of_kind("production", "RabbitmqCluster")

    for scrape in (one for one in scrapes() if one["fixed"]["job"] == "rabbitmq"):
        assert scrape["monitor"]["spec"]["selector"]["matchLabels"] == {"app.kubernetes.io/name": cluster}
        assert scrape["port"] == "prometheus"


def test_every_dashboard_is_there_for_grafanas_sidecar():
    found = {
        key: text
        for manifest in of_kind("production", "ConfigMap").values()
        if manifest["metadata"].get("labels", {}).get("grafana_dashboard") == "1"
        for key, text in manifest["data"].items()
    }

    assert found == {path.name: path.read_text() for path in (ROOT / "deploy/grafana/dashboards").glob("*.json")}
