"""The entity document in memory: what `EntityStore` promises, without a database and without time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shared.entities import GroupDoc, after_publication, hearing
from shared.messages.order import OrderGroup

Groups = Mapping[OrderGroup, GroupDoc]
NOTHING = GroupDoc()


@dataclass(slots=True)
class Document:
    """`now` stands for the database's clock; the store's tests compare this with MongoDB, operation by operation."""

    now: Callable[[], int] = lambda: 0
    overtakes: bool = True
    version: int = 0
    writing: int | None = None
    follows: bool = False
    step: str | None = None
    memo: Any = None
    sent: dict[OrderGroup, dict[str, int]] = field(default_factory=dict)
    expired: bool = False
    before: tuple[bool, bool, bool] | None = None
    ref: bool = False
    attempt_at: int | None = None
    groups: dict[OrderGroup, GroupDoc] = field(default_factory=dict)
    announced: dict[OrderGroup, int] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)

    def take_version(self) -> int:
        self.version = max(self.version + 1, self.now())
        return self.version

    def unmoved(self, version: int) -> Groups | None:
        if self.version != version or (self.writing is not None and not self.expired):
            return None
        return dict(self.groups)

    def announce(self, groups: Iterable[OrderGroup], version: int = 0) -> None:
        told = frozenset(groups)
        self.sent = {group: digests for group, digests in self.sent.items() if group not in told}
        for group in told:
            self.announced[group] = max(self.announced.get(group, 0), version)
            if former := self.groups.get(group):
                self.groups[group] = GroupDoc(edited=former.edited, known=former.known)

    def hear(self, known: Mapping[OrderGroup, int]) -> None:
        self.groups = dict(hearing(self.groups, known))

    def note_compared(self, digests: Mapping[OrderGroup, str]) -> None:
        for group, digest in digests.items():
            self.groups[group] = replace(self.groups[group], compared=digest, compared_at=self.now())

    def begin_write(self) -> Groups:
        """Step and memo of a write that never ended stay."""
        self.before = (self.writing is not None, self.follows, self.expired)
        self.follows = self.writing is not None
        self.writing = self.take_version()
        self.expired = False
        return dict(self.groups)

    def note_step(self, version: int, *, step: str | None, memo: Any = None, attempt: bool | None = None) -> bool:
        if self.writing != version:
            return False
        self.step, self.memo = step, memo
        if attempt is not None:
            self.attempt_at = self.now() if attempt else None
        return True

    def note_sent(self, version: int, sent: Mapping[OrderGroup, Mapping[str, int]]) -> bool:
        if self.writing != version:
            return False
        for group, digests in sent.items():
            noted = self.sent.get(group, {})
            added = {digest: max(number, noted.get(digest, 0)) for digest, number in digests.items()}
            self.sent = {**self.sent, group: {**noted, **added}}
        return True

    def left_unheard(self, found: Mapping[OrderGroup, str]) -> dict[OrderGroup, GroupDoc]:
        left = {}
        for group, digest in found.items():
            if digest in self.sent.get(group, {}):
                doc = self.groups.get(group, NOTHING).holding(digest)
                left[group] = replace(doc, known=max(doc.known, self.sent[group][digest] - 1))
        return left

    def end_write(self, groups: Groups, **fields: Any) -> None:
        self.take_version()
        self.writing = self.step = self.memo = self.before = None
        self.sent = {}
        self.expired = False
        self.fields.update(fields)
        for group, doc in groups.items():
            former = self.groups.get(group, NOTHING)
            if former.known <= doc.known:
                digest = doc.digest if former.edited == doc.edited else None
                self.groups[group] = GroupDoc(digest=digest, edited=former.edited, known=doc.known)
                if digest is None and self.overtakes:
                    self.announced[group] = self.version

    def release(self, groups: Groups, **fields: Any) -> None:
        """End a write that has not looked at every group: one before it that never ended stands again."""
        writing = (self.writing, self.step, self.memo, self.sent)
        stands, *former = self.before or (True, self.follows, self.expired)
        self.end_write(groups, **fields)
        if stands:
            self.writing, self.step, self.memo, self.sent = writing
            self.follows, self.expired = former

    def store_published(self, version: int, digests: Mapping[OrderGroup, str]) -> None:
        latest = [group for group in digests if self.announced.get(group, 0) <= version]
        self.groups.update(after_publication(self.groups, latest, version, digests))
