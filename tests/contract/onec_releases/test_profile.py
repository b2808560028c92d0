"""What a base must have: each name the connector spells is looked for, and the lack of it is told by its name."""

import ast
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from sandbox.base.infobase import Infobase
from sandbox.base.odata.metadata import document
from sandbox.base.releases.table import NEWEST, OLD, SUPPORTED
from services.onec_connector.base.errors import BaseAwayError
from services.onec_connector.objects import order
from services.onec_connector.profile import required
from services.onec_connector.profile.metadata import Published, read_metadata
from services.onec_connector.profile.reading import functions_off, missing
from services.onec_connector.profile.releases import KNOWN, told_of
from services.onec_connector.profile.required import ENUMERATIONS, OBJECTS

SERVICE = Path(required.__file__).parents[1]
FIELDS = [(name, field) for name, one in OBJECTS.items() for field in one.fields]
VALUES = [(name, value) for name, one in ENUMERATIONS.items() for value in one.values]


@cache
def published(release: str = NEWEST) -> Published:
    return read_metadata(document(Infobase(release)), {*OBJECTS, *ENUMERATIONS})


def lack(seen: Published) -> str:
    """All that is said of what a base lacks: refused by name, or functions that are off."""
    return "\n".join([*missing(seen), *(function.without for function in functions_off(seen))])


def without(name: str, field: str = "") -> Published:
    seen = published()
    fields = {one: known - {field} if one == name else known for one, known in seen.fields.items()}
    if not field:
        del fields[name]
    return replace(seen, fields=fields, sets=seen.sets if field else seen.sets - {name})


@pytest.mark.parametrize("release", SUPPORTED)
def test_every_supported_release_has_what_is_needed(release):
    assert missing(published(release)) == []


def test_the_newest_release_has_every_function():
    assert functions_off(published()) == ()


def test_release_11_4_is_refused_in_one_sentence_that_says_why():
    (sentence,) = missing(published(OLD))

    assert all(word in sentence for word in ("УТ 11.4", "Ставки НДС", "По заказам", "К обеспечению", "обновите"))


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=str)
def test_a_base_without_one_field_is_refused_by_its_name_or_does_without_one_function(name, field):
    of = OBJECTS[name].fields[field]

    said = lack(without(name, field))

    assert said == of.without if of else f"У объекта {name} нет полей: {field}." in said


@pytest.mark.parametrize("name", OBJECTS)
def test_a_base_without_one_object_is_refused_by_its_name_or_does_without_one_function(name):
    of = OBJECTS[name].of

    said = lack(without(name))

    assert said == of.without if of else f"Не опубликован объект {name}" in said


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_a_base_without_one_value_is_refused_by_its_name_or_does_without_one_function(name, value):
    seen, of = published(), ENUMERATIONS[name].values[value]

    said = lack(replace(seen, values=seen.values | {name: seen.values[name] - {value}}))

    assert said == of.without if of else f"У перечисления {name} нет значений: {value}." in said


@pytest.mark.parametrize("name", ENUMERATIONS)
def test_an_enumeration_outside_the_composition_is_taken_on_trust(name):
    seen = published()

    said = lack(replace(seen, values={one: known for one, known in seen.values.items() if one != name}))

    assert said == ""


@pytest.mark.parametrize(("release", "words"), list(zip(SUPPORTED, KNOWN, strict=True)))
def test_a_tested_release_is_told_by_its_names(release, words):
    assert words in told_of(published(release))


def test_a_release_nobody_has_tested_is_taken_where_it_has_all_that_is_needed_and_that_is_told():
    seen = published()
    newer = replace(seen, fields=seen.fields | {order.SET: seen.fields[order.SET] | {"РеквизитБудущегоРелиза"}})

    assert (missing(newer), functions_off(newer)) == ([], ())
    assert "нет ни в одной проверенной версии" in told_of(newer)


def test_every_name_that_is_declared_is_used():
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SERVICE.rglob("*.py")}
    used = {node.attr for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    within = {
        node.id
        for path, tree in trees.items()
        if path.parent.name == "objects"
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    spelt = {
        name
        for module in required.MODULES
        for name, one in vars(module).items()
        if name.isupper() and isinstance(one, str)
    }

    assert spelt - used - within == set()


def test_every_module_of_names_is_gathered_from():
    modules = {path.stem for path in (SERVICE / "objects").glob("*.py")} - {"__init__", "declared", "standard"}

    assert {module.__name__.rpartition(".")[2] for module in required.MODULES} == modules


@pytest.mark.parametrize(
    "page",
    [
        b"<html><br></html>",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    ],
)
def test_a_description_that_is_none_is_a_fault_of_1c(page):
    with pytest.raises(BaseAwayError):
        read_metadata(page, ())
