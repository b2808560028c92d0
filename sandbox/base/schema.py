"""The shape of what 1C publishes by OData: properties, tabular parts, entity sets; which, `releases` says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

EMPTY_GUID = "00000000-0000-0000-0000-000000000000"
EDM = {
    "str": "Edm.String",
    "text": "Edm.String",
    "binary": "Edm.Binary",
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
    """One property of a published set on the wire; a reference is already `…_Key`, a composite already a pair.

    `size` is the length of a `str`, 0 where it is not known; a string without a limit is a `text`. `scale` is how many
    digits a `num` keeps behind the point, None where it is not known. `allowed` are the values of the enumerations it
    may hold, by their names.
    """

    name: str
    kind: str
    size: int = 0
    scale: int | None = None
    targets: tuple[str, ...] = ()
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @property
    def edm(self) -> str:
        """The type of a published property, as `$metadata` names it."""
        return EDM[self.kind]

    @property
    def navigation(self) -> str:
        """The name of a published reference's navigation property; empty if it has none."""
        return self.name.removesuffix("_Key") if self.kind == "ref" else ""


@dataclass(frozen=True)
class Part:
    """A tabular part of a published set; its rows also carry Ref_Key and LineNumber."""

    name: str
    properties: tuple[Property, ...]

    @cached_property
    def by_name(self) -> dict[str, Property]:
        """The properties of a tabular part's row by name, with the two that every row has."""
        return {one.name: one for one in self.row}

    @cached_property
    def row(self) -> tuple[Property, ...]:
        """All properties of a tabular part's row in the order 1C writes them."""
        return (Property("Ref_Key", "guid"), Property("LineNumber", "int64"), *self.properties)


@dataclass(frozen=True)
class EntitySet:
    """One published set of the base. `kind` decides what can be done with it.

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
        """The properties of a published set by name."""
        return {one.name: one for one in self.properties}

    @cached_property
    def parts_by_name(self) -> dict[str, Part]:
        """The tabular parts of a published set by name."""
        return {one.name: one for one in self.parts}

    @property
    def sliced(self) -> bool:
        """Whether rows of a published set hold from a day on, so that a slice of them can be asked for."""
        return self.kind == "record_type" or (self.kind == "register" and "Period" in self.by_name)

    @property
    def sliced_by(self) -> tuple[str, ...]:
        """The properties of a published set for each of whose values a slice has one row."""
        return self.dimensions or tuple(name for name in self.keys if name != "Period")

    @property
    def versioned(self) -> bool:
        """Whether entities of a published set carry Ref_Key and DataVersion."""
        return self.kind in {"catalog", "document", "plan"}


def table(text: str) -> tuple[Property, ...]:
    """Read the properties of a published set from lines `name kind [length]`."""
    found = (line.split() for line in text.splitlines() if line.strip())
    return tuple(Property(words[0], words[1], size=int(words[2]) if len(words) > 2 else 0) for words in found)


def catalog_head(length: int, more: Iterable[Property] = ()) -> tuple[Property, ...]:
    """Describe the properties of every catalog; `more` is what this one has of Code, Owner, Parent and IsFolder."""
    head = table(f"Ref_Key guid\nPredefined bool\nPredefinedDataName str\nDataVersion str\nDescription str {length}")
    return (*head, *more, Property("DeletionMark", "bool"))


def document_head(length: int) -> tuple[Property, ...]:
    """Describe the properties that every published document of 1C has."""
    return table(f"Ref_Key guid\nDataVersion str\nNumber str {length}\nDate date\nDeletionMark bool\nPosted bool")


def characteristics(name: str, text: str) -> EntitySet:
    """Describe the published set of a chart of characteristic types; on the wire it is a catalog of another name."""
    return EntitySet(f"ChartOfCharacteristicTypes_{name}", "catalog", (*catalog_head(100), *table(text)))


def subordinate(name: str, dimensions: Sequence[Property], rest: Sequence[Property]) -> tuple[EntitySet, EntitySet]:
    """Describe the published sets of 1C's periodic register with recorders: its record sets and its single rows."""
    recorder = (Property("Recorder", "any"), Property("Recorder_Type", "any_type"))
    own = f"InformationRegister_{name}"
    rows = EntitySet(
        f"{own}_RecordType",
        "record_type",
        (*recorder, *table("Period date\nLineNumber int64\nActive bool"), *dimensions, *rest),
        keys=("Recorder", "Recorder_Type", "LineNumber"),
        dimensions=tuple(one.name for one in dimensions),
    )
    parts, keys = (Part("RecordSet", rows.properties),), ("Recorder", "Recorder_Type")
    return EntitySet(own, "record_set", recorder, parts, keys, rows.name), rows


def part_set(owner: EntitySet, one: Part) -> EntitySet:
    """Describe the published set of all rows of a tabular part."""
    return EntitySet(f"{owner.name}_{one.name}", "part", one.row, keys=("Ref_Key", "LineNumber"), rows_of=owner.name)


def constant(name: str, value: Property | None = None) -> EntitySet:
    """Describe the set of a constant of 1C; `value`: its property of that name, yes or no unless it is given."""
    return EntitySet(f"Constant_{name}", "constant", (value or Property("Value", "bool"),), keys=())
