"""Reads the typical agreements in force, for clients without one of their own."""

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, text
from services.onec_connector.objects import agreement, standard


async def read_typical_agreements(base: Base) -> dict[str, str]:
    """Return the names of typical agreements by number; one without a number under its name."""
    active = f"{agreement.STATUS} eq {text(agreement.ACTIVE)} and {standard.MARKED} eq false"
    asked = Query(f"{agreement.TYPICAL} eq true and {active}", (standard.DESCRIPTION, agreement.NUMBER))
    rows = await base.listing(agreement.SET, asked)
    named = [(str(row[agreement.NUMBER]).strip(), str(row[standard.DESCRIPTION]).strip()) for row in rows]
    return {number or name: name for number, name in named}
