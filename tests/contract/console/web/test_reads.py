"""The page reads no collection of a connector: whoever remembers something is asked for it."""

import ast
from collections.abc import Iterator

from services.console.web.drawing import HERE
from shared.store.ownership import COLLECTIONS

CONNECTORS = ("b24-connector", "onec-connector")
NOT_HERE = {"EntityStore", "Cursors", "Claims", "Lease", "frozen_records", "listed", "trace"}
"""What reads those collections, and the commands' own gathering that does."""


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(HERE.glob("*.py")):
        yield from ((path.name, node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def test_nothing_of_the_page_reads_what_a_connector_remembers() -> None:
    theirs = {one for connector in CONNECTORS for one in COLLECTIONS[connector]}
    named = [
        (file, getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None))
        for file, node in nodes()
        if isinstance(node, ast.Name | ast.Attribute | ast.alias)
    ]
    written = [(file, node.value) for file, node in nodes() if isinstance(node, ast.Constant)]

    assert [one for one in named if one[1] in NOT_HERE] == []
    assert [one for one in written if one[1] in theirs] == []
