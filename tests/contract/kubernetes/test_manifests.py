"""`deploy/kubernetes`: what a cluster's administrator counts on."""

import json
import re

import pytest

from services.b24_connector.intake.push import BODY_LIMIT
from shared.process.door import CONNECTIONS, HEAD_S
from shared.process.push import BODY_S
from tests.contract.ending import LONGEST_S
from tests.contract.kubernetes.manifests import OVERLAYS, ROOT, SERVICES, build, containers, of_kind, pods, problems

LONG_RUNNING = [(overlay, service) for overlay in OVERLAYS for service in sorted(SERVICES)]
PODS = [(overlay, name) for overlay in OVERLAYS for name in pods(overlay)]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_services_the_console_and_the_job_are_started(overlay):
    assert set(of_kind(overlay, "Deployment")) == SERVICES | {"console"}
    assert set(of_kind(overlay, "Job")) == {"dealbus-topology"}


@pytest.mark.parametrize(("overlay", "name"), PODS)
def test_a_pod_runs_confined(overlay, name):
    _, pod = pods(overlay)[name]

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert pod["enableServiceLinks"] is False  # the Service dealbus-broker would become DEALBUS_BROKER_…
    for container in containers(pod):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert set(container["resources"]["limits"]) == {"cpu", "memory"}


@pytest.mark.parametrize(("overlay", "service"), LONG_RUNNING)
def test_a_service_is_restarted_only_when_it_is_dead(overlay, service):
    """Not while the portal or 1C is away: then it is not ready, and a restart would mend nothing."""
    (container,) = pods(overlay)[service][1]["containers"]

    assert container["livenessProbe"]["httpGet"]["path"] == "/health/live"
    assert container["startupProbe"]["httpGet"]["path"] == "/health/live"
    assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"


@pytest.mark.parametrize(("overlay", "service"), LONG_RUNNING)
def test_a_service_has_time_to_drain(overlay, service):
    pod = pods(overlay)[service][1]
    before = pod["containers"][0].get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", ["sleep", "0"])

    assert pod["terminationGracePeriodSeconds"] - int(before[1]) >= 40 > LONGEST_S


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_intake_serves_until_the_ingress_has_let_go(overlay):
    (container,) = pods(overlay)["b24-connector"][1]["containers"]

    assert container["lifecycle"]["preStop"]["exec"]["command"] == ["sleep", "5"]


@pytest.mark.parametrize(("overlay", "name"), PODS)
def test_secrets_come_as_files_or_are_named_never_written(overlay, name):
    for container in containers(pods(overlay)[name][1]):
        for one in container.get("env", []):
            if re.search(r"URL|WEBHOOK|TOKEN|PASSWORD", one["name"]):
                is_file = one["name"].endswith("_FILE") and one["value"].startswith("/run/")
                is_put_together = re.search(r":\$\((BROKER|MONGO)_PASSWORD\)@", one.get("value", "")) is not None
                assert is_file or is_put_together or "secretKeyRef" in one.get("valueFrom", {})
                assert is_file or name not in SERVICES


@pytest.mark.parametrize(("overlay", "count", "connectors"), [("single", 1, 1), ("production", 3, 2)])
def test_an_overlay_has_its_size(overlay, count, connectors):
    assert of_kind(overlay, "RabbitmqCluster")["dealbus-broker"]["spec"]["replicas"] == count
    assert of_kind(overlay, "MongoDBCommunity")["dealbus-mongo"]["spec"]["members"] == count
    deployments = of_kind(overlay, "Deployment")
    assert deployments["b24-connector"]["spec"]["replicas"] == connectors
    assert deployments["onec-connector"]["spec"]["replicas"] == connectors
    assert deployments["console"]["spec"]["replicas"] == 0


def test_applying_again_starts_what_was_scaled_to_nothing():
    """A Deployment without `replicas` stays at 0; in `production` KEDA has the say over two of them."""
    for overlay, scaled in (("single", set()), ("production", set(of_kind("production", "ScaledObject")))):
        said = {name for name, m in of_kind(overlay, "Deployment").items() if m["spec"].get("replicas")}
        assert said == SERVICES - scaled


def test_queues_spread_to_three_nodes_although_declared_on_the_first():
    config = of_kind("production", "RabbitmqCluster")["dealbus-broker"]["spec"]["rabbitmq"]["additionalConfig"]

    assert "quorum_queue.continuous_membership_reconciliation.enabled = true" in config
    assert "quorum_queue.continuous_membership_reconciliation.target_group_size = 3" in config


