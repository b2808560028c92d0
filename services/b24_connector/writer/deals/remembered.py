"""What the document of a deal remembers of a write beside its numbers. Pure."""

from collections.abc import Container, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from services.b24_connector.memory.deal import TAKEN, DealMemory, standing
from services.b24_connector.reader.echo import own_write
from services.b24_connector.vocabulary.amounts import is_amount, stated_of
from services.b24_connector.vocabulary.extra import DealExtra
from services.b24_connector.writer.deals.held import Held, standing_rows
from services.b24_connector.writer.deals.needed import DealWrite
from shared.canon import grown
from shared.entities import Verdict
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import DealUpsert

_HELD = frozenset({Verdict.ACCEPT, Verdict.WRITE})


def remembered(
    write: DealWrite,
    item: Mapping[str, Any],
    written: AbstractSet[OrderGroup],
    verdicts: Mapping[OrderGroup, Verdict],
    held: Held | None,
) -> DealMemory:
    """Return what to remember of a write of a deal.

    Args:
        write: as it was begun.
        item: the deal's own fields after it.
        written: groups that the portal has taken.
        verdicts: on the groups of the command.
        held: what an invoice has kept out of the deal.
    """
    is_kept = bool(standing_rows(held))
    fields: DealMemory = {"ordered": True, **TAKEN, **standing(item)}
    if written or held or write.wanted.amount:
        fields["last_write"] = None if is_kept else own_write(write.entity, write.item, item)
    rows, wanted = verdicts.get(OrderGroup.ROWS), held.rows if held and held.rows else write.wanted
    is_set = is_amount(item, wanted.total)
    if OrderGroup.ROWS in written or (rows is Verdict.ACCEPT and is_set):
        fields["stated"] = (stated_of(item) or None) if is_set else None  # else it is the portal's, or a person's
    if rows in _HELD:
        is_foreign = is_kept and held is not None and held.winner != "refused"  # no rows of this order
        fields["lacking"] = None if is_foreign else list(write.wanted.lacking) or None
    return fields


def of_groups(
    write: DealWrite, item: Mapping[str, Any], changed: Container[OrderGroup], extra: DealExtra
) -> DealMemory:
    """Return what to remember of a deal's texts and extra fields that were written or found as wanted.

    Args:
        write: as it was begun.
        item: the deal's own fields after it.
        changed: groups whose numbers change.
        extra: the table of extra fields.
    """
    fields: DealMemory = {}
    if OrderGroup.HEADER in changed:
        fields["texts"] = write.texts
    if OrderGroup.EXTRA in changed:
        fields["filled"] = filled(write.entity.fields.get("filled") or (), write.command, item, extra)
    return fields


def filled(before: Sequence[str], command: DealUpsert, item: Mapping[str, Any], extra: DealExtra) -> list[str]:
    """Return the lines of the table of extra fields that have had a value in the deal, or one of its order's to hold.

    A value that the deal cannot hold is the order's alone: the empty field beside it is nobody's edit.

    Args:
        before: those that had one.
        command: with the order's values.
        item: the deal's own fields.
        extra: the table.
    """
    return grown(before, extra.taken(command.order.extra), extra.read(item))
