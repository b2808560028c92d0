"""Pairs the counted deals and orders of both columns, and makes of them what is reported to differ. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.reconciler.comparing import Couple, compare, is_alive, is_to_be_withdrawn
from services.reconciler.differences import Difference
from services.reconciler.parties import Managers
from services.reconciler.sentences import DELETED
from shared.messages.order import SalesOrder
from shared.messages.ring.census import Subject
from shared.messages.things import System
from shared.rules import Rules

Apart = Literal["", "moving", "standing"]
"""Why a difference does not count: the pair is in transit, or its order is refused and the manager knows."""


@dataclass(frozen=True, slots=True)
class Column:
    """One counted record of one side.

    Args:
        key: of its pair.
        deal_id, order_id: of both halves, as far as they are known.
        order: None: it is not there.
        unread: why it cannot be read.
        waits: it is being written, or something of it is tried again.
        standing: why its order, or what is to be written into the deal, is refused, as the manager reads it.
        moved: it was not the same at the first look.
        bears: of a deal, the order whose mark it bears; empty: none's.
        gone: of a deal that is not there, its deletion was told.
    """

    side: System
    id: str
    key: str
    deal_id: str
    order_id: str
    order: SalesOrder | None
    shown: Mapping[str, str]
    unread: str
    waits: bool
    standing: str
    moved: bool
    bears: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class ComparedPair:
    """What was found about one pair.

    Args:
        key: of the pair.
        deal_id, order_id: of the record in the portal and in 1C; empty where there is none.
        order_number: as people know it; empty where the order is not there; of a directory the name of the record.
        deal_url, order_url: where people open it.
        edited: numbers of the last edits by group, of either side, as they were seen.
        apart: why it does not count; empty: it does.
        note: what the manager has read, of a pair that stands.
        subject: what it is a pair of.
        sides: whose values may be carried over.
    """

    key: str
    deal_id: str
    order_id: str
    order_number: str
    deal_url: str
    order_url: str
    differences: tuple[Difference, ...]
    edited: Mapping[System, Mapping[str, int]]
    apart: Apart = ""
    note: str = ""
    subject: Subject = "deals"
    sides: tuple[System, ...] = ("b24", "onec")

    def naming(self, stages: Mapping[str, str]) -> "ComparedPair":
        """Replace stage ids in the differences of a compared pair by the portal's names."""
        return replace(self, differences=tuple(_naming(one, stages) for one in self.differences))


Witness = tuple[System, str]
"""Side and id of a record that can tell whose another one is."""


@dataclass(frozen=True, slots=True)
class PairColumns:
    """The counted records of one pair.

    Args:
        deal, order: None: not counted.
        of_another, of_gone: as in `Couple`.
        witness: the deal or order named by the one without pair, where it was not counted.
    """

    deal: Column | None
    order: Column | None
    of_another: bool = False
    of_gone: bool = False
    witness: Witness | None = None

    @property
    def either(self) -> Column:
        """Return one counted record of a pair, the deal or the order.

        Raises:
            ValueError: neither side has counted one.
        """
        found = self.deal or self.order
        if found is None:
            raise ValueError("a pair without a record")
        return found

    def ids(self) -> dict[System, str]:
        """Return the ids of both halves of a counted pair, empty where there is none."""
        one = self.either
        return {
            "b24": self.deal.id if self.deal else one.deal_id,
            "onec": self.order.id if self.order else one.order_id,
        }

    def named(self) -> Witness | None:
        """Return the deal or order that a counted record without pair says it belongs to."""
        if self.deal is None and self.order is not None and not self.order.deal_id:
            origin = self.order.order.origin if self.order.order else None
            return ("b24", origin.id) if origin else None
        if self.order is None and self.deal is not None and not self.deal.order_id and self.deal.bears:
            return "onec", self.deal.bears
        return None

    def beside(self, found: Column | None) -> "PairColumns":
        """Return a counted record without pair as it is beside the one it names; None: that was not counted."""
        if found is None:
            return replace(self, witness=self.named())
        counterpart = found.order_id if found.side == "b24" else found.deal_id
        return replace(self, of_another=bool(counterpart), of_gone=found.order is None and not found.unread)

    def may_differ(self, rules: Rules, now: datetime, staff: Managers) -> bool:
        """Tell whether a counted pair needs a second look: it differs, or only a deal can tell that was not read."""
        if self._differences(rules, now, staff) or self._asks_history(rules):
            return True
        order = self.order.order if self.order else None
        return self.witness is not None and order is not None and is_alive(order)

    def compared(self, rules: Rules, now: datetime, staff: Managers) -> ComparedPair | None:
        """Return what differs in a counted pair at the second look; None: nothing."""
        found = tuple(self._differences(rules, now, staff))
        if not found:
            return None
        ids, columns = self.ids(), [one for one in (self.deal, self.order) if one]
        standing = next((one.standing for one in columns if one.standing), "") or self._stays(found, rules)
        moving = any(one.waits or one.moved for one in columns)
        return ComparedPair(
            key=self.either.key,
            deal_id=ids["b24"],
            order_id=ids["onec"],
            order_number=self.order.order.number if self.order and self.order.order else "",
            deal_url=_url(self.deal),
            order_url=_url(self.order),
            differences=found,
            edited={one.side: _edited(one) for one in columns},
            apart="standing" if standing else "moving" if moving else "",
            note=standing,
        )

    def _differences(self, rules: Rules, now: datetime, staff: Managers) -> list[Difference]:
        for one in (self.deal, self.order):
            if one and one.unread:
                told = ("не читается", "") if one.side == "b24" else ("", "не читается")
                return [Difference("unread", *told)]
        one = self.either
        couple = Couple(
            deal=self.deal.order if self.deal else None,
            order=self.order.order if self.order else None,
            shown=self.deal.shown if self.deal else {},
            named=self.order.shown if self.order else {},
            linked=bool(one.deal_id and one.order_id),
            of_another=self.of_another,
            of_gone=self.of_gone,
        )
        return compare(couple, rules, now, staff)

    def _stays(self, found: Sequence[Difference], rules: Rules) -> str:
        """Return what was told of a deal that is gone while its order is to stay; empty: nobody was told of it."""
        order = self.order.order if self.order else None
        is_told = self.deal is not None and self.deal.gone and [one.what for one in found] == ["no_deal"]
        return DELETED if is_told and order is not None and not is_to_be_withdrawn(order, rules) else ""

    def _asks_history(self, rules: Rules) -> bool:
        deal = self.deal.order if self.deal else None
        if deal is None or deal.stage is None or self.order is not None or self.either.order_id:
            return False
        is_young = deal.dated is not None and deal.dated >= rules.cutoff
        return is_young and rules.is_behind_work(deal.stage)


def of_one_key(columns: Sequence[Column]) -> PairColumns:
    """Join the counted records of one key: a deal and its order."""
    deals = [one for one in columns if one.side == "b24"]
    orders = [one for one in columns if one.side == "onec"]
    return PairColumns(deals[0] if deals else None, orders[0] if orders else None)


def _edited(column: Column) -> dict[str, int]:
    return {str(group): stamp.edited for group, stamp in column.order.groups.items()} if column.order else {}


def _naming(one: Difference, stages: Mapping[str, str]) -> Difference:
    if one.what not in {"stage", "ahead"}:
        return one
    return replace(one, deal=stages.get(one.deal, one.deal), order=stages.get(one.order, one.order))


def _url(column: Column | None) -> str:
    return column.order.url if column and column.order else ""
