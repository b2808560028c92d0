"""Outcomes of `deal.upsert`, with what the manager is told and which items lack a product."""

from typing import Any

from services.b24_connector.memory.deal import Deal, half_written
from services.b24_connector.portal import PortalRefusal
from services.b24_connector.writer import refusal
from services.b24_connector.writer.refusal import DealRefusal
from shared.messages.ring.commands import DealUpsert
from shared.messages.ring.outcomes import DealRefused, DealUpserted
from shared.messages.things import Ref

UNSETTLED = frozenset({"customer", "ambiguous_customer"})


def upserted(command: DealUpsert, deal: str, **more: Any) -> DealUpserted:
    """Return the outcome that the deal is as wanted; an empty id: there is none, and none is wanted."""
    ref = Ref(system="b24", kind="deal", id=deal) if deal else None
    return DealUpserted(key=command.key, source=command.source, ref=ref, **more)


def refused(command: DealUpsert, entity: Deal, error: PortalRefusal | DealRefusal) -> DealRefused:
    """Return the outcome that the portal, or a rule of ours, refuses the deal; it is tried again.

    Args:
        command: refused.
        entity: as the refusal has found the deal, with what the portal has taken all the same.
        error: why.
    """
    number, stands = command.order.number, _stands(entity)
    if isinstance(error, DealRefusal):
        told = refusal.told_of(number, error.cause, error.remedy, stands)
    else:
        told = refusal.not_taken(number, error.fault.words, stands)
    return DealRefused(
        key=command.key,
        source=command.source,
        ref=Ref(system="b24", kind="deal", id=entity.ref) if entity.ref else None,
        reason=error.reason,
        repeats=True,
        doubts=error.doubts if isinstance(error, DealRefusal) else (),
        told=(told,),
    )


def _stands(entity: Deal) -> refusal.Stands:
    if entity.ref is None:
        return "missing"
    if entity.fields.get("newborn"):
        return "begun"
    return "mixed" if half_written(entity) else "former"


def is_unsettled(error: PortalRefusal | DealRefusal) -> bool | None:
    """Tell whether a change of the client's cards may end a deal's refusal; None: it may not."""
    return (isinstance(error, DealRefusal) and error.reason in UNSETTLED) or None


def lacking(entity: Deal) -> tuple[Ref, ...]:
    """Return the items for which free text stands in a deal's rows."""
    return tuple(Ref(system="onec", kind="item", id=code) for code in entity.fields.get("lacking") or ())
