"""Tells which requisite of the portal stands for a legal entity of 1C. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.b24_connector.vocabulary.requisites import (
    Preset,
    has_number,
    number_fields,
    numbers_of,
    read_legal_entity,
)
from services.b24_connector.vocabulary.values import guid, typed
from shared.canon.keys import foreign_number, same_firm, same_person
from shared.messages.things import LegalEntity

Row = Mapping[str, Any]


def same_numbers(requisite: Row, entity: LegalEntity) -> bool:
    """Tell whether a requisite has a legal entity's numbers, however they are typed; two without any have one name.

    A КПП alone is no number: an office gives the same to thousands.
    """
    if entity.country:
        number, fields = foreign_number(entity.foreign_number), number_fields(entity.country)
        return bool(number) and any(foreign_number(typed(requisite.get(name))) == number for name in fields)
    if not entity.inn:
        return not has_number(requisite) and _is_named(requisite, entity)
    return numbers_of(requisite) == (entity.inn, entity.kpp)


def _is_named(requisite: Row, entity: LegalEntity) -> bool:
    there, mark = read_legal_entity(requisite, Preset(kind=entity.kind)), guid(requisite.get("XML_ID"))
    if mark and (entity.origin is None or mark != entity.origin.id):
        return False  # it stands for a namesake
    return (same_firm if entity.kind == "company" else same_person)(there.name, entity.name)


def ways_of(entity: LegalEntity) -> Sequence[Callable[[Row], bool]]:
    """Return the ways to find a legal entity's requisite, the surest first: its pair, 1C's mark, its numbers.

    One that a person has separated from it is found by none.
    """
    paired = entity.ref.id if entity.ref is not None and entity.ref.kind == "requisite" else ""
    marked = entity.origin.id if entity.origin else ""
    return (
        lambda row: bool(paired) and str(row["ID"]) == paired,
        lambda row: bool(marked) and guid(row.get("XML_ID")) == marked and may_be(row, entity),
        lambda row: same_numbers(row, entity) and may_be(row, entity),
    )


def may_be(requisite: Row, entity: LegalEntity) -> bool:
    """Tell whether nobody has separated a requisite from a legal entity."""
    return str(requisite["ID"]) not in entity.not_these


def requisite_of(rows: Sequence[Row], entity: LegalEntity) -> Row | None:
    """Return the requisite of a company for a legal entity; None: there is none."""
    return next((row for suits in ways_of(entity) for row in rows if suits(row)), None)
