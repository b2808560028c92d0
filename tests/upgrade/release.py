"""What a release had written, dumped once: its database, its queues, and the portal and base it stood between."""

import base64
import gzip
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from bson import json_util

LINES = ".jsonl.gz"
DEAD = ".dead"
_AWARE = json_util.JSONOptions(tz_aware=True)


@dataclass(frozen=True)
class Delivery:
    """A message as it lay in a queue."""

    queue: str
    routing_key: str
    properties: dict[str, Any]
    headers: dict[str, Any]
    body: bytes

    @cached_property
    def envelope(self) -> dict[str, Any]:
        """The CloudEvent in it; nothing where a stranger wrote something else."""
        try:
            read = json.loads(self.body)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}

    @property
    def subject(self) -> str:
        return str(self.envelope.get("subject", ""))

    @property
    def is_command(self) -> bool:
        return str(self.envelope.get("type", "")).split(".")[-2:-1] in (["upsert"], ["move"])

    @property
    def ours(self) -> dict[str, Any]:
        """Headers that the bus wrote: attempts, reason, sentence."""
        return {name: value for name, value in self.headers.items() if not name.startswith("x-")}

    def __str__(self) -> str:
        return f"{self.envelope.get('type')} of {self.subject} in {self.queue}"


class Release:
    """The files of one folder.

    `database/` holds MongoDB Extended JSON, a document a line, and the indexes; `broker/` the topology, and a message a
    line for each queue; `portal.json.gz` and `base.json.gz` what the simulators remembered; `roles.json` which deal and
    order stand for what. To look into a file: `zcat FILE | jq -C . | less -R`.
    """

    def __init__(self, folder: Path) -> None:
        self.portal, self.base, self.rules = folder / "portal.json.gz", folder / "base.json.gz", folder / "rules.yaml"
        self._folder = folder

    @cached_property
    def taken_at(self) -> datetime:
        return datetime.fromisoformat(self._read("taken.json")["at"])

    @cached_property
    def documents(self) -> dict[str, list[dict[str, Any]]]:
        """Documents by collection."""
        files = sorted((self._folder / "database").glob(f"*{LINES}"))
        return {file.name.removesuffix(LINES): _lines(file) for file in files}

    @cached_property
    def indexes(self) -> dict[str, list[dict[str, Any]]]:
        """Indexes by collection, as `listIndexes` shows them."""
        return json_util.loads((self._folder / "database" / "indexes.json").read_text())

    @cached_property
    def topology(self) -> dict[str, list[dict[str, Any]]]:
        """Exchanges, queues and bindings, as the management interface exports them."""
        return self._read("broker/topology.json")

    @cached_property
    def letters(self) -> list[Delivery]:
        """All messages, queue by queue, the oldest first."""
        files = sorted((self._folder / "broker").glob(f"*{LINES}"))
        return [_letter(file.name.removesuffix(LINES), line) for file in files for line in _lines(file)]

    @property
    def waiting(self) -> list[Delivery]:
        """The messages that are to be handled, on a rung or not."""
        return [letter for letter in self.letters if not letter.queue.endswith(DEAD)]

    @property
    def dead(self) -> list[Delivery]:
        return [letter for letter in self.letters if letter.queue.endswith(DEAD)]

    @cached_property
    def at_rest(self) -> dict[str, dict[str, Any]]:
        """Deals and orders of which nothing was under way, by what they stand for."""
        return self._read("roles.json")["at rest"]

    @cached_property
    def under_way(self) -> dict[str, dict[str, Any]]:
        return self._read("roles.json")["under way"]

    @cached_property
    def given_up(self) -> dict[str, dict[str, Any]]:
        """Those of which a message lay in the dead letters."""
        return self._read("roles.json")["given up"]

    def _read(self, name: str) -> Any:
        return json.loads((self._folder / name).read_text())


def _lines(file: Path) -> list[dict[str, Any]]:
    return [
        json_util.loads(line, json_options=_AWARE) for line in gzip.decompress(file.read_bytes()).decode().splitlines()
    ]


def _letter(queue: str, read: dict[str, Any]) -> Delivery:
    match read["body"]:
        case {"base64": text}:
            body = base64.b64decode(text)
        case str() as text:
            body = text.encode()
        case envelope:
            body = json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode()
    return Delivery(queue, read["routing_key"], read["properties"], read["headers"], body)
