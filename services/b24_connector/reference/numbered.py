"""Finds the portal's requisites by a client's number, as people usually type it, or however they do."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import plain_rows
from services.b24_connector.vocabulary.parties import own_requisites
from services.b24_connector.vocabulary.requisites import FIELDS

Row = Mapping[str, Any]


class NumberedRequisites:
    """Searches requisites by number; a caller compares the numbers it has found itself.

    Args:
        portal: where they are.
    """

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def exactly(self, owners: int, fields: Sequence[str], numbers: Sequence[str]) -> list[Row]:
        """Return the requisites with one of these numbers, letter by letter; one request for each field.

        Args:
            owners: type of those whose requisites are meant: companies or contacts.
            fields: where the number may be.
            numbers: to be found.
        """
        return await self._found(owners, [{f"@{name}": [*numbers]} for name in fields])

    async def however_typed(self, owners: int, fields: Sequence[str], number: str) -> list[Row]:
        """Return the requisites that may have a number with blanks, dashes or words around its characters.

        Args:
            owners: type of those whose requisites are meant: companies or contacts.
            fields: where the number may be.
            number: without anything between its characters.
        """
        mask = f"%{'%'.join(number)}%"
        return await self._found(owners, [{f"=%{name}": mask} for name in fields])

    async def _found(self, owners: int, filters: Sequence[Row]) -> list[Row]:
        asked = [
            {"filter": {**one, "ENTITY_TYPE_ID": owners}, "select": list(FIELDS), "order": {"ID": "ASC"}}
            for one in filters
        ]
        pages = (self._portal.pages("crm.requisite.list", one, rows=plain_rows) for one in asked)
        found = {str(row["ID"]): row for rows in await asyncio.gather(*pages) for row in rows}
        return own_requisites([*found.values()])
