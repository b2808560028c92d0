"""Both pages about the rules file name every key, every word it may hold and every default of the model."""

import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from shared.rules import Rules
from shared.rules.states import Comparison
from tests.contract.docs.tables import Row, code_of, tables_under, text_of

PAGES = [("docs/rules.md", "Settings"), ("docs/guides/rules.ru.md", "Настройки")]
PAGE = pytest.mark.parametrize(("page", "heading"), PAGES, ids=[page for page, _ in PAGES])
NO_LONGER_READ = "stage_names"


def parts_of(annotation: Any) -> Iterator[Any]:
    """Yield a type and everything it is made of."""
    yield annotation
    for part in get_args(annotation):
        yield from parts_of(part)


def models(model: type[BaseModel] = Rules) -> Iterator[type[BaseModel]]:
    """Yield the model of the file and of everything in it."""
    yield model
    for name, field in model.model_fields.items():
        for part in parts_of(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel) and name != NO_LONGER_READ:
                yield from models(part)


def words() -> set[str]:
    """Every key, and every word of a closed set."""
    fields = {
        (name, field.annotation)
        for one in models()
        if one is not Comparison
        for name, field in one.model_fields.items()
    }
    closed = [part for _, kind in fields for part in parts_of(kind) if get_origin(part) is Literal]
    return {name for name, _ in fields} | {str(word) for part in closed for word in get_args(part)}


def defaults(model: type[BaseModel] = Rules, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield each setting that has one plain value where the file is silent."""
    for name, field in model.model_fields.items():
        value, path = field.default, f"{above}{name}"
        if isinstance(value, BaseModel):
            yield from defaults(type(value), f"{path}.")
        elif isinstance(value, str | bool | int) or name == "timezone":
            yield path, str(value).lower() if isinstance(value, bool) else str(value)


def rows(page: str, heading: str) -> dict[str, Row]:
    (table,) = tables_under(text_of(page), heading)
    return {key: row for row in table for key in row.keys}


@PAGE
def test_every_key_and_every_word_is_on_the_page(page: str, heading: str) -> None:
    assert words() - code_of(text_of(page)) == set()


@PAGE
def test_every_default_is_on_the_page(page: str, heading: str) -> None:
    found = rows(page, heading)

    wrong = {
        key: value
        for key, value in defaults()
        if not key.startswith(NO_LONGER_READ) and value not in found[key].cells[2]
    }

    assert wrong == {}


def test_both_pages_show_the_same_blocks_of_a_rules_file() -> None:
    english, russian = (re.findall(r"```yaml\n(.*?)```\n", text_of(page), re.DOTALL) for page, _ in PAGES)

    assert any("\nstates:\n" in block for block in english)
    assert english == russian
