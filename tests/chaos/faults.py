"""What breaks while people work: programs, servers, both peers, and every way between two parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from tests.chaos.breaking.peers import OfBase, OfPortal
from tests.chaos.breaking.programs import Programs
from tests.chaos.breaking.scene import Breaker, Kind, Scene
from tests.chaos.breaking.servers import Servers
from tests.chaos.breaking.ways import BROKEN_WAYS, Ways
from tests.chaos.steps import every_step

Card = TypeVar("Card")

ANY, DEATHS, WAYS = 3, 3, 1
"""Strikes of a seed: of any kind, deaths at a step, broken ways."""
STRIKES = ANY + DEATHS + WAYS


class Faults:
    """Breaks one thing after the other, as the number of a seed has it.

    The seeds share out what there is: consecutive ones together strike every kind, every step and every way equally
    often.

    Args:
        scene: what is broken, and the seed's random numbers.
        seed: its number.
        note: told what was broken, for the log of the seed.
        strikes: how many of its faults strike.
    """

    def __init__(self, scene: Scene, seed: int, note: Callable[[str], None], strikes: int = STRIKES) -> None:
        self._note = note
        self._programs = Programs(scene, hand(seed, sorted(every_step()), DEATHS))
        self._ways = Ways(scene, hand(seed, BROKEN_WAYS, WAYS))
        others: tuple[Breaker, ...] = (Servers(scene), OfPortal(scene), OfBase(scene))
        self._breakers: tuple[Breaker, ...] = (*others, self._programs)
        known: dict[str, Kind] = dict(self._programs.kinds)
        for breaker in others:
            known |= breaker.kinds
        self._strikes = [(name, known[name]) for name in hand(seed, list(known), ANY)]
        self._strikes += [("died at a step", self._programs.die_at_a_step)] * DEATHS
        self._strikes += [(f"way {way.split()[0]}", self._ways.break_one) for way in hand(seed, BROKEN_WAYS, WAYS)]
        scene.random.shuffle(self._strikes)
        del self._strikes[strikes:]

    @property
    def left(self) -> int:
        """How often it will strike yet."""
        return len(self._strikes)

    @property
    def visited(self) -> list[str]:
        """Steps at which a service died, "service when step", and ways that were broken, "state one – other"."""
        return sorted(self._programs.visited | self._ways.visited)

    @property
    def missed(self) -> list[str]:
        """Steps at which a service was to die, and to which it did not come."""
        return sorted(self._programs.missed)

    async def strike(self) -> str:
        """Break the next thing, mend it where somebody would, and return its kind."""
        name, kind = self._strikes[-1]
        self._note(f"fault: {await kind()}")
        self._strikes.pop()
        return name

    async def calm(self) -> None:
        """Mend everything: nothing fails, and every program runs."""
        self._ways.mend()
        for breaker in self._breakers:
            await breaker.mend()


def hand(seed: int, cards: Sequence[Card], count: int) -> list[Card]:
    """Deal one seed its cards of a pack that consecutive seeds go through, and through again in another order."""
    first = (seed - 1) * count
    dealt: list[Card] = []
    for place in range(first, first + count):
        pack = list(cards)
        Random(f"pack {place // len(pack)}").shuffle(pack)
        dealt.append(pack[place % len(pack)])
    return dealt
