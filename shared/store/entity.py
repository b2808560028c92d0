"""The document of one entity as a type, with its open write, and how it is read from the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar, cast

from pymongo import IndexModel

from shared.entities import GroupDoc, Subject

K = TypeVar("K", bound=str)
Sent = Mapping[str, Mapping[str, int]]
M = TypeVar("M", bound=Mapping[str, Any])
"""What a connector remembers of a record beside its numbers: a `TypedDict`, none of whose keys must be there."""

WRITING_EXPIRES = timedelta(minutes=10)
"""A write older than this belongs to a process that died and was not followed by another: readers go on."""
FREEZE_AFTER = 10
"""Writes of ours over an edit made here, to one group within `FREEZE_WINDOW`, that are still no oscillation."""
FREEZE_WINDOW = timedelta(hours=1)

# `$gt` and not `$type`: of a type the server cannot tell that a query is inside the filter of a partial index.
INDEXES = (
    IndexModel("ref", name="own_id", unique=True, partialFilterExpression={"ref": {"$gt": ""}}),
    IndexModel("frozen", name="frozen", partialFilterExpression={"frozen.0": {"$exists": True}}),
    IndexModel("writing.since", name="writing", partialFilterExpression={"writing.since": {"$exists": True}}),
)


@dataclass(frozen=True, slots=True)
class Writing:
    """A write of an entity that has begun and not ended.

    Args:
        version: taken when it began.
        since: when, by the database's clock.
        step: the connector's word for how far it came, `post`; None: nothing to repair.
        memo: what the repair needs, the old rows.
        follows: one before it never ended: what stands in the record now may be what that one has sent.
        sent: by group the digests that the record has if it has taken what this write, or one before it that never
            ended, was about to send, each with the number of the counterpart's edit.
    """

    version: int
    since: datetime
    step: str | None = None
    memo: Any = None
    follows: bool = False
    sent: Sent = field(default_factory=dict)


@dataclass(frozen=True)  # with slots an alias such as Order could not be called: Python 3.11 writes to what it makes
class Entity(Generic[M]):
    """What one connector remembers of one record.

    Args:
        key: birth key of the pair, `deal:41` or `order:<guid>`.
        ref: own id in this connector's system; None until it is known.
        version: the last one taken; 0 for a document no read or write has touched.
        groups: a group never published nor written is absent.
        attempt_at: when a create was last attempted, by the database's clock.
        fields: the connector's own; what a newer release added is in it too, and survives.
        frozen: groups that are not written because the two sides kept overwriting each other.
        unsaid: those of them of which nobody was told yet.
    """

    key: str
    ref: str | None = None
    version: int = 0
    writing: Writing | None = None
    groups: Mapping[str, GroupDoc] = field(default_factory=dict)
    attempt_at: datetime | None = None
    fields: M = field(default_factory=lambda: cast("M", {}))
    frozen: frozenset[str] = frozenset()
    unsaid: frozenset[str] = frozenset()

    @property
    def may_be_ours(self) -> bool:
        """Tell whether the entity's record may hold what an earlier write has sent, of which nobody heard."""
        return self.writing is not None and self.writing.follows

    def left_unheard(self, found: Mapping[K, str]) -> dict[K, GroupDoc]:
        """Return what to remember of the groups that hold what a write has sent of whose answer nobody heard: no edit.

        An older command is stale there; the repetition of that write is not, as it has more to remember than this.

        Args:
            found: digests of the record as it stands.
        """
        sent: Sent = self.writing.sent if self.writing else {}
        return {
            group: _containing(self.groups.get(group, GroupDoc()).holding(digest), sent[group][digest] - 1)
            for group, digest in found.items()
            if digest in sent.get(group, {})
        }

    @property
    def attempt_age(self) -> timedelta | None:
        """How long ago the entity's creation was last attempted, by the database's clock alone.

        None: never attempted. Only meaningful in what `begin_write` has returned.
        """
        if self.attempt_at is None or self.writing is None:
            return None
        return self.writing.since - self.attempt_at


def _containing(doc: GroupDoc, known: int) -> GroupDoc:
    return replace(doc, known=max(doc.known, known))


def read_entity(document: Mapping[str, Any], subject: Subject) -> Entity[Any]:
    """Read one entity from its document in the database."""
    return Entity(
        key=document["_id"],
        ref=document.get("ref"),
        version=document.get("version", 0),
        writing=_writing(document.get("writing")),
        groups={name: _group(doc, subject) for name, doc in document.get("groups", {}).items()},
        attempt_at=document.get("attempt_at"),
        fields=document.get("fields", {}),
        frozen=frozenset(document.get("frozen", ())),
        unsaid=frozenset(document.get("unsaid", ())),
    )


def _group(document: Mapping[str, Any], subject: Subject) -> GroupDoc:
    scheme = document.get("scheme", 1)  # releases before the second scheme wrote none
    return GroupDoc(
        digest=document.get("digest"),
        edited=document.get("edited", 0),
        known=document.get("known", 0),
        outdated=None if scheme == subject.scheme else scheme,
        compared=document.get("compared"),
        compared_at=document.get("compared_at", 0),
    )


def _writing(document: Mapping[str, Any] | None) -> Writing | None:
    if document is None:
        return None
    return Writing(
        version=document["version"],
        since=document["since"],
        step=document.get("step"),
        memo=document.get("memo"),
        follows=document.get("follows", False),
        sent=document.get("sent", {}),
    )
