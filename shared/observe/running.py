"""Starting and stopping a service."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop

from shared.bus.errors import BrokerAwayError, TopologyError
from shared.observe.masking import mask
from shared.observe.settings import SettingsError

REFUSALS: tuple[type[Exception], ...] = (SettingsError, TopologyError, BrokerAwayError)
"""Errors whose text is a sentence for the operator; a traceback would hide it."""


def run(main: Callable[[], Coroutine[Any, Any, int | None]], *, refusals: tuple[type[Exception], ...] = ()) -> None:
    """Run a service on uvloop and exit.

    Exit codes: what `main` returns (None is 0), 2 after a refusal, whose sentence goes to standard error; any other
    error is a bug and shows its traceback.

    Args:
        main: the composition root.
        refusals: more errors that are sentences, `RulesError` for example.
    """
    try:
        code = uvloop.run(main())
    except (*REFUSALS, *refusals) as error:
        print(mask(str(error)), file=sys.stderr)  # noqa: T201 - logging may not be configured yet
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(code or 0)


async def until_stopped() -> None:
    """Wait for SIGTERM or SIGINT; a second one ends the process in the ordinary way."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    try:
        await stopped.wait()
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
