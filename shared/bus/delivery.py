"""A delivered message: what surrounds its envelope on the wire, the AMQP properties and our headers of attempts.

Our headers begin with `dealbus-`. Headers that begin with `x-` are the broker's; they are never copied to a message
that is published again, since the broker trusts what it finds there, and decide nothing but that a message is handled
alone, or given up as one that ends processes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from random import getrandbits
from typing import Any

from aiormq.abc import DeliveredMessage
from pamqp.commands import Basic

from shared.bus.caution import returned_times
from shared.bus.errors import Permanent, Retryable
from shared.bus.ladder import Dead, Retry, describe
from shared.bus.undecoded import Undecoded
from shared.messages.envelope import Envelope
from shared.observe.masking import mask

ATTEMPTS = "dealbus-attempts"
FIRST_FAILURE = "dealbus-first-failure"
LAST_FAILURE = "dealbus-last-failure"
REASON = "dealbus-reason"
SENTENCE = "dealbus-sentence"
ERROR = "dealbus-error"
GROUP = "dealbus-group"
REPLAYED = "dealbus-replayed"
LEFT = "dealbus-left"
UNFIT = "unfit"
"""Reason of a message that lies among the dead letters whole, as it came."""
DEAD = "dealbus-dead"
SUBJECT = "subject"

CONTENT_TYPE = "application/cloudevents+json"
_PERSISTENT = 2
_LONGEST_SENTENCE = 1000
BODY_LIMIT = 4 * 1024 * 1024
"""Bytes; an order of 5 000 rows is shorter."""
HEADERS_LIMIT = 64 * 1024
"""Bytes of all properties, ours on top: half of what the broker takes in one frame."""
_NOT_CARRIED = ("x-", "dealbus-", "CC", "BCC")  # the last two name further queues for the broker to put a copy into
_MOST_ATTEMPTS = 1000
_LONGEST_MOMENT = 40
_LONGEST_WAIT_S = 7 * 24 * 3600


def properties_of(envelope: Envelope, *, service: str) -> Basic.Properties:
    """Return the AMQP properties of a first publication; they repeat the envelope's id, type and subject."""
    return Basic.Properties(
        message_id=fresh_id(),
        message_type=envelope.type,
        correlation_id=envelope.correlationid,
        content_type=CONTENT_TYPE,
        delivery_mode=_PERSISTENT,
        app_id=service,
        timestamp=envelope.time,
        headers={SUBJECT: envelope.subject},
    )


