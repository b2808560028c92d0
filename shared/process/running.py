"""Starts a service's process as its command line says, and stops it in order on a signal."""

import asyncio
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop

from shared.bus.errors import BrokerAwayError, TopologyError
from shared.observe.masking import mask
from shared.observe.terminal import shown_lines
from shared.process.refusal import show_refusal
from shared.process.settings import SettingsError

REFUSALS: tuple[type[Exception], ...] = (SettingsError, TopologyError, BrokerAwayError)
"""Errors whose text is a sentence for the operator; a traceback would hide it."""


def run(main: Callable[[], Coroutine[Any, Any, int | None]], *, refusals: tuple[type[Exception], ...] = ()) -> None:
    """Run a service's process on uvloop and exit with its code.

    Exit codes: what `main` returns (None is 0), 2 after a refusal, whose sentence goes to standard error; any other
    error is a bug and shows its traceback, exit code 1.

    Args:
        main: the composition root.
        refusals: more errors that are sentences, `RulesError` for example.
    """
    try:
        code = uvloop.run(main())
    except (*REFUSALS, *refusals) as error:
        sentence = mask(str(error))
        print(shown_lines(sentence), file=sys.stderr, flush=True)  # noqa: T201 - logging may not be configured yet
        if not sys.argv[1:]:  # a command of a service answers no probes
            uvloop.run(show_refusal(sentence))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:  # noqa: BLE001 - the interpreter would show the same, with the secrets in it
        print(shown_lines(mask(traceback.format_exc())), file=sys.stderr, flush=True)  # noqa: T201 - as above
        sys.exit(1)
    sys.exit(code or 0)


def command(*known: str) -> str:
    """Return the command that the command line of a service's process names, one of these, or `serve` where none.

    Raises:
        SettingsError: it asks for something else.
    """
    asked = " ".join(sys.argv[1:])
    if asked and asked not in known:
        raise SettingsError(
            f"Команды {asked} у этого сервиса нет: возьмите одну из {', '.join(known)} или не называйте никакой."
        )
    return asked or "serve"


async def until_stopped() -> None:
    """Wait for the signal to stop, SIGTERM or SIGINT; a second one ends the process in the ordinary way."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    try:
        await stopped.wait()
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def run_until_stopped(*work: Coroutine[Any, Any, None]) -> None:
    """Run all parts of a service's process until the signal to stop, or until one part ends by itself.

    Args:
        work: ended one after another, the last one first: readiness is answered until the work is down.

    Raises:
        Exception: what a part ended with.
    """
    tasks = [asyncio.create_task(part) for part in work]
    stopping = asyncio.create_task(until_stopped())
    done, _ = await asyncio.wait({*tasks, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in [stopping, *reversed(tasks)]:
        task.cancel()
        await asyncio.wait({task})
    for task in done - {stopping}:
        task.result()
