"""Handles `company.note`: writes into the timeline of a company or private person, each thing once."""

from collections.abc import Sequence
from typing import Literal, Self

import structlog

from services.b24_connector.memory.company import CompanyMemory, CompanyStore
from services.b24_connector.portal import Portal, PortalMissing
from services.b24_connector.writer.comments import Comments
from services.b24_connector.writer.companies.locating import CompanyLocator
from services.b24_connector.writer.timeline import Timeline
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import CompanyNote
from shared.messages.ring.told import Told

log = structlog.get_logger()


class CompanyNotes:
    """Writes notes into the timelines of companies.

    Args:
        portal: where the timeline is.
        store: remembers what was told.
        locator: knows under which key.
        private: tells of private persons in their contacts; None: this is that one, or none of them crosses.
        kind: of the records.
    """

    def __init__(
        self,
        portal: Portal,
        store: CompanyStore,
        locator: CompanyLocator,
        private: Self | None = None,
        kind: Literal["company", "contact"] = "company",
    ) -> None:
        self._portal = portal
        self._store = store
        self._locator = locator
        self._timeline = Timeline(Comments(portal, kind), store)
        self._private = private

    def handlers(self) -> Handlers:
        """Return the handler of `company.note`."""
        return (on(CompanyNote, self.noted),)

    async def noted(self, envelope: Envelope, message: CompanyNote) -> HandlerResult:
        """Write from a `company.note` what the company's timeline does not yet say."""
        if message.company.kind == "contact" and self._private is not None:
            return await self._private.noted(envelope, message)
        with self._portal.visit():
            key = await self._locator.key(message.key, message.company.id)
            await self._tell(key, message.company.id, message.told)
        return HandlerResult()

    async def _tell(self, key: str, company: str, told: Sequence[Told]) -> None:
        entity = await self._store.get(key)
        known: CompanyMemory = entity.fields if entity else {}
        fields, left = await self._timeline.left(key, company, known, told)
        if left.told:
            try:
                await self._timeline.write(key, company, fields, left)
            except PortalMissing:
                log.warning("nobody to tell: the company is gone", key=key)
        await self._timeline.remember(key, fields, left)
