"""What keeps the product easy to find one's way in: one name a class, one place a file, nothing too long."""

import ast
import statistics
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PRODUCT = ("services", "shared")
PYTHON = (*PRODUCT, "sandbox", "tests", "deploy", "benchmarks")
CONNECTORS = ("b24_connector", "onec_connector")
LOOSE = {
    "__init__",
    "__main__",
    "asking",
    "settings",
    "assembly",
    "directory_flows",
    "sentences",
    "check",
    "setup",
    "ask",
    "metrics",
}
MAY_SHARE_A_NAME = {"Settings"}

BODIES = (ast.stmt, ast.excepthandler, ast.match_case)  # whatever a class or a function can stand in

LONGEST_FILE, MEDIAN_FILE, P90_FILE = 300, 90, 250
LONGEST_FUNCTION, P90_FUNCTION = 60, 22


def modules(rooms: tuple[str, ...] = PRODUCT) -> Iterator[tuple[str, str]]:
    """Yield the modules of some folders by path; the product's by default."""
    for room in rooms:
        for path in (ROOT / room).rglob("*.py"):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


@cache
def definitions(rooms: tuple[str, ...] = PRODUCT) -> list[tuple[str, ast.AST]]:
    """Every statement of some folders with its path, classes and functions among them; no expressions."""
    found: list[tuple[str, ast.AST]] = []
    for path, text in modules(rooms):
        waiting: list[ast.AST] = [ast.parse(text)]
        while waiting:
            inner = [node for node in ast.iter_child_nodes(waiting.pop()) if isinstance(node, BODIES)]
            found += [(path, node) for node in inner]
            waiting += inner
    return found


def p90(sizes: list[int]) -> int:
    return sorted(sizes)[int(0.9 * len(sizes))]


@pytest.mark.parametrize("rooms", [PRODUCT, ("sandbox",)], ids=["product", "sandbox"])
def test_no_two_classes_share_a_name(rooms) -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path, node in definitions(rooms):
        if isinstance(node, ast.ClassDef) and node.name not in MAY_SHARE_A_NAME:
            places[node.name].append(path)

    shared = {name: found for name, found in places.items() if len(found) > 1}

    assert shared == {}


@pytest.mark.parametrize("connector", CONNECTORS)
def test_a_connector_has_its_files_in_rooms(connector) -> None:
    loose = {path.stem for path in (ROOT / "services" / connector).glob("*.py")}

    assert loose - LOOSE == set()


def test_both_connectors_have_the_same_rooms() -> None:
    rooms = [{path.parent.name for path in (ROOT / "services" / one).glob("*/__init__.py")} for one in CONNECTORS]

    assert rooms[0] - rooms[1] == {"portal"}
    assert rooms[1] - rooms[0] == {"base", "objects", "profile"}


def test_no_file_is_long() -> None:
    python = {path: path.read_bytes().count(b"\n") for room in PYTHON for path in (ROOT / room).rglob("*.py")}

    assert {str(path.relative_to(ROOT)): size for path, size in python.items() if size > LONGEST_FILE} == {}


def test_the_products_files_are_small() -> None:
    sizes = {path: len(text.splitlines()) for path, text in modules() if text}

    assert statistics.median(sizes.values()) <= MEDIAN_FILE
    assert p90(list(sizes.values())) <= P90_FILE


def test_no_function_is_long() -> None:
    sizes = {
        f"{path}:{node.name}": (node.end_lineno or node.lineno) - node.body[0].lineno + 1
        for path, node in definitions()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}
    assert p90(list(sizes.values())) <= P90_FUNCTION
