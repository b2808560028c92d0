"""What is kept of a peer: how long it is believed, and when it is asked again."""

import asyncio

import pytest

from shared.bus.errors import Retryable
from shared.process.lookups import Cache, WholeLookup
from tests.waiting import wait_until


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Peer:
    """Answers with what it has, and remembers what it was asked."""

    def __init__(self, **has: str) -> None:
        self.has = has
        self.asked: list[list[str]] = []

    async def load(self, keys: list[str]) -> dict[str, str]:
        self.asked.append(keys)
        return {key: self.has[key] for key in keys if key in self.has}


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_a_record_is_asked_again_when_it_has_grown_old(clock):
    peer = Peer(anna="7")
    kept = Cache(peer.load, ttl_s=600, clock=clock)
    await kept.get(["anna"])

    clock.now = 599
    young = await kept.get(["anna"])
    clock.now = 601
    old = await kept.get(["anna"])

    assert (young, old) == ({"anna": "7"}, {"anna": "7"})
    assert peer.asked == [["anna"], ["anna"]]


async def test_only_what_is_not_kept_is_asked_and_each_key_once(clock):
    peer = Peer(anna="7", boris="8")
    kept = Cache(peer.load, ttl_s=600, clock=clock)
    await kept.get(["anna"])

    found = await kept.get(["boris", "anna", "boris", ""])

    assert found == {"anna": "7", "boris": "8"}
    assert peer.asked == [["anna"], ["boris"]]


async def test_a_key_that_was_not_found_is_asked_again(clock):
    peer = Peer()
    kept = Cache(peer.load, ttl_s=600, clock=clock)
    missing = await kept.one("anna")
    peer.has["anna"] = "7"

    found = await kept.one("anna")

    assert (missing, found) == (None, "7")


async def test_nothing_is_asked_for_no_key(clock):
    peer = Peer()

    found = await Cache(peer.load, ttl_s=600, clock=clock).one("")

    assert (found, peer.asked) == (None, [])


async def test_the_oldest_record_makes_room(clock):
    peer = Peer(a="1", b="2", c="3")
    kept = Cache(peer.load, ttl_s=600, size=2, clock=clock)
    for key in ("a", "b", "c"):
        await kept.one(key)

    await kept.get(["a", "c"])

    assert peer.asked[-1] == ["a"]


async def test_what_was_just_written_is_not_asked(clock):
    peer = Peer()
    kept = Cache(peer.load, ttl_s=600, clock=clock)

    kept.put("anna", "9")

    assert await kept.one("anna") == "9"
    assert peer.asked == []


async def test_what_was_forgotten_is_asked_again(clock):
    peer = Peer(anna="7")
    kept = Cache(peer.load, ttl_s=600, clock=clock)
    await kept.one("anna")

    kept.forget()

    assert await kept.one("anna") == "7"
    assert len(peer.asked) == 2


class Catalog:
    """A list that is read whole; reading waits for `go`, and fails while `broken`."""

    def __init__(self) -> None:
        self.read = 0
        self.broken = False
        self.go = asyncio.Event()
        self.go.set()

    async def load(self) -> str:
        self.read += 1
        await self.go.wait()
        if self.broken:
            raise Retryable("1C is closed")
        return f"reading {self.read}"


async def test_those_who_ask_first_share_one_reading(clock):
    catalog = Catalog()
    kept = WholeLookup(catalog.load, ttl_s=300, clock=clock)

    found = await asyncio.gather(kept.get(), kept.get())

    assert found == ["reading 1", "reading 1"]


async def test_the_old_value_is_given_out_while_the_new_one_is_read(clock):
    catalog = Catalog()
    kept = WholeLookup(catalog.load, ttl_s=300, clock=clock)
    await kept.get()
    clock.now = 301
    catalog.go.clear()

    meanwhile = [await kept.get(), await kept.get()]
    await wait_until(lambda: catalog.read == 2)
    catalog.go.set()

    assert meanwhile == ["reading 1", "reading 1"]
    assert await wait_until(lambda: _is_now(kept, "reading 2"))
    assert catalog.read == 2


async def _is_now(kept, value):
    return await kept.get() == value


async def test_the_old_value_stays_where_the_new_one_cannot_be_read(clock):
    catalog = Catalog()
    kept = WholeLookup(catalog.load, ttl_s=300, clock=clock)
    await kept.get()
    clock.now = 301
    catalog.broken = True
    await kept.get()
    await wait_until(lambda: catalog.read == 2)

    assert await kept.get() == "reading 1"


async def test_the_first_reading_tells_why_it_failed(clock):
    catalog = Catalog()
    catalog.broken = True

    with pytest.raises(Retryable, match="1C is closed"):
        await WholeLookup(catalog.load, ttl_s=300, clock=clock).get()


async def test_after_forgetting_nobody_gets_the_old_value(clock):
    catalog = Catalog()
    kept = WholeLookup(catalog.load, ttl_s=300, clock=clock)
    await kept.get()

    kept.forget()

    assert await kept.get() == "reading 2"
