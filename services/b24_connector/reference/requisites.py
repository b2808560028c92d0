"""Presets of requisites, and what hangs on a requisite: bank details and addresses."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.portal import Gathered, Portal
from services.b24_connector.portal.lists import BANKS, REQUISITE, plain_rows
from services.b24_connector.vocabulary.parties import Details
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
        self._details = Lookup(self._load_details, ttl_s=_KEPT_S)

    async def details(self, requisite: str) -> Details:
        """Return bank details and addresses of a requisite."""
        return await self._details.one(requisite) or Details()

    async def _load_details(self, ids: list[str]) -> Mapping[str, Details]:
        found = await asyncio.gather(*(self._read_details(one) for one in ids))
        return dict(zip(ids, found, strict=True))

    async def _read_details(self, requisite: str) -> Details:
        banks, addresses = await asyncio.gather(
            self._portal.gather(BANKS, requisite), self._portal.gather(ADDRESSES, requisite)
        )
        return Details(banks, addresses)


def _addresses(requisites: Sequence[str]) -> Row:
    return {"filter": {"ENTITY_TYPE_ID": REQUISITE, "@ENTITY_ID": list(requisites)}}


ADDRESSES = Gathered("crm.address.list", _addresses, plain_rows, lambda row: str(row.get("ENTITY_ID")), per=10)
