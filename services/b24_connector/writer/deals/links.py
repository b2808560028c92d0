"""Links the requisite of a deal's client with the deal. Pure."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from services.b24_connector.vocabulary.names import DEAL
from services.b24_connector.writer.deals.wanted import Wanted
from shared.messages.order import OrderGroup


def missing_link(
    deal: str, wanted: Wanted, groups: AbstractSet[OrderGroup], linked: AbstractSet[str]
) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the call that links a deal's requisite, unless it is linked: the account chosen with it stays."""
    requisite = wanted.parties.requisite
    if OrderGroup.PARTIES not in groups or not requisite or requisite in linked:
        return []
    return [("crm.requisite.link.register", {"fields": _link(deal, requisite)})]


def _link(deal: str, requisite: str) -> dict[str, Any]:
    """Return the link of a requisite with a deal; all six keys are needed, the seller's are zero."""
    zeros = dict.fromkeys(("BANK_DETAIL_ID", "MC_REQUISITE_ID", "MC_BANK_DETAIL_ID"), 0)
    return {"ENTITY_TYPE_ID": DEAL, "ENTITY_ID": deal, "REQUISITE_ID": requisite, **zeros}
