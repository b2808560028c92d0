"""What of a `deal.upsert` a deal lacks, or has with gaps of free text, and what it holds of that. Pure."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from services.b24_connector.memory.deal import Deal
from services.b24_connector.vocabulary.header import header_texts
from services.b24_connector.writer.deals import creating as births
from services.b24_connector.writer.deals.wanted import Wanted
from shared.canon import group_digests
from shared.entities import NOTHING, GroupDoc, Target
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import DealUpsert
from shared.messages.ring.told import Told

Row = Mapping[str, Any]
OURS = births.ALL | {OrderGroup.ROWS}


@dataclass(frozen=True)
class DealWrite:
    """One upsert of a deal under way.

    Args:
        command: what is to be.
        entity: what is remembered of the deal.
        wanted: the order in the portal's terms.
        deal: its id.
        item: its own fields.
        asked: groups that were newer than what the deal held when the command came.
        needed: those of them that a deal just made has not got yet.
        said: sentences about client and products, kept before what they tell of was done.
        linked: ids of the requisites that are linked with it.
        is_half_written: a former run has left its rows half written, and nobody has edited them since.
        fills_in: the deal has these very rows, with free text where a product may stand by now.
    """

    command: DealUpsert
    entity: Deal
    wanted: Wanted
    deal: str
    item: Row
    asked: frozenset[OrderGroup]
    needed: frozenset[OrderGroup]
    said: list[Told]
    linked: frozenset[str] = frozenset()
    is_half_written: bool = False
    fills_in: bool = False

    @property
    def is_new(self) -> bool:
        """Whether the bus has created the deal, and the others have not heard of it."""
        return bool(self.entity.fields.get("newborn"))

    @property
    def texts(self) -> dict[str, str]:
        """The texts of the deal's header as the bus will have written them last."""
        return {**(self.entity.fields.get("texts") or {}), **header_texts(self.command.order, self.wanted.left)}

    @property
    def compared(self) -> AbstractSet[OrderGroup]:
        """The groups in which the deal may hold something of a person's that would be lost."""
        return self.needed - {OrderGroup.ROWS} if self.is_half_written else self.needed

    def target(self, found: SalesOrder, heard_of: AbstractSet[OrderGroup]) -> dict[OrderGroup, Target]:
        """Return by group what the deal holds, and whether it is as wanted.

        One without a word from the order is equal, and read next time.

        Args:
            found: the deal in the canonical model.
            heard_of: groups that are published.
        """
        digests = group_digests(found, self.compared)
        told = {group for group in self.compared & heard_of if not self.wanted.is_silent(group, found)}
        return {
            group: Target(digests[group] if group in told else None, self.wanted.equals(group, found, self.item))
            for group in self.compared
        }


def has_gaps(command: DealUpsert, entity: Deal) -> bool:
    """Tell whether a deal was given a command's rows, with free text in place of products that the portal lacked."""
    stamp, known = command.order.groups.get(OrderGroup.ROWS), entity.groups.get(OrderGroup.ROWS, NOTHING).known
    return bool(entity.fields.get("lacking")) and stamp is not None and stamp.edited == known


def reopened(
    former: Mapping[str, GroupDoc], stamps: Mapping[OrderGroup, Stamp], *, fills_in: bool
) -> Mapping[str, GroupDoc]:
    """Return what is remembered of a deal, its rows with one number less where they are to be filled in.

    The number stays the order's, as nobody has edited anything: an edit of the deal on its way is no conflict.
    """
    if not fills_in or OrderGroup.ROWS not in stamps:
        return former
    rows = former.get(OrderGroup.ROWS, NOTHING)
    return {**former, OrderGroup.ROWS: replace(rows, known=stamps[OrderGroup.ROWS].edited - 1)}


def needed_of(command: DealUpsert, entity: Deal) -> frozenset[OrderGroup]:
    """Return the groups of a `deal.upsert` that the deal does not contain yet, or has with gaps."""
    gaps = {OrderGroup.ROWS} if has_gaps(command, entity) else set()
    return frozenset(
        group
        for group, stamp in command.order.groups.items()
        if group in OURS and group not in entity.frozen
        if stamp.edited > entity.groups.get(group, NOTHING).known or group in gaps
    )
