"""`deploy/kubernetes`: what an API server would accept, and what a cluster's administrator counts on."""

import copy
import re

import pytest
from manifests import OVERLAYS, ROOT, InvalidManifestError, manifests, validate

ALL = [(overlay, found) for overlay in OVERLAYS for found in manifests(overlay)]
KINDS = {found["kind"]: found for _, found in ALL}
SERVICES = {"b24-connector", "onec-connector", "mapper", "stage-router"}
PODS = [
    pytest.param(found, id=f"{overlay}-{found['metadata']['name']}")
    for overlay, found in ALL
    if found["kind"] in {"Deployment", "Job"}
]


def _body(manifest):
    return "spec" if "spec" in manifest else "data"


@pytest.mark.parametrize(("overlay", "manifest"), ALL, ids=[f"{o}-{m['kind']}-{m['metadata']['name']}" for o, m in ALL])
def test_every_manifest_fits_its_schema(overlay, manifest):
    validate(manifest)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_renamed_key_is_refused(kind):
    broken = copy.deepcopy(KINDS[kind])
    broken[_body(broken) + "s"] = broken.pop(_body(broken))
    with pytest.raises(InvalidManifestError):
        validate(broken)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"ConfigMap"}))
def test_a_renamed_key_inside_is_refused(kind):
    broken = copy.deepcopy(KINDS[kind])
    key = min(broken["spec"])
    broken["spec"][key + "X"] = broken["spec"].pop(key)
    with pytest.raises(InvalidManifestError):
        validate(broken)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_wrong_type_is_refused(kind):
    broken = copy.deepcopy(KINDS[kind])
    broken[_body(broken)] = "text"
    with pytest.raises(InvalidManifestError):
        validate(broken)


@pytest.mark.parametrize("api", ["v1", "apps/v1", "example.org/v1"])
def test_an_unknown_kind_is_refused(api):
    with pytest.raises(InvalidManifestError):
        validate({"apiVersion": api, "kind": "Unheard", "metadata": {"name": "a"}, "spec": {}})


@pytest.mark.parametrize("manifest", PODS)
def test_a_pod_runs_confined(manifest):
    pod = manifest["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 10001
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in pod["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert set(container["resources"]["limits"]) == {"cpu", "memory"}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_services_have_probes_and_time_to_drain(overlay):
    deployments = {m["metadata"]["name"]: m for m in manifests(overlay) if m["kind"] == "Deployment"}
    assert set(deployments) == SERVICES
    for deployment in deployments.values():
        pod = deployment["spec"]["template"]["spec"]
        assert pod["terminationGracePeriodSeconds"] >= 40
        container = pod["containers"][0]
        assert container["livenessProbe"]["httpGet"]["path"] == "/health/live"
        assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
        assert container["startupProbe"]["httpGet"]["path"] == "/health/ready"


@pytest.mark.parametrize("manifest", PODS)
def test_secrets_come_as_files(manifest):
    for container in manifest["spec"]["template"]["spec"]["containers"]:
        for one in container.get("env", []):
            if re.search(r"URL|WEBHOOK|TOKEN|PASSWORD", one["name"]):
                assert one["name"].endswith("_FILE")
                assert one["value"].startswith("/run/secrets/")


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_settings_used_are_settings_documented(overlay):
    known = set(re.findall(r"`(DEALBUS_[A-Z0-9_]+)`", (ROOT / "docs/settings.md").read_text()))
    used = set(re.findall(r"DEALBUS_[A-Z0-9_]+", str([m for m in manifests(overlay) if m["kind"] != "Ingress"])))
    assert used
    assert {name.removesuffix("_FILE") for name in used} <= known


@pytest.mark.parametrize(("overlay", "count", "connectors"), [("single", 1, 1), ("production", 3, 2)])
def test_an_overlay_has_its_size(overlay, count, connectors):
    found = {(m["kind"], m["metadata"]["name"]): m["spec"] for m in manifests(overlay) if "spec" in m}
    assert found["RabbitmqCluster", "dealbus-broker"]["replicas"] == count
    assert found["MongoDBCommunity", "dealbus-mongo"]["members"] == count
    assert found["Deployment", "b24-connector"]["replicas"] == connectors
    assert found["Deployment", "onec-connector"]["replicas"] == connectors


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_only_the_intake_is_published(overlay):
    (ingress,) = [m for m in manifests(overlay) if m["kind"] == "Ingress"]
    (rule,) = ingress["spec"]["rules"]
    assert [(path["path"], path["pathType"]) for path in rule["http"]["paths"]] == [("/b24/events", "Exact")]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_nothing_may_talk_unless_a_policy_says_so(overlay):
    policies = {m["metadata"]["name"]: m["spec"] for m in manifests(overlay) if m["kind"] == "NetworkPolicy"}
    assert policies["deny-all"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def _reaches(overlay, service, port):
    labels = {"app.kubernetes.io/name": service, "app.kubernetes.io/part-of": "dealbus"}
    for policy in (m["spec"] for m in manifests(overlay) if m["kind"] == "NetworkPolicy"):
        selector = policy["podSelector"]
        chosen = selector.get("matchLabels", {}).items() <= labels.items() and all(
            labels.get(one["key"]) in one["values"] for one in selector.get("matchExpressions", [])
        )
        if chosen and any(port == to["port"] for rule in policy.get("egress", []) for to in rule["ports"]):
            return True
    return False


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_service_reaches_only_what_it_needs(overlay):
    reached = {port: {s for s in SERVICES if _reaches(overlay, s, port)} for port in (5672, 27017, 15672, 443)}
    assert reached == {
        5672: SERVICES,
        27017: SERVICES - {"stage-router"},
        15672: set(),
        443: {"b24-connector", "onec-connector"},
    }
