"""What every message of the ring is."""

from typing import ClassVar

from shared.messages.model import Model
from shared.messages.things import Ref


class Message(Model):
    """The body of an envelope; `TYPE` is the wire type."""

    TYPE: ClassVar[str]

    @property
    def subject(self) -> str:
        """The entity key this message is about; messages of one subject are handled one after another."""
        raise NotImplementedError

    @property
    def source_ref(self) -> Ref | None:
        """What to look at again when this message was made by yesterday's rules; None: the message itself."""
        return None
