"""Agreements and contracts of a client that are in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, guid, text
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.book import is_empty
from services.onec_connector.vocabulary.clock import read_date

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
    names.VALID_FROM,
    names.VALID_TILL,
    names.USES_CONTRACTS,
)
_CONTRACT = (
    standard.REF,
    standard.DESCRIPTION,
    names.CONTRACT_NUMBER,
    names.CONTRACT_KIND,
    names.CONTRACT_CURRENCY,
    names.CONTRACT_STATUS,
    names.CONTRACT_SETTLEMENT,
    names.CONTRACT_TAX_REGIME,
    names.CONTRACT_LEAVES_REGIME,
    names.VALID_FROM,
    names.VALID_TILL,
)


@dataclass(frozen=True, slots=True)
class Deal:
    """Who buys from whom, and when: what terms depend on.

    Args:
        partner, entity: empty for a client who is new to 1C.
    """

    partner: str
    entity: str
    organisation: str
    on: date


async def agreements_in_force(base: Base, deal: Deal) -> list[Row]:
    """Read the client's own agreements and the typical ones that this deal may use, in one call."""
    whose = f"{names.TYPICAL} eq true"
    if deal.partner:
        whose = f"({whose} or {names.PARTNER} eq {guid(deal.partner)})"
    query = Query(f"{names.STATUS} eq {text(names.ACTIVE)} and {standard.MARKED} eq false and {whose}", _FIELDS)
    return [row for row in await base.listing(names.SET, query) if _fits(row, deal)]


def own_agreements(rows: Sequence[Row], deal: Deal) -> list[Row]:
    """Return the client's own among agreements."""
    return [row for row in rows if not row[names.TYPICAL] and row[names.PARTNER] == deal.partner]


async def contracts_in_force(base: Base, deal: Deal, currency: str) -> list[Row]:
    """Read the contracts by which our organisation sells to a client; none where he is new.

    Args:
        base: where.
        deal: who buys from whom, and when.
        currency: reference; contracts in another one are left out.
    """
    if not deal.entity:
        return []
    query = Query(
        f"{names.CONTRACT_LEGAL_ENTITY} eq {guid(deal.entity)} and "
        f"{names.CONTRACT_ORGANISATION} eq {guid(deal.organisation)} and {standard.MARKED} eq false",
        _CONTRACT,
    )
    rows = await base.listing(names.CONTRACTS, query)
    return [row for row in rows if _is_sale(row, currency) and _in_force(row, deal.on)]


def _is_sale(contract: Row, currency: str) -> bool:
    """Say whether goods are sold by a contract; a firm that also sells to us has one for that too."""
    return (
        contract[names.CONTRACT_STATUS] == names.ACTIVE
        and contract[names.CONTRACT_KIND] == names.WITH_CUSTOMER
        and (is_empty(contract[names.CONTRACT_CURRENCY]) or contract[names.CONTRACT_CURRENCY] == currency)
    )


def _fits(row: Row, deal: Deal) -> bool:
    """Say whether an agreement may be used by this client with this organisation of ours on this day."""
    return (
        (is_empty(row[names.ORGANISATION]) or row[names.ORGANISATION] == deal.organisation)
        and (is_empty(row[names.LEGAL_ENTITY]) or row[names.LEGAL_ENTITY] == deal.entity)
        and _in_force(row, deal.on)
    )


def _in_force(row: Row, on: date) -> bool:
    first, last = read_date(row[names.VALID_FROM]), read_date(row[names.VALID_TILL])
    return (first is None or first <= on) and (last is None or on <= last)
