"""What docs/convergence.md calls is there, and takes the arguments that the page names."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from tests.contract.docs.tables import ROOT, text_of

PAGE = text_of("docs/convergence.md")
CODE = re.findall(r"```python\n(.*?)```|`([^`\n]+)`", PAGE, re.DOTALL)
CALL = re.compile(r"(\w+)\(")
KEYWORD = re.compile(r"\s*(\w+)=(?!=)")
OF_A_CONNECTOR = {
    "read_snapshot",
    "repair",
    "peer_write",
    "equal",
    "owner",
    "post",
    "patch",
    "look_by_marker",
    "create",
}
"""What stands for a connector's own part of a step."""
ANY = "**"
OF_PYTHON = {"items", "max", "partial", "replace", "str", "total_seconds", "uuid4", "values"}


@cache
def defined() -> Mapping[str, set[str]]:
    """Functions and classes of ours by name, with all that may be passed to them."""
    found: dict[str, set[str]] = defaultdict(set)
    bases: dict[str, list[str]] = {}
    for path in (path for room in ("shared", "services") for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name] |= {name for one in node.body for name in passed(one)}
                bases[node.name] = [ast.unparse(one).partition("[")[0] for one in node.bases]
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[node.name] |= arguments(node)
    return {name: words.union(*(found[one] for one in above(name, bases))) for name, words in found.items()}


def above(name: str, bases: Mapping[str, list[str]]) -> set[str]:
    """The classes of ours that a class is derived from, whether directly or not."""
    return {one for base in bases.get(name, []) if base in bases for one in (base, *above(base, bases))}


def passed(member: ast.stmt) -> set[str]:
    """What a member of a class lets its caller pass: a field, or the arguments of `__init__`."""
    if isinstance(member, ast.AnnAssign):
        return {ast.unparse(member.target)}
    return arguments(member) if isinstance(member, ast.FunctionDef) and member.name == "__init__" else set()


def arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    return {one.arg for one in (*node.args.args, *node.args.kwonlyargs)} | ({ANY} if node.args.kwarg else set())


def calls(code: str) -> Iterator[tuple[str, set[str]]]:
    """The calls in code that may leave things out by `…`: name, and the arguments that are named."""
    for call in CALL.finditer(code):
        words, depth, begins = set(), 0, True
        for place in range(call.end() - 1, len(code)):
            if depth == 1 and begins and (word := KEYWORD.match(code, place)):
                words.add(word[1])
            depth += (code[place] in "([{") - (code[place] in ")]}")
            if not depth:
                break
            begins = code[place] in "(," and depth == 1
        yield call[1], words


def test_what_is_called_is_there_and_takes_these_arguments() -> None:
    told = [one for code in CODE for one in calls("".join(code)) if one[0] not in OF_A_CONNECTOR | OF_PYTHON]

    assert len(told) > 50
    assert {name for name, _ in told if name not in defined()} == set()
    assert [
        (name, more) for name, words in told if ANY not in defined()[name] and (more := words - defined()[name])
    ] == []
