"""Repeats a call after a short failure, in place, a few times within seconds. Longer waits belong to the ladder."""

from dataclasses import dataclass

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)
from tenacity.stop import stop_base
from tenacity.wait import wait_base

SECONDS = 4.0
pauses: wait_base = wait_random_exponential(multiplier=0.3, max=1)
"""Jittered, so that callers that failed together do not come back together; tests take them away."""


@dataclass(frozen=True, slots=True)
class InPlace:
    """The policy of when a failed call is made again in place.

    Args:
        named: after this error alone; one that says that the call was not carried out.
        attempts: at most, the first one included.
        seconds: no attempt begins later than this after the first one.
    """

    named: type[Exception]
    attempts: int
    seconds: float = SECONDS

    def loop(self) -> AsyncRetrying:
        """Yield the attempts of a call repeated in place, each made with `with attempt:`; the last error is raised."""
        return AsyncRetrying(retry=retry_if_exception_type(self.named), stop=self._stop, wait=pauses, reraise=True)

    def begin(self) -> "Attempts":
        """Begin to count attempts of a call that its caller repeats in place; the first one begins now."""
        return Attempts(self.named, self._stop)

    @property
    def _stop(self) -> stop_base:
        return stop_after_attempt(self.attempts) | stop_before_delay(self.seconds)


class Attempts:
    """The attempts of one call among many that are sent and fail together."""

    def __init__(self, named: type[Exception], stop: stop_base) -> None:
        self._named = named
        self._stop = stop
        self._state = RetryCallState(AsyncRetrying(), None, (), {})

    def pause_after(self, error: Exception) -> float | None:
        """Return the seconds until a failed call's next attempt in place; None if this was the last one."""
        if not isinstance(error, self._named):
            return None
        self._state.set_exception((type(error), error, error.__traceback__))
        self._state.upcoming_sleep = pause = pauses(self._state)
        if self._stop(self._state):
            return None
        self._state.prepare_for_next_attempt()
        return pause
