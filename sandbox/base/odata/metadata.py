"""Writes `$metadata`: the EDMX of what the simulated base publishes, from the same tables as the sets."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from sandbox.base.infobase import Infobase
from sandbox.base.schema import EntitySet, Part, Property

EDMX = "http://schemas.microsoft.com/ado/2007/06/edmx"
EDM = "http://schemas.microsoft.com/ado/2009/11/edm"
M = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"
NAMESPACE = "StandardODATA"
PREFIXES = {"edmx": EDMX, "m": M}


_Composition = tuple[str, tuple[str, ...], tuple[str, ...]]  # release, sets, enumerations
_written: dict[_Composition, bytes] = {}


def document(base: Infobase) -> bytes:
    """Return the whole `$metadata` for the present composition; written once for all bases of this process."""
    composition = (base.release, tuple(base.published), tuple(base.enumerations))
    if composition not in _written:
        _written[composition] = _document(base)
    return _written[composition]


def _document(base: Infobase) -> bytes:
    for prefix, address in PREFIXES.items():
        ET.register_namespace(prefix, address)
    root = ET.Element(f"{{{EDMX}}}Edmx", Version="1.0")
    versions = {f"{{{M}}}DataServiceVersion": "3.0", f"{{{M}}}MaxDataServiceVersion": "3.0"}
    services = ET.SubElement(root, f"{{{EDMX}}}DataServices", versions)
    schema = ET.SubElement(services, "Schema", xmlns=EDM, Namespace=NAMESPACE)
    sets = list(base.published.values())
    for one in sets:
        _entity_type(base, schema, one)
    for one in sets:
        for part in one.parts:
            _complex_type(schema, one, part)
    for name, values in base.enumerations.items():
        _enumeration(schema, name, values)
    for one in sets:
        _associations(base, schema, one)
    container = ET.SubElement(
        schema, "EntityContainer", {"Name": "EnterpriseV8", f"{{{M}}}IsDefaultEntityContainer": "true"}
    )
    for one in sets:
        ET.SubElement(container, "EntitySet", Name=one.name, EntityType=f"{NAMESPACE}.{one.name}")
    for one in sets:
        _association_sets(base, container, one)
        _functions(container, one)
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True))


def _property(parent: ET.Element, one: Property, *, key: bool) -> None:
    ET.SubElement(parent, "Property", Name=one.name, Type=one.edm, Nullable="false" if key else "true")


def _collection(parent: ET.Element, owner: EntitySet, part: Part) -> None:
    row_type = f"Collection({NAMESPACE}.{_row_type(owner, part)})"
    ET.SubElement(parent, "Property", Name=part.name, Type=row_type, Nullable="false")


def _row_type(owner: EntitySet, part: Part) -> str:
    return f"{owner.name}_RowType" if owner.kind == "record_set" else f"{owner.name}_{part.name}_RowType"


def _entity_type(base: Infobase, schema: ET.Element, one: EntitySet) -> None:
    element = ET.SubElement(schema, "EntityType", Name=one.name)
    if one.keys:
        key = ET.SubElement(element, "Key")
        for name in one.keys:
            ET.SubElement(key, "PropertyRef", Name=name)
    for prop in one.properties:
        _property(element, prop, key=prop.name in one.keys)
    for part in one.parts:
        _collection(element, one, part)
    for name, _, _ in base.navigations[one.name]:
        ET.SubElement(
            element,
            "NavigationProperty",
            Name=name,
            Relationship=f"{NAMESPACE}.{one.name}_{name}",
            FromRole="Begin",
            ToRole="End",
        )


def _complex_type(schema: ET.Element, owner: EntitySet, part: Part) -> None:
    element = ET.SubElement(schema, "ComplexType", Name=_row_type(owner, part))
    rows = part.properties if owner.kind == "record_set" else part.row
    for prop in rows:
        _property(element, prop, key=False)


def _enumeration(schema: ET.Element, name: str, values: Iterable[str]) -> None:
    element = ET.SubElement(schema, "EnumType", Name=name)
    for number, value in enumerate(values):
        ET.SubElement(element, "Member", Name=value, Value=str(number))


def _associations(base: Infobase, schema: ET.Element, one: EntitySet) -> None:
    for name, _, target in base.navigations[one.name]:
        element = ET.SubElement(schema, "Association", Name=f"{one.name}_{name}")
        ET.SubElement(element, "End", Role="Begin", Type=f"{NAMESPACE}.{one.name}", Multiplicity="*")
        ET.SubElement(element, "End", Role="End", Type=f"{NAMESPACE}.{target}", Multiplicity="0..1")


def _association_sets(base: Infobase, container: ET.Element, one: EntitySet) -> None:
    for name, _, target in base.navigations[one.name]:
        element = ET.SubElement(
            container, "AssociationSet", Name=f"{one.name}_{name}", Association=f"{NAMESPACE}.{one.name}_{name}"
        )
        ET.SubElement(element, "End", Role="Begin", EntitySet=one.name)
        ET.SubElement(element, "End", Role="End", EntitySet=target)


def _functions(container: ET.Element, one: EntitySet) -> None:
    binding = f"{NAMESPACE}.{one.name}"
    if one.kind == "document":
        for name in ("Post", "Unpost"):
            element = ET.SubElement(container, "FunctionImport", Name=name, IsBindable="true", IsSideEffecting="true")
            ET.SubElement(element, "Parameter", Name="bindingParameter", Type=binding)
            ET.SubElement(element, "Parameter", Name="PostingModeOperational", Type="Edm.Boolean")
    if one.sliced:
        for name in ("SliceLast", "SliceFirst"):
            element = ET.SubElement(
                container,
                "FunctionImport",
                Name=name,
                IsBindable="true",
                IsSideEffecting="false",
                ReturnType=f"Collection({binding})",
            )
            ET.SubElement(element, "Parameter", Name="bindingParameter", Type=binding)
            ET.SubElement(element, "Parameter", Name="Condition", Type="Edm.String")
            ET.SubElement(element, "Parameter", Name="Period", Type="Edm.DateTime")
