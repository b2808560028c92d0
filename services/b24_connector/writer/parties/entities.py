"""Tells which requisite of the portal stands for a legal entity of 1C. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.b24_connector.vocabulary.names import ORIGINATOR
from services.b24_connector.vocabulary.requisites import (
    Preset,
    has_number,
    number_fields,
    numbers_of,
    read_legal_entity,
)
from services.b24_connector.vocabulary.values import guid, typed
from shared.canon.keys import foreign_number, same_firm, same_person, shares_word
from shared.messages.things import Customer, LegalEntity, Ref

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


def is_own(entity: LegalEntity, partner: Ref | None) -> bool:
    """Tell whether a legal entity of an order is its partner's own; where 1C's side does not say whose, it is."""
    return partner is None or entity.owner in {None, partner}


def strange_in(customer: Customer) -> LegalEntity | None:
    """Return the legal entity of a client's order that is another client's, if it is."""
    entity = customer.legal_entity
    return entity if entity is not None and entity.is_strange else None


def stands_for_another(company: Row, requisites: Sequence[Row], customer: Customer) -> bool:
    """Tell whether a company that has a client's requisite bears all the signs of standing for another partner of 1C.

    It has 1C's mark of that one, or other numbers beside this one and a name with no word of the client's: an earlier
    release gave a client the requisites of another one whom his order named by mistake.

    Args:
        company: of the portal.
        requisites: all that it has.
        customer: the client.
    """
    mark, entity = guid(company.get("originId")), customer.legal_entity or LegalEntity()
    if mark and str(company.get("originatorId") or "") == ORIGINATOR:
        return customer.origin is not None and mark != customer.origin.id
    others = [row for row in requisites if has_number(row) and not _has_number(row, entity)]
    names = (customer.name, entity.name, entity.full_name)
    return bool(others) and not any(shares_word(str(company.get("title") or ""), name) for name in names)


def _has_number(requisite: Row, entity: LegalEntity) -> bool:
    """Tell whether a requisite has a legal entity's number, of whatever branch."""
    if entity.country:
        number = foreign_number(entity.foreign_number)
        return any(foreign_number(typed(requisite.get(name))) == number for name in number_fields(entity.country))
    return bool(entity.inn) and numbers_of(requisite)[0] == entity.inn


def may_be(requisite: Row, entity: LegalEntity) -> bool:
    """Tell whether nobody has separated a requisite from a legal entity."""
    return str(requisite["ID"]) not in entity.not_these


def requisite_of(rows: Sequence[Row], entity: LegalEntity) -> Row | None:
    """Return the requisite of a company for a legal entity; None: there is none."""
    return next((row for suits in ways_of(entity) for row in rows if suits(row)), None)
