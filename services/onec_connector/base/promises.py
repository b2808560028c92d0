"""Remembers which sets 1C had published at start and denies now, as it does for a while during an update."""

from collections.abc import Iterable

METADATA = "$metadata"
"""Path of the page that names what is published."""
_THROUGH = "')/"


class Promises:
    """The sets that were published at start, and the reads of them that fail since."""

    def __init__(self) -> None:
        self._sets: frozenset[str] = frozenset()
        self._denied: dict[str, str] = {}

    def made(self, sets: Iterable[str]) -> None:
        """Store which sets 1C publishes at start."""
        self._sets = frozenset(sets)

    def include(self, name: str) -> bool:
        """Tell whether 1C had published a set at start."""
        return name in self._sets

    def cover(self, path: str) -> bool:
        """Tell whether the path of a call leads into a set that 1C had published at start.

        A condition that looks through a cast says nothing of that: what it names may be beyond this release.
        """
        return set_of(path) in self._sets and _THROUGH not in path.partition("?")[2]

    def broken(self, method: str, path: str) -> None:
        """Store a read that 1C denies, to be repeated until it publishes the set again; a write never is."""
        name = set_of(path)
        self._denied[name] = path if method == "GET" else f"{name}?$top=1&$format=json"

    def kept(self, look: str) -> None:
        """Forget the denied read of a set that 1C has answered since."""
        self._denied = {name: path for name, path in self._denied.items() if path != look}

    @property
    def denied(self) -> tuple[str, ...]:
        """Paths of the reads that 1C still denies."""
        return tuple(self._denied.values())


def set_of(path: str) -> str:
    """Return the name of the 1C set that a path leads into."""
    return path.partition("?")[0].partition("(")[0].partition("/")[0]
