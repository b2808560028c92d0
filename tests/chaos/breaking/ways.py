"""Ways between two parts that are cut, slow or half open."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tests.chaos.network import WAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.chaos.breaking.scene import Scene
    from tests.relay import State

HELD_S = {"cut": (0, 3, 15), "slow": (8, 15), "half-open": (20, 30, 40)}
BROKEN_WAYS = tuple(f"{state} {way}" for way in WAYS for state in HELD_S)
"""Every fault of every way, "state one – other"."""


class Ways:
    """Faults of the network.

    Args:
        broken: of `BROKEN_WAYS`, one a fault.
    """

    def __init__(self, scene: Scene, broken: Sequence[str]) -> None:
        self._scene, self._broken = scene, list(broken)
        self.visited: set[str] = set()

    def mend(self) -> None:
        """Let everything through."""
        self._scene.network.mend()

    async def break_one(self) -> str:
        """Break the next way of the seed for a while."""
        place = self._broken.pop(0)
        word, name = place.split(" ", 1)
        way = self._scene.network.ways[name]
        way.turn(cast("State", word))
        seconds = await self._scene.hold(*HELD_S[word])
        way.turn("whole")
        is_told = self._scene.random.choice((True, False))
        if is_told:
            way.reset_dead()
        self.visited.add(place)
        end = f", then {'reset' if is_told else 'silent for good'}" if word == "half-open" else ""
        return f"{word} for {seconds} s{end}: {name}"
