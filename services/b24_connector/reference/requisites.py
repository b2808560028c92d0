"""Presets of requisites, and the addresses of a requisite."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.portal import Gathered, Portal
from services.b24_connector.portal.lists import REQUISITE, plain_rows
from shared.process.lookups import Lookup

Row = Mapping[str, Any]
_KEPT_S = 600


async def read_presets(portal: Portal) -> dict[str, str]:
    """Read the ids of the presets by their names."""
    rows = await portal.pages("crm.requisite.preset.list", {"select": ["ID", "NAME"]}, rows=plain_rows)
    return {str(row.get("NAME")): str(row["ID"]) for row in rows}


class RequisiteCatalogue:
    """Kept for ten minutes.

    Args:
        portal: where to ask.
    """

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._addresses = Lookup(self._load, ttl_s=_KEPT_S)

    async def addresses(self, requisite: str) -> Sequence[Row]:
        """Return the addresses of a requisite, one of each type."""
        return await self._addresses.one(requisite) or ()

    async def _load(self, ids: list[str]) -> Mapping[str, Sequence[Row]]:
        return {one: await self._portal.gather(ADDRESSES, one) for one in ids}


def _addresses(requisites: Sequence[str]) -> Row:
    return {"filter": {"ENTITY_TYPE_ID": REQUISITE, "@ENTITY_ID": list(requisites)}}


ADDRESSES = Gathered("crm.address.list", _addresses, plain_rows, lambda row: str(row.get("ENTITY_ID")), per=10)
