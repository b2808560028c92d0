"""The deadline for a lane that is leaving (stopping), whatever a handler, the broker or a pause waits for."""

import asyncio

DRAIN_S = 25.0
"""For what runs, from the moment of being asked."""

SETTLE_S = 2.0
"""After that, to hand back what was cancelled; a broker that answers nothing by then delivers it again by itself."""

_LEAST_S = 0.05  # the AMQP client takes a timeout of 0 for none


class Leaving:
    """A lane's signal to stop and the time left for it; set once."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._at = float("inf")

    @property
    def asked(self) -> bool:
        """Whether the lane was asked to stop, so that it is leaving."""
        return self._event.is_set()

    @property
    def event(self) -> asyncio.Event:
        """The event that is set when the lane is to stop, so that others can wait for it."""
        return self._event

    def begin(self) -> None:
        """Ask the lane to stop; the deadline of its leaving counts from now."""
        if not self.asked:
            self._at = asyncio.get_running_loop().time()
            self._event.set()

    def runs_s(self, most: float = DRAIN_S) -> float:
        """Return the seconds that handlers of a leaving lane still have; `most` as long as it is not stopping."""
        return self._left(DRAIN_S, most)

    def answers_s(self, most: float) -> float:
        """Return the seconds that a leaving lane still waits for anything else, for example the broker's answer."""
        return self._left(DRAIN_S + SETTLE_S, most)

    def _left(self, seconds: float, most: float) -> float:
        return max(_LEAST_S, min(most, self._at + seconds - asyncio.get_running_loop().time()))
