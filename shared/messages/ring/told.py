"""What a manager reads in the deal."""

from typing import Literal

from shared.messages.model import Model

Topic = Literal["created", "changed", "refusal", "stage", "state", "closed", "conflict", "total", "order", "jumped"]


class Told(Model):
    """A sentence for the manager.

    Args:
        topic: a sentence equal to the last one of its topic is not repeated.
        text: Russian; who, what, what to do.
        once: told only if nothing of this topic was ever told in this deal.
        clears: topics that are settled by this sentence, so that they may be told again.
    """

    topic: Topic
    text: str
    once: bool = False
    clears: tuple[Topic, ...] = ()
