"""What a deal's document remembers of its comments and to-do: of a burst, of a comment not taken."""

from collections.abc import Mapping
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
