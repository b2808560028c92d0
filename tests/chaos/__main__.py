"""Play seeds of people and faults: `make chaos SEEDS=100 JOBS=3`, `make chaos SEED=7`, `make chaos RABBITMQ=4`."""

from __future__ import annotations

import asyncio
import os
import sys
import traceback
from collections import deque
from pathlib import Path

import anyio

from sandbox.people.control import Control
from sandbox.stack import StackError
from tests.chaos.breaking.programs import CLOCK_LIBRARIES
from tests.chaos.ledger import Ledger, present_tree, summary
from tests.chaos.network import networked_stack
from tests.chaos.seeds import Outcome, Play

FOLDER = Path(".local/chaos").absolute()
LEDGER = FOLDER / "ledger.jsonl"
TRIES = 5
OF_ONE_KIND = 25
"""So many seeds are played with the deal's prices, then as many with 1C's (R12), each kind on stacks of its own."""


def main() -> int:
    """Play the seeds that the present tree has not passed yet; 1 when one of them failed.

    Arguments: numbers of seeds, or `first-last`. `JOBS` in the environment: stacks that play at once.
    """
    seeds = [seed for word in sys.argv[1:] for seed in _seeds(word)]
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not CLOCK_LIBRARIES:
        _say("no clock is stepped: libfaketime is not installed here (Debian: apt-get install faketime)")
    return asyncio.run(Run(seeds).play(int(os.environ.get("JOBS") or 1)))


class Run:
    """Seeds on one or several stacks.

    Args:
        seeds: to be played; of several only those not passed yet.
    """

    def __init__(self, seeds: list[int]) -> None:
        self._waiting, self._is_one = deque(seeds), len(seeds) == 1
        self._failed: list[int] = []
        self._tree = present_tree()
        self._ledger = Ledger(LEDGER, self._tree)

    async def play(self, jobs: int) -> int:
        """Play on so many stacks at once, and sum up."""
        async with asyncio.TaskGroup() as group:
            for number in range(1, min(jobs, len(self._waiting)) + 1):
                group.create_task(self._one_after_the_other(FOLDER / f"stack-{number}"))
        for line in summary(self._ledger.rows()):
            _say(line)
        for seed in sorted(self._failed):
            _say(f"make chaos SEED={seed}   # failed; what happened: {FOLDER}/seed-{seed}.log")
        return 1 if self._failed else 0

    async def _one_after_the_other(self, workdir: Path) -> None:
        """Play until none waits, on ever other stacks; one that does not come up is no verdict of a seed."""
        tries = 0
        while self._waiting:
            try:
                await self._on_one_stack(workdir)
            except StackError as broken:
                tries += 1
                if tries == TRIES:
                    raise
                _say(f"a stack did not come up and is tried again: {str(broken).splitlines()[0]}")

    async def _on_one_stack(self, workdir: Path) -> None:
        """Play until a seed fails, so that the next one finds a clean stack, or until one needs other rules."""
        client_prices = has_client_prices(self._waiting[0])
        async with networked_stack(workdir, client_prices=client_prices) as (stack, network):
            async with stack.broker.management() as api:
                version = (await api.get("/api/overview")).json()["rabbitmq_version"]
            self._ledger = Ledger(LEDGER, self._tree, version)
            with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
                is_well = True
                while is_well and (seed := self._next(client_prices=client_prices)):
                    log = FOLDER / f"seed-{seed}.log"
                    await anyio.Path(log).unlink(missing_ok=True)
                    play = Play(stack, network, portal, base, log, client_prices=client_prices)
                    is_well = await self._enter(play, seed)

    def _next(self, *, client_prices: bool) -> int | None:
        """Take the next seed that has not passed; None: there is none, or it needs another stack."""
        passed = set() if self._is_one else self._ledger.passed()
        while self._waiting and has_client_prices(self._waiting[0]) == client_prices:
            if (seed := self._waiting.popleft()) not in passed:
                return seed
        return None

    async def _enter(self, play: Play, seed: int) -> bool:
        """Play a seed, enter how it ended, and return whether it ended well."""
        try:
            outcome = await play.run(seed)
        except* Exception as broken:  # noqa: BLE001 - a long run goes on without it
            play.note("".join(traceback.format_exception(broken)))
            outcome = Outcome((seed,), complaints=[f"not played to its end: {error!r}" for error in broken.exceptions])
        self._ledger.enter(outcome)
        for line in _lines(outcome):
            _say(line)
        self._failed += [] if outcome.seconds is not None else [seed]
        return outcome.seconds is not None


def has_client_prices(seed: int) -> bool:
    """Tell whether a seed is played with prices that 1C names."""
    return bool((seed - 1) // OF_ONE_KIND % 2)


def _lines(outcome: Outcome) -> list[str]:
    verdict = "not equal" if outcome.seconds is None else f"equal after {outcome.seconds:.0f} s"
    crossed = [f"    {name}: rows written by a person and the bus in one instant" for name in outcome.crossed]
    head = f"seed {outcome.seeds[0]}: {verdict}; {', '.join(outcome.faults)}"
    return [head, *crossed, *(f"    {text}" for text in outcome.complaints)]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _seeds(word: str) -> range:
    first, _, last = word.partition("-")
    return range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    sys.exit(main())
