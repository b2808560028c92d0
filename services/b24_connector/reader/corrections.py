"""Finds corrected requisites: each counts as an edit of the client of every deal it stands in.

A client counts by the ids of his cards, so that a card which is renamed edits no deal. But an INN typed anew makes the
same requisite another firm, and 1C must hear of it.
"""

from collections.abc import Mapping
from dataclasses import replace

from services.b24_connector.memory.deal import DealMemory, SeenRequisite
from shared.canon import digest
from shared.entities import GroupDoc
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import LegalEntity


def seen_requisite(order: SalesOrder) -> SeenRequisite | None:
    """Return what to remember of a deal's requisite; None if it is not certain which one the deal means."""
    entity = order.customer.legal_entity if order.customer else None
    if entity is None or entity.ref is None:
        return None
    return {"id": entity.ref.id, "form": _form(entity)}


def with_corrections(
    groups: Mapping[str, GroupDoc], fields: DealMemory, seen: SeenRequisite | None
) -> Mapping[str, GroupDoc]:
    """Forget what was published of a deal's client if its requisite was corrected.

    Args:
        groups: as remembered.
        fields: the deal's memory; one of an earlier release holds no requisite, and then nothing was corrected.
        seen: the requisite as it is now.
    """
    former, client = fields.get("requisite"), groups.get(OrderGroup.PARTIES)
    if former is None or seen is None or client is None or former["id"] != seen["id"] or former == seen:
        return groups
    return {**groups, OrderGroup.PARTIES: replace(client, digest=None)}


def _form(entity: LegalEntity) -> str:
    return digest([entity.kind, entity.name, entity.inn, entity.kpp, entity.country, entity.foreign_number])
