"""What the document of a deal, company or private person remembers of what its timeline says."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict


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


class ToldMemory(TypedDict, total=False):
    """What was told in a timeline, or is about to be; None removes a field.

    Args:
        told: digest of the last sentence by topic.
        heard: ids of the sentences that were told last, oldest first.
        telling: digest of a comment that is being written.
        telling_since: since when it is.
        doubted: that comment, and what is told with it should it stand.
        unheard: sentences of a write whose outcome was not confirmed yet, as JSON.
    """

    told: Mapping[str, str] | None
    heard: Sequence[str] | None
    telling: str | None
    telling_since: datetime | None
    doubted: DoubtedNote | None
    unheard: Sequence[Mapping[str, Any]] | None
