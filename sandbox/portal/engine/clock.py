"""The simulated portal's clock and time zone: real time, which a test may shift or stop."""

import time
from datetime import UTC, datetime, timedelta, timezone

PORTAL_ZONE = timezone(timedelta(hours=3))


class PortalClock:
    """The simulated portal's time, in whole seconds and in the portal's zone."""

    def __init__(self) -> None:
        self._shift = 0.0
        self._frozen: float | None = None

    def now(self) -> datetime:
        """Return the simulated portal's present time; fractions are dropped as the portal stores none."""
        return datetime.fromtimestamp(int(self.unix()), UTC).astimezone(PORTAL_ZONE)

    def unix(self) -> float:
        """Return the simulated portal's present moment as a Unix time with fractions."""
        return self._frozen if self._frozen is not None else time.time() + self._shift

    def running(self) -> float:
        """Return the portal's seconds that go on even while its clock is frozen: limits must still drain then."""
        return time.monotonic() + self._shift

    def advance(self, seconds: float) -> None:
        """Move the simulated portal's clock, frozen or not, by that many seconds."""
        self._shift += seconds
        if self._frozen is not None:
            self._frozen += seconds

    def freeze(self, at: datetime | None = None) -> None:
        """Stop the simulated portal's clock, at the given moment or at the present one."""
        self._frozen = at.timestamp() if at is not None else self.unix()

    def run(self) -> None:
        """Let the simulated portal's frozen clock run on from where it stands."""
        if self._frozen is not None:
            self._shift = self._frozen - time.time()
            self._frozen = None
