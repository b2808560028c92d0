"""Finds a client's agreements and contracts in 1C, and the typical ones: those in force, and why others are not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, guid, text
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import partner, standard
from services.onec_connector.objects.order import FOR_SALE
from services.onec_connector.profile.reading import BOTH_KINDS, AgreementKinds
from services.onec_connector.vocabulary.clock import read_date
from services.onec_connector.vocabulary.reference import is_empty

_FIELDS = (
    standard.REF,
    standard.DESCRIPTION,
    standard.MARKED,
    names.NUMBER,
    names.PARTNER,
    names.LEGAL_ENTITY,
    names.ORGANISATION,
    names.TYPICAL,
    names.CURRENCY,
    names.VAT_INCLUDED,
    names.PAYMENT_SCHEDULE,
    names.PAYMENT_FORM,
    names.WAREHOUSE,
    names.SETTLEMENT,
    names.STATUS,
    names.OPERATION,
    names.VALID_FROM,
    names.VALID_TILL,
    names.FINANCE_GROUP,
    names.ACTIVITY,
    names.USES_CONTRACTS,
)
_OF_ORDERS = (names.RETURNS_PACKAGING, names.PACKAGING_DAYS, names.PACKAGING_DEPOSIT, names.SUPPLIED_APART)


@dataclass(frozen=True, slots=True)
class Purchase:
    """Who buys from whom and when, which decides the terms that may be used.

    Args:
        partner, entity: empty for a client who is new to 1C.
        kinds: of agreements that 1C uses.
    """

    partner: str
    entity: str
    organisation: str
    on: date
    kinds: AgreementKinds = BOTH_KINDS


Fault = Literal[
    "typical",
    "individual",
    "marked",
    "closed",
    "unapproved",
    "operation",
    "expired",
    "not_begun",
    "organisation",
    "legal_entity",
]
"""Why an agreement or a contract may not be used: its kind, its state, what it is about, its time, or with whom."""


async def agreements_in_force(base: Base, purchase: Purchase) -> list[Row]:
    """Read the client's own and the typical agreements of 1C that this purchase may use, in one call."""
    whose = _whose(purchase)
    if not whose:
        return []
    query = Query(
        f"{names.STATUS} eq {text(names.ACTIVE)} and {standard.MARKED} eq false and {whose}",
        _FIELDS,
    )
    return [row for row in await base.listing(names.SET, query) if agreement_fault(row, purchase) is None]


async def agreements_of(base: Base, purchase: Purchase) -> list[Row]:
    """Read the client's agreements of 1C with those that may not be used, for the sentence of a refusal."""
    return await base.listing(names.SET, Query(_whose(replace(purchase, kinds=BOTH_KINDS)), _FIELDS))


async def rest_of(base: Base, agreement: Row) -> Row:
    """Read what the chosen agreement of 1C says of its orders beside: of all of them that is too long to ask for."""
    if not agreement:
        return {}
    return await base.read(names.SET, str(agreement[standard.REF]), _OF_ORDERS) or {}


async def typical_agreements(base: Base) -> list[Row]:
    """Read 1C's typical agreements that any client may have, whether or not they may be used today."""
    return await base.listing(names.SET, Query(f"{names.TYPICAL} eq true", _FIELDS))


def words_for(rows: Sequence[Row]) -> list[str]:
    """Return the words by which people may name each of some agreements of 1C, as often as they may mean one.

    A number is looked for before a name.
    """
    numbers, called = ([str(row[name] or "").strip() for row in rows] for name in (names.NUMBER, standard.DESCRIPTION))
    return [word for word in (*numbers, *(one for one in called if one not in numbers)) if word]


def _whose(purchase: Purchase) -> str:
    """Write the condition for the agreements that a client may come to have; empty: there can be none."""
    kinds = [f"{names.TYPICAL} eq true"] if purchase.kinds.typical else []
    if purchase.partner and purchase.kinds.individual:
        kinds.append(f"{names.PARTNER} eq {guid(purchase.partner)}")
    return f"({' or '.join(kinds)})" if len(kinds) > 1 else "".join(kinds)


def own_agreements(rows: Sequence[Row], purchase: Purchase) -> list[Row]:
    """Return those of some agreements of 1C that are the client's own."""
    return [row for row in rows if not row[names.TYPICAL] and row[names.PARTNER] == purchase.partner]


def of_kinds(rows: Sequence[Row], kinds: AgreementKinds) -> list[Row]:
    """Return those of some agreements that are of a kind in use."""
    return [row for row in rows if _kind_fault(row, kinds) is None]


