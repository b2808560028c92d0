"""The collection of one connector's entity documents: read, begun and ended writes (docs/convergence.md).

Every change is one update of one document, so a crash leaves either the state before it or the state after it.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.entities import GroupDoc
from shared.store import updates
from shared.store.away import patient
from shared.store.documents import Document, EntityDocuments
from shared.store.entity import WRITING_EXPIRES, Entity, M, read_entity
from shared.store.errors import TwoCounterparts
from shared.store.updates import K, Pipeline

_EXPIRED = {"$subtract": ["$$NOW", int(WRITING_EXPIRES.total_seconds() * 1000)]}
_QUIET = [{"writing": {"$exists": False}}, {"$expr": {"$lt": ["$writing.since", _EXPIRED]}}]
"""No write is open, or it belongs to a process that died."""


class EntityStore(EntityDocuments[M]):
    """The entity documents of one connector, with every change of them."""

    @patient
    async def unmoved(self, key: str, version: int) -> Entity[M] | None:
        """Return the entity document if nothing was read or written since `version` was taken and no write is open.

        Returns:
            None: look again, what was read from the peer may be half of a write.
        """
        document = await self._documents.find_one({"_id": key, "version": version, "$or": _QUIET})
        return read_entity(document, self._subject) if document else None

    @patient
    async def take_version(self, key: str, *, ref: str | None = None) -> Entity[M]:
        """Take an entity's next version from its document before the peer is read; create it if there is none.

        Args:
            key: birth key.
            ref: own id, stored if none is known yet.

        Returns:
            The document after it; its `version` is nobody else's.

        Raises:
            TwoCounterparts: `ref` belongs to another birth key.
        """
        return read_entity(await self._update(key, updates.take_version(ref), ref=ref), self._subject)

    @patient
    async def begin_write(self, key: str, *, attempt: bool = False) -> Entity[M]:
        """Set `writing` in an entity's document before the target is read; create it if there is none.

        A write that never ended leaves its `step` and `memo` in the new `writing`: they are repaired first, then
        replaced by `note_step`.

        Args:
            key: birth key.
            attempt: a create follows at once: `attempt_at` is set unless it stands (see `note_step`).

        Returns:
            The document after it.
        """
        document = await self._update(key, updates.begin_write(attempt=attempt))
        return read_entity(document, self._subject)

    @patient
    async def note_step(
        self,
        key: str,
        version: int,
        *,
        step: str | None,
        memo: Any = None,
        attempt: bool | None = None,
        sent: Mapping[K, Mapping[str, int]] | None = None,
    ) -> bool:
        """Replace step and memo of the entity's write that began with `version`.

        Args:
            key: birth key.
            version: of `Entity.writing`, to stay out of a later write.
            step: how far this write comes, see `Writing`; None: nothing is left to repair.
            memo: what a repair needs; anything BSON holds, and `Decimal`.
            attempt: True: a create follows at once, `attempt_at` becomes now; False: the peer has said for certain that
                nothing was created, `attempt_at` is forgotten; None: it stays.
            sent: as of `note_sent`.

        Returns:
            False: another write has begun meanwhile; stop.
        """
        changes: Document = {"writing.step": {"$literal": step}, "writing.memo": {"$literal": memo}}
        if attempt is not None:
            changes["attempt_at"] = "$$NOW" if attempt else "$$REMOVE"
        return await self._noted(key, version, updates.note(changes, sent or {}, {}))

    @patient
    async def note_sent(
        self, key: str, version: int, sent: Mapping[K, Mapping[str, int]], *, fields: M | None = None
    ) -> bool:
        """Store, right before the call, what the record will hold of the entity's write that began with `version`.

        A group that holds it is nobody's edit (`Entity.left_unheard`) until a write of the entity ends. What does not
        come true counts for nothing.

        Args:
            key: birth key.
            version: of `Entity.writing`.
            sent: by group the digest, as the reader makes it, with the command's number.
            fields: the connector's own.

        Returns:
            False: another write has begun meanwhile; stop.
        """
        return await self._noted(key, version, updates.note({}, sent, fields or {}))

    @patient
    async def end_write(
        self,
        key: str,
        groups: Mapping[K, GroupDoc],
        *,
        fields: M | None = None,
        ref: str | None = None,
        wrote: Iterable[str] = (),
    ) -> Entity[M]:
        """Clear `writing` in an entity's document and store what `after_write` decided.

        `edited` is never changed by a write, and a `known` never lowered.

        Args:
            key: birth key.
            groups: what changes; empty when nothing was written.
            fields: the connector's own; None removes one, `Into` reaches into one.
            ref: own id, stored if none is known yet.
            wrote: groups sent to the peer. A two-sided group is frozen once we have written it over an edit made here
                since our previous write more than ten times in an hour.

        Returns:
            The document after it; a group that is in `frozen` now and was not before is to be told.

        Raises:
            TwoCounterparts: `ref` belongs to another birth key.
        """
        counted = sorted({str(group) for group in wrote} - self._subject.one_sided)
        pipeline = updates.end_write(groups, fields or {}, ref, counted, self._subject.scheme)
        return read_entity(await self._update(key, pipeline, ref=ref), self._subject)

    @patient
    async def release(
        self,
        key: str,
        groups: Mapping[K, GroupDoc] | None = None,
        *,
        fields: M | None = None,
        ref: str | None = None,
        done: bool = False,
    ) -> Entity[M]:
        """End an entity's write as `end_write` does; a former one that never ended, not looked at, stands again.

        Args:
            key: birth key.
            groups: as of `end_write`.
            fields: the connector's own.
            ref: the record's own id, where it is new.
            done: what `step` and `memo` were noted for is done; they are not the former write's.
        """
        pipeline = updates.release(groups or {}, fields or {}, ref, self._subject.scheme, done=done)
        return read_entity(await self._update(key, pipeline, ref=ref), self._subject)

    @patient
    async def bind(self, key: str, ref: str) -> None:
        """Store a record's own id in its entity document, at once when the peer has named it.

        Raises:
            TwoCounterparts: the id belongs to another birth key, or the birth key has another id.
        """
        await self._update(key, updates.bind(ref), ref=ref)

    @patient
    async def unbind(self, key: str, ref: str) -> None:
        """Delete a record's own id from its entity document: it was deleted, and a new one may take its place."""
        await self._documents.update_one({"_id": key, "ref": ref}, {"$unset": {"ref": ""}})

    @patient
    async def succeed(self, key: str, former: str, ref: str, fields: M) -> bool:
        """Replace a record's own id: it was deleted and restored; False: look again, it is being written or found."""
        where = {"_id": key, "ref": former, "$or": _QUIET}
        try:
            result = await self._documents.update_one(where, updates.succeed(ref, fields))
        except DuplicateKeyError:
            return False
        return result.matched_count == 1

    @patient
    async def renew(self, key: str, former: Mapping[str, GroupDoc], renewed: Mapping[str, GroupDoc]) -> None:
        """Store an entity's digests in the present scheme, where only that changed; the same object in both stays."""
        changed = {group: doc for group, doc in renewed.items() if doc is not former.get(group)}
        if changed:
            await self._documents.update_one({"_id": key}, updates.renew(former, changed, self._subject.scheme))

    @patient
    async def announce(self, key: str, groups: Collection[str], version: int | None = None) -> None:
        """Mark groups in an entity's document as about to be published, before they are.

        Without it a value that a person takes back before `store_published` ran would look like the counterpart's.

        Args:
            key: birth key.
            groups: `Publication.changed`.
            version: taken before the read. Given, a publication of an earlier number that is confirmed only now cannot
                pass for this one, should this process die before `store_published`.
        """
        if groups:
            await self._documents.update_one({"_id": key}, updates.announce(groups, version))

    @patient
    async def hear(self, key: str, known: Mapping[str, int]) -> None:
        """Store in an entity's document, before `unmoved`, which edits of the counterpart a person knew in deciding."""
        if known:
            await self._documents.update_one({"_id": key}, updates.hear(known))

    @patient
    async def note_compared(self, key: str, digests: Mapping[K, str]) -> None:
        """Store an entity's `untold` digests that a comparison of both sides has seen, until told or written."""
        if digests:
            await self._documents.update_one({"_id": key}, updates.note_compared(digests))

    @patient
    async def store_published(self, key: str, version: int, digests: Mapping[K, str]) -> None:
        """Store in an entity's document what was published and confirmed; nothing where a later read was faster.

        Args:
            key: birth key.
            version: taken before the read.
            digests: `Publication.digests`: of the groups that differed, no others.
        """
        if digests:
            await self._documents.update_one(
                {"_id": key}, updates.store_published(version, digests, self._subject.scheme)
            )

    @patient
    async def set_fields(self, key: str, fields: M) -> None:
        """Store the connector's own fields in an entity's document; None removes one, `Into` changes within one."""
        if change := updates.set_fields(fields):
            await self._documents.update_one({"_id": key}, change, upsert=True)

    @patient
    async def estrange(self, key: str) -> None:
        """Forget the counterpart's numbers in an entity's document: another record stands for it, with its own."""
        await self._documents.update_one({"_id": key}, updates.estrange())

    @patient
    async def freeze_told(self, key: str) -> None:
        """Note in an entity's document that people were told of every frozen group."""
        await self._documents.update_one({"_id": key}, {"$unset": {"unsaid": ""}})

    @patient
    async def unfreeze(self, key: str, group: str) -> bool:
        """Let a frozen group of an entity's document be written again; touch both records afterwards, with force.

        Returns:
            Whether it was frozen.
        """
        change = {"$pull": {"frozen": group, "unsaid": group}, "$unset": {f"writes.{group}": ""}}
        before = await self._documents.find_one_and_update({"_id": key}, change)
        return before is not None and group in before.get("frozen", ())

    @patient
    async def _noted(self, key: str, version: int, pipeline: Pipeline) -> bool:
        result = await self._documents.update_one({"_id": key, "writing.version": version}, pipeline)
        return result.matched_count == 1

    async def _update(self, key: str, pipeline: Pipeline, *, ref: str | None = None) -> Document:
        try:
            document = await self._upsert(key, pipeline)
        except DuplicateKeyError:
            holder = await self.find(ref) if ref else None
            if holder and holder.key != key:
                raise TwoCounterparts(key, ref or "", holder.key) from None
            # Two inserts of one new document met: the other one made it, so this is an update now.
            document = await self._upsert(key, pipeline)
        if ref and document["ref"] != ref:
            raise TwoCounterparts(key, ref, document["ref"])
        return document

    @patient
    async def _upsert(self, key: str, pipeline: Pipeline) -> Document:
        document = await self._documents.find_one_and_update(
            {"_id": key}, pipeline, upsert=True, return_document=ReturnDocument.AFTER
        )
        assert document is not None  # noqa: S101 - an upsert returns what it made
        return document
