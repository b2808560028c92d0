# ruff: noqa: INP001 - run by its path in a container
"""Makes the mongod a replica set of one with a user for the console; repeatable, changes nothing that is there.

The services' users are made by `dealbus rights apply`, which needs a primary: this is what makes one. It is no command
of `dealbus`, since elsewhere a set is its administrator's or its operator's to make.

Environment: `MONGO_HOST` (`mongo:27017`), `MONGO_ADMIN_PASSWORD_FILE`, `DEALBUS_MONGO_URL_FILE` (the user to make
stands in it, and whom to trust), `DEALBUS_MONGO_DATABASE`. Ends with 0, or with a sentence and 1.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError
from pymongo.uri_parser import parse_uri

PATIENCE_S = 60
ALREADY_INITIALISED = 23


def main() -> int:
    """Try until the server answers and is primary."""
    host = os.environ.get("MONGO_HOST", "mongo:27017")
    password = _secret("MONGO_ADMIN_PASSWORD_FILE")
    told = parse_uri(_secret("DEALBUS_MONGO_URL_FILE"))
    tls = {name: value for name, value in told["options"].items() if name.lower().startswith("tls")}
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            with MongoClient[dict[str, Any]](
                host, username="root", password=password, directConnection=True, serverSelectionTimeoutMS=2000, **tls
            ) as client:
                _initiate(client, host)
                _make_user(client, told["username"], told["password"])
        except PyMongoError as error:
            if time.monotonic() > deadline:
                sys.stderr.write(f"MongoDB at {host} did not become a primary: {error}\n")
                return 1
            time.sleep(0.5)
        else:
            return 0


def _secret(variable: str) -> str:
    return Path(os.environ[variable]).read_text(encoding="utf-8").strip()


def _initiate(client: MongoClient[dict[str, Any]], host: str) -> None:
    try:
        client.admin.command("replSetInitiate", {"_id": "rs0", "members": [{"_id": 0, "host": host}]})
    except OperationFailure as refusal:
        if refusal.code != ALREADY_INITIALISED:
            raise


def _make_user(client: MongoClient[dict[str, Any]], name: str, password: str) -> None:
    """Make the user, or give it the password that is in the file today."""
    database = os.environ.get("DEALBUS_MONGO_DATABASE", "dealbus")
    known = client.admin.command("usersInfo", name)["users"]
    roles = [{"role": "readWrite", "db": database}, {"role": "clusterMonitor", "db": "admin"}]
    client.admin.command("updateUser" if known else "createUser", name, pwd=password, roles=roles)


if __name__ == "__main__":
    sys.exit(main())