async def contracts_of(base: Base, purchase: Purchase, currency: str) -> list[Row]:
    """Read the contracts by which our organisation sells to a client in 1C, expired ones too; none for a new one.

    A legal entity may stand for several partners, each with contracts of his own. Where he has none, those of the
    partners above him are taken that let their parts buy by them; never those of a partner beside him.

    Args:
        base: where.
        purchase: who buys from whom, and when.
        currency: reference; contracts in another one are left out.
    """
    if not purchase.entity:
        return []
    query = Query(
        f"{names.CONTRACT_LEGAL_ENTITY} eq {guid(purchase.entity)} and "
        f"{names.CONTRACT_ORGANISATION} eq {guid(purchase.organisation)} and {standard.MARKED} eq false"
    )  # whole: by name its fields are more than a web server lets through in a query
    rows = await base.listing(names.CONTRACTS, query)
    sales = [row for row in rows if _is_sale(row, currency)]
    own = [
        row for row in sales if is_empty(row[names.CONTRACT_PARTNER]) or row[names.CONTRACT_PARTNER] == purchase.partner
    ]
    if own:
        return own
    for_parts = [row for row in sales if row[names.CONTRACT_FOR_PARTS]]
    if not for_parts:
        return []
    above = await _above(base, purchase.partner)
    return [row for row in for_parts if row[names.CONTRACT_PARTNER] in above]


async def _above(base: Base, below: str) -> set[str]:
    """Return the partners above a partner of 1C, for their contracts; a circle of them once round."""
    found: set[str] = set()
    while not is_empty(below) and below not in found:
        found.add(below)
        rows = await base.listing(partner.SET, Query(f"{standard.REF} eq {guid(below)}", (partner.PARENT,)))
        below = str(rows[0][partner.PARENT]) if rows else ""
    return found


def _is_sale(contract: Row, currency: str) -> bool:
    """Tell whether a contract of 1C is one of sale; a firm that also sells to us has another for that."""
    return (
        contract[names.CONTRACT_STATUS] == names.ACTIVE
        and contract[names.CONTRACT_KIND] == names.WITH_CUSTOMER
        and _sells(contract[names.CONTRACT_OPERATION])
        and (is_empty(contract[names.CONTRACT_CURRENCY]) or contract[names.CONTRACT_CURRENCY] == currency)
    )


def agreement_fault(row: Row, purchase: Purchase) -> Fault | None:
    """Return why a client may not use an agreement of 1C with this organisation on this day; None if he may."""
    if unusable := _kind_fault(row, purchase.kinds) or _state_fault(row):
        return unusable
    if not is_empty(row[names.ORGANISATION]) and row[names.ORGANISATION] != purchase.organisation:
        return "organisation"
    if not is_empty(row[names.LEGAL_ENTITY]) and row[names.LEGAL_ENTITY] != purchase.entity:
        return "legal_entity"
    return out_of_time(row, purchase.on)


def may_be_offered(row: Row, on: date, kinds: AgreementKinds) -> bool:
    """Tell whether an agreement of 1C may be used on a day, whoever its client is."""
    return (_kind_fault(row, kinds) or _state_fault(row) or out_of_time(row, on)) is None


def _kind_fault(row: Row, kinds: AgreementKinds) -> Fault | None:
    if row[names.TYPICAL]:
        return None if kinds.typical else "typical"
    return None if kinds.individual else "individual"


def _state_fault(row: Row) -> Fault | None:
    if row[standard.MARKED]:
        return "marked"
    if row[names.STATUS] != names.ACTIVE:
        return "closed" if row[names.STATUS] == names.CLOSED else "unapproved"
    return None if _sells(row[names.OPERATION]) else "operation"


def _sells(operation: object) -> bool:
    """Tell whether terms of an agreement or contract are of sale: what a commission agent gets is not sold to him."""
    return operation in {None, "", FOR_SALE}


def out_of_time(row: Row, on: date) -> Fault | None:
    """Return whether an agreement or a contract of 1C is expired or not yet in force; None: neither."""
    first, last = read_date(row[names.VALID_FROM]), read_date(row[names.VALID_TILL])
    if last is not None and last < on:
        return "expired"
    return "not_begun" if first is not None and on < first else None


def latest(rows: Sequence[Row]) -> Row | None:
    """Return the agreement or contract of 1C that ends last; one without an end ends after all others."""
    return max(rows, key=lambda row: read_date(row[names.VALID_TILL]) or date.max, default=None)
