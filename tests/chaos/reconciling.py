"""Runs the reconciler with both looks close together: `python -m tests.chaos.reconciling`.

The product waits ten minutes for what is under way; here the sweeps of both sides are seconds apart.
"""

from __future__ import annotations

import runpy
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

from services.reconciler import looking

if TYPE_CHECKING:
    from collections.abc import Iterator

PAUSE, TICK_S = timedelta(seconds=12), 1.0


@contextmanager
def shortened() -> Iterator[None]:
    """Shorten both the time between the looks and that between two steps."""
    defaults = {**looking.Looker.__init__.__kwdefaults__, "pause": PAUSE}
    with patch.object(looking, "TICK_S", TICK_S), patch.object(looking.Looker.__init__, "__kwdefaults__", defaults):
        yield


def main() -> None:
    """Shorten the pauses, then be the service."""
    with shortened():
        runpy.run_module("services.reconciler", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
