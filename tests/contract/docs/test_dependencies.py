"""What the services import is declared, what is declared is imported, and README says of each library why this one."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions

from tests.contract.docs.tables import ROOT, tables_under, text_of

PROJECT = tomllib.loads(text_of("pyproject.toml"))["project"]
OURS = {"services", "shared", "sandbox"}
GENERATOR = ROOT / "shared" / "messages" / "asyncapi.py"  # a program of ours that no service imports
UNIMPORTED = {"sniffio", "tzdata"}
"""httpx looks for the first, the standard library for the second."""
PARTS = {
    "aiormq": "aio-pika",
    "pamqp": "aio-pika",
    "annotated-types": "pydantic",
    "pydantic-core": "pydantic",
    "h11": "uvicorn",
    "markupsafe": "jinja2",
}
"""What a library is made of and hands to its users in its own interface."""
ALTERNATIVES = re.compile(r"`[^`]*`|≥ \S+")


def normal(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def declared(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[<>=!~\[ ]", one)[0]) for one in requirements}


@cache
def imported(*rooms: str) -> dict[str, list[str]]:
    """Distributions outside the standard library that rooms import, with the files that do."""
    distributions, found = packages_distributions(), dict[str, list[str]]()
    for path in (path for room in rooms for path in (ROOT / room).rglob("*.py") if path != GENERATOR):
        for module in modules(ast.parse(path.read_text(encoding="utf-8"))):
            top = module.partition(".")[0]
            if top in sys.stdlib_module_names or top in OURS:
                continue
            for name in map(normal, distributions.get(top, [top])):
                found.setdefault(PARTS.get(name, name), []).append(str(path.relative_to(ROOT)))
    return found


def modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_the_services_declare_what_they_import_and_nothing_else() -> None:
    assert declared(PROJECT["dependencies"]) - UNIMPORTED == set(imported("services", "shared"))


def test_the_sandbox_declares_what_it_imports_beside_that() -> None:
    known = declared([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["sandbox"]])

    assert {name: files for name, files in imported("sandbox").items() if name not in known} == {}


def test_the_image_has_every_library_that_is_declared() -> None:
    locked = {normal(name) for name in re.findall(r"(?m)^([\w.-]+)==", text_of("deploy/image/requirements.lock"))}

    assert declared(PROJECT["dependencies"]) - locked == set()
    assert locked.isdisjoint(declared(PROJECT["optional-dependencies"]["test"]))


def test_the_readme_says_why_for_every_library_and_no_other() -> None:
    (table,) = tables_under(text_of("README.md"), "Dependencies")
    cells = [ALTERNATIVES.sub("", row.cells[0]) for row in table if not row.cells[0].startswith("sandbox and tests:")]
    shown = {normal(name) for cell in cells for name in cell.split(",") if name.strip()}

    assert len(cells) == len(table) - 1
    assert shown == declared(PROJECT["dependencies"])
