"""The document of the model and the one in MongoDB do the same, operation by operation."""

import random
from dataclasses import replace

import pytest

from shared.entities import GroupDoc, untold
from shared.messages.order import OrderGroup
from tests.model.convergence.document import Document

KEY = "deal:41"
GROUPS = (OrderGroup.ROWS, OrderGroup.HEADER)


class Twin:
    """Versions differ in size, not in order: each is known by how many were taken before it; a moment counts as one."""

    def __init__(self, store) -> None:
        self.store, self.model = store, Document(now=lambda: 1)
        self.versions: list[tuple[int, int]] = []

    async def read(self, _: random.Random) -> None:
        self.versions.append(((await self.store.take_version(KEY)).version, self.model.take_version()))

    async def begin(self, _: random.Random) -> None:
        after = await self.store.begin_write(KEY)
        step = (self.model.step, self.model.memo)
        self.model.begin_write()
        self.versions.append((after.version, self.model.version))
        assert step == (after.writing.step, after.writing.memo)
        assert after.may_be_ours == self.model.follows

    async def note(self, chance: random.Random) -> None:
        real, model = chance.choice(self.versions)
        noted = await self.store.note_step(KEY, real, step="post", memo=[real])
        assert noted == self.model.note_step(model, step="post", memo=[real])

    async def note_sent(self, chance: random.Random) -> None:
        real, model = chance.choice(self.versions)
        sent = {chance.choice(GROUPS): {chance.choice("abc"): chance.randrange(5)}}
        assert await self.store.note_sent(KEY, real, sent) == self.model.note_sent(model, sent)

    async def end(self, chance: random.Random) -> None:
        real, model = chance.choice(self.versions)
        group, known, digest = chance.choice(GROUPS), chance.randrange(5), chance.choice([*"abc", None])
        former = self.model.groups.get(group, GroupDoc()).edited
        edited = chance.choice([(self._real(former), former), (real, model)])
        await self.store.end_write(KEY, {group: GroupDoc(digest, edited[0], known)})
        self.model.end_write({group: GroupDoc(digest, edited[1], known)})

    async def release(self, chance: random.Random) -> None:
        real, model = chance.choice(self.versions)
        digest, known = chance.choice([*"abc", None]), chance.randrange(5)
        await self.store.release(KEY, {OrderGroup.ROWS: GroupDoc(digest, real, known)})
        self.model.release({OrderGroup.ROWS: GroupDoc(digest, model, known)})

    async def publish(self, chance: random.Random) -> None:
        real, model = chance.choice(self.versions)
        digests = {group: chance.choice("abc") for group in GROUPS}
        await self.store.store_published(KEY, real, digests)
        self.model.store_published(model, digests)

    async def announce(self, chance: random.Random) -> None:
        groups = chance.sample(GROUPS, 1)
        real, model = chance.choice(self.versions)
        await self.store.announce(KEY, groups, real)
        self.model.announce(groups, model)

    async def hear(self, chance: random.Random) -> None:
        known = {chance.choice(GROUPS): chance.randrange(5)}
        await self.store.hear(KEY, known)
        self.model.hear(known)

    async def compare(self, chance: random.Random) -> None:
        digests = untold(self.model.groups, {group: chance.choice("abc") for group in GROUPS})
        await self.store.note_compared(KEY, digests)
        self.model.note_compared(digests)

    async def differences(self) -> list[tuple[object, object]]:
        """Pairs of what the model says and what the database says, where they are unlike."""
        found = await self.store.get(KEY)
        expected = {g: replace(d, edited=self._real(d.edited)) for g, d in self.model.groups.items()}
        stored = {g: _comparable(d) for g, d in found.groups.items()}
        pairs = [(expected, stored), (self.model.writing is None, found.writing is None)]
        now = dict.fromkeys(GROUPS, "a")
        left = {group: (doc.digest, doc.known) for group, doc in found.left_unheard(now).items()}
        pairs.append(({group: (doc.digest, doc.known) for group, doc in self.model.left_unheard(now).items()}, left))
        for real, model in self.versions:
            pairs.append((self.model.unmoved(model) is None, await self.store.unmoved(KEY, real) is None))
        return [(said, stored) for said, stored in pairs if said != stored]

    def _real(self, version: int) -> int:
        return next((real for real, model in self.versions if model == version), 0)


def _comparable(doc: GroupDoc) -> GroupDoc:
    """Return what is remembered of a group as the model tells it: without clocks, and with no scheme of no digest."""
    outdated = doc.outdated if doc.digest is not None else None
    return replace(doc, compared_at=min(doc.compared_at, 1), outdated=outdated)


@pytest.mark.parametrize("seed", range(15))
async def test_the_model_and_the_database_agree(store, seed: int):
    chance, twin = random.Random(seed), Twin(store)
    await twin.read(chance)

    writing, reading = (
        [twin.begin, twin.note, twin.note_sent, twin.end, twin.release],
        [twin.read, twin.hear, twin.announce, twin.publish],
    )
    for _ in range(20):
        await chance.choice([*writing, *reading, twin.compare])(chance)
        assert await twin.differences() == []
