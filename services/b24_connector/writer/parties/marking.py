"""Writes 1C's mark into requisites that people have typed: such a one is no branch's or head's then."""

from collections.abc import Mapping
from typing import Any

import structlog

from services.b24_connector.portal import Portal
from services.b24_connector.portal.errors import PortalRefusal
from services.b24_connector.vocabulary.requisites import has_key
from shared.messages.things import LegalEntity

log = structlog.get_logger()


async def mark(portal: Portal, requisite: Mapping[str, Any], entity: LegalEntity) -> None:
    """Write 1C's mark into a legal entity's requisite that has no key; where the portal refuses, it has none.

    Args:
        portal: where.
        requisite: as it stands.
        entity: whose it is.
    """
    if entity.origin is None or has_key(requisite):
        return
    number = str(requisite["ID"])
    try:
        fields = {"XML_ID": entity.origin.id}
        await portal.call("crm.requisite.update", {"id": number, "fields": fields}, write=True)
    except PortalRefusal as refusal:  # it is known by its numbers all the same, and its pair
        log.warning("a requisite stays without a mark", requisite=number, why=refusal.fault.words)
