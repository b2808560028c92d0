# ruff: noqa: INP001 - run in a container of the image
"""Ends with 0 if broker and database are used by each service's own user and by nobody else.

Reads `DEALBUS_MANAGEMENT_URL_FILE` and `DEALBUS_MONGO_URL_FILE`, both of administrators; whoever runs this is left out.
"""

import json
import os
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from ssl import create_default_context
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from pymongo import MongoClient

SERVICES = {"b24-connector", "onec-connector", "mapper", "stage-router", "reconciler"}
KEEPS_NOTHING = {"stage-router"}
PATIENCE_S = 30  # the broker's figures are some seconds old


def main() -> int:
    """Ask both servers who is connected."""
    for name, users, expected in (
        ("broker", on_the_broker, SERVICES),
        ("database", in_the_database, SERVICES - KEEPS_NOTHING),
    ):
        found = _settled(users, expected)
        if found != expected:
            sys.stderr.write(f"users connected to the {name}: {sorted(found)}, expected {sorted(expected)}\n")
            return 1
    return 0


def on_the_broker() -> set[str]:
    """Name the users of the open connections."""
    parts = urlsplit(_secret("DEALBUS_MANAGEMENT_URL_FILE"))
    login = b64encode(f"{parts.username}:{parts.password}".encode()).decode()
    request = Request(  # noqa: S310 - the broker's own address
        f"{parts.scheme}://{parts.hostname}:{parts.port}/api/connections", headers={"Authorization": f"Basic {login}"}
    )
    trusted = create_default_context(cafile=parse_qs(parts.query)["cafile"][0])
    with urlopen(request, timeout=10, context=trusted) as answer:  # noqa: S310
        return {one["user"] for one in json.load(answer)}


def in_the_database() -> set[str]:
    """Name the users of the sessions, idle ones included."""
    with MongoClient[dict[str, object]](_secret("DEALBUS_MONGO_URL_FILE")) as client:
        own = client.admin.command("connectionStatus")["authInfo"]["authenticatedUsers"][0]["user"]
        sessions = client.admin.aggregate([{"$currentOp": {"allUsers": True, "idleConnections": True}}])
        found = {user["user"] for one in sessions for user in one.get("effectiveUsers", [])}
    return found - {own, "__system"}


def _settled(users: Callable[[], set[str]], expected: set[str]) -> set[str]:
    deadline = time.monotonic() + PATIENCE_S
    while (found := users()) != expected and time.monotonic() < deadline:
        time.sleep(1)
    return found


def _secret(variable: str) -> str:
    return Path(os.environ[variable]).read_text(encoding="utf-8").strip()


if __name__ == "__main__":
    sys.exit(main())
