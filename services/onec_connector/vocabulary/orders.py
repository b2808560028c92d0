"""A 1C order and its row of states → the canonical order; marker, groups published, web links. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard, state
from services.onec_connector.vocabulary.clock import read_moment
from services.onec_connector.vocabulary.extra import OrderExtra
from services.onec_connector.vocabulary.header import read_header
from services.onec_connector.vocabulary.lines import read_line
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.person_names import read_name
from services.onec_connector.vocabulary.reference import ReferenceData, is_empty
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Customer, LegalEntity, Manager, OrderState, Organisation, Person, Ref

Row = Mapping[str, Any]

_MARKER = re.compile("B24-([0-9]{1,18})")

PUBLISHED = frozenset(
    {
        OrderGroup.ROWS,
        OrderGroup.MANAGER,
        OrderGroup.ORGANISATION,
        OrderGroup.PARTIES,
        OrderGroup.GIVEN,
        OrderGroup.STATE,
    }
)
"""Groups told of every order; the header is told only where the order was born here."""

OF_STATUS = frozenset({OrderGroup.GIVEN, OrderGroup.STATE})


@dataclass(frozen=True, slots=True)
class BaseLocation:
    """A 1C base's time zone, and the address at which people open it."""

    zone: ZoneInfo
    web: str


def marker(deal_id: str) -> str:
    """Return the marker of an order made from a deal, its "customer's number", which 1C clears on a copy."""
    return f"B24-{deal_id}"


def deal_of(document: Row) -> Ref | None:
    """Return the deal from which a 1C order says, by its marker, that it was made."""
    found = _MARKER.fullmatch(str(document.get(names.MARKER) or "").strip())
    return Ref(system="b24", kind="deal", id=found[1]) if found else None


def published(key: str, extra: OrderExtra) -> frozenset[OrderGroup]:
    """Return the field groups published of a 1C order with this birth key; the header only of one born there."""
    header = {OrderGroup.HEADER} if key.startswith("order:") else set()
    return PUBLISHED | header | ({OrderGroup.EXTRA} if extra.goes_out else set())


_NO_TABLE = OrderExtra()


def read_order(
    document: Row,
    register: Row | None,
    reference: ReferenceData,
    place: BaseLocation,
    *,
    provisional_since: datetime | None = None,
    extra: OrderExtra = _NO_TABLE,
) -> SalesOrder:
    """Translate a 1C order into the canonical model; `groups` are left to the caller.

    Args:
        document: whole, with its rows.
        register: its row of states; None where 1C keeps none.
        reference: what is known of the things it refers to.
        place: of the base.
        provisional_since: when its figures were first seen not recalculated.
        extra: the customer's extra fields.
    """
    included = bool(document.get(names.VAT_INCLUDED))
    lines = tuple(read_line(row, reference, vat_included=included) for row in document.get(names.LINES, ()))
    marked = bool(document.get(standard.MARKED))
    return SalesOrder(
        ref=Ref(system="onec", kind="order", id=str(document[standard.REF])),
        origin=deal_of(document),
        dated=read_moment(document.get(names.DATE), place.zone),
        number=str(document.get(names.NUMBER) or "").strip(),
        url=link(str(document[standard.REF]), place.web),
        customer=_customer(document, reference),
        person=_person(document, reference),
        manager=_manager(document, reference),
        organisation=_organisation(document, reference),
        lines=lines,
        currency=reference.currencies.get(str(document.get(names.CURRENCY)), "RUB"),
        total=number(document.get(names.TOTAL)),
        phase="cancelled" if marked else "active",
        posted=bool(document.get(names.POSTED)),
        state=read_state(document, register, provisional_since=provisional_since),
        extra=extra.read(document),
        **read_header(document, reference),
    )


