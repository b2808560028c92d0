"""How long an edit in 1C waits until it is looked at: by passes alone, and by the register of versions.

    python -m benchmarks.latency_in_onec [items] [partners]

The connector's own rounds over items, partners and contact persons against the simulated base, all in this process and
in virtual time: 1C is made to answer as a slow one does, and time is moved on whenever everybody waits. Somebody edits
every 41 seconds; what is measured ends with the hint: from there to the portal it takes seconds, as with orders.
"""

import asyncio
import itertools
import logging
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import timedelta

import httpx
import structlog

from benchmarks.changes_in_onec import ROOT, Bench, Wire, bench, planted
from sandbox.base.control.directories import change
from sandbox.base.control.routes import application as control_of
from sandbox.base.infobase import Infobase
from sandbox.base.web.server import Publication, application
from services.onec_connector.base.client import Base
from services.onec_connector.intake.rounds import Looks, Rounds
from services.onec_connector.objects import contact_person, item, partner, standard
from tests.integration.b24_connector.virtual_time import VirtualLoop

ANSWER_S, BYTES_A_SECOND = 0.5, 1e6
"""Of a slow 1C: before it answers, and what it sends."""
EVERY_S, EDITS = 41.0, 30
FIRST_S = 1500.0
"""By then everything was seen once, and the register proven."""
EDITED = (item.SET, partner.SET, contact_person.SET)


class SlowWire(Wire):
    """Takes as long as a slow 1C."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        before = self.size
        response = await super().handle_async_request(request)
        await asyncio.sleep(ANSWER_S + (self.size - before) / BYTES_A_SECOND)
        return response


class Nothing:
    """Stands in for looks at orders and for the cursors: never done."""

    async def rest(self, *_: object) -> None:
        """Wait for longer than all of it takes."""
        await asyncio.sleep(1e9)

    hot = open = whole = look = get = set = rest


class Heard:
    """When each hint was published."""

    def __init__(self) -> None:
        self.at: dict[str, list[float]] = {}

    def note(self, subject: str) -> None:
        """A hint was published."""
        self.at.setdefault(subject.partition(":")[2], []).append(asyncio.get_running_loop().time())

    def after(self, guid: str, edited: float) -> float:
        """Return the seconds from an edit to the first hint behind it; infinite: there was none."""
        return next((at - edited for at in self.at.get(guid, ()) if at >= edited), float("inf"))


async def edits(infobase: Infobase) -> list[tuple[str, float]]:
    """Edit a record of each catalog in turn; return which, and when."""
    loop, done = asyncio.get_running_loop(), []
    rows = {name: [row for row in infobase.rows(name) if not row.get(standard.FOLDER)] for name in EDITED}
    for number, name in zip(range(EDITS), itertools.cycle(EDITED)):
        guid = rows[name][number * 7 % len(rows[name])][standard.REF]
        change(infobase, name, guid, {})
        infobase.clock.shift += timedelta(seconds=EVERY_S)
        done.append((guid, loop.time()))
        await asyncio.sleep(EVERY_S)
    return done


async def waited(infobase: Infobase, *, by_register: bool) -> Sequence[float]:
    """Return how long each edit has waited."""
    publication = Publication(infobase, "robot", "secret")
    wire, heard, nothing = (
        SlowWire(app=application(publication, control_of(publication, lambda: None))),
        Heard(),
        Nothing(),
    )
    headers = {"Authorization": "Basic cm9ib3Q6c2VjcmV0", "Accept": "application/json"}
    async with httpx.AsyncClient(transport=wire, headers=headers, timeout=None) as http:
        found: Bench = bench(infobase, Base(http, ROOT), wire, heard.note)
        log = found.log if by_register else None
        looks = Looks(nothing, nothing, nothing, found.items, None, found.partners, found.persons, log)  # type: ignore[arg-type]
        running = asyncio.create_task(Rounds(looks, nothing, hot_s=15, window=timedelta(days=90)).run())  # type: ignore[arg-type]
        await asyncio.sleep(FIRST_S)
        done = await edits(infobase)
        await asyncio.sleep(600)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return [heard.after(guid, at) for guid, at in done]


def told(name: str, seconds: Sequence[float]) -> str:
    """Say it in a line."""
    return f"{name}: median {statistics.median(seconds):.0f} s, longest {max(seconds):.0f} s of {len(seconds)} edits"


def main(items: int = 20_000, partners: int = 10_000) -> None:
    """Measure and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    began, infobase = time.monotonic(), planted(items, partners)
    infobase.clock.shift += timedelta(hours=1)
    for name, by_register in (("by the register", True), ("by passes alone", False)):
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            print(told(name, runner.run(waited(infobase, by_register=by_register))), flush=True)
    print(f"measured in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
