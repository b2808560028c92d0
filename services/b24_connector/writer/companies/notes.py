"""Handles `company.note`: writes into the timeline of a company or private person, each thing once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Self

import structlog

from services.b24_connector.memory.company import CompanyMemory, CompanyStore
from services.b24_connector.portal import Portal, PortalMissing
from services.b24_connector.vocabulary.values import as_text
from services.b24_connector.writer.comments import LONG_AGO, Comments
from services.b24_connector.writer.companies.locating import CompanyLocator
from services.b24_connector.writer.unread import choose, with_heard
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import digest
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import CompanyNote
from shared.messages.ring.told import Told
from shared.store import Into

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
        self._comments = Comments(portal, kind)
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
        fields: CompanyMemory = entity.fields if entity else {}
        heard = fields.get("heard") or ()
        unheard = [one for one in told if one.id not in heard]
        left = choose(unheard, fields.get("told") or {})
        if left.told:
            await self._comment(key, company, fields, "\n\n".join(one.text for one in left.told))
        changes: CompanyMemory = {"told": Into(left.marks), "telling": None, "telling_since": None}
        if any(one.id for one in unheard):
            changes["heard"] = with_heard(heard, unheard)
        await self._store.set_fields(key, changes)

    async def _comment(self, key: str, company: str, fields: CompanyMemory, text: str) -> None:
        telling, written = digest(text), as_text(text)

        async def remember(since: datetime | None) -> None:
            await self._store.set_fields(key, {"telling": telling if since else None, "telling_since": since})

        begun = (fields.get("telling_since") or LONG_AGO) if fields.get("telling") == telling else None
        try:
            await self._comments.once(company, written, begun=begun, remember=remember)
        except PortalMissing:
            log.warning("nobody to tell: the company is gone", key=key)
