# ruff: noqa: INP001 - run by its path in a container
"""Make the administrator of an empty mongod: name, file of the password."""

import sys
from pathlib import Path

from pymongo import MongoClient

name, password_file = sys.argv[1:]
password = Path(password_file).read_text(encoding="utf-8").strip()
MongoClient("127.0.0.1", directConnection=True).admin.command("createUser", name, pwd=password, roles=["root"])
