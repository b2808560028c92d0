"""Why a session of a lane's consumer ended: the values of `End`."""

from enum import Enum, auto

from aio_pika.exceptions import InvalidFrameError

from shared.bus.connection import GONE


class End(Enum):
    """Why a session ended."""

    LEFT = auto()
    PAUSED = auto()
    LOST = auto()
    BROKEN = auto()  # by the client library: the broker sent something that it cannot read
    UNCONFIRMED = auto()


def is_unreadable(error: BaseException | None) -> bool:
    """Tell whether a message that the client library cannot read broke the connection, not a broker that is gone."""
    return isinstance(error, InvalidFrameError) or (isinstance(error, Exception) and not isinstance(error, GONE))
