"""What a deal got when it was created, before anybody else could save it.

A deal is made without rows. What it got is remembered at once, so that its rows are a write like any other: what a
person or an automation rule has set meanwhile is published and judged, not overwritten.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from services.b24_connector.memory.deal import Deal, DealMemory, standing
from services.b24_connector.vocabulary.header import header_texts
from services.b24_connector.writer.deals.context import DealContext
from services.b24_connector.writer.deals.needed import OURS
from services.b24_connector.writer.deals.remembered import filled
from services.b24_connector.writer.deals.wanted import Wanted
from shared.canon import group_digests, heard
from shared.entities import GroupDoc
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import DealUpsert

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Newborn:
    """A deal that was just created, or was found by its marker.

    Args:
        item: its fields, as the portal answered the call that made it; as they are now where that answer was lost.
        found: the same in the canonical model.
        is_answered: nobody but us had a hand in `item`.
    """

    item: Row
    found: SalesOrder
    is_answered: bool

    def groups(
        self, command: DealUpsert, wanted: Wanted, groups: AbstractSet[OrderGroup]
    ) -> dict[OrderGroup, GroupDoc]:
        """Return what to remember of a new deal; a group with something of a person's is left out.

        Args:
            command: what the deal was made of.
            wanted: the same in the portal's terms.
            groups: to be remembered.
        """
        digests = group_digests(self.found.with_(lines=()), groups)
        docs = {group: self._doc(group, digests[group], command, wanted) for group in groups}
        return {group: doc for group, doc in docs.items() if doc is not None}

    def _doc(self, group: OrderGroup, digest: str, command: DealUpsert, wanted: Wanted) -> GroupDoc | None:
        stamp = command.order.groups.get(group, Stamp())
        if group is OrderGroup.ROWS:
            return GroupDoc(digest)
        if group is OrderGroup.PARTIES:  # the requisite is linked with the rows
            is_whole = wanted.has_client(self.found) and not wanted.is_silent(group, self.found)
            return GroupDoc(digest) if self.is_answered or is_whole else None
        if group is OrderGroup.ORGANISATION and wanted.is_silent(group, self.found) and not self.is_answered:
            return None
        if group is OrderGroup.STAGE:
            return GroupDoc(digest) if self.is_answered or self._stands(command) else None
        if wanted.equals(group, self.found, self.item):
            return GroupDoc(digest, known=stamp.edited)
        return GroupDoc(None, known=stamp.edited) if self.is_answered else None

    def _stands(self, command: DealUpsert) -> bool:
        place, stage = command.create_in, self.found.stage
        return place is None or (stage is not None and (stage.pipeline, stage.id) == (place.pipeline, place.stage))


async def begin_rows(flow: DealContext, command: DealUpsert, wanted: Wanted, deal: str, made: Row | None) -> Deal:
    """Remember what a new deal got, and begin the write of its rows.

    Args:
        flow: what the writer of deals works with.
        command: that the deal was made for.
        wanted: what it was to get.
        deal: its id.
        made: its fields as the portal answered the call that made it; None: that answer was lost.
    """
    fields: DealMemory = {"newborn": True, "ordered": True}
    groups: dict[OrderGroup, GroupDoc] = {}
    item = made or await flow.deals.header(deal)
    if item is not None:
        found = await flow.deals.snapshot(item, rows=False)
        heard_of = heard(flow.deals.published(command.key), found, {}) | (command.order.groups.keys() & OURS)
        groups = Newborn(item, found, is_answered=made is not None).groups(command, wanted, heard_of)
        fields |= standing(item)
        if OrderGroup.HEADER in command.order.groups:
            fields["texts"] = header_texts(command.order)
        if OrderGroup.EXTRA in groups:
            fields["filled"] = filled((), command, item, flow.directory.fields.extra)
    await flow.store.end_write(command.key, groups, fields=fields, ref=deal)
    return await flow.store.begin_write(command.key)
