"""What a deal's document remembers of its comments and to-do: of a burst, of one in doubt, of one not taken."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NotRequired, TypedDict


class Burst(TypedDict):
    """A comment that tells of nothing but edits; edits that follow soon replace it, told together.

    Args:
        comment: its id in the portal.
        at: when it was written, by our clock.
        edit: what it tells, as JSON; a comment of an earlier release has none, and stays as it is.
    """

    comment: str
    at: datetime
    edit: NotRequired[Mapping[str, Any]]


class Untold(TypedDict):
    """The message that waits with sentences which the portal does not let be written into a deal.

    Args:
        by: its id.
        at: when it came last, by our clock.
    """

    by: str
    at: datetime


class DoubtedNote(TypedDict):
    """A comment that the portal may or may not have written.

    Args:
        text: of the comment.
        told: digests of its sentences by topic.
        heard: ids of its sentences.
    """

    text: str
    told: Mapping[str, str | None]
    heard: Sequence[str]


class DealTodo(TypedDict):
    """The to-do in a deal that stands for a refusal.

    Args:
        id: in the portal; empty: it is being made, `0`: the portal did not take it, or has it no more.
        text: digest of what it says.
        person: whose it is; empty: the webhook's. One that an earlier release has made does not say it.
    """

    id: str
    text: str
    person: NotRequired[str]