def read_state(document: Row, register: Row | None, *, provisional_since: datetime | None = None) -> OrderState:
    """Read a 1C order's state and figures from its row in the register of states."""
    row, rows = register or {}, document.get(names.LINES)
    ordered = any(not line.get(names.CANCELLED) for line in rows or ())
    return OrderState(
        name=str(row[state.NAME]) if row.get(state.NAME) else None,
        paid_percent=number(row.get(state.PAID_PERCENT)),
        shipped_percent=number(row.get(state.SHIPPED_PERCENT)),
        paid_sum=number(row.get(state.PAID_SUM)),
        shipped_sum=number(row.get(state.SHIPPED_SUM)),
        debt=number(row.get(state.DEBT)),
        by_order=document.get(names.SETTLEMENT) in names.BY_ORDER_KINDS,
        marked=bool(document.get(standard.MARKED)),
        awaits_approval=document.get(names.STATUS) == names.NOT_APPROVED,
        provisional_since=provisional_since,
        emptied=rows is not None and not ordered,
        free=ordered and names.TOTAL in document and not number(document[names.TOTAL]),
    )


def link(guid: str, web: str, of: str = names.METADATA_NAME) -> str:
    """Return the address that opens an order, or another object, in 1C's web client.

    1C writes a reference's parts back to front.

    Args:
        guid: reference of the object.
        web: where the client is.
        of: the object's kind, as 1C calls it in its configuration.
    """
    parts = guid.split("-")
    reference = "".join((parts[3], parts[4], parts[2], parts[1], parts[0]))
    return f"{web.rstrip('/')}/#e1cib/data/{quote(of)}?ref={reference}"


def _ref(kind: str, guid: object) -> Ref | None:
    return None if is_empty(guid) else Ref(system="onec", kind=kind, id=str(guid))


def _customer(document: Row, reference: ReferenceData) -> Customer | None:
    ref = _ref("partner", document.get(names.PARTNER))
    if ref is None:
        return None
    known = reference.partners.get(ref.id)
    entity = _entity(document, reference)
    if known is None:
        return Customer(ref=ref, legal_entity=entity)
    return Customer(
        ref=ref,
        name=known.name,
        kind=known.kind,
        contacts=known.contacts,
        legal_entity=entity,
        is_part=bool(known.above),
    )


def _entity(document: Row, reference: ReferenceData) -> LegalEntity | None:
    ref = _ref("legal_entity", document.get(names.LEGAL_ENTITY))
    if ref is None:
        return None
    known = reference.entities.get(ref.id)
    if known is None:
        return LegalEntity(ref=ref)
    return LegalEntity(
        ref=ref,
        name=known.name,
        full_name=known.full_name,
        kind=known.kind,
        inn=known.inn,
        kpp=known.kpp,
        country=known.country,
        foreign_number=known.foreign_number if known.country else "",
        owner=_ref("partner", known.partner),
        is_strange=ref.id in reference.strange,
    )


def _person(document: Row, reference: ReferenceData) -> Person | None:
    ref = _ref("contact_person", document.get(names.CONTACT_PERSON))
    if ref is None:
        return None
    known = reference.persons.get(ref.id)
    if known is None:
        return Person(ref=ref)
    parts, _ = read_name(known.name, None)
    return Person(
        ref=ref,
        name=known.name,
        last_name=parts.last,
        first_name=parts.first,
        second_name=parts.second,
        post=known.post,
        contacts=known.contacts,
    )


def _manager(document: Row, reference: ReferenceData) -> Manager | None:
    ref = _ref("user", document.get(names.MANAGER))
    if ref is None:
        return None
    known = reference.users.get(ref.id)
    if known is None:
        return Manager(ref=ref)
    return Manager(ref=ref, name=known.name, email=next(iter(known.emails), ""), active=known.active)


def _organisation(document: Row, reference: ReferenceData) -> Organisation | None:
    ref = _ref("organisation", document.get(names.ORGANISATION))
    if ref is None:
        return None
    known = reference.organisations.get(ref.id)
    if known is None:
        return Organisation(ref=ref)
    return Organisation(ref=ref, name=known.name, inn=known.inn, kpp=known.kpp)
