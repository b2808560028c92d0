"""The service starts while something it needs is away."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from pymongo.errors import AutoReconnect

from shared.bus.errors import BrokerAwayError, Permanent, Retryable
from shared.messages.ring.facts import PeerStatus
from shared.process import active, first_answer
from shared.process.settings import SettingsError
from tests.figures import figure
from tests.waiting import wait_until

GROUP = "onec-connector.orders"
CLOSED = PeerStatus(peer="onec", open=False, since=datetime(2026, 1, 1, tzinfo=UTC))


class Broker:
    """Remembers what was published; it is away for the first `away` publications."""

    def __init__(self, away: int = 0) -> None:
        self.published: list[PeerStatus] = []
        self._away = away

    async def publish(self, *messages: PeerStatus) -> None:
        if self._away:
            self._away -= 1
            raise BrokerAwayError("the broker is away")
        self.published.extend(messages)


class Start:
    """A service that asks its peer, which answers with these in turn."""

    def __init__(self, broker: Broker, *answers: object) -> None:
        self.active = SimpleNamespace(trouble="starting")
        self.asked = 0
        self._broker = broker
        self._answers = answers

    async def _ask(self) -> object:
        answer = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def first_answer(self) -> object:
        return await first_answer.first_answer(
            self._ask, self.active, self._broker.publish, closed=lambda _: CLOSED, group=GROUP
        )


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch) -> None:
    monkeypatch.setattr(first_answer, "AGAIN_S", 0)


async def _run_until(condition, coroutine) -> None:
    task = asyncio.create_task(coroutine)
    try:
        await wait_until(lambda: task.done() or condition())
        if task.done():
            task.result()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize("away", [0, 2])
async def test_managers_hear_once_that_1c_is_closed_when_it_is_closed_from_the_start(away):
    broker = Broker(away)
    start = Start(broker, Retryable("1C is closed"))

    await _run_until(lambda: start.asked > 5, start.first_answer())

    assert broker.published == [CLOSED]
    assert start.active.trouble == "1С не читается (1C is closed): что сделать, скажет dealbus check."


async def test_a_peer_that_answers_at_last_is_no_trouble_any_more():
    broker = Broker()
    start = Start(broker, Retryable("closed"), Permanent("closed", reason="request"), "catalogs")

    found = await start.first_answer()

    assert (found, start.asked) == ("catalogs", 3)
    assert figure("bus_paused_lanes", group=GROUP) == 0


async def test_a_peer_that_answers_at_once_is_not_told_of():
    broker = Broker()

    await Start(broker, "catalogs").first_answer()

    assert broker.published == []


async def test_a_peer_that_does_not_let_us_in_is_told_closed_and_not_asked_again():
    broker = Broker()
    start = Start(broker, SettingsError("correct DEALBUS_ONEC_PASSWORD"))

    with pytest.raises(SettingsError, match="DEALBUS_ONEC_PASSWORD"):
        await start.first_answer()

    assert (start.asked, broker.published) == (1, [CLOSED])


async def test_a_database_that_is_away_for_a_moment_ends_no_process(monkeypatch):
    takes: list[str] = []

    class Lease:
        def __init__(self, *_: object) -> None:
            pass

        async def acquire(self) -> bool:
            takes.append("taken")
            raise AutoReconnect("no primary")

    monkeypatch.setattr(active, "Lease", Lease)
    monkeypatch.setattr(active, "DATABASE_PAUSE_S", 0)
    process = active.Active(None, "onec-connector")

    await _run_until(lambda: len(takes) > 2, process.run(asyncio.Event().wait))

    assert await process.reasons() == [
        "MongoDB не отвечает (AutoReconnect): запустите её или исправьте DEALBUS_MONGO_URL."
    ]
