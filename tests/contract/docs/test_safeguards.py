"""Every use of a safeguard names the test that goes red without it; `make mutants` shows that each does."""

import ast
from functools import cache

import pytest

from tests.mutants.mutants import mutants, read_table
from tests.mutants.safeguards import SAFEGUARDS
from tests.mutants.uses import uses

MOST_OPEN = 0
"""Goes down only: a new use of a safeguard comes with its test."""


@cache
def found():
    return uses(SAFEGUARDS)


def listed():
    return {name for rows in read_table().values() for name in rows}


def test_every_use_of_a_safeguard_is_listed():
    assert {use.name for use in found()} - listed() == set()


def test_the_table_lists_no_use_that_is_gone():
    assert listed() - {use.name for use in found()} == set()


def test_no_further_use_is_left_without_a_test():
    assert len(read_table()["open"]) <= MOST_OPEN


def test_every_safeguard_is_used():
    assert {one.name for one in SAFEGUARDS} - {use.safeguard.name for use in found()} == set()


def test_every_mutant_is_a_program():
    for mutant in mutants():
        compile(mutant.source, mutant.name, "exec")


def test_every_named_test_is_there():
    lost = [one.test for one in mutants() if _function_of(one.test) not in _functions(one.test_file)]

    assert lost == []


@pytest.mark.parametrize("safeguard", SAFEGUARDS, ids=lambda one: one.name)
def test_a_safeguard_says_what_it_prevents(safeguard):
    assert safeguard.prevents


def _function_of(test: str) -> str:
    return test.partition("::")[2].partition("[")[0]


@cache
def _functions(file):
    if not file.exists():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
