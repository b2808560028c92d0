"""Shows on `/health/ready` why a service refuses to start."""

import asyncio
import os
import signal
from contextlib import suppress

from shared.process.http import create_app, serve
from shared.process.settings import PREFIX, SettingsError

SHOWN_S = 5.0
"""Long enough for a probe, short enough for a supervisor that restarts us."""


async def show_refusal(sentence: str) -> None:
    """Answer `/health/ready` with 503 and the reason for a while, or until told to stop.

    Does nothing where there is no port to answer on: the sentence is in the log anyway.
    """
    host, port = os.environ.get(f"{PREFIX}HTTP_HOST", "127.0.0.1"), os.environ.get(f"{PREFIX}HTTP_PORT", "")
    if not port.isdigit():
        return

    async def ready() -> list[str]:
        return [sentence]

    with suppress(SettingsError, OverflowError, asyncio.CancelledError, TimeoutError):
        serving = asyncio.create_task(serve(create_app(ready=ready), host=host, port=int(port)))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, serving.cancel)
        await asyncio.wait_for(serving, SHOWN_S)
