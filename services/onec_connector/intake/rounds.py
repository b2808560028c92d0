"""Schedules the looks for changes in 1C: endless loops, one a poll ring, that survive whatever 1C and broker do."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from prometheus_client import Counter, Gauge
from pymongo.errors import PyMongoError

from services.onec_connector.intake.awaited import Awaited
from services.onec_connector.intake.change_log import ChangeLog
from services.onec_connector.intake.items import ItemPass
from services.onec_connector.intake.partners import PartnerPass
from services.onec_connector.intake.persons import PersonPass
from services.onec_connector.intake.poll import Poller
from services.onec_connector.intake.prices import PricePass
from services.onec_connector.intake.switches import SwitchWatch
from services.onec_connector.reader.choices import ChoiceReader
from shared.bus.errors import Permanent, Retryable
from shared.store.cursors import Cursors

ROUNDS = Counter("bus_poll_rounds", "Looks at 1C", ["ring", "outcome"])
LAST = Gauge("bus_poll_last_success_seconds", "When a ring was last looked at, Unix time", ["ring"])
LAST.labels("hot").set_to_current_time()  # a process that never gets to look must not be silent: counted from its start
_WHOLE = "whole_window_at"
_OPEN_S = 300.0
_WAITS_S = 60.0
_CHOICES_S = 300.0
_SWITCHES_S = 300.0
PASS_S = 280.0
"""Between the beginnings of two passes: what was changed right behind one is across within five minutes."""
LOG_S = 30.0
_NIGHTLY_S = 600.0
_NIGHTLY = timedelta(hours=23)
_FIRST_PAUSE_S = 5.0
_LEAST_PAUSE = 0.1
"""Of the time between two beginnings: what 1C has for itself, however long a look takes."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks for changes that the loops call.

    Args:
        poller: at orders.
        awaited: for what refused deals wait for.
        choices: says what the list fields of a deal may offer.
        switches: at the constants that change how orders are written.
        items: at the catalogue; None: the rules send none of it to the portal.
        prices: at the registers of prices; None: likewise.
        partners: at partners; None: as for items.
        persons: at their contact persons, right after them; None: as for items.
        log: at what 1C says was saved; None: it does not say, or nothing of it is sent.
    """

    poller: Poller
    awaited: Awaited
    choices: ChoiceReader
    switches: SwitchWatch
    items: ItemPass | None = None
    prices: PricePass | None = None
    partners: PartnerPass | None = None
    persons: PersonPass | None = None
    log: ChangeLog | None = None


class Rounds:
    """All loops of one active process of the onec-connector.

    Args:
        looks: what looks.
        cursors: remember the last wide look over restarts.
        hot_s: seconds between two looks at orders that moved lately.
        window: how far back the nightly look goes.
    """

    def __init__(self, looks: Looks, cursors: Cursors, *, hot_s: float, window: timedelta) -> None:
        self._looks = looks
        self._cursors = cursors
        self._hot_s = hot_s
        self._window = window

    async def run(self) -> None:
        """Look for changes in 1C, each poll ring in its own loop, until cancelled."""
        looks, hot_s = self._looks, self._hot_s
        rings = [
            self._every("hot", hot_s, looks.poller.hot),
            self._every("open", max(_OPEN_S, hot_s), looks.poller.open),
            self._every("waits", min(_WAITS_S, 4 * hot_s), looks.awaited.look),
            self._every("choices", _CHOICES_S, looks.choices.look),
            self._every("switches", min(_SWITCHES_S, 20 * hot_s), looks.switches.look),
            self._every("whole", _NIGHTLY_S, self._nightly),
        ]
        if looks.items is not None:
            rings.append(self._every("items", min(PASS_S, 20 * hot_s), looks.items.look))
        if looks.prices is not None:
            rings.append(self._every("prices", min(PASS_S, 20 * hot_s), looks.prices.look))
        if looks.partners is not None:
            rings.append(self._every("partners", min(PASS_S, 20 * hot_s), self._parties))
        if looks.log is not None:
            rings.append(self._every("versions", min(LOG_S, 2 * hot_s), looks.log.look))
        await asyncio.gather(*rings)

    async def _parties(self) -> None:
        for look in (self._looks.partners, self._looks.persons):
            if look is not None:
                await look.look()

    async def _nightly(self) -> None:
        last = await self._cursors.get(_WHOLE)
        # A look that lies in the future was noted by a clock that has been set right since.
        if last and timedelta(0) <= datetime.now(UTC) - datetime.fromisoformat(last) < _NIGHTLY:
            return
        await self._looks.poller.whole(self._window)
        await self._cursors.set(_WHOLE, datetime.now(UTC).isoformat())

    async def _every(self, ring: str, seconds: float, look: Callable[[], Awaitable[None]]) -> None:
        """Begin a look at 1C every so many seconds."""
        clock = asyncio.get_running_loop().time
        LAST.labels(ring).set_to_current_time()  # one that never succeeds must not be silent either
        while True:
            began, least = clock(), seconds * _LEAST_PAUSE
            try:
                await look()
            except (Retryable, Permanent, PyMongoError) as error:
                ROUNDS.labels(ring, "failed").inc()
                least = max(seconds, _FIRST_PAUSE_S)
                _log.warning("a look at 1C failed; the next one looks again", ring=ring, error=str(error))
            except Exception:  # noqa: BLE001 - a row that we cannot read must not stop the other looks
                ROUNDS.labels(ring, "broken").inc()
                least = max(seconds, _FIRST_PAUSE_S)
                _log.exception("a look at 1C broke", ring=ring)
            else:
                ROUNDS.labels(ring, "done").inc()
                LAST.labels(ring).set_to_current_time()
            await asyncio.sleep(max(least, began + seconds - clock()))
