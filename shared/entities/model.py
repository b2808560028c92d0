"""The words in which a group of fields is decided about."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from shared.messages.order import GroupName

ONE_SIDED = frozenset({GroupName.STAGE, GroupName.STATE, GroupName.GIVEN})
"""Groups that are edited on one side only: the number alone decides, and an equal number runs again."""


@dataclass(frozen=True, slots=True)
class GroupDoc:
    """What one side remembers of a group.

    Args:
        digest: canonical form last published or written here; None: to be published.
        edited: version of the last edit here by anyone but the bus.
        known: the partner's `edited` that is contained here.
    """

    digest: str | None = None
    edited: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """What the target holds now.

    Args:
        digest: of the value read in this visit, made as the reader makes it; None: this side never publishes the
            group for this entity, so an edit of a person there is neither waited for nor a conflict.
        equal: the value equals the command's within tolerance.
    """

    digest: str | None
    equal: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the peer's answer to a write says of a group.

    Args:
        digest: of the value in the answer.
        equal: it equals what was sent within tolerance.
    """

    digest: str
    equal: bool


class Verdict(StrEnum):
    """What to do with one group of a command."""

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
