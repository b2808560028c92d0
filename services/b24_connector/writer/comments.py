"""Writes comments into the timelines of deals, companies and contacts of the portal, each once.

A comment has no key of its own: whoever is about to write one remembers that before the call, and a run that finds it
remembered has it looked for first.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Literal

import structlog

from services.b24_connector.portal import Portal, PortalMissing, PortalRefusal
from services.b24_connector.portal.lists import plain_rows
from shared.bus.errors import DoubtfulWrite, Retryable

AGAIN_S = 3600.0
LANDS_WITHIN = timedelta(seconds=10)
"""How long the portal is taken to be still at a call whose sender has died or was cut off."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)
Remember = Callable[[datetime | None], Awaitable[None]]
log = structlog.get_logger()


class NoteRefused(Retryable):
    """The portal does not let a comment be written; it is tried again hourly."""


class Comments:
    """The timelines of the portal's deals, companies or contacts.

    Args:
        portal: where it is.
        kind: whose it is, as the portal calls it.
    """

    def __init__(self, portal: Portal, kind: Literal["deal", "company", "contact"]) -> None:
        self._portal = portal
        self._kind = kind

    async def once(self, record: str, text: str, *, begun: datetime | None, remember: Remember) -> str:
        """Write a timeline comment, unless a former run has, and return its id.

        Args:
            record: whose timeline.
            text: as the portal is to take it.
            begun: when a former run was about to write it; None: none was.
            remember: stores since when it is being written; None: it is not.

        Raises:
            PortalMissing: there is no such record.
            NoteRefused: the portal does not take it.
            DoubtfulWrite: nobody knows whether it stands.
            Retryable: a former run's may still come; uncounted.
        """
        if begun and (made := await self.made(record, text, begun=begun)):
            return made
        await remember(datetime.now(UTC))
        comment = {"ENTITY_ID": record, "ENTITY_TYPE": self._kind, "COMMENT": text}
        try:
            with self._refused(record):
                return (await self._portal.call("crm.timeline.comment.add", {"fields": comment}, write=True)).made
        except DoubtfulWrite:
            raise
        except (PortalMissing, Retryable):
            await remember(None)
            raise

    async def made(self, record: str, text: str, *, begun: datetime) -> str:
        """Return the id of a timeline comment that a former run was about to write; empty: it was not written.

        Args:
            record: whose timeline.
            text: as the portal was to take it.
            begun: when that was.

        Raises:
            PortalMissing: there is no such record.
            Retryable: it may still come; uncounted.
        """
        with self._refused(record):
            standing = await self.standing(record, text)
        left = begun + LANDS_WITHIN - datetime.now(UTC)
        # One begun in the future was noted by a clock that has been set right since.
        if not standing and timedelta() < left <= LANDS_WITHIN:
            raise Retryable("a comment may still come", after_s=left.total_seconds(), counted=False)
        return standing

    @contextmanager
    def _refused(self, record: str) -> Iterator[None]:
        try:
            yield
        except PortalMissing:
            raise
        except PortalRefusal as refusal:
            log.warning("the portal does not take a comment", of=self._kind, ref=record, error=refusal.fault.code)
            raise NoteRefused(str(refusal), after_s=AGAIN_S, counted=False) from refusal

    async def replaced(self, comment: str, text: str) -> bool:
        """Replace a timeline comment's text; return False if somebody deleted it, or it may not be changed."""
        try:
            params = {"id": comment, "fields": {"COMMENT": text}}
            await self._portal.call("crm.timeline.comment.update", params, write=True)
        except PortalRefusal:
            return False
        return True

    async def standing(self, record: str, text: str) -> str:
        """Return the id of the timeline comment with this text; empty: there is none."""
        params = {
            "filter": {"ENTITY_ID": record, "ENTITY_TYPE": self._kind},
            "select": ["ID", "COMMENT"],
            "order": {"ID": "DESC"},
        }
        answer = await self._portal.call("crm.timeline.comment.list", params)
        told = {str(row.get("COMMENT") or "").strip(): str(row.get("ID")) for row in plain_rows(answer.result)}
        return told.get(text.strip(), "")