def fresh_id() -> str:
    """Return a new AMQP message id for an attempt at publishing; the client recognises returned messages by it."""
    return f"{getrandbits(128):032x}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as the broker delivered it, with its headers.

    Args:
        group: to whom.
        body: the envelope's bytes.
        tag: the broker's number for it on its channel.
        routing_key: the topic, or the way it came back: the group's name, or `<group>.replay`.
        headers: all of them, the broker's too.
        returned: how often a consumer of it has ended, or given it back.
    """

    group: str
    body: bytes
    tag: int
    routing_key: str
    properties: Basic.Properties
    headers: Mapping[str, Any]
    returned: int = 0

    @classmethod
    def of(cls, delivered: DeliveredMessage, group: str) -> "Delivery":
        """Read the headers of a message that the AMQP client delivered."""
        properties = delivered.header.properties
        headers = properties.headers or {}
        return cls(
            group=group,
            body=delivered.body,
            tag=delivered.delivery_tag or 0,
            routing_key=delivered.routing_key or "",
            properties=properties,
            headers=headers,
            returned=returned_times(headers, redelivered=bool(delivered.redelivered)),
        )

    @property
    def attempts(self) -> int:
        """How many runs of the delivered message failed and were counted, by its header; 0 for a replayed one."""
        return self._number(ATTEMPTS, _MOST_ATTEMPTS)

    @property
    def left_s(self) -> int:
        """Seconds that the delivered message still has to wait after its present rung, by its header; 0 if replayed."""
        return self._number(LEFT, _LONGEST_WAIT_S)

    @property
    def unfit(self) -> str:
        """Why a delivery can neither be read nor published again with our headers; empty if it can."""
        if isinstance(self.properties, Undecoded):
            return f"его свойства AMQP не читаются ({self.properties.why})"
        if len(self.body) > BODY_LIMIT:
            return f"в его теле {len(self.body)} байт, больше {BODY_LIMIT}"
        try:
            size = len(self.for_pause().marshal())
        except Exception as error:  # noqa: BLE001 - a stranger chose the values
            return f"его свойства AMQP нельзя записать снова ({type(error).__name__})"
        return f"в его свойствах AMQP {size} байт, больше {HEADERS_LIMIT}" if size > HEADERS_LIMIT else ""

    @property
    def aside(self) -> str:
        """The sentence for people about a delivery that is set aside as unfit: it is no message of the exchange."""
        return f"Это не сообщение обмена: {self.unfit}. Найдите, кто его прислал, и не возвращайте его."

    @property
    def replayed(self) -> bool:
        """Whether the delivered message was a dead letter once, by whatever way an operator moved it back."""
        return self._just_replayed or REPLAYED in self.headers

    @property
    def topic(self) -> str | None:
        """The topic the delivered message was published under; None if it came from a rung or the dead letters."""
        return None if self.routing_key in {self.group, f"{self.group}.replay"} else self.routing_key

    @property
    def _just_replayed(self) -> bool:
        return DEAD in self.headers or self.routing_key == f"{self.group}.replay"

    def for_retry(self, retry: Retry, error: Exception) -> Basic.Properties:
        """Return the AMQP properties with which a delivery that failed goes to a retry rung."""
        return self._again(
            {
                **self._mark(),
                ATTEMPTS: retry.attempts,
                FIRST_FAILURE: self._first_failure(),
                REASON: retry.reason,
                SENTENCE: _sentence(describe(error)),
                **_left(retry.left_s),
            }
        )

    def for_wait(self, retry: Retry) -> Basic.Properties:
        """Return a delivery's AMQP properties for the next rung of one long wait: only time has passed."""
        return self._again({**self._mark(), **self._kept(), **_left(retry.left_s)})

    def for_pause(self) -> Basic.Properties:
        """Return a delivery's AMQP properties for a rung when the lane pauses and the message itself has not failed."""
        return self._again({**self._mark(), **self._kept(), **_left(self.left_s)})

    def for_dead(self, dead: Dead, error: Exception) -> Basic.Properties:
        """Return the AMQP properties with which a delivery goes to the dead letters."""
        cause = error.__cause__ if isinstance(error, Permanent | Retryable) and error.__cause__ else error
        return self._again(
            {
                DEAD: _now(),
                ATTEMPTS: dead.attempts,
                FIRST_FAILURE: self._first_failure(),
                LAST_FAILURE: _now(),
                REASON: dead.reason,
                SENTENCE: _sentence(dead.sentence),
                ERROR: type(cause).__name__,
                GROUP: self.group,
            }
        )

    def for_replay(self) -> Basic.Properties:
        """Return the AMQP properties with which a dead letter goes back to its group, marked as a replay."""
        return self._again({name: value for name, value in self.headers.items() if name.startswith("dealbus-")})

    def _number(self, name: str, most: int) -> int:
        value = self.headers.get(name, 0)
        return max(0, min(value, most)) if isinstance(value, int) and not self._just_replayed else 0

    def _first_failure(self) -> str:
        first = self.headers.get(FIRST_FAILURE)
        is_ours = isinstance(first, str) and len(first) <= _LONGEST_MOMENT
        return str(first) if is_ours and not self._just_replayed else _now()

    def _kept(self) -> dict[str, Any]:
        kept = () if self._just_replayed else (ATTEMPTS, FIRST_FAILURE, REASON, SENTENCE)
        return {name: self.headers[name] for name in kept if name in self.headers}

    def _mark(self) -> dict[str, Any]:
        # A command that was replayed must not be run after a detour over a rung either.
        return {REPLAYED: True} if self.replayed else {}

    def _again(self, headers: Mapping[str, Any]) -> Basic.Properties:
        foreign = {n: v for n, v in self.headers.items() if not n.startswith(_NOT_CARRIED)}
        old = self.properties
        return Basic.Properties(
            message_id=fresh_id(),
            message_type=old.message_type,
            correlation_id=old.correlation_id,
            content_type=old.content_type,
            delivery_mode=_PERSISTENT,
            app_id=old.app_id,
            timestamp=old.timestamp,
            headers={**foreign, **headers},
        )


def _left(seconds: int) -> dict[str, Any]:
    return {LEFT: seconds} if seconds else {}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _sentence(text: str) -> str:
    return mask(text)[:_LONGEST_SENTENCE].encode(errors="replace").decode()  # a half of a surrogate pair is no UTF-8
