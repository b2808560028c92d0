"""Runs the reconciler with both looks close together: `python -m tests.chaos.reconciling`.

The product waits ten minutes for what is under way; here the sweeps of both sides are seconds apart.
"""

from __future__ import annotations

import runpy
from datetime import timedelta

from services.reconciler import looking

PAUSE, TICK_S = timedelta(seconds=12), 1.0


def main() -> None:
    """Shorten the pauses, then be the service."""
    looking.TICK_S = TICK_S
    looking.Looker.__init__.__kwdefaults__["pause"] = PAUSE
    runpy.run_module("services.reconciler", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
