"""Finds order commands decided while 1C was closed, which managers' later edits may have overtaken."""

from datetime import UTC, datetime

from shared.messages.envelope import Envelope


class Opening:
    """When 1C opened last, and the commands sent back since to be decided anew."""

    def __init__(self) -> None:
        self._since = datetime.min.replace(tzinfo=UTC)
        self._sent_back: dict[str, str] = {}

    def opened(self, since: datetime) -> None:
        """Note the moment, by our own clock, since which 1C answers (again); what was sent back before is forgotten."""
        self._since = since
        self._sent_back.clear()

    def has_overtaken(self, envelope: Envelope) -> bool:
        """Tell whether an order command was decided before 1C opened.

        The new decision on one that was sent back is another message of its journey. That tells it, whatever the clock
        of the service that decided: else its orders would go round until its clock has come to ours.
        """
        sent_back = self._sent_back.get(envelope.correlationid, envelope.id)
        return envelope.time < self._since and sent_back == envelope.id

    def send_back(self, envelope: Envelope) -> None:
        """Note that an order command was sent back to be decided anew, as 1C has been closed since."""
        self._sent_back[envelope.correlationid] = envelope.id
