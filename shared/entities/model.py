"""The types with which edits of a group of fields are decided. A group is a name (`shared.messages.groups`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal, TypeVar

G = TypeVar("G", bound=str)


@dataclass(frozen=True, slots=True)
class Subject:
    """What the convergence rules must know of a kind of record.

    Args:
        one_sided: groups that are edited on one side only: the number alone decides, and an equal number runs again.
        scheme: number of the present digest scheme (`shared.canon`).
    """

    one_sided: frozenset[str] = field(default_factory=frozenset)
    scheme: int = 1


@dataclass(frozen=True, slots=True)
class GroupDoc:
    """What one side remembers of a group: its numbers and its digest.

    Args:
        digest: canonical form last published or written here; None: to be published.
        edited: version of the last edit here by anyone but the bus.
        known: the counterpart's `edited` that is contained here.
        outdated: number of the older scheme the digest was made by; None: the present one.
        compared: canonical form that a reconciliation met here and nobody had told; None: there was none.
        compared_at: moment of that reconciliation, in milliseconds of the database's clock as versions are.
    """

    digest: str | None = None
    edited: int = 0
    known: int = 0
    outdated: int | None = None
    compared: str | None = None
    compared_at: int = 0

    def holding(self, digest: str | None) -> "GroupDoc":
        """Return a copy of a group's remembered numbers with a digest of the present scheme."""
        return replace(self, digest=digest, outdated=None, compared=None, compared_at=0)


@dataclass(frozen=True, slots=True)
class Target:
    """What the target of a write holds now.

    Args:
        digest: of the value as read in this run, made as the reader makes it; None: this side never publishes the
            group for this entity, so an edit of a person there is neither waited for nor a conflict.
        equal: the value equals the command's within tolerance.
    """

    digest: str | None
    equal: bool


def held_digests(target: Mapping[G, Target]) -> dict[G, str]:
    """Return the digests of what the target of a write holds, of the groups that are published."""
    return {group: found.digest for group, found in target.items() if found.digest is not None}


@dataclass(frozen=True, slots=True)
class WriteAnswer:
    """What the peer's answer to a write says of a group.

    Args:
        digest: of the value in the answer.
        equal: it equals what was sent within tolerance.
    """

    digest: str
    equal: bool


class Verdict(StrEnum):
    """What to do with one group of a command, and why."""

    SKIP = "skip"
    """Contained already, or the judge's answer is on its way: leave it."""
    ACCEPT = "accept"
    """Equal within tolerance: nothing to write, only to remember."""
    WRITE = "write"
    """Newer, and nobody edited it here since the sender last saw it."""
    CONFLICT = "conflict"
    """Both sides edited it; only the judge gets this word, and looks up the owner."""
    COME_BACK = "come back"
    """Edited here and not published yet: write nothing of the whole command, touch the entity, try again."""


Winner = Literal["ours", "theirs", "refused"]
"""`ours`, `theirs`: the owner's value stands and is published. `refused`: ours stands, nothing is published."""

NOTHING = GroupDoc()
