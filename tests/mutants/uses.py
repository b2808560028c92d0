"""Where the product uses a safeguard: every call of one, found in the source.

A use is named by safeguard, file and function, and by its place among those of the same function, so that a line moved
elsewhere in its function keeps its name.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("services", "shared")
SCOPES = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, eq=False)
class Node:
    """An expression of the product with what a mutant must know of it.

    Args:
        tree: the expression.
        path: of its file, from the root of the project.
        where: the function it stands in, `DealReader._look`.
        function: the same function, or the module.
        awaited: the `await` around it.
        source: of the whole file.
    """

    tree: ast.expr
    path: str
    where: str
    function: ast.AST
    awaited: ast.Await | None
    source: str

    def text(self, part: ast.expr | ast.stmt) -> str:
        """Return the source of a part of this file."""
        whole, begin, end = _place(self.source, part)
        return whole[begin:end].decode()

    @property
    def call(self) -> ast.Call:
        """The expression, which is a call."""
        assert isinstance(self.tree, ast.Call)
        return self.tree

    def argument(self, place: int) -> str:
        """Return the source of a positional argument."""
        return self.text(self.call.args[place])

    @property
    def receiver(self) -> str:
        """The source of what a method is called of."""
        assert isinstance(self.call.func, ast.Attribute)
        return self.text(self.call.func.value)


@dataclass(frozen=True)
class Safeguard:
    """What prevents a failure.

    Args:
        name: as the documents call it.
        prevents: what happens without it.
        finds: tells its uses among all expressions.
        without: source that stands in place of a use, its `await` included, once the safeguard is removed.
        before: a statement that the function begins with then; where the safeguard is an order of two steps.
    """

    name: str
    prevents: str
    finds: Callable[[Node], bool]
    without: Callable[[Node], str]
    before: Callable[[Node], str] | None = None


@dataclass(frozen=True)
class Use:
    """One use of a safeguard."""

    safeguard: Safeguard
    node: Node
    place: int

    @property
    def name(self) -> str:
        """`announce services/b24_connector/reader/deals.py DealReader._publish`; a second one ends in ` 2`."""
        more = f" {self.place}" if self.place > 1 else ""
        return f"{self.safeguard.name} {self.node.path} {self.node.where}{more}"

    def removed(self) -> str:
        """Return the source of the file without this use."""
        node, before = self.node, self.safeguard.before
        changed = replaced(node.source, node.awaited or node.tree, f"({self.safeguard.without(node)})")
        if before is None:
            return changed
        assert isinstance(node.function, ast.FunctionDef | ast.AsyncFunctionDef)
        first = node.function.body[0]
        return replaced(changed, first, f"{before(node)}\n{' ' * first.col_offset}{node.text(first)}")


def replaced(source: str, part: ast.expr | ast.stmt, text: str) -> str:
    """Put a text in place of an expression or a statement."""
    whole, begin, end = _place(source, part)
    return (whole[:begin] + text.encode() + whole[end:]).decode()


def _place(source: str, part: ast.expr | ast.stmt) -> tuple[bytes, int, int]:
    """Return a source in bytes, as the columns of a syntax tree count them, and where a part begins and ends."""
    whole, lines = _lines(source)
    return (
        whole,
        lines[part.lineno - 1] + part.col_offset,
        lines[(part.end_lineno or 1) - 1] + (part.end_col_offset or 0),
    )


@cache
def _lines(source: str) -> tuple[bytes, tuple[int, ...]]:
    whole = source.encode()
    return whole, (0, *accumulate(len(line) for line in whole.splitlines(keepends=True)))


def uses(safeguards: Iterable[Safeguard]) -> list[Use]:
    """Find every use of some safeguards."""
    found, places = [], Counter()
    safeguards = list(safeguards)
    for node in nodes():
        for safeguard in safeguards:
            if safeguard.finds(node):
                places[safeguard.name, node.path, node.where] += 1
                found.append(Use(safeguard, node, places[safeguard.name, node.path, node.where]))
    return found


@cache
def nodes() -> tuple[Node, ...]:
    """Return the expressions of the product that may be a use, in the order of the source."""
    return tuple(_nodes())


def _nodes() -> Iterator[Node]:
    for room in PRODUCT:
        for file in sorted((ROOT / room).rglob("*.py")):
            source = file.read_text(encoding="utf-8")
            tree = ast.parse(source)
            yield from _inner(tree, Node(ast.Constant(None), str(file.relative_to(ROOT)), "", tree, None, source))


def _inner(tree: ast.AST, around: Node) -> Iterator[Node]:
    for child in ast.iter_child_nodes(tree):
        inside = replace(around, awaited=child if isinstance(child, ast.Await) else None)
        if isinstance(child, SCOPES):
            function = around.function if isinstance(child, ast.ClassDef) else child
            inside = replace(inside, where=f"{around.where}.{child.name}".lstrip("."), function=function)
        if isinstance(child, ast.Call | ast.Attribute | ast.Compare):
            yield replace(around, tree=child)
        yield from _inner(child, inside)
