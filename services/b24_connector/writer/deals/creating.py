"""Finds the deal of an order by its marker, or creates it exactly once (docs/convergence.md, "Creates").

The portal has no idempotent create: a call that was given up may still run. So the attempt is stored before the call,
and no run creates again before the longest call must have ended and a last search by the order's GUID found nothing.
A deal that is found sooner is taken at once.
"""

from collections.abc import Mapping
from typing import Any

from services.b24_connector.memory.deal import Deal, DealStore
from services.b24_connector.portal import LONGEST_CALL, Portal, PortalRefusal
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.origins import made_from
from services.b24_connector.vocabulary.names import DEAL, ORIGINATOR
from services.b24_connector.writer.deals.wanted import Wanted
from services.b24_connector.writer.refusal import two_deals
from shared.bus.errors import Retryable
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import DealUpsert

Row = Mapping[str, Any]
STEP = "create"
ALL = frozenset({OrderGroup.MANAGER, OrderGroup.ORGANISATION, OrderGroup.PARTIES, OrderGroup.HEADER, OrderGroup.EXTRA})


class Births:
    """Finds the deal of an order by its marker, or creates it.

    Args:
        portal: where.
        directory: our fields.
        store: remembers attempts.
    """

    def __init__(self, portal: Portal, directory: Directory, store: DealStore) -> None:
        self._portal = portal
        self._directory = directory
        self._store = store

    async def find_or_create(self, command: DealUpsert, entity: Deal, wanted: Wanted) -> tuple[str, Row | None]:
        """Return the id of an order's deal, bound to the pair, and its fields where this call has created it.

        Raises:
            Retryable: a former attempt may still run, or another write has begun.
            DealRefusal: two deals bear this order's marker.
            PortalRefusal: the portal refuses the new deal.
        """
        deal, made = await self.by_marker(command), None
        if not deal:
            _wait_for_former(entity)
            made = await self._create(command, entity, wanted)
            deal = str(made["id"])
        await self._store.bind(command.key, deal)
        return deal, made

    async def by_marker(self, command: DealUpsert) -> str:
        """Return the deal that bears the order's marker; empty: none does.

        Looked for also before the first attempt: the database may be younger than the deal.

        Raises:
            DealRefusal: two do.
        """
        deals = await made_from(self._portal, command.source.id)
        known = await self._store.find_many(deals)
        deals = [
            deal for deal in deals if deal not in known or known[deal].key == command.key
        ]  # without people's copies
        if len(deals) > 1:
            raise two_deals(deals)
        return deals[0] if deals else ""

    async def _create(self, command: DealUpsert, entity: Deal, wanted: Wanted) -> Row:
        assert entity.writing is not None  # noqa: S101 - begin_write has just set it
        version = entity.writing.version
        if not await self._store.note_step(command.key, version, step=STEP, attempt=True):
            raise Retryable("another write has begun", after_s=5, counted=False)
        params = {"entityTypeId": DEAL, "fields": self._fields(command, wanted)}
        try:
            answer = await self._portal.call("crm.item.add", params, write=True)
        except PortalRefusal:
            await self._store.note_step(command.key, version, step=None, attempt=False)
            raise
        return answer.item

    def _fields(self, command: DealUpsert, wanted: Wanted) -> Mapping[str, Any]:
        place = command.create_in
        assert place is not None  # noqa: S101 - the caller has looked
        number = self._directory.fields.names.get("number")
        return {
            **wanted.fields(ALL, self._directory.fields, {}),
            **({number: command.order.number} if number else {}),
            "categoryId": place.pipeline,
            "stageId": place.stage,
            "currencyId": command.order.currency,
            "originatorId": ORIGINATOR,
            "originId": command.source.id,
            "opened": "Y",
        }


def _wait_for_former(entity: Deal) -> None:
    age = entity.attempt_age
    if age is not None and age < LONGEST_CALL:
        left = (LONGEST_CALL - age).total_seconds()
        raise Retryable("an attempt to create the deal may still be running", after_s=left, counted=False)
