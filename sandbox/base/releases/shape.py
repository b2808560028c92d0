"""Entity sets made from the table of a release: what `$metadata` publishes, and what can be selected and written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sandbox.base.releases.table import Table, load, values
from sandbox.base.schema import EntitySet, Part, Property, catalog_head, constant, document_head, subordinate, table

STRING = re.compile(r"String\((\d+)\)")
WHOLE = re.compile(r"Number\((\d+),0\)")
BROKEN = re.compile(r"Number\(\d+,(\d+)\)")
REFERENCE = re.compile(r"(\w+)Ref\.(\w+)")
PLAIN = {"Boolean": "bool", "Date": "date", "UUID": "guid", "String": "text", "Number": "num"}
# Digits that still fit; a longer whole number is an Int64, which travels as text.
WIDTHS = ((4, "int16"), (9, "int32"), (18, "int64"))


def sets_of(release: str) -> list[EntitySet]:
    """Describe the sets of a release in the order of its table."""
    found: list[EntitySet] = []
    for name, one in load(release).items():
        kind, _, own = name.partition(".")
        if kind == "Catalog":
            found.append(_catalog(release, own, one))
        elif kind == "Document":
            found.append(_document(release, own, one))
        elif kind == "InformationRegister":
            found += _register(release, own, one)
        elif kind == "Constant":
            found.append(constant(own, next(_property(release, "Value", one["type"]))))
    return found


def properties(release: str, fields: Mapping[str, str]) -> tuple[Property, ...]:
    """Describe the fields of a release's set by their types; the types of composites come after all of them."""
    found = [one for name, type_ in fields.items() for one in _property(release, name, type_)]
    return (
        *(one for one in found if one.kind != "any_type"),
        *(one for one in found if one.kind == "any_type"),
    )


def _property(release: str, name: str, type_: str) -> Iterator[Property]:
    if type_ == "ValueStorage":
        yield Property(f"{name}_Base64Data", "binary")
        yield Property(f"{name}_Type", "any_type")
    elif "|" in type_ or type_.startswith("Characteristic."):
        targets = tuple(filter(None, map(_target, type_.split("|"))))
        yield Property(name, "any", targets=targets, allowed=_allowed(release, type_))
        yield Property(f"{name}_Type", "any_type")
    elif type_.startswith("EnumRef."):
        yield Property(name, "enum", targets=(_target(type_),), allowed=_allowed(release, type_))
    elif target := _target(type_):
        yield Property(f"{name}_Key", "ref", targets=(target,))
    elif found := STRING.fullmatch(type_):
        size = int(found[1])
        yield Property(name, "str" if size else "text", size=size)
    elif found := WHOLE.fullmatch(type_):
        yield Property(name, next((kind for digits, kind in WIDTHS if int(found[1]) <= digits), "num"))
    elif found := BROKEN.fullmatch(type_):
        yield Property(name, "num", scale=int(found[1]))
    else:
        yield Property(name, PLAIN[type_.partition("(")[0]])


def _allowed(release: str, type_: str) -> dict[str, tuple[str, ...]]:
    names = [one.removeprefix("EnumRef.") for one in type_.split("|") if one.startswith("EnumRef.")]
    return {name: values(release, name) for name in names}


def _target(type_: str) -> str:
    """Return the name of the set that a reference's type leads to; an enumeration is known by its own name."""
    found = REFERENCE.fullmatch(type_)
    if not found:
        return ""
    return found[2] if found[1] == "Enum" else f"{found[1]}_{found[2]}"


def _parts(release: str, one: Table) -> tuple[Part, ...]:
    return tuple(Part(name, properties(release, fields)) for name, fields in one.get("tabular", {}).items())


def _catalog(release: str, name: str, one: Table) -> EntitySet:
    own, facts = f"Catalog_{name}", one.get("facts", {})
    owners = tuple(owner.replace(".", "_", 1) for owner in facts.get("owners", ()))
    more: list[Property] = []
    if "codeLength" in facts:
        more.append(Property("Code", "str", size=int(facts["codeLength"])))
    if owners:
        single = Property("Owner_Key", "ref", targets=owners)
        more += [single] if len(owners) == 1 else [Property("Owner", "any", targets=owners)]
    if "hierarchical" in facts:
        more.append(Property("Parent_Key", "ref", targets=(own,)))
        more += [] if "hierarchyType" in facts else [Property("IsFolder", "bool")]
    if len(owners) > 1:
        more.append(Property("Owner_Type", "any_type"))
    head = catalog_head(int(facts["descriptionLength"]), more)
    return EntitySet(own, "catalog", (*head, *properties(release, one.get("attributes", {}))), _parts(release, one))


def _document(release: str, name: str, one: Table) -> EntitySet:
    head = document_head(int(one["facts"]["numberLength"]))
    fields = (*head, *properties(release, one["attributes"]))
    return EntitySet(f"Document_{name}", "document", fields, _parts(release, one))


def _register(release: str, name: str, one: Table) -> tuple[EntitySet, ...]:
    keys = properties(release, one["dimensions"])
    rest = properties(release, one.get("attributes", {}))
    if one.get("facts", {}).get("writeMode") == "RecorderSubordinate":
        return subordinate(name, keys, rest)
    period = table("Period date") if "informationRegisterPeriodicity" in one.get("facts", {}) else ()
    fields, own = (*period, *keys), f"InformationRegister_{name}"
    return (EntitySet(own, "register", (*fields, *rest), keys=tuple(key.name for key in fields)),)
