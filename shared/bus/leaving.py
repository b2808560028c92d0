"""By when a lane that is asked to stop has stopped, whatever a handler, the broker or a pause just then waits for."""

import asyncio

DRAIN_S = 25.0
"""For what runs, from the moment of being asked."""

SETTLE_S = 2.0
"""After that, to hand back what was cancelled; a broker that answers nothing by then delivers it again by itself."""

_LEAST_S = 0.05  # the AMQP client takes a timeout of 0 for none


class Leaving:
    """Set once, by whoever stops the lane."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._at = float("inf")

    @property
    def asked(self) -> bool:
        """Whether the lane is to stop."""
        return self._event.is_set()

    @property
    def event(self) -> asyncio.Event:
        """Set when the lane is to stop."""
        return self._event

    def begin(self) -> None:
        """Ask it to stop."""
        if not self.asked:
            self._at = asyncio.get_running_loop().time()
            self._event.set()

    def runs_s(self, most: float = DRAIN_S) -> float:
        """Return the seconds that handlers are given now, `most` where nobody is waited for."""
        return self._left(DRAIN_S, most)

    def answers_s(self, most: float) -> float:
        """Return the seconds that something else is waited for now."""
        return self._left(DRAIN_S + SETTLE_S, most)

    def _left(self, seconds: float, most: float) -> float:
        return max(_LEAST_S, min(most, self._at + seconds - asyncio.get_running_loop().time()))
