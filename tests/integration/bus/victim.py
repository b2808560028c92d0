"""A consumer in a process of its own, to be killed: `python victim.py URL OUT [die]`.

Handles hints about deals by publishing the fact; writes every number it handled to OUT. With `die` it is killed in the
middle of handling deal 41, and begins again, for as long as it runs: each time as a fork of a process that has
imported everything and opened nothing, since starting Python anew twenty times takes a minute on a busy machine.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from shared.bus.bus import Bus
from shared.bus.lane import Lane, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.order import SalesOrder
from shared.messages.ring.facts import DealChanged, DealTouched


async def main(url: str, out: str, *, die: bool) -> None:
    with Path(out).open("a", buffering=1) as journal:  # noqa: ASYNC230 - a test's journal

        async def handle(_: Envelope, message: DealTouched) -> HandlerResult:
            if die and message.ref.id == "41":
                os.kill(os.getpid(), signal.SIGKILL)
            await asyncio.sleep(0.005)
            journal.write(f"{message.ref.id}\n")
            return HandlerResult(publish=[DealChanged(order=SalesOrder(ref=message.ref))])

        async with (
            Bus.connect(url, service="b24-connector") as bus,
            bus.serve(Lane(group="b24-connector.orders", handlers=[on(DealTouched, handle)], prefetch=20)),
        ):
            await asyncio.Event().wait()


def die_again_and_again(url: str, out: str) -> None:
    signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))  # ours and the child's
    while True:
        child = os.fork()
        if not child:
            asyncio.run(main(url, out, die=True))
        os.waitpid(child, 0)


if "die" in sys.argv:
    die_again_and_again(*sys.argv[1:3])
else:
    asyncio.run(main(*sys.argv[1:3], die=False))
