"""Keeps the organisation of ours that a deal has named, where the portal has lost it: field or value were deleted."""

from collections.abc import Mapping
from typing import Any

from services.b24_connector.memory.deal import Deal, NamedOrganisation, has_order
from services.b24_connector.vocabulary.names import DealFields
from services.b24_connector.vocabulary.values import identity
from shared.messages.order import SalesOrder
from shared.messages.things import Organisation


def with_organisation(order: SalesOrder, item: Mapping[str, Any], entity: Deal, fields: DealFields) -> SalesOrder:
    """Return a deal with the organisation it named last, if it names none and no person has taken that away.

    A person may empty the field while there is no order: the rules name its organisation then. Afterwards an empty
    field says nothing, as one that was deleted and made anew is empty in every deal.

    Args:
        order: the deal as it was read.
        item: its own fields.
        entity: what is remembered of it.
        fields: how this portal calls our fields.
    """
    named = entity.fields.get("organisation")
    if order.organisation is not None or named is None or not (has_order(entity) or _is_lost(item, fields)):
        return order
    return order.with_(organisation=Organisation(**named))


def named_organisation(order: SalesOrder) -> NamedOrganisation | None:
    """Return what to remember of the organisation of ours that a deal names."""
    organisation = order.organisation
    return {"name": organisation.name, "inn": organisation.inn} if organisation else None


def _is_lost(item: Mapping[str, Any], fields: DealFields) -> bool:
    """Tell whether the portal lacks the field, or the value that stands in it."""
    name = fields.names.get("organisation")
    return name is None or bool(identity(item.get(name)))
