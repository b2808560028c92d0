"""Writes comments in the timeline of one kind of records, each once.

A comment has no key of its own: whoever is about to write one remembers that before the call, and a run that finds it
remembered has it looked for first.
"""

from typing import Literal

import structlog

from services.b24_connector.portal import Portal, PortalMissing, PortalRefusal
from services.b24_connector.portal.lists import plain_rows
from shared.bus.errors import Retryable

AGAIN_S = 3600.0
log = structlog.get_logger()


class NoteRefused(Retryable):
    """The portal does not let a comment be written; it is tried again hourly."""


class Comments:
    """The timeline of deals, companies or contacts.

    Args:
        portal: where it is.
        kind: whose it is, as the portal calls it.
    """

    def __init__(self, portal: Portal, kind: Literal["deal", "company", "contact"]) -> None:
        self._portal = portal
        self._kind = kind

    async def add(self, record: str, text: str, *, begun: bool) -> str:
        """Write a timeline comment and return its id.

        Args:
            record: whose timeline.
            text: as the portal is to take it.
            begun: a former run was about to write it, and it may stand.

        Raises:
            PortalMissing: there is no such record.
            NoteRefused: the portal does not take it.
            DoubtfulWrite: nobody knows whether it stands.
        """
        try:
            if begun and (standing := await self.standing(record, text)):
                return standing
            comment = {"ENTITY_ID": record, "ENTITY_TYPE": self._kind, "COMMENT": text}
            return (await self._portal.call("crm.timeline.comment.add", {"fields": comment}, write=True)).made
        except PortalMissing:
            raise
        except PortalRefusal as refusal:
            log.warning("the portal does not take a comment", of=self._kind, ref=record, error=refusal.fault.code)
            raise NoteRefused(str(refusal), after_s=AGAIN_S, counted=False) from refusal

    async def replaced(self, comment: str, text: str) -> bool:
        """Replace a comment's text; return False if somebody deleted it, or it may not be changed."""
        try:
            params = {"id": comment, "fields": {"COMMENT": text}}
            await self._portal.call("crm.timeline.comment.update", params, write=True)
        except PortalRefusal:
            return False
        return True

    async def standing(self, record: str, text: str) -> str:
        """Return the id of the comment with this text; empty: there is none."""
        params = {
            "filter": {"ENTITY_ID": record, "ENTITY_TYPE": self._kind},
            "select": ["ID", "COMMENT"],
            "order": {"ID": "DESC"},
        }
        answer = await self._portal.call("crm.timeline.comment.list", params)
        told = {str(row.get("COMMENT") or "").strip(): str(row.get("ID")) for row in plain_rows(answer.result)}
        return told.get(text.strip(), "")
