"""What the connector remembers, in memory."""

# ruff: noqa: ARG002 - the signatures are those of what they stand for

import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from shared.bus.errors import Retryable
from shared.entities import GroupDoc, hearing
from shared.store import Claim, Entity, Into, TwoCounterparts, Writing

START = datetime(2026, 1, 1, 12, tzinfo=UTC)


class StoreInMemory:
    """What `EntityStore` promises, of one process; `attempted` is how long ago every attempt to create was made.

    `outwaited`: readers have stepped aside for every write for as long as they do.
    """

    def __init__(self, *entities):
        self.entities = {one.key: one for one in entities}
        self.announced = []
        self.before = {}
        self.attempted = timedelta(hours=1)
        self.outwaited = False

    async def get(self, key):
        return self.entities.get(key)

    async def find(self, ref):
        return next((one for one in self.entities.values() if one.ref == ref), None)

    async def find_many(self, refs):
        wanted = set(refs)
        return {one.ref: one for one in self.entities.values() if one.ref in wanted}

    async def take_version(self, key):
        return self._put(key)

    async def unmoved(self, key, version):
        entity = self.entities[key]
        return entity if entity.version == version and (entity.writing is None or self.outwaited) else None

    async def bind(self, key, ref):
        if (known := self.entities.get(key)) and known.ref not in (None, ref):
            raise TwoCounterparts(key, ref, known.ref)
        if (holder := await self.find(ref)) and holder.key != key:
            raise TwoCounterparts(key, ref, holder.key)
        self._put(key, bump=0, ref=ref)

    async def unbind(self, key, ref):
        if self.entities[key].ref == ref:
            self._put(key, bump=0, ref=None)

    async def succeed(self, key, former, ref, fields):
        entity = self.entities[key]
        if entity.ref != former or entity.writing is not None or await self.find(ref):
            return False
        self._put(key, ref=ref, fields=_with(entity.fields, fields))
        return True

    async def begin_write(self, key):
        before = self.entities.get(key)
        self.before[key] = before.writing if before else None
        former = before.writing if before else None
        version = (before.version if before else 0) + 1
        step, memo = (former.step, former.memo) if former else (None, None)
        sent = former.sent if former else {}
        writing = Writing(version, START, step, memo, follows=former is not None, sent=sent)
        return self._put(key, writing=writing)

    async def note_step(self, key, version, *, step, memo=None, attempt=None, sent=None):
        entity = self.entities[key]
        if entity.writing is None or entity.writing.version != version:
            return False
        changes = {} if attempt is None else {"attempt_at": START - self.attempted if attempt else None}
        writing = replace(entity.writing, step=step, memo=memo, sent=_sent_beside(entity.writing.sent, sent or {}))
        self._put(key, bump=0, writing=writing, **changes)
        return True

    async def note_sent(self, key, version, sent, *, fields=None):
        writing = self.entities[key].writing
        if writing is None or writing.version != version:
            return False
        self._put(key, bump=0, writing=replace(writing, sent=_sent_beside(writing.sent, sent)))
        await self.set_fields(key, fields or {})
        return True

    async def end_write(self, key, groups, *, fields=None, ref=None, wrote=()):
        entity = self.entities[key]
        ref = entity.ref or ref
        merged = {**entity.groups, **groups}
        return self._put(key, writing=None, ref=ref, groups=merged, fields=_with(entity.fields, fields or {}))

    async def release(self, key, groups=None, *, fields=None, ref=None, done=False):
        now, former = self.entities[key].writing, self.before.get(key)
        after = await self.end_write(key, groups or {}, fields=fields, ref=ref)
        if now is None or former is None:
            return after
        step, memo = (None, None) if done else (now.step, now.memo)
        writing = replace(now, since=former.since, follows=former.follows, step=step, memo=memo)
        return self._put(key, bump=0, writing=writing)

    async def estrange(self, key):
        if entity := self.entities.get(key):
            groups = {group: replace(doc, known=0) for group, doc in entity.groups.items()}
            self._put(key, bump=0, groups=groups)

    async def freeze_told(self, key):
        self._put(key, bump=0, unsaid=frozenset())

    async def renew(self, key, former, renewed):
        if renewed is not former:
            self._put(key, bump=0, groups=renewed)

    async def announce(self, key, groups, version):
        self.announced.append(frozenset(groups))
        entity = self.entities[key]
        forgotten = {group: replace(entity.groups[group], digest=None) for group in groups if group in entity.groups}
        writing = entity.writing
        if writing is not None:
            writing = replace(writing, sent={one: sent for one, sent in writing.sent.items() if one not in groups})
        self._put(key, bump=0, groups={**entity.groups, **forgotten}, writing=writing)

    async def hear(self, key, known):
        if known:
            self._put(key, bump=0, groups=dict(hearing(self.entities[key].groups, known)))

    async def note_compared(self, key, digests):
        if digests:
            groups, now = self.entities[key].groups, self.entities[key].version
            seen = {group: replace(groups[group], compared=one, compared_at=now) for group, one in digests.items()}
            self._put(key, bump=0, groups={**groups, **seen})

    async def store_published(self, key, version, digests):
        entity = self.entities[key]
        known = {group: entity.groups.get(group, GroupDoc()) for group in digests}
        changed = {group: replace(known[group], digest=value, edited=version) for group, value in digests.items()}
        self._put(key, bump=0, groups={**entity.groups, **changed})

    async def set_fields(self, key, fields):
        entity = self.entities.get(key) or Entity(key)
        self._put(key, bump=0, fields=_with(entity.fields, fields))

    async def listing(self, where, *, limit=None):
        number = where.get("fields.figures.number")
        gone, held = where.get("fields.gone"), {name: where.get(f"fields.{name}") for name in ("parts", "owed")}
        named = ("contact", "company", "person", "met", "awaits", "waiting")
        same = {name: where[f"fields.{name}"] for name in named if f"fields.{name}" in where}
        after, found, unreadable = where.get("_id", {}).get("$gt", ""), 0, where.get("fields.unreadable")
        for entity in sorted(self.entities.values(), key=lambda one: one.key):
            if entity.key <= after or found == limit:
                continue
            if number and (entity.fields.get("figures") or {}).get("number") != number:
                continue
            if any(entity.fields.get(name) != value for name, value in same.items()):
                continue
            if any(one is not None and one not in entity.fields.get(name, ()) for name, one in held.items()):
                continue
            if unreadable is not None and unreadable["$exists"] is not ("unreadable" in entity.fields):
                continue
            if gone is None or bool(entity.fields.get("gone")) is ("$eq" in gone):
                found += 1
                yield entity

    def _put(self, key, *, bump=1, **changes):
        entity = self.entities.get(key) or Entity(key)
        self.entities[key] = replace(entity, version=entity.version + bump, **changes)
        return self.entities[key]


def _sent_beside(former, sent):
    return {**former, **{group: {**former.get(group, {}), **noted} for group, noted in sent.items()}}


def _with(fields, changes):
    made = {**fields}
    for name, value in changes.items():
        if isinstance(value, Into):
            made[name] = _with(made.get(name) or {}, value)
        elif value is None:
            made.pop(name, None)
        else:
            made[name] = value
    return made


class ClaimsInMemory:
    """One holder at a time for a name; remembers claims that were left in doubt."""

    def __init__(self):
        self.in_doubt = []
        self.taken = []
        self._held = set()

    @contextlib.asynccontextmanager
    async def claim(self, name):
        if name in self._held:
            raise Retryable(f"{name} is being created by another command", after_s=5, counted=False)
        claim = Claim(_still_held)
        self.taken.append(name)
        self._held.add(name)
        try:
            yield claim
        finally:
            self._held.remove(name)
            if claim.in_doubt:
                self.in_doubt.append(name)


async def _still_held(_):
    return True
