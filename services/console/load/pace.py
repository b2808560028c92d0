"""Estimates how fast a load goes and how long it will take, by the portal's operating time. Pure.

The portal lets it run in strokes: what fits into ten minutes of operating time goes at once, then nothing for minutes.
So the rest is counted in strokes, by the best one so far; before one is over, by what the portal's limit allows.
"""

import math
from typing import Final

WINDOW_S: Final = 600.0
STROKE: Final = 480 / 0.69
"""Products that ten minutes allow: 480 s of operating time at 0.69 s each, the vendor's samples."""


class LoadPace:
    """How much of a load was done at which time.

    Args:
        total: what there is to be done.
        began: seconds of any clock.
        stroke: what the peer allows in ten minutes.
    """

    def __init__(self, total: int, *, began: float, stroke: float = STROKE) -> None:
        self.total = total
        self._stroke = stroke
        self.done = 0
        self._began = self._moved = self._noted = began
        self._before = 0
        self._strokes: list[int] = []
        self._speed = 0.0

    @property
    def left(self) -> int:
        """How many records of the load are still to be carried over."""
        return self.total - self.done

    def note(self, now: float, done: int) -> None:
        """Note how many records of the load are done now."""
        done = min(done, self.total)
        if done > self.done:
            self._speed = max(self._speed, (done - self.done) / max(now - self._noted, 1.0))
            self._moved = now
        while now - self._began >= WINDOW_S * (len(self._strokes) + 1):
            self._strokes.append(self.done - self._before)
            self._before = self.done
        self.done, self._noted = done, now

    def still_s(self, now: float) -> float:
        """Return for how many seconds nothing was loaded."""
        return now - self._moved

    def rate(self, now: float) -> float:
        """Return how many records are loaded in a second, over all."""
        return self.done / max(now - self._began, 1.0)

    def left_s(self, now: float) -> float:
        """Return how many seconds the rest of the load will take; infinite if nothing was done yet."""
        if not self.left or not self._speed:
            return math.inf if self.left else 0.0
        stroke = self._stroke if math.isinf(self._stroke) else max(self._strokes, default=self._stroke)
        here = self.done - self._before
        rest = self.left - max(0.0, stroke - here)
        if rest <= 0 or stroke <= 0 or here > stroke:  # the portal sets no limit to it, or not any more
            return self.left / self._speed
        strokes, last = divmod(rest, stroke)
        begun = (now - self._began) % WINDOW_S
        return WINDOW_S - begun + strokes * WINDOW_S + last / self._speed

    def told(self, now: float) -> str:
        """Describe the progress and the rest of a load in one line."""
        left_s = self.left_s(now)
        share = 100 * self.done // self.total if self.total else 100
        when = f", осталось {_span(left_s)}" if self.left and not math.isinf(left_s) else ""
        return f"Перенесено {self.done} из {self.total} ({share} %), {self.rate(now) * 60:.0f} в минуту{when}."


def _span(seconds: float) -> str:
    minutes = math.ceil(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} ч {minutes} мин" if hours else f"{minutes} мин"