def test_a_node_that_goes_down_takes_one_of_each_kind():
    for service in SERVICES:
        (spread,) = pods("production")[service][1]["topologySpreadConstraints"]
        assert spread["topologyKey"] == "kubernetes.io/hostname"
        assert spread["matchLabelKeys"] == ["app.kubernetes.io/name"]
        assert spread["labelSelector"]["matchLabels"].items() <= pods("production")[service][0].items()
    broker = of_kind("production", "RabbitmqCluster")["dealbus-broker"]["spec"]["affinity"]
    mongo = of_kind("production", "MongoDBCommunity")["dealbus-mongo"]["spec"]["statefulSet"]["spec"]["template"][
        "spec"
    ]
    for affinity in (broker, mongo["affinity"]):
        (rule,) = affinity["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
        assert rule["topologyKey"] == "kubernetes.io/hostname"


def test_an_eviction_takes_one_at_a_time():
    budgets = of_kind("production", "PodDisruptionBudget")

    assert set(budgets) == SERVICES | {"dealbus-broker", "dealbus-mongo"}
    assert {budget["spec"]["maxUnavailable"] for budget in budgets.values()} == {1}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_only_the_intake_is_published(overlay):
    (ingress,) = of_kind(overlay, "Ingress").values()
    (rule,) = ingress["spec"]["rules"]

    assert [(path["path"], path["pathType"]) for path in rule["http"]["paths"]] == [("/b24/events", "Exact")]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_ingress_is_as_impatient_as_the_door_behind_it(overlay):
    (ingress,) = of_kind(overlay, "Ingress").values()
    of_nginx = "nginx.ingress.kubernetes.io/"
    limits = {name.removeprefix(of_nginx): value for name, value in ingress["metadata"]["annotations"].items()}
    guide = (ROOT / "docs" / "guides" / "kubernetes.ru.md").read_text()
    of_all = json.loads(re.search(r"ingress-nginx-controller .* -p '(.*)'", guide)[1])["data"]

    assert limits["proxy-body-size"] == limits["client-body-buffer-size"] == f"{BODY_LIMIT // 1024}k"
    assert limits["proxy-request-buffering"] == "on"
    assert int(limits["limit-connections"]) < CONNECTIONS
    assert int(limits["proxy-send-timeout"]) == BODY_S
    assert BODY_S < int(limits["proxy-read-timeout"]) <= 30
    assert of_all == {"client-header-timeout": f"{HEAD_S:.0f}", "client-body-timeout": f"{BODY_S:.0f}"}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_finished_job_does_not_stand_in_the_way_of_the_next_version(overlay):
    """A Job's template cannot be changed, so `kubectl apply` of another image would be refused."""
    assert of_kind(overlay, "Job")["dealbus-topology"]["spec"]["ttlSecondsAfterFinished"] > 0


def test_the_guides_own_variant_builds_and_changes_what_it_says(tmp_path):
    (tmp_path / "dealbus").symlink_to(ROOT)
    mine = tmp_path / "mine"
    mine.mkdir()
    (example,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/guides/kubernetes.ru.md").read_text(), re.DOTALL)
    (mine / "kustomization.yaml").write_text(example)
    (mine / "rules.yaml").write_text("portal_id: mine\n")

    found = build(mine)

    by_name = {(m["kind"], re.sub(r"-[a-z0-9]{10}$", "", m["metadata"]["name"])): m for m in found}
    assert [p for m in found for p in problems(m)] == []
    assert by_name["ConfigMap", "dealbus-rules"]["data"]["rules.yaml"] == "portal_id: mine\n"
    assert by_name["ConfigMap", "dealbus-onec"]["data"]["DEALBUS_ONEC_URL"] == "https://1c.company.ru/ut"
    assert by_name["ConfigMap", "dealbus-onec"]["data"]["DEALBUS_ONEC_POLL_S"] == "15"
    assert by_name["Ingress", "dealbus-intake"]["spec"]["rules"][0]["host"] == "bus.company.ru"
    assert by_name["PrometheusRule", "dealbus"]["metadata"]["labels"] == {"release": "kube-prometheus-stack"}
    images = {
        c["image"]
        for m in found
        if m["kind"] in {"Deployment", "Job"}
        for c in containers(m["spec"]["template"]["spec"])
    }
    assert images == {"registry.example.org/dealbus:0.1.0"}


def test_a_private_authority_is_mounted_as_the_guide_says(tmp_path):
    (tmp_path / "dealbus").symlink_to(ROOT)
    mine = tmp_path / "mine"
    mine.mkdir()
    guide = (ROOT / "docs/guides/kubernetes.ru.md").read_text()
    (patch,) = [one for one in re.findall(r"```yml\n(.*?)```", guide, re.DOTALL) if "SSL_CERT_FILE" in one]
    (mine / "kustomization.yaml").write_text(
        f"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
        f"resources: [../dealbus/deploy/kubernetes/overlays/production]\n{patch}"
    )

    deployments = {
        m["metadata"]["name"]: m["spec"]["template"]["spec"] for m in build(mine) if m["kind"] == "Deployment"
    }

    trusting = {
        name
        for name, pod in deployments.items()
        if any(one["name"] == "SSL_CERT_FILE" for one in pod["containers"][0].get("env", []))
        and any(one["name"] == "authorities" for one in pod["containers"][0]["volumeMounts"])
        and any(one["name"] == "authorities" for one in pod["volumes"])
    }
    assert trusting == {"b24-connector", "onec-connector", "console"}
