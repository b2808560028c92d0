"""Compares this machine's clock with the clocks of the services that sent the messages it receives."""

import time

import structlog

from shared.messages.envelope import Envelope
from shared.messages.routes import SERVICES

APART_S = 120
"""Far above what NTP leaves, far below a zone; as between a service and its database."""

_log = structlog.get_logger("bus.clocks")


class Clocks:
    """By how many seconds each sender's clock is ahead of ours.

    A message may be as old as it likes, so only one from the future tells something. A sender is in order again with
    its first message that is not; one that is no service of ours would never send that, and does not count.
    """

    def __init__(self) -> None:
        self._ahead_s: dict[str, float] = {}

    def compare(self, envelope: Envelope) -> None:
        """Compare a delivered message's time of sending with our own clock."""
        sender = envelope.source.strip("/")
        if sender not in SERVICES:
            return
        ahead_s = envelope.time.timestamp() - time.time()
        if ahead_s <= APART_S:
            self._ahead_s.pop(sender, None)
            return
        if sender not in self._ahead_s:
            _log.warning("a message from the future", sender=sender, ahead_s=round(ahead_s))
        self._ahead_s[sender] = ahead_s

    @property
    def troubles(self) -> list[str]:
        """Return a sentence for each sender whose clock differs too much from ours."""
        return [
            f"Сообщения от {sender} приходят из будущего, оно на {ahead_s / 60:.0f} мин впереди: отстают часы этой "
            "машины или спешат часы той; поставьте на обеих верное время и часовой пояс и включите NTP."
            for sender, ahead_s in self._ahead_s.items()
        ]
