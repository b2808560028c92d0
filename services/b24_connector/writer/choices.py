"""Writes list fields of the deal, «Соглашение» and «Склад», so that they offer what 1C has."""

from collections.abc import Sequence

import structlog

from services.b24_connector.portal import Portal, PortalRefusal, PortalRightsError
from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.choices import Part, list_parts
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.facts import ChoicesChanged

AT_ONCE = 100
"""Values in one call: PHP reads a thousand variables of a request and drops the rest in silence."""
log = structlog.get_logger()


class ChoiceWriter:
    """Writes the options of the deal's lists «Соглашение» and «Склад».

    Args:
        portal: where the fields are.
        directory: what is known of them.
    """

    def __init__(self, portal: Portal, directory: Directory) -> None:
        self._portal = portal
        self._directory = directory

    def handlers(self) -> Handlers:
        """Return the handler of `choices.changed`, which writes the deal's lists."""
        return (on(ChoicesChanged, self.changed),)

    async def changed(self, _envelope: Envelope, message: ChoicesChanged) -> HandlerResult:
        """Write the options of a deal's list field that differ; a text, or a field not yet created, is left alone.

        1C repeats the fact.

        Raises:
            Retryable: the portal does not answer.
        """
        if not self._differing(message):
            return HandlerResult()
        await self._directory.refresh_fields()  # another run, or a person, may have written what we do not know of yet
        parts = self._differing(message)
        try:
            for first in range(0, len(parts), AT_ONCE):
                await self._write(message, parts[first : first + AT_ONCE])
        except (PortalRefusal, PortalRightsError) as refusal:
            log.error("a list of the deal cannot be written", field=message.field, why=refusal.fault.words)  # noqa: TRY400
            return HandlerResult()
        if parts:
            await self._directory.refresh_fields()
        return HandlerResult()

    def _differing(self, message: ChoicesChanged) -> Sequence[Part]:
        field = self._directory.fields.list_of(message.field)
        return list_parts(field, message.choices) if field.id else ()

    async def _write(self, message: ChoicesChanged, parts: Sequence[Part]) -> None:
        field = self._directory.fields.list_of(message.field)
        fields = {"LIST": list(parts)}
        await self._portal.call("crm.deal.userfield.update", {"id": field.id, "fields": fields}, write=True)
