"""One seed: people and faults for half a minute, then quiet until both sides agree."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sandbox.dataset import build_dataset
from sandbox.people.accountant import Accountant
from sandbox.people.control import Control
from sandbox.people.seller import Seller
from sandbox.stack import Stack
from shared.bus.replay import DeadLetter, dead_letters
from shared.messages.routes import GROUPS
from tests.chaos.administrator import EVERY, Administrator
from tests.chaos.breaking.scene import Scene
from tests.chaos.checker import complaints, of_dead_letters
from tests.chaos.company import Company, Pair
from tests.chaos.faults import STRIKES, Faults
from tests.chaos.network import ITEMS, Network
from tests.chaos.people import People

PATIENCE_S, PATIENCE_WITH_A_CROWD_S, CALM_S = 240, 900, 30
"""When a seed has failed, and when what still differs is written into its log."""
PAUSES_S = (0.05, 0.2, 0.5, 1.0, 2.5)
"""Between two deeds of one seed's people."""
CROWD = 300
"""Deals moved at once, in every twentieth seed that is played alone."""


@dataclass
class Outcome:
    """How a seed ended.

    Args:
        seconds: from the last fault to equality; None when they did not agree in time.
        faults: kinds of what broke, in order.
        visited: steps at which a service died, and ways that were broken.
        missed: steps at which one was to die, and to which it did not come.
        crossed: what a person and the bus wrote in one instant, so that his edit is gone; proven by the portal's log.
    """

    seeds: tuple[int, ...]
    seconds: float | None = None
    faults: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)


class Play:
    """Plays seeds on a running stack, one after the other or several at once.

    Args:
        stack: with its simulators.
        network: the ways between its parts.
        log: one file per play, what was done and broken, with seconds.
        client_prices: the stack was started so that 1C names the prices of deals.
    """

    def __init__(
        self, stack: Stack, network: Network, portal: Control, base: Control, log: Path, *, client_prices: bool = False
    ) -> None:
        self._stack, self._network, self._portal, self._base, self._log = stack, network, portal, base, log
        told = stack.base.told
        odata = (str(told["address"]), str(told["user"]), str(told["password"]))
        company = build_dataset(items=ITEMS)
        seller = Seller(portal, company, str(stack.portal.told["webhook"]))
        self.company = Company(seller, Accountant(base, company, odata), company)
        self.company.has_client_prices = client_prices
        self._begun, self._pairs, self._dated = time.monotonic(), list[Pair](), frozenset[str]()

    async def run(self, *seeds: int, deeds: int = 30, strikes: int = STRIKES, longest_s: float = 40) -> Outcome:
        """Let the people of these seeds work while the first seed's faults strike, then wait and compare.

        Args:
            deeds: of each seed's people; those of the first one go on until the last fault.
            strikes: of the first seed's faults.
            longest_s: none of them is held longer.
        """
        outcome = Outcome(seeds)
        self.note(
            f"seeds {seeds}, {datetime.now(UTC):%F %T} UTC, logs of the programs in {self._stack.surroundings.workdir}"
        )
        self._dated = frozenset(one.id for one in await self._dead_letters() if one.reason == "future")
        crowd = [People(self.company, seed, self.note) for seed in seeds]
        for people in crowd:
            await asyncio.to_thread(people.begin)
        if len(seeds) == 1 and seeds[0] % 20 == 0:
            await asyncio.to_thread(crowd[0].crowd, CROWD)
            outcome.faults.append("crowd")
        random = Random(f"faults {seeds[0]}")
        scene = Scene(self._stack, self._network, self._portal, self._base, self.company, random, longest_s)
        faults = Faults(scene, seeds[0], self.note, strikes)
        async with asyncio.TaskGroup() as group:
            for people, seed in zip(crowd, seeds, strict=True):
                group.create_task(self._work(people, seed, deeds, faults if seed == seeds[0] else None))
            group.create_task(self._break(faults, seeds[0], outcome))
        outcome.visited, outcome.missed = faults.visited, faults.missed
        await faults.calm()
        for people in crowd:
            await asyncio.to_thread(people.settle)
        self.note("calm")
        await self._until_equal(crowd, outcome)
        if outcome.seconds is not None and len(seeds) == 1 and seeds[0] % EVERY == 0:
            await self._administrate(Administrator(scene, self.note), crowd, outcome)
        return outcome

    async def _administrate(self, administrator: Administrator, crowd: list[People], outcome: Outcome) -> None:
        """Lose edits of pairs that are equal, and wait until the side that is named stands on both."""
        done = await administrator.lose_and_decide([pair for people in crowd for pair in people.pairs])
        if not done:
            return
        outcome.faults.append(done)
        before, outcome.seconds = outcome.seconds or 0.0, None
        self.note(done)
        await self._until_equal(crowd, outcome)
        if outcome.seconds is not None:
            outcome.seconds = max(before, outcome.seconds)

    def written(self) -> dict[str, str]:
        """Return the texts that people find in their deals and orders."""
        found = {}
        for pair in self._pairs:
            card, order = self.company.find_card(pair), self.company.find_order(pair)
            found[f"deal of {pair.name}"] = f"{card.deal} {card.comments}" if card else ""
            found[f"order of {pair.name}"] = str(order.document) if order else ""
        return found

    async def _work(self, people: People, seed: int, deeds: int, while_left: Faults | None) -> None:
        pauses, done = Random(f"pauses {seed}"), 0
        while done < deeds or (while_left and while_left.left):
            done += 1
            await asyncio.to_thread(people.act)
            await asyncio.sleep(pauses.choice(PAUSES_S) + (1 if done > deeds else 0))

    async def _break(self, faults: Faults, seed: int, outcome: Outcome) -> None:
        pauses = Random(f"strikes {seed}")
        while faults.left:
            await asyncio.sleep(pauses.uniform(1, 5))
            outcome.faults.append(await faults.strike())

    async def _until_equal(self, crowd: list[People], outcome: Outcome) -> None:
        begun, known = time.monotonic(), set[str]()
        self._pairs = pairs = [pair for people in crowd for pair in people.pairs]
        patience = PATIENCE_WITH_A_CROWD_S if "crowd" in outcome.faults else PATIENCE_S
        while time.monotonic() < begun + patience:
            outcome.complaints = await asyncio.to_thread(complaints, self.company, pairs)
            if not outcome.complaints or time.monotonic() > begun + CALM_S:  # they cost more than all else
                outcome.complaints += of_dead_letters(await self._dead_letters(), outcome.faults)
            outcome.crossed = [f"{pair.name}: {thing}" for pair in pairs for thing in pair.crossed]
            if not outcome.complaints:
                outcome.seconds = time.monotonic() - begun
                return
            known = self._tell(outcome.complaints, known) if time.monotonic() > begun + CALM_S else known
            await asyncio.sleep(1)

    def _tell(self, found: list[str], known: set[str]) -> set[str]:
        """Write what has not been there a second ago into the log of the seed."""
        for text in (one for one in found if one not in known):
            self.note(f"still: {text}")
        return set(found)

    async def _dead_letters(self) -> list[DeadLetter]:
        """Return what lies there, but for what a clock that jumped in an earlier seed had dated ahead."""
        url = self._stack.addresses()["amqp_url"]
        letters = [letter for group in GROUPS for letter in await dead_letters(url, group)]
        return [letter for letter in letters if letter.id not in self._dated]

    def note(self, text: str) -> None:
        """Add a line to the log of the seed."""
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"{time.monotonic() - self._begun:7.2f} {text}\n")
