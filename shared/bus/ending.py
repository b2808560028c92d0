"""Why a session ended."""

from enum import Enum, auto


class End(Enum):
    """Why a session ended."""

    LEFT = auto()
    PAUSED = auto()
    LOST = auto()
    BROKEN = auto()  # by the client library: the broker sent something that it cannot read
    UNCONFIRMED = auto()
