"""The envelope around every message, CloudEvents 1.0 in JSON: wrapped, unwrapped, its topic and journey.

Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import Field, StringConstraints, ValidationError

from shared.messages.model import Model, Moment, Name
from shared.messages.ring.message import Message
from shared.messages.routes import MESSAGES

_BY_TYPE: dict[str, type[Message]] = {message.TYPE: message for message in MESSAGES}
_AMQP_TEXT = 63
"""Characters, of up to 4 bytes each: the ids among a message's AMQP properties have 255 bytes."""
_TYPE = re.compile(r"dealbus\.(?P<topic>[a-z.]+)\.v(?P<major>[0-9]{1,4})")


class UnreadableError(ValueError):
    """The bytes are not a message of the ring; the text says what is wrong and where."""


class Envelope(Model):
    """A message on its way.

    Args:
        id: identity of the event, the same in every attempt.
        source: the service that published it, `/mapper`.
        subject: entity key, `deal:41`.
        correlationid: constant along one journey round the ring.
        causationid: id of the event that led to this one.
        journeytime: `time` of the journey's first envelope, a CloudEvents extension attribute; None: this is the first.
    """

    specversion: Literal["1.0"] = "1.0"
    id: Name = Field(default_factory=lambda: str(uuid4()))
    source: Name
    type: Name
    subject: Annotated[str, StringConstraints(max_length=500)]
    time: Moment = Field(default_factory=lambda: datetime.now(UTC))
    datacontenttype: Literal["application/json"] = "application/json"
    correlationid: Annotated[str, StringConstraints(max_length=_AMQP_TEXT)]
    causationid: Name | None = None
    journeytime: Moment | None = None
    data: dict[str, Any]

    @property
    def topic(self) -> str:
        """Routing key of the envelope: the type without prefix and version, `deal.changed`."""
        return topic_of(self.type)

    @property
    def began_at(self) -> datetime:
        """When the envelope's journey began: when a change was told or found. A replayed message keeps it."""
        return self.journeytime or self.time


def topic_of(wire_type: str) -> str:
    """Return the topic (routing key) of an envelope's wire type: `dealbus.deal.changed.v1` → `deal.changed`.

    Raises:
        UnreadableError: the text is no type of ours.
    """
    match = _TYPE.fullmatch(wire_type)
    if match is None:
        raise UnreadableError(
            f"Тип «{wire_type}» пишется не так, как dealbus.<тема>.v<номер>: это не сообщение обмена."
        )
    return match["topic"]


def wrap(message: Message, *, source: str, cause: Envelope | None = None) -> Envelope:
    """Put a message into a CloudEvents envelope that continues the journey of `cause`, or begins one."""
    identity = str(uuid4())
    return Envelope(
        id=identity,
        source=f"/{source}",
        type=message.TYPE,
        subject=message.subject,
        correlationid=cause.correlationid if cause else identity,
        causationid=cause.id if cause else None,
        journeytime=cause.began_at if cause else None,
        data=message.model_dump(mode="json", exclude_defaults=True),
    )


def unwrap(raw: bytes) -> tuple[Envelope, Message]:
    """Read an envelope from its bytes, and the message in it.

    Raises:
        UnreadableError: no JSON, no CloudEvent, an unknown type or version, or a body that does not fit its type.
    """
    try:
        envelope = Envelope.read(raw)
    except Exception as error:
        raise UnreadableError(f"Это не сообщение обмена, конверта CloudEvents нет ({_first(error)}).") from error
    model = _BY_TYPE.get(envelope.type)
    if model is None:
        raise UnreadableError(
            f"Сообщений «{envelope.type}» эта версия сервиса не знает: обновите его раньше того, кто их отправляет."
        )
    try:
        return envelope, model.model_validate(envelope.data, extra="ignore")
    except Exception as error:
        raise UnreadableError(
            f"Содержание «{envelope.type}» не читается ({_first(error)}): отправитель другой версии."
        ) from error


def _first(error: Exception) -> str:
    """Return the first error in an envelope that cannot be read, as `place: text`; not the value, which may be private.

    What is no `ValidationError` came out of a value that no check of ours foresaw: a bug of no repetition's concern.
    """
    if not isinstance(error, ValidationError):
        return type(error).__name__
    complaint = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part)[:40] for part in complaint["loc"][:20]) or "body"
    return f"{place}: {complaint['msg'][:300]} ({error.error_count()} in all)"
