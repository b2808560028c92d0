"""The shape of what is published: properties, tabular parts and entity sets, read from one-line-a-field tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

EMPTY_GUID = "00000000-0000-0000-0000-000000000000"
EDM = {
    "str": "Edm.String",
    "enum": "Edm.String",
    "any": "Edm.String",
    "any_type": "Edm.String",
    "ref": "Edm.Guid",
    "guid": "Edm.Guid",
    "num": "Edm.Double",
    "int16": "Edm.Int16",
    "int32": "Edm.Int32",
    "int64": "Edm.Int64",
    "bool": "Edm.Boolean",
    "date": "Edm.DateTime",
}


@dataclass(frozen=True)
class Property:
    """One property on the wire; a reference is already `…_Key`, a composite already a pair."""

    name: str
    kind: str
    size: int = 0
    targets: tuple[str, ...] = ()

    @property
    def edm(self) -> str:
        """Type as `$metadata` names it."""
        return EDM[self.kind]

    @property
    def navigation(self) -> str:
        """Name of the navigation property, empty where there is none."""
        return self.name.removesuffix("_Key") if self.kind == "ref" else ""


@dataclass(frozen=True)
class Part:
    """A tabular part; its rows also carry Ref_Key and LineNumber."""

    name: str
    properties: tuple[Property, ...]

    @cached_property
    def by_name(self) -> dict[str, Property]:
        """Properties of a row by name, the two added ones included."""
        return {one.name: one for one in self.row}

    @cached_property
    def row(self) -> tuple[Property, ...]:
        """All properties of a row in the order 1C writes them."""
        return (Property("Ref_Key", "guid"), Property("LineNumber", "int64"), *self.properties)


@dataclass(frozen=True)
class EntitySet:
    """One published set. `kind` decides what can be done with it.

    Kinds: catalog, document, plan (addressed by Ref_Key), part (rows of a tabular part, read only), register
    (independent), record_type (rows of a subordinate register), record_set (the same rows, one entity a recorder),
    constant. `rows_of` names the set whose rows a part or record_set shows.
    """

    name: str
    kind: str
    properties: tuple[Property, ...]
    parts: tuple[Part, ...] = ()
    keys: tuple[str, ...] = ("Ref_Key",)
    rows_of: str = ""
    dimensions: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Property]:
        """Properties by name."""
        return {one.name: one for one in self.properties}

    @cached_property
    def parts_by_name(self) -> dict[str, Part]:
        """Tabular parts by name."""
        return {one.name: one for one in self.parts}

    @property
    def versioned(self) -> bool:
        """Whether its entities carry Ref_Key and DataVersion."""
        return self.kind in {"catalog", "document", "plan"}


def table(text: str) -> tuple[Property, ...]:
    """Read properties from lines `name kind [argument]`.

    Args:
        text: kinds are those of `EDM`; the argument is a length for `str`, a target set for `ref`, the enumeration
            for `enum`, targets joined by `|` for `any`. Blank lines are skipped.

    """
    found: list[Property] = []
    types: list[Property] = []
    for words in (line.split() for line in text.splitlines() if line.strip()):
        name, kind, argument = words[0], words[1], words[2] if len(words) > 2 else ""
        if kind == "ref":
            found.append(Property(f"{name}_Key", "ref", targets=(argument,) if argument else ()))
        elif kind == "any":
            found.append(Property(name, "any", targets=tuple(filter(None, argument.split("|")))))
            types.append(Property(f"{name}_Type", "any_type"))
        elif kind == "enum":
            found.append(Property(name, "enum", targets=(argument,)))
        else:
            found.append(Property(name, kind, size=int(argument or 0)))
    return (*found, *types)


def part(name: str, text: str) -> Part:
    """Describe a tabular part."""
    return Part(name, table(text))


def catalog(name: str, text: str, *parts: Part, standard: str = "Code str 11") -> EntitySet:
    """Describe a catalog; `standard` is what this one has of Code, Parent, Owner, IsFolder."""
    head = table("Ref_Key guid\nPredefined bool\nPredefinedDataName str 0\nDataVersion str 0\nDescription str 100")
    return EntitySet(
        f"Catalog_{name}", "catalog", (*head, *table(standard), *table("DeletionMark bool"), *table(text)), parts
    )


def characteristics(name: str, text: str) -> EntitySet:
    """Describe a chart of characteristic types; on the wire it is a catalog of another name."""
    one = catalog(name, text, standard="")
    return EntitySet(f"ChartOfCharacteristicTypes_{name}", one.kind, one.properties)


def document(name: str, text: str, *parts: Part) -> EntitySet:
    """Describe a document."""
    head = table("Ref_Key guid\nDataVersion str 0\nNumber str 11\nDate date\nDeletionMark bool\nPosted bool")
    return EntitySet(f"Document_{name}", "document", (*head, *table(text)), parts)


def register(name: str, dimensions: str, rest: str) -> EntitySet:
    """Describe an independent information register; every dimension is part of the key."""
    keys = table(dimensions)
    names = tuple(one.name for one in keys)
    return EntitySet(f"InformationRegister_{name}", "register", (*keys, *table(rest)), keys=names)


def subordinate(name: str, dimensions: str, rest: str) -> tuple[EntitySet, EntitySet]:
    """Describe a periodic register written by recorders: its set of record sets and its set of single rows."""
    head = table("Recorder any\nPeriod date\nLineNumber int64\nActive bool")
    own = f"InformationRegister_{name}"
    rows = EntitySet(
        f"{own}_RecordType",
        "record_type",
        (*head, *table(dimensions), *table(rest)),
        keys=("Recorder", "Recorder_Type", "LineNumber"),
        dimensions=tuple(one.name for one in table(dimensions)),
    )
    sets = EntitySet(
        own,
        "record_set",
        table("Recorder any"),
        (Part("RecordSet", rows.properties),),
        ("Recorder", "Recorder_Type"),
        rows.name,
    )
    return sets, rows


def part_set(owner: EntitySet, one: Part) -> EntitySet:
    """Describe the set of all rows of a tabular part."""
    return EntitySet(f"{owner.name}_{one.name}", "part", one.row, keys=("Ref_Key", "LineNumber"), rows_of=owner.name)


def constant(name: str, kind: str = "bool") -> EntitySet:
    """Describe a constant."""
    return EntitySet(f"Constant_{name}", "constant", table(f"Value {kind}"), keys=())
