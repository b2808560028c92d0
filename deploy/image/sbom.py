# ruff: noqa: INP001 - run by its path
"""Writes what the services' image is made of, as CycloneDX 1.5: `python deploy/image/sbom.py [lock file]`.

From the lock file alone, so that the same locks make the same bytes; the standard library is enough. The base image
is named by its tag: its own packages stand in the bill that its publisher has.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LOCK = HERE / "requirements.lock"
_PACKAGE = re.compile(r"(?m)^([A-Za-z0-9._-]+)==([^\s\\;]+)[^\n]*((?:\n[ \t]+--hash=sha256:[0-9a-f]{64}[ \t\\]*)*)")
_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_BASE = re.compile(r"(?m)^FROM (?!.*\bAS sandbox)([\w./-]+):([\w.-]+)")


def bill(lock: str, dockerfile: str) -> dict[str, Any]:
    """Return the bill of materials.

    Args:
        lock: text of a lock file, as `uv pip compile --generate-hashes` writes it.
        dockerfile: text of the file that makes the image.
    """
    name, tag = _BASE.findall(dockerfile)[0]
    base = {"type": "container", "bom-ref": f"{name}:{tag}", "name": name, "version": tag}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "dealbus", "name": "dealbus"}},
        "components": [base, *(_component(*one) for one in packages(lock))],
    }


def packages(lock: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return name, version and SHA-256 of every file that may be installed, by name."""
    found = [(name.lower(), version, tuple(_HASH.findall(hashes))) for name, version, hashes in _PACKAGE.findall(lock)]
    return sorted(found)


def _component(name: str, version: str, hashes: tuple[str, ...]) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    files = [{"name": "sha256", "value": one} for one in hashes]  # of several wheels, of which one is installed
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "properties": files,
    }


def main() -> None:
    """Print the bill."""
    lock = Path(sys.argv[1]) if sys.argv[1:] else LOCK
    told = bill(lock.read_text(encoding="utf-8"), (HERE / "Dockerfile").read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()
