"""What the seeds share out, and ways that break as they say."""

import asyncio
from collections import Counter

import pytest

from tests.chaos.breaking.ways import BROKEN_WAYS
from tests.chaos.faults import DEATHS, WAYS, hand
from tests.chaos.ledger import summary
from tests.chaos.steps import every_step
from tests.relay import Relay


@pytest.mark.parametrize(("cards", "count"), [(sorted(every_step()), DEATHS), (BROKEN_WAYS, WAYS)])
@pytest.mark.parametrize("first", [1, 38])
def test_a_hundred_consecutive_seeds_strike_each_step_and_each_way_at_least_twice(cards, count, first):
    struck = Counter(card for seed in range(first, first + 100) for card in hand(seed, cards, count))

    assert set(struck) == set(cards)
    assert min(struck.values()) >= 2


def test_the_first_thirty_seeds_leave_out_no_step_and_no_way():
    steps = {card for seed in range(1, 31) for card in hand(seed, sorted(every_step()), DEATHS)}
    ways = {card for seed in range(1, 31) for card in hand(seed, BROKEN_WAYS, WAYS)}

    assert (steps, ways) == (every_step(), set(BROKEN_WAYS))


@pytest.fixture
async def echo():
    """The port of somebody who says back whatever he hears."""

    async def say_back(reader, writer):
        while piece := await reader.read(100):
            writer.write(piece)
        writer.close()

    async with await asyncio.start_server(say_back, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def ask(line, text: bytes) -> bytes:
    reader, writer = line
    writer.write(text)
    async with asyncio.timeout(0.3):
        return await reader.read(100)


async def test_a_whole_way_hands_on_both_directions_and_the_end(echo):
    async with Relay(echo) as way:
        reader, writer = line = await asyncio.open_connection("127.0.0.1", way.port)

        answer = await ask(line, b"word")
        writer.write_eof()

        assert (answer, await reader.read()) == (b"word", b"")


async def test_a_cut_way_resets_lines_and_whoever_comes_until_it_is_whole_again(echo):
    async with Relay(echo) as way:
        line = await asyncio.open_connection("127.0.0.1", way.port)
        await ask(line, b"word")

        way.turn("cut")
        with pytest.raises(ConnectionResetError):
            await ask(line, b"word")
        with pytest.raises(ConnectionResetError):
            await ask(await asyncio.open_connection("127.0.0.1", way.port), b"word")
        way.turn("whole")

        assert await ask(await asyncio.open_connection("127.0.0.1", way.port), b"word") == b"word"


@pytest.mark.parametrize(("is_told", "error"), [(False, TimeoutError), (True, ConnectionResetError)])
async def test_the_lines_of_a_half_open_way_stay_and_are_dead_for_good_unless_they_are_told(echo, is_told, error):
    async with Relay(echo) as way:
        before = await asyncio.open_connection("127.0.0.1", way.port)
        await ask(before, b"word")

        way.turn("half-open")
        meanwhile = await asyncio.open_connection("127.0.0.1", way.port)
        for line in (before, meanwhile):
            with pytest.raises(TimeoutError):
                await ask(line, b"word")
        way.turn("whole")
        if is_told:
            way.reset_dead()

        for line in (before, meanwhile):
            with pytest.raises(error):
                await ask(line, b"word")
        assert await ask(await asyncio.open_connection("127.0.0.1", way.port), b"word") == b"word"


def test_the_summary_counts_a_kind_as_often_as_it_struck_and_each_step_and_way_as_often_as_visited():
    step, way = "mapper after shared.store.pairs:Pairs.bear", "slow mapper – broker"
    row = {"rabbitmq": "3.10.8", "crossed": ["1/deal 4"], "complaints": [], "seeds": [1], "missed": []}
    rows = [
        {**row, "seconds": 7.2, "faults": ["broker killed", "broker killed"], "visited": [step, way]},
        {**row, "seconds": 30.0, "faults": ["portal slow"], "visited": [way]},
        {**row, "seconds": None, "faults": ["portal slow"], "visited": [], "missed": [step]},
    ]

    head, _, broker, portal, every, *tables = summary(rows)

    assert head == "3 seeds, 3 on RabbitMQ 3.10.8: 2 equal, 1 not, 3 crossed"
    assert [line.split()[-3:] for line in (broker, portal, every)] == [
        ["2", "7", "7"],
        ["2", "30", "30"],
        ["4", "30", "30"],
    ]
    assert f"steps at which a service died: 1 of {len(every_step())}" in tables
    assert f"  no service came to die {step}, 1 times" in tables
    assert ["mapper", "Pairs.bear", "0", "1"] in [line.split() for line in tables]
    assert ["mapper", "–", "broker", "0", "2", "0"] in [line.split() for line in tables]
