"""Writes entities of the simulated base in OData JSON, at the three levels of annotation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sandbox.base.faults import segment
from sandbox.base.infobase import Infobase, Row
from sandbox.base.odata.query import Query
from sandbox.base.odata.values import EMPTY_DATE, UNDEFINED, to_json, unavailable
from sandbox.base.schema import EMPTY_GUID, EntitySet, Part, Property

PRESENTATION = "____Presentation"
TYPE_PREFIX = "StandardODATA."


@dataclass(frozen=True)
class Shape:
    """What of an entity is written in OData JSON.

    `fields` None means everything; a part maps to the names of its fields, empty for all; `expand` are navigations.
    """

    fields: frozenset[str] | None
    parts: Mapping[str, frozenset[str]] | None
    expand: tuple[str, ...]
    presentations: frozenset[str]


def shape_of(base: Infobase, entity_set: EntitySet, query: Query) -> Shape:
    """Read from `$select` and `$expand` what of an entity is written in OData JSON.

    Raises:
        ODataFault: a name the set does not have (400, 6)

    """
    known = {name for name, _, _ in base.navigations[entity_set.name]}
    expand = tuple(query.names("$expand"))
    for name in expand:
        if name.split("/")[0] not in known:
            raise segment(name)
    fields: set[str] = set()
    parts: dict[str, set[str]] = {}
    presentations: set[str] = set()
    everything = not query.names("$select")
    for name in query.names("$select"):
        head, _, tail = name.partition("/")
        if name.endswith(PRESENTATION):
            presentations.add(name.removesuffix(PRESENTATION))
        elif name in {"*", "**"}:
            fields |= set(entity_set.by_name)
            parts |= {one: set() for one in entity_set.parts_by_name} if name == "*" else {}
        elif head in entity_set.parts_by_name:
            _select_in_part(entity_set.parts_by_name[head], tail, parts)
        elif name in entity_set.by_name:
            fields.add(name)
        elif head not in known:
            raise segment(name)
    if everything:
        return Shape(None, None, expand, frozenset(presentations))
    return Shape(
        frozenset(fields), {name: frozenset(one) for name, one in parts.items()}, expand, frozenset(presentations)
    )


def _select_in_part(part: Part, field: str, parts: dict[str, set[str]]) -> None:
    if field and field not in part.by_name:
        raise segment(field)
    parts.setdefault(part.name, set())
    if field:
        parts[part.name].add(field)


def composite_type(base: Infobase, value: str) -> str:
    """Return the type of a composite value as this composition of 1C can name it."""
    target = value.removeprefix(TYPE_PREFIX)
    named = target in base.published or target in base.enumerations
    known = value == UNDEFINED or not value.startswith(TYPE_PREFIX) or named
    return value if known else unavailable(target)


def values(base: Infobase, properties: Iterable[Property], row: Row, only: frozenset[str] | None) -> Row:
    """Return the values of a row in the OData JSON that 1C answers with."""
    found: Row = {}
    for one in properties:
        if only and one.name not in only:
            continue
        value = to_json(one.kind, row[one.name])
        found[one.name] = composite_type(base, value) if one.kind == "any_type" else value
    return found


def presentation(base: Infobase, set_name: str, guid: str) -> str:
    """Return the words that 1C shows for a reference in OData JSON."""
    row = base.get(set_name, guid)
    if row is None:
        return "" if guid == EMPTY_GUID else f"<Объект не найден> ({guid})"
    if "Number" in row:
        return f"Заказ клиента {row['Number']} от {row['Date']:%d.%m.%Y %H:%M:%S}"
    return str(row["Description"])


def entity(base: Infobase, entity_set: EntitySet, row: Row, shape: Shape, level: str) -> Row:
    """Write one entity as OData JSON without its `odata.metadata`.

    Args:
        base: the infobase
        entity_set: whose entity it is
        row: as stored
        shape: what to write of it
        level: nometadata, minimalmetadata or fullmetadata

    """
    found: Row = {}
    if level == "fullmetadata" and entity_set.versioned:
        address = f"{entity_set.name}(guid'{row['Ref_Key']}')"
        found |= {"odata.type": f"{TYPE_PREFIX}{entity_set.name}", "odata.id": address, "odata.editLink": address}
    if shape.fields is None or shape.fields:
        found |= values(base, entity_set.properties, row, shape.fields)
    for part in entity_set.parts:
        if shape.parts is None or part.name in shape.parts:
            only = shape.parts[part.name] if shape.parts else frozenset()
            found[part.name] = [
                values(base, part.row if only or entity_set.versioned else part.properties, one, only)
                for one in row[part.name]
            ]
    for name in shape.presentations:
        found |= _presentations(base, entity_set, row, name)
    _navigate(base, entity_set, row, shape, level, found)
    return found


def _presentations(base: Infobase, entity_set: EntitySet, row: Row, name: str) -> Row:
    found = {}
    for one in entity_set.properties:
        if one.navigation and one.targets and name in {"*", one.navigation, one.name}:
            found[f"{one.name}{PRESENTATION}"] = presentation(base, one.targets[0], row[one.name])
    return found


def _navigate(base: Infobase, entity_set: EntitySet, row: Row, shape: Shape, level: str, found: Row) -> None:
    for name, one, target in base.navigations[entity_set.name]:
        if shape.fields is not None and one.name not in shape.fields and name not in shape.expand:
            continue
        if name in shape.expand:
            other = base.get(target, row[one.name])
            everything = Shape(None, None, (), frozenset())
            found[name] = entity(base, base.schema[target], other, everything, "nometadata") if other else None
        elif level != "nometadata":
            found[f"{name}@navigationLinkUrl"] = f"{own_address(entity_set, row)}/{name}"


def own_address(entity_set: EntitySet, row: Row) -> str:
    """Return the relative OData address of an entity, Cyrillic as it is."""
    if entity_set.keys == ("Ref_Key",):
        return f"{entity_set.name}(guid'{row['Ref_Key']}')"
    pairs = []
    for name in entity_set.keys:
        one, value = entity_set.by_name[name], row[name]
        if one.edm == "Edm.Guid":
            pairs.append(f"{name}=guid'{value}'")
        elif one.edm == "Edm.DateTime":
            pairs.append(f"{name}=datetime'{to_json('date', value or EMPTY_DATE)}'")
        else:
            pairs.append(f"{name}={value}" if one.kind == "int64" else f"{name}='{value}'")
    return f"{entity_set.name}({', '.join(pairs)})"
