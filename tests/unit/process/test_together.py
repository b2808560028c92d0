"""Questions that come at about the same time share a request, and none is answered from before it was asked."""

import asyncio

import pytest

from shared.bus.errors import Permanent, Retryable
from shared.process.together import Together


class Peer:
    """Answers a reading when the test lets it; `values` may change in between."""

    def __init__(self) -> None:
        self.values = {"a": 1, "b": 2, "c": 3}
        self.requests: list[list[str]] = []
        self.asked, self.open = asyncio.Event(), asyncio.Event()
        self.open.set()
        self.fails: dict[str, Exception] = {}

    async def load(self, keys):
        self.requests.append(keys)
        self.asked.set()
        found = {key: self.values[key] for key in keys if key in self.values}
        await self.open.wait()
        for key in keys:
            if key in self.fails:
                raise self.fails[key]
        return found


@pytest.fixture
async def peer() -> Peer:
    return Peer()


async def asked(together, keys):
    return await asyncio.gather(*(together.one(key) for key in keys), return_exceptions=True)


async def test_all_who_ask_at_once_share_one_request(peer):
    answers = await asked(Together(peer.load, most=50), ["a", "b", "c", "d", "a"])

    assert (answers, peer.requests) == ([1, 2, 3, None, 1], [["a", "b", "c", "d"]])


async def test_no_reading_takes_more_than_the_most(peer):
    await asked(Together(peer.load, most=2), ["a", "b", "c"])

    assert peer.requests == [["a", "b"], ["c"]]


async def test_who_asks_during_a_reading_is_answered_by_the_next_one(peer):
    together = Together(peer.load, most=50)
    peer.open.clear()
    first = asyncio.create_task(together.one("a"))
    await peer.asked.wait()
    peer.values["a"] = 9
    second = asyncio.create_task(together.one("a"))
    await asyncio.sleep(0)
    peer.open.set()

    assert (await first, await second) == (1, 9)


async def test_nothing_is_kept(peer):
    together = Together(peer.load, most=50)
    await together.one("a")
    peer.values["a"] = 9

    assert await together.one("a") == 9


async def test_one_that_the_peer_does_not_take_keeps_no_other_from_it(peer):
    peer.fails["b"] = Permanent("no such record", reason="request")

    answers = await asked(Together(peer.load, most=50), ["a", "b", "c"])

    assert (answers[0], answers[1], answers[2]) == (1, peer.fails["b"], 3)


async def test_a_peer_that_is_away_is_away_for_all_and_asked_again_next_time(peer):
    together = Together(peer.load, most=50)
    peer.fails["a"] = Retryable("away")
    answers = await asked(together, ["a", "b"])
    away = peer.fails.pop("a")

    assert answers == [away, away]
    assert await together.one("b") == 2
    assert peer.requests == [["a", "b"], ["b"]]


async def test_one_who_gives_up_takes_nobodys_answer(peer):
    together = Together(peer.load, most=50)
    peer.open.clear()
    leaves, stays = asyncio.create_task(together.one("a")), asyncio.create_task(together.one("b"))
    await peer.asked.wait()
    leaves.cancel()
    peer.open.set()

    assert await stays == 2
