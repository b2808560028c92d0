"""`$metadata`: what is published, and of which release."""

from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO

from defusedxml.ElementTree import ParseError, iterparse

from services.onec_connector.base.errors import BaseAwayError
from services.onec_connector.objects import order as names


@dataclass(frozen=True, slots=True)
class Published:
    """Fields by set or row type; only of those that were asked for."""

    fields: dict[str, frozenset[str]]
    sets: frozenset[str]

    @property
    def has_old_vat(self) -> bool:
        """VAT rates are an enumeration, as in release 11.4."""
        row = self.fields.get(names.LINE_TYPE, frozenset())
        return names.VAT_RATE not in row and names.VAT_RATE_11_4 in row


def read_metadata(xml: bytes, wanted: Collection[str]) -> Published:
    """Read names from EDMX, which may be 17 MB: the tree is never kept whole.

    Args:
        xml: the document.
        wanted: sets and row types whose fields matter.

    Raises:
        BaseAwayError: it is no XML; 1C sent an error page.
    """
    fields: dict[str, frozenset[str]] = {}
    sets: set[str] = set()
    try:
        for _, element in iterparse(BytesIO(xml), events=("end",)):
            tag = element.tag.rpartition("}")[2]
            name = element.get("Name", "")
            if tag in {"EntityType", "ComplexType"} and name in wanted:
                fields[name] = frozenset(child.get("Name", "") for child in element)
            if tag == "EntitySet":
                sets.add(name)
            if tag in {"EntityType", "ComplexType", "FunctionImport", "Association"}:
                element.clear()
    except ParseError as error:
        raise BaseAwayError("1C answered $metadata with something that is no XML") from error
    return Published(fields, frozenset(sets))
