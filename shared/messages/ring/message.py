"""The base of every message of the ring and of every snapshot: wire type, subject, the record it is made from."""

from typing import ClassVar, Self

from pydantic import model_validator

from shared.messages.model import Model
from shared.messages.things import Ref


class Message(Model):
    """The body of an envelope; `TYPE` is the wire type."""

    TYPE: ClassVar[str]

    @property
    def subject(self) -> str:
        """The key of the record that a message is about; messages of one subject are handled one after another."""
        raise NotImplementedError

    @property
    def made_from(self) -> Ref:
        """The record that the message, a decision or a command, was made from."""
        raise NotImplementedError


class Snapshot(Message):
    """A message that carries a record as it was read; a record without a `ref` is refused.

    `RECORD` names the field it is in.
    """

    RECORD: ClassVar[str]

    @model_validator(mode="after")
    def _has_its_own_id(self) -> Self:
        _ = self.ref
        return self

    @property
    def ref(self) -> Ref:
        """The own id of the record in a snapshot message, in the system that was read."""
        found: Ref | None = getattr(self, self.RECORD).ref
        if found is None:
            raise ValueError(f"{self.RECORD}.ref is missing: a snapshot has its own id")
        return found

    @property
    def subject(self) -> str:
        """The key of the record in a snapshot message, as the message's subject."""
        return self.ref.key

    @property
    def made_from(self) -> Ref:
        """The record in a snapshot message, from which the message is made."""
        return self.ref
