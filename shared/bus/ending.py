"""Why a session of a lane's consumer ended: the values of `End`."""

from enum import Enum, auto


class End(Enum):
    """Why a session ended."""

    LEFT = auto()
    PAUSED = auto()
    LOST = auto()
    BROKEN = auto()  # by the client library: the broker sent something that it cannot read
    UNCONFIRMED = auto()
