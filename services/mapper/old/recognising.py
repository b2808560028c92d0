"""Recognises which old deal and which old order belong together. Pure.

A sign that only one of each bears makes them a pair; where several bear it, or the clients are known to be others, a
person decides. What a stronger sign has told of a record no weaker one tells otherwise.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import IntEnum

from shared.messages.old import OldRecord

NUMBERED_ANEW = timedelta(days=183)
"""1C counts orders anew every year, so a number says something within half a year only."""
AT_ONE_TIME = timedelta(days=3)
"""Between a deal and the order of the same sum for the same client."""


class Sign(IntEnum):
    """A sign by which an old deal and order belong together, the strongest last."""

    LIKENESS = 1
    """Sum, client and, within days, date."""
    NUMBER = 2
    """The order's number stands in its field of the deal."""
    NAMED = 3
    """The deal's id stands in the order's comment."""
    MARK = 4
    """A program has put the id of one into the other."""


@dataclass(frozen=True, slots=True)
class Bond:
    """An old deal and an old order that may belong together.

    Args:
        contradicted: their clients are known to be others.
    """

    deal: str
    order: str
    sign: Sign
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Recognised:
    """What is known of the counterpart of one old deal or order.

    Args:
        counterpart: key of the record that it is one with.
        candidates: keys of those it may be one with, where a person decides.
    """

    counterpart: str = ""
    candidates: tuple[str, ...] = ()


def recognise(deals: Sequence[OldRecord], orders: Sequence[OldRecord]) -> Mapping[str, Recognised]:
    """Return, by key, what is known of the counterpart of every old deal and order.

    Args:
        deals: without those that have an order; clients as 1C's partners, where these are known.
        orders: without those that have a deal.
    """
    known = {one.ref.key: Recognised() for one in (*deals, *orders)}
    bonds, settled = list(_bonds(deals, orders)), set[str]()
    for sign in sorted(Sign, reverse=True):
        open_ones = [bond for bond in bonds if bond.sign is sign and not settled & {bond.deal, bond.order}]
        found = _known_by(open_ones)
        settled |= set(found)
        known |= found
    return known


def _known_by(bonds: Sequence[Bond]) -> Mapping[str, Recognised]:
    """Return what the bonds of one sign say of the old records in them."""
    others: dict[str, set[str]] = defaultdict(set)
    against = {key for bond in bonds if bond.contradicted for key in (bond.deal, bond.order)}
    for bond in bonds:
        others[bond.deal].add(bond.order)
        others[bond.order].add(bond.deal)
    return {key: _known_of(key, others, doubted=key in against) for key in others}


def _known_of(key: str, others: Mapping[str, set[str]], *, doubted: bool) -> Recognised:
    candidates = tuple(sorted(others[key]))
    if len(candidates) == 1 and len(others[candidates[0]]) == 1 and not doubted:
        return Recognised(counterpart=candidates[0])
    return Recognised(candidates=candidates)


def _bonds(deals: Sequence[OldRecord], orders: Sequence[OldRecord]) -> Iterator[Bond]:
    by_id, by_number, by_sum = _grouped(orders, _id), _grouped(orders, _number), _grouped(orders, _sum)
    for deal in deals:
        marked = [order for mark in deal.marks for order in by_id.get(mark, ())]
        numbered = [one for one in by_number.get(_number(deal), ()) if abs(one.dated - deal.dated) <= NUMBERED_ANEW]
        alike = [one for one in by_sum.get(_sum(deal), ()) if abs(one.dated - deal.dated) <= AT_ONE_TIME]
        yield from (_bond(deal, order, Sign.MARK) for order in marked)
        yield from (_bond(deal, order, Sign.NUMBER) for order in numbered)
        yield from (_bond(deal, order, Sign.LIKENESS) for order in alike if _same_client(deal, order))
    deals_by_id = _grouped(deals, _id)
    for order in orders:
        for ids, sign in ((order.marks, Sign.MARK), (order.named, Sign.NAMED)):
            yield from (_bond(deal, order, sign) for one in ids for deal in deals_by_id.get(one, ()))


def _bond(deal: OldRecord, order: OldRecord, sign: Sign) -> Bond:
    contradicted = sign is not Sign.MARK and _same_client(deal, order) is False
    return Bond(deal.ref.key, order.ref.key, sign, contradicted=contradicted)


def _grouped(records: Sequence[OldRecord], key: Callable[[OldRecord], Hashable]) -> Mapping[Hashable, list[OldRecord]]:
    """Group old records by a key; a record without key is in no group."""
    found: dict[Hashable, list[OldRecord]] = defaultdict(list)
    for record in records:
        if (known := key(record)) is not None:
            found[known].append(record)
    return found


def _id(record: OldRecord) -> str:
    return record.ref.id


def _number(record: OldRecord) -> str | None:
    return record.number.strip().casefold() or None


def _sum(record: OldRecord) -> tuple[Decimal, str] | None:
    return (record.total, record.currency) if record.total else None


def _same_client(deal: OldRecord, order: OldRecord) -> bool | None:
    """Compare the clients of an old deal and order; None if one of them is unknown."""
    if deal.client and order.client and deal.client.system == order.client.system:
        return deal.client.id == order.client.id
    return deal.inn == order.inn if deal.inn and order.inn else None
