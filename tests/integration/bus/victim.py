"""A consumer in a process of its own, to be killed: `python victim.py URL OUT [die | poisoned]`.

Handles hints about deals by publishing the fact; writes every number it handled to OUT. With `die` it is killed in the
middle of handling deal 41, and begins again, for as long as it runs: each time as a fork of a process that has
imported everything and opened nothing, since starting Python anew twenty times takes a minute on a busy machine.
With `poisoned` it is killed by company 41, on another lane, while deals take 1 s each. A line `begins` in OUT is one
start.
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
from shared.messages.ring.facts import CompanyTouched, DealChanged, DealTouched


async def main(url: str, out: str, mode: str) -> None:
    with Path(out).open("a", buffering=1) as journal:  # noqa: ASYNC230 - a test's journal
        if mode:
            journal.write("begins\n")

        async def handle(_: Envelope, message: DealTouched) -> HandlerResult:
            if mode == "die" and message.ref.id == "41":
                os.kill(os.getpid(), signal.SIGKILL)
            await asyncio.sleep(1 if mode == "poisoned" else 0.005)
            journal.write(f"{message.ref.id}\n")
            return HandlerResult(publish=[DealChanged(order=SalesOrder(ref=message.ref))])

        async def handle_company(_: Envelope, message: CompanyTouched) -> HandlerResult:
            if message.ref.id == "41":
                os.kill(os.getpid(), signal.SIGKILL)
            journal.write(f"company {message.ref.id}\n")
            return HandlerResult()

        lanes = [Lane(group="b24-connector.orders", handlers=[on(DealTouched, handle)], prefetch=20)]
        if mode == "poisoned":
            lanes.append(Lane(group="b24-connector.directory", handlers=[on(CompanyTouched, handle_company)]))
        async with Bus.connect(url, service="b24-connector") as bus, bus.serve(*lanes):
            await asyncio.Event().wait()


def die_again_and_again(url: str, out: str, mode: str) -> None:
    signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))  # ours and the child's
    while True:
        child = os.fork()
        if not child:
            asyncio.run(main(url, out, mode))
        os.waitpid(child, 0)


if len(sys.argv) > 3:
    die_again_and_again(*sys.argv[1:4])
else:
    asyncio.run(main(*sys.argv[1:3], mode=""))
