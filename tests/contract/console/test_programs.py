"""What the console runs of a service must not ask for settings that the command does not need."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
STARTS = {"run", "create_subprocess_exec"}
FILES = sorted((ROOT / "services" / "console").rglob("*.py"))


def _starts(tree: ast.AST) -> list[ast.Call]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return [
        one for one in calls if one.func.attr in STARTS and ast.unparse(one.func.value) in {"subprocess", "asyncio"}
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_program_is_given_its_environment(file) -> None:
    starts = [
        one for one in _starts(ast.parse(file.read_text(encoding="utf-8"))) if ast.unparse(one.func) != "asyncio.run"
    ]

    assert all("env" in {keyword.arg for keyword in one.keywords} for one in starts)


def test_some_programs_are_run() -> None:
    assert sum(len(_starts(ast.parse(file.read_text(encoding="utf-8")))) for file in FILES) > len(STARTS)
