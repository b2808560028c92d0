"""Every manifest fits the schema of its kind, and every breakage of every kind is seen."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.kubernetes.manifests import DEPLOY, NEWEST, OLDEST, OVERLAYS, manifests, problems, refused
from tests.contract.kubernetes.operators import SPECS

ALL = [(overlay, found) for overlay in OVERLAYS for found in manifests(overlay)]
KINDS = {found["kind"]: found for _, found in sorted(ALL, key=lambda one: len(str(one[1])))}  # the longest of each

# Maps whose keys are the author's own.
FREE = {"annotations", "data", "labels", "limits", "matchLabels", "params", "requests"}
FREE_OF = {"Service": {"selector"}}

REQUIRED = {
    "ConfigMap": [],
    "Deployment": ["spec.selector", "spec.template", "spec.template.spec.containers.0.name"],
    "Ingress": ["spec.rules.0.http.paths.0.pathType", "spec.rules.0.http.paths.0.backend", "spec.rules.0.http.paths"],
    "Job": ["spec.template", "spec.template.spec.containers.0.name", "spec.template.spec.volumes.0.name"],
    "MongoDBCommunity": [
        "spec.security",
        "spec.security.authentication.modes",
        "spec.security.roles.0.db",
        "spec.security.roles.0.privileges.0.resource",
        "spec.statefulSet.spec",
        "spec.type",
        "spec.users.0.name",
        "spec.users.0.passwordSecretRef.name",
        "spec.users.0.roles",
        "spec.users.0.roles.0.db",
    ],
    "NetworkPolicy": [],
    "PodDisruptionBudget": [],
    "PrometheusRule": ["metadata", "spec", "spec.groups.0.name", "spec.groups.0.rules.0.expr"],
    "RabbitmqCluster": ["metadata"],
    "ScaledObject": [
        "spec.scaleTargetRef",
        "spec.scaleTargetRef.name",
        "spec.triggers",
        "spec.triggers.0.authenticationRef.name",
        "spec.triggers.0.metadata",
        "spec.triggers.0.metadata.queueName",
        "spec.triggers.0.type",
    ],
    "Service": ["spec.ports.0.port"],
    "ServiceMonitor": ["metadata", "spec", "spec.selector", "spec.endpoints"],
    "TriggerAuthentication": [
        "spec",
        "spec.secretTargetRef.0.key",
        "spec.secretTargetRef.0.name",
        "spec.secretTargetRef.0.parameter",
    ],
}


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield every value that has a schema, with its path."""
    yield path, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inside:
        yield from nodes(child, (*path, key))


def named(schema: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of every key that a schema names, `*` for the entries of a list."""
    for key, part in schema.get("properties", {}).items():
        yield (*path, key)
        yield from named(part, (*path, key))
    if "items" in schema:
        yield from named(schema["items"], (*path, "*"))


def places(manifest: dict[str, Any]) -> list[tuple[tuple[Any, ...], Any]]:
    """Return one value for each place of the schema: the entries of a list share theirs."""
    found: dict[tuple[Any, ...], Any] = {}
    for path, value in nodes(manifest):
        place = (*("*" if isinstance(key, int) else key for key in path), type(value))
        found.setdefault(place, (path, value))
    return list(found.values())


def broken(manifest: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Return a copy in which another value stands at the path."""
    copied = copy.deepcopy(manifest)
    place = copied
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return copied


def without(manifest: dict[str, Any], dotted: str) -> dict[str, Any]:
    copied = copy.deepcopy(manifest)
    *above, last = [int(key) if key.isdigit() else key for key in dotted.split(".")]
    place = copied
    for key in above:
        place = place[key]
    del place[last]
    return copied


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
@pytest.mark.parametrize(("overlay", "manifest"), ALL, ids=[f"{o}-{m['kind']}-{m['metadata']['name']}" for o, m in ALL])
def test_every_manifest_fits_its_schema(overlay, manifest, version):
    assert problems(manifest, version) == []


def test_every_kind_is_known_to_these_tests():
    assert set(KINDS) == set(REQUIRED)


@pytest.mark.parametrize(("api", "kind"), SPECS)
def test_an_operators_schema_names_no_key_that_no_manifest_has(api, kind):
    of_kind = [found for _, found in ALL if (found["apiVersion"], found["kind"]) == (api, kind)]
    used = {
        tuple("*" if isinstance(key, int) else key for key in path)
        for found in of_kind
        for path, _ in nodes(found["spec"])
    }

    assert set(named(SPECS[api, kind])) - used == set()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_unknown_key_is_refused_wherever_it_stands(kind):
    manifest = KINDS[kind]
    free = FREE | FREE_OF.get(kind, set())
    objects = [path for path, value in places(manifest) if isinstance(value, dict)]
    closed = [path for path in objects if path in {(), ("metadata",)} or path[-1] not in free]

    assert len(closed) > 1
    assert [path for path in closed if not refused(broken(manifest, (*path, "unheard"), "text"))] == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_wrong_type_is_refused_wherever_it_stands(kind):
    manifest = KINDS[kind]
    wrong = [
        (path, "text" if isinstance(value, dict | list | bool) else {"unheard": 1})
        for path, value in places(manifest)
        if path
    ]

    assert len(wrong) > 5
    assert [path for path, value in wrong if not refused(broken(manifest, path, value))] == []


@pytest.mark.parametrize(
    ("kind", "path"), [pytest.param(k, path, id=f"{k}-{path}") for k in REQUIRED for path in REQUIRED[k]]
)
def test_a_missing_required_key_is_refused(kind, path):
    assert refused(without(KINDS[kind], path))


@pytest.mark.parametrize("api", ["v1", "apps/v1", "example.org/v1"])
def test_an_unknown_kind_is_refused(api):
    assert refused({"apiVersion": api, "kind": "Unheard", "metadata": {"name": "a"}, "spec": {}})


def test_every_file_is_built_into_an_overlay():
    """A manifest that no kustomization names is one that nobody applies."""
    named = set()
    for path in DEPLOY.rglob("kustomization.yaml"):
        text = path.read_text()
        named |= {one for one in path.parent.iterdir() if one.name in text}
    files = {path for path in DEPLOY.rglob("*.yaml") if path.name != "kustomization.yaml"}

    assert files - named == set()
