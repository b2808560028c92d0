"""Runs a service that kills itself at one step of its work: `python -m tests.chaos.steps SERVICE STEP WHEN COUNT`.

A step is a function of the product, named where it stands; the product itself knows nothing of this.
"""

from __future__ import annotations

import functools
import importlib
import os
import runpy
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EVERYBODY = (
    "shared.bus.session:Session._visit",
    "shared.bus.bus:Bus.publish",
    "shared.bus.session:Session._ack",
)
_CONNECTOR = (
    *_EVERYBODY,
    "shared.store.entities:EntityStore.take_version",
    "shared.store.entities:EntityStore.announce",
    "shared.store.entities:EntityStore.store_published",
    "shared.store.entities:EntityStore.begin_write",
    "shared.store.entities:EntityStore.end_write",
    "shared.store.entities:EntityStore.set_fields",
    "shared.store.entities:EntityStore.note_step",
    "shared.store.entities:EntityStore.note_sent",
    "shared.store.cursors:Cursors.set",
)
STEPS: Mapping[str, Sequence[str]] = {
    "b24-connector": (
        *_CONNECTOR,
        "services.b24_connector.portal.client:Portal.call",
        "services.b24_connector.portal.client:Portal.chain",
    ),
    "onec-connector": (
        *_CONNECTOR,
        "services.onec_connector.base.client:Base.create",
        "services.onec_connector.base.client:Base.change",
        "services.onec_connector.base.client:Base.post",
        "services.onec_connector.base.client:Base.unpost",
        "services.onec_connector.memory.seen_marks:SeenMarks.note",
    ),
    "mapper": (
        *_EVERYBODY,
        "shared.store.pairs:Pairs.bear",
        "shared.store.pairs:Pairs.fill",
        "shared.store.pairs:Pairs.note",
        "shared.store.pairs:Pairs.remember",
    ),
    "stage-router": _EVERYBODY,
}
UNPOSTING = ("onec-connector", "services.onec_connector.base.client:Base.unpost")
"""Comes when the deal of a posted order is lost."""
ONCE_A_NIGHT = ("onec-connector", "shared.store.cursors:Cursors.set")
"""Comes at once when a service starts that has not looked at everything since yesterday."""
WHEN = ("before", "after")
RARE_S = 8
"""From then on the first time will do."""


def every_step() -> set[str]:
    """Name every step of every service, before and after it is done."""
    return {f"{name} {when} {step}" for name, steps in STEPS.items() for step in steps for when in WHEN}


def main() -> None:
    """Put the end in place, then be the service."""
    service, step, when, count = sys.argv[1:]
    deadly(step, when, int(count))
    sys.argv = [service]
    runpy.run_module(f"services.{service.replace('-', '_')}", run_name="__main__", alter_sys=True)


def deadly(step: str, when: str, count: int) -> None:
    """Let the process die, as of kill -9, the `count`-th time that it comes to a step, or once it has waited long."""
    module, _, path = step.partition(":")
    owner, name = path.split(".")
    held = getattr(importlib.import_module(module), owner)
    real, left, begun = getattr(held, name), [count], time.monotonic()

    @functools.wraps(real)
    async def dying(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        is_last = left[0] == 0 or time.monotonic() > begun + RARE_S
        if is_last and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        found = await real(*args, **kwargs)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    setattr(held, name, dying)


if __name__ == "__main__":
    main()
