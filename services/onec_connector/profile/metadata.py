"""Reads from `$metadata` which sets, fields and enumeration values a 1C base publishes."""

from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import ParseError, iterparse

from services.onec_connector.base.errors import BaseAwayError
from services.onec_connector.objects import dictionary
from services.onec_connector.objects import order as names

_TYPES = frozenset({"EntityType", "ComplexType"})
_SPENT = frozenset({*_TYPES, "EnumType", "FunctionImport", "Association"})


@dataclass(frozen=True, slots=True)
class Published:
    """The published fields by set or row type, and values by enumeration; only of those asked for.

    An enumeration is there only where the administrator has put it into the composition: one that is not says nothing.
    """

    fields: dict[str, frozenset[str]]
    sets: frozenset[str]
    values: dict[str, frozenset[str]]

    @property
    def is_11_4(self) -> bool:
        """Whether VAT rates of the base are an enumeration, as in release 11.4, which the bus cannot work with."""
        row = self.fields.get(names.LINE_TYPE, frozenset())
        return names.VAT_RATE_11_4 in row and names.VAT_RATE not in row and dictionary.VAT_RATES not in self.sets


def read_metadata(xml: bytes, wanted: Collection[str]) -> Published:
    """Read the names a 1C base publishes from EDMX, which may be 17 MB: the tree is never kept whole.

    Args:
        xml: the document.
        wanted: sets, row types and enumerations that matter.

    Raises:
        BaseAwayError: it is not XML; 1C sent an error page.
    """
    found = Published({}, frozenset(), {})
    sets: set[str] = set()
    try:
        for _, element in iterparse(BytesIO(xml), events=("end",)):
            tag = element.tag.rpartition("}")[2]
            name = element.get("Name", "")
            if name in wanted and tag in _TYPES:
                found.fields[name] = _names(element, "Property")
            elif name in wanted and tag == "EnumType":
                found.values[name] = _names(element, "Member")
            elif tag == "EntitySet":
                sets.add(name)
            if tag in _SPENT:
                element.clear()
    except (ParseError, ValueError) as error:  # a ValueError: it declares entities, which may unpack to anything
        raise BaseAwayError("1C answered $metadata with something that is no XML") from error
    return Published(found.fields, frozenset(sets), found.values)


def _names(element: Element, tag: str) -> frozenset[str]:
    return frozenset(child.get("Name", "") for child in element if child.tag.rpartition("}")[2] == tag)
