"""Commands that were decided while 1C was closed: what managers did meanwhile may have overtaken them."""

from datetime import UTC, datetime

from shared.messages.envelope import Envelope


class Opening:
    """When 1C opened, and what was sent back since to be decided anew."""

    def __init__(self) -> None:
        self._since = datetime.min.replace(tzinfo=UTC)
        self._sent_back: dict[str, str] = {}

    def opened(self, since: datetime) -> None:
        """1C answers (again), by our own clock."""
        self._since = since
        self._sent_back.clear()

    def has_overtaken(self, envelope: Envelope) -> bool:
        """Tell whether a command was decided before that.

        The new decision on one that was sent back is another message of its journey. That tells it, whatever the clock
        of the service that decided: else its orders would go round until its clock has come to ours.
        """
        sent_back = self._sent_back.get(envelope.correlationid, envelope.id)
        return envelope.time < self._since and sent_back == envelope.id

    def send_back(self, envelope: Envelope) -> None:
        """Remember that a command was sent back."""
        self._sent_back[envelope.correlationid] = envelope.id
