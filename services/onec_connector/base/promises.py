"""What 1C said at the start that it publishes, and denies now: as it does for a while when it is updated."""

from collections.abc import Iterable

METADATA = "$metadata"
"""Path of the page that names what is published."""


class Promises:
    """Sets that were published when the profile was read, and looks that fail since."""

    def __init__(self) -> None:
        self._sets: frozenset[str] = frozenset()
        self._denied: dict[str, str] = {}

    def made(self, sets: Iterable[str]) -> None:
        """Remember what is published."""
        self._sets = frozenset(sets)

    def cover(self, path: str) -> bool:
        """Tell whether a path leads into a set that was published."""
        return set_of(path) in self._sets

    def broken(self, method: str, path: str) -> None:
        """Remember a look that shows whether 1C keeps its word again; a write is never repeated for that."""
        name = set_of(path)
        self._denied[name] = path if method == "GET" else f"{name}?$top=1&$format=json"

    def kept(self, look: str) -> None:
        """Forget a look that was answered."""
        self._denied = {name: path for name, path in self._denied.items() if path != look}

    @property
    def denied(self) -> tuple[str, ...]:
        """Paths of the looks that fail."""
        return tuple(self._denied.values())


def set_of(path: str) -> str:
    """Name the set a path leads into."""
    return path.partition("?")[0].partition("(")[0].partition("/")[0]
