"""Keeps a refusal as a to-do of the deal's responsible: one a deal, completed when its cause is gone.

A to-do has no key of its own: that one is about to be made is remembered before the call, and a run that finds that
looks for it first.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog

from services.b24_connector import sentences
from services.b24_connector.memory.deal import DealMemory, DealStore
from services.b24_connector.memory.deal_notes import DealTodo
from services.b24_connector.portal import Portal, PortalMissing, PortalRefusal, PortalRightsError
from services.b24_connector.vocabulary.exchange import refusal_in
from services.b24_connector.vocabulary.names import DEAL
from shared.canon import digest

DUE = timedelta(days=1)
COMPLETED = "CAN_NOT_UPDATE_COMPLETED_TODO"
"""The portal's code; https://apidocs.bitrix24.ru/api-reference/crm/timeline/activities/todo/index.html"""
log = structlog.get_logger()


class DealTodos:
    """Keeps a deal's to-do in step with what hinders its exchange.

    Args:
        portal: where.
        store: remembers the to-do.
        enabled: the rules ask for it; else what stands is completed, and nothing is made.
    """

    def __init__(self, portal: Portal, store: DealStore, *, enabled: bool) -> None:
        self._portal = portal
        self._store = store
        self._enabled = enabled

    async def settle(self, key: str, deal: str, fields: DealMemory) -> DealMemory:
        """Create, change or complete the deal's to-do, and return the deal's fields as they are then.

        Raises:
            DoubtfulWrite: nobody knows whether it was made; the next run looks.
        """
        wanted = refusal_in(fields.get("hindered") or {}) if self._enabled else ""
        before, person = fields.get("todo"), fields.get("responsible") or ""
        is_said = before is not None and bool(before["id"]) and before["text"] == digest(wanted)
        if (before is None and not wanted) or (is_said and not _is_anothers(before, person)):
            return fields
        try:
            after = await self._settled(key, deal, fields, wanted)
        except (PortalRefusal, PortalRightsError) as refusal:
            # The comment says the same: a to-do that was deleted, or that this portal has no method for, stops nothing.
            if isinstance(refusal, PortalRightsError):
                self._portal.do_without(refusal.fault.method)
            log.warning("a to-do is not kept", key=key, ref=deal, error=refusal.fault.code)
            after = {"id": "0", "text": digest(wanted), "person": person} if wanted else None
        await self._store.set_fields(key, {"todo": after})
        return {**fields, "todo": after}

    async def _settled(self, key: str, deal: str, fields: DealMemory, wanted: str) -> DealTodo | None:
        before = fields.get("todo")
        made = (before["id"] or await self._standing(deal)) if before else ""
        if not wanted:
            if made and made != "0":
                await self._call("crm.activity.update", {"id": made, "fields": {"COMPLETED": "Y"}})
            return None
        says: DealTodo = {"id": made, "text": digest(wanted), "person": fields.get("responsible") or ""}
        is_said = before is not None and before["text"] == says["text"] and bool(before["id"])
        if not made or made == "0" or not (is_said or await self._described_anew(deal, made, wanted)):
            return {**says, "id": await self._add(key, deal, fields, wanted)}
        if _is_anothers(before, says["person"]):
            await self._hand_over(deal, made, says["person"])
        return says

    async def _hand_over(self, deal: str, made: str, person: str) -> None:
        """Give a to-do to whoever is responsible for the deal now; where the portal will not, it stays whose it was."""
        params = {"ownerTypeId": DEAL, "ownerId": deal, "id": made, "responsibleId": person}
        try:
            await self._call("crm.activity.todo.updateResponsibleUser", params)
        except (PortalRefusal, PortalRightsError) as refusal:
            if isinstance(refusal, PortalRightsError):
                self._portal.do_without(refusal.fault.method)
            log.warning("a to-do is not handed over", ref=deal, person=person, error=refusal.fault.code)

    async def _described_anew(self, deal: str, made: str, wanted: str) -> bool:
        """Write another reason into a deal's to-do; False: a person has completed or deleted it."""
        params = {"ownerTypeId": DEAL, "ownerId": deal, "id": made, "value": wanted}
        try:
            await self._call("crm.activity.todo.updateDescription", params)
        except PortalRefusal as refusal:
            if isinstance(refusal, PortalMissing) or refusal.fault.code == COMPLETED:
                return False
            raise
        return True

    async def _add(self, key: str, deal: str, fields: DealMemory, wanted: str) -> str:
        await self._store.set_fields(key, {"todo": {"id": "", "text": digest(wanted)}})
        person = fields.get("responsible")
        params = {
            "ownerTypeId": DEAL,
            "ownerId": deal,
            "deadline": (self._portal.now + DUE).isoformat(timespec="seconds"),
            "title": sentences.TODO,
            "description": wanted,
            **({"responsibleId": person} if person else {}),
        }
        return (await self._portal.call("crm.activity.todo.add", params, write=True)).made

    async def _standing(self, deal: str) -> str:
        """Return the deal's to-do that a former run has created; empty: none, or a person has completed it."""
        names = {"OWNER_TYPE_ID": DEAL, "OWNER_ID": deal, "PROVIDER_ID": "CRM_TODO", "COMPLETED": "N"}
        params = {"filter": names, "select": ["ID", "SUBJECT"], "order": {"ID": "DESC"}}
        rows = (await self._portal.call("crm.activity.list", params)).rows
        return next((str(row.get("ID")) for row in rows if row.get("SUBJECT") == sentences.TODO), "")

    async def _call(self, method: str, params: Mapping[str, Any]) -> None:
        await self._portal.call(method, params, write=True)


def _is_anothers(todo: DealTodo | None, person: str) -> bool:
    """Tell whether a to-do that stands is somebody else's than the deal's responsible's."""
    return todo is not None and todo["id"] not in {"", "0"} and bool(person) and todo.get("person", person) != person
