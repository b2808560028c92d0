"""Pure rooms import what computes, and nothing that reads, writes, waits or remembers.

The linter holds the arrows between our own rooms and to the libraries it names (`pyproject.toml`); here everything that
is not named is refused. What is true of a pure room is true of a file elsewhere whose docstring says "Pure.".
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOMS = (
    "shared/canon",
    "shared/entities",
    "shared/messages",
    "shared/money.py",
    "shared/rules",
    "services/stage_router/table.py",
    "services/stage_router/decisions.py",
    "services/reconciler/comparing.py",
    "services/reconciler/parties.py",
    "services/reconciler/rows.py",
    "services/mapper/translate.py",
    "services/mapper/vocabulary.py",
    "services/b24_connector/vocabulary",
    "services/onec_connector/vocabulary",
    "services/onec_connector/objects",
)
COMPUTES = frozenset(
    {
        *("collections", "dataclasses", "datetime", "decimal", "difflib", "enum", "functools", "hashlib", "html"),
        *("itertools", "json", "math", "operator", "re", "types", "typing", "urllib.parse", "uuid", "zoneinfo"),
        *("phonenumbers", "pydantic", "pydantic_core", "stdnum"),
        *("services", "shared", "sandbox"),
    }
)
MORE = {
    "shared/messages/asyncapi.py": {"sys", "yaml"},  # prints the description when it is run as a program
    "services/console/reconcile/report.py": {"rich"},  # a table that somebody else prints
    "services/onec_connector/base/wire.py": {"base64", "httpx"},  # the client's request and answer, as values
    "shared/rules/errors.py": {"pathlib"},
    "shared/rules/reading.py": {"pathlib"},  # the customer's file is read once, at the start of a service
    "shared/rules/source.py": {"pathlib", "ruamel"},
    "shared/rules/syntax.py": {"ruamel"},
    "shared/rules/writing.py": {"ruamel"},
}


SAYS_SO = re.compile(r"\bPure\.")


def files() -> Iterator[Path]:
    for room in map(Path, ROOMS):
        yield from [room] if room.suffix else sorted(room.rglob("*.py"))


def files_that_say_so() -> Iterator[Path]:
    for path in (path for room in ("services", "shared", "sandbox") for path in sorted(Path(room).rglob("*.py"))):
        if SAYS_SO.search(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""):
            yield path


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", sorted({*files(), *files_that_say_so()}), ids=str)
def test_a_pure_room_imports_nothing_but_what_computes(path):
    allowed = COMPUTES | MORE.get(path.as_posix(), set()) | {"__future__"}

    foreign = {
        name
        for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        if name not in allowed and name.split(".")[0] not in allowed
    }

    assert foreign == set()


@pytest.mark.parametrize(
    "line", ["import socket", "from urllib.request import urlopen", "import subprocess", "import tenacity"]
)
def test_input_output_and_waiting_are_not_on_the_list(line):
    (name,) = imported(ast.parse(line))

    assert name not in COMPUTES
    assert name.split(".")[0] not in COMPUTES
