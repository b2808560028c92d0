"""Who may talk to whom: both ends of a connection have to allow it."""

import pytest

from tests.contract.kubernetes.manifests import OVERLAYS, SERVICES, of_kind, pods

NAME = "app.kubernetes.io/name"
BROKER = {NAME: "dealbus-broker"}
DATABASE = {"app": "dealbus-mongo-svc"}
STARTED = {*SERVICES, "console", "dealbus-topology"}


def _chosen(selector, labels):
    return selector.get("matchLabels", {}).items() <= labels.items() and all(
        labels.get(one["key"]) in one["values"] for one in selector.get("matchExpressions", [])
    )


def _peer(peers, labels, namespace):
    if peers is None:
        return True
    for peer in peers:
        if "ipBlock" in peer:
            if labels is None:
                return True
        elif "namespaceSelector" in peer:
            if _chosen(peer["namespaceSelector"], {"kubernetes.io/metadata.name": namespace}):
                return True
        elif namespace == "dealbus" and labels is not None and _chosen(peer["podSelector"], labels):
            return True
    return False


def _allowed(overlay, direction, labels, other, port, namespace="dealbus"):
    """Tell whether a policy on these labels lets the other end in or out."""
    key, side = ("egress", "to") if direction == "Egress" else ("ingress", "from")
    for policy in (m["spec"] for m in of_kind(overlay, "NetworkPolicy").values()):
        if direction in policy["policyTypes"] and _chosen(policy["podSelector"], labels):
            for rule in policy.get(key, []):
                ports = [range(one["port"], one.get("endPort", one["port"]) + 1) for one in rule["ports"]]
                if any(port in one for one in ports) and _peer(rule.get(side), other, namespace):
                    return True
    return False


def _connects(overlay, labels, other, port):
    return _allowed(overlay, "Egress", labels, other, port) and _allowed(overlay, "Ingress", other, labels, port)


def _labels(overlay):
    return {name: labels for name, (labels, _) in pods(overlay).items()}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_nothing_may_talk_unless_a_policy_says_so(overlay):
    policies = {name: m["spec"] for name, m in of_kind(overlay, "NetworkPolicy").items()}

    assert policies["deny-all"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


@pytest.mark.parametrize(
    ("other", "port", "expected"),
    [
        pytest.param(BROKER, 5671, STARTED, id="broker"),
        pytest.param(BROKER, 5672, set(), id="broker-without-tls"),
        pytest.param(BROKER, 15671, {"console", "dealbus-topology"}, id="management"),
        pytest.param(BROKER, 15672, set(), id="management-without-tls"),
        pytest.param(DATABASE, 27017, STARTED - {"stage-router"}, id="database"),
    ],
)
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_only_who_needs_it_reaches(overlay, other, port, expected):
    labels = _labels(overlay)

    assert {name for name in labels if _connects(overlay, labels[name], other, port)} == expected


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_only_connectors_and_the_console_reach_the_world(overlay):
    labels = _labels(overlay)

    reached = {name for name in labels if _allowed(overlay, "Egress", labels[name], None, 443)}

    assert reached == {"b24-connector", "onec-connector", "console"}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_pod_may_resolve_names(overlay):
    for labels in [*_labels(overlay).values(), BROKER, DATABASE]:
        assert _allowed(overlay, "Egress", labels, None, 53)


@pytest.mark.parametrize(
    ("namespace", "target", "port"),
    [("ingress-nginx", "b24-connector", 8080), ("monitoring", "mapper", 8080), ("monitoring", "stage-router", 8080)],
)
def test_ingress_and_prometheus_come_in(namespace, target, port):
    assert _allowed("production", "Ingress", _labels("production")[target], {}, port, namespace)


@pytest.mark.parametrize(
    ("namespace", "port", "may"), [("keda", 5671, True), ("monitoring", 15692, True), ("keda", 15671, False)]
)
def test_the_broker_lets_in_keda_and_prometheus_and_no_more(namespace, port, may):
    assert _allowed("production", "Ingress", BROKER, {}, port, namespace) == may


@pytest.mark.parametrize("labels", [BROKER, DATABASE])
def test_members_of_a_cluster_reach_each_other(labels):
    ports = [4369, 25672, 35672] if labels is BROKER else [27017]

    assert all(_connects("production", labels, labels, port) for port in ports)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_nobody_reaches_a_service_but_from_outside(overlay):
    labels = _labels(overlay)

    assert not [(a, b) for a in labels for b in SERVICES if _connects(overlay, labels[a], labels[b], 8080)]
