"""The kinds of failure of a handler; any other exception is a bug.

- Retryable           comes back on a rung of the ladder
  - BrokerAwayError   the broker does not answer, or does not confirm
  - UnroutedError     no queue is bound for the topic
  - DoubtfulWrite     a peer may or may not have carried a write out
- Permanent           dead-lettered at once, with a sentence a person can act on
  - TooLargeError      what was to be published has more bytes than a reader takes
- TopologyError       the broker is not as the table in `topology.py` says; nothing runs
"""


class Retryable(Exception):  # noqa: N818 - the field's word, see docs/bus.md
    """A handler failed in a way that may pass by itself.

    Args:
        text: for the log and, in the end, for the dead letter.
        after_s: no sooner than this, and 5 s later at most. None: the ladder's next rung.
        counted: False leaves the number of attempts as it is, so that it may repeat for ever.
    """

    def __init__(self, text: str, *, after_s: float | None = None, counted: bool = True) -> None:
        super().__init__(text)
        self.after_s = after_s
        self.counted = counted


class Permanent(Exception):  # noqa: N818
    """A handler failed in a way that does not pass until a person acts.

    Args:
        sentence: who, what, what to do.
        reason: a word from a closed set, for metrics and for filters of the console.
    """

    def __init__(self, sentence: str, *, reason: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.reason = reason


class TooLargeError(Permanent):
    """A message of ours is larger than any reader accepts; the broker would close the channel over it.

    Args:
        topic: of the message.
        subject: whose, `deal:41`.
        size: bytes of its envelope.
        limit: bytes that are allowed.
    """

    def __init__(self, topic: str, subject: str, size: int, limit: int) -> None:
        sentence = (
            f"В {topic} о {subject} {size} байт, больше {limit}: разделите запись или удалите из неё лишние строки."
        )
        super().__init__(sentence, reason="too-long")


class BrokerAwayError(Retryable):
    """The broker cannot be reached or does not confirm in time; nothing is known about the message."""

    def __init__(self, text: str) -> None:
        super().__init__(text, counted=False)


class UnroutedError(Retryable):
    """The broker took the message but no queue is bound for it, or the queue refuses more."""

    def __init__(self, text: str) -> None:
        super().__init__(text, after_s=60, counted=False)


class DoubtfulWrite(Retryable):
    """A write went out to a peer and no clear answer came back: look at the peer before repeating it."""


class TopologyError(Exception):
    """The broker's exchanges and queues differ from the table; the Russian text says what is wrong, and the remedy."""
