"""A second card of the portal about one record of 1C: told once it is sure not to be taking the first one's place."""

from datetime import UTC, datetime, timedelta

from services.onec_connector.writer.refusal import OrderRefusal
from shared.bus.errors import Retryable
from shared.messages.envelope import Envelope

MERGING = timedelta(seconds=15)
"""So long the portal's word that the first card is gone may be behind: a merge tells of the card that stays first."""


class SecondCardError(OrderRefusal):
    """The record of 1C is written from another card of the portal."""


def await_merge(envelope: Envelope, refusal: OrderRefusal) -> None:
    """Put off the refusal of a second card for a moment: in a merge the first card is deleted just now.

    Raises:
        Retryable: the moment is not over; uncounted.
    """
    left = MERGING - (datetime.now(UTC) - envelope.time)
    if isinstance(refusal, SecondCardError) and left > timedelta():
        raise Retryable("the first card may be merged away just now", after_s=left.total_seconds(), counted=False)
