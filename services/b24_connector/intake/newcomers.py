"""Looks once a night for deals with higher ids than any so far: one restored from the bin may come without a trace.

It keeps the time of change that it had, which the sweep has passed long ago; only its event tells of it at once.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.intake.changed import PAGE
from services.b24_connector.memory.deal import DealStore
from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.vocabulary.names import DEAL
from shared.bus.publish import Publish
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Ref
from shared.rules import Rules
from shared.store import Cursors

CURSOR = "newest"


class DealNewcomers:
    """Touches deals of our pipelines that nobody has seen.

    Args:
        portal: where to look, behind whatever orders ask.
        store: which are known.
        cursors: up to which id was looked.
        publish: the bus; returns after the broker's confirm.
        rules: our pipelines.
    """

    def __init__(self, portal: Portal, store: DealStore, cursors: Cursors, publish: Publish, rules: Rules) -> None:
        self._portal = portal.aside()
        self._store = store
        self._cursors = cursors
        self._publish = publish
        self._rules = rules

    async def look(self) -> None:
        """Touch deals that have come since the last look and are unknown; the first look only notes where it is.

        Raises:
            Retryable: portal or broker are away; what was looked at already is not looked at again.
        """
        after = await self._cursors.get(CURSOR)
        while ids := await self._page(after):
            known = set(ids) if after is None else set(await self._store.find_many(ids))
            strangers = (Ref(system="b24", kind="deal", id=one) for one in ids if one not in known)
            await self._publish(*(DealTouched(ref=one) for one in strangers))
            after = max(ids, key=int)
            await self._cursors.set(CURSOR, after)
            if len(ids) < PAGE:
                return

    async def _page(self, after: str | None) -> Sequence[str]:
        """Return the ids of deals behind one, oldest first; None: of the newest ones."""
        newer: Mapping[str, Any] = {} if after is None else {">id": int(after)}
        params = {
            "entityTypeId": DEAL,
            "select": ["id"],
            "filter": {"@categoryId": list(self._rules.pipelines), **newer},
            "order": {"id": "DESC" if after is None else "ASC"},
            "start": -1,
        }
        with self._portal.visit():
            rows = rows_at("items")((await self._portal.call("crm.item.list", params)).result)
        return [str(row["id"]) for row in rows]
