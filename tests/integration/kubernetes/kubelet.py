"""Does with one container of a manifest what a kubelet does, on this machine: files, environment, command."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.contract.kubernetes.manifests import ROOT, of_kind

Secrets = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Started:
    """What is run, and with what."""

    argv: list[str]
    environment: dict[str, str]


@dataclass(frozen=True)
class Kubelet:
    """A node of one machine: mounts lie below a folder, and names of the cluster are addresses of it.

    Args:
        folder: stands for the root of every container.
        secrets: by name and key, those of the operators included.
        hosts: name and port in the cluster → where that is here.
    """

    folder: Path
    secrets: Secrets
    hosts: dict[str, str]

    def container(self, pod: dict[str, Any], container: dict[str, Any]) -> Started:
        """Mount its volumes and return its command and environment."""
        volumes = {one["name"]: one for one in pod["volumes"]}
        for mount in container["volumeMounts"]:
            self._mount(volumes[mount["name"]], self.folder / mount["mountPath"].lstrip("/"))
        environment = self._of_the_image() | self._environment(container)
        command = container.get("command", ["python", "-m"])
        return Started([self._here(word) for word in [*command, *container.get("args", [])]], environment)

    def _mount(self, volume: dict[str, Any], place: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        if "configMap" in volume:
            for key, text in of_kind("single", "ConfigMap")[volume["configMap"]["name"]]["data"].items():
                (place / key).write_text(text)
        sources = [one["secret"] for one in volume.get("projected", {}).get("sources", [])]
        if "secret" in volume:
            sources = [{**volume["secret"], "name": volume["secret"]["secretName"]}]
        for source in sources:
            keys = self.secrets[source["name"]]
            items = source.get("items", [{"key": key, "path": key} for key in keys])
            for item in items:
                (place / item["path"]).write_text(keys[item["key"]])

    def _environment(self, container: dict[str, Any]) -> dict[str, str]:
        given: dict[str, str] = {}
        for one in container.get("envFrom", []):
            given |= of_kind("single", "ConfigMap")[one["configMapRef"]["name"]]["data"]
        for one in container.get("env", []):
            if "valueFrom" in one:
                reference = one["valueFrom"]["secretKeyRef"]
                given[one["name"]] = self.secrets[reference["name"]][reference["key"]]
                continue
            # Only what was defined before; the rest stays as it is written, as in a cluster.
            value = re.sub(r"\$\((\w+)\)", lambda found: given.get(found[1], found[0]), one["value"])
            given[one["name"]] = self._here(value)
        return given

    def _here(self, value: str) -> str:
        if value.startswith("/"):
            return str(self.folder / value.lstrip("/"))
        for name, address in self.hosts.items():
            value = value.replace(name, address)
        return value

    def _of_the_image(self) -> dict[str, str]:
        text = (ROOT / "deploy/image/Dockerfile").read_text()
        found = dict(re.findall(r"(DEALBUS_\w+)=(\S+)", text))
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {name: self._here(value) for name, value in found.items()} | {"PATH": path, "PYTHONPATH": str(ROOT)}
