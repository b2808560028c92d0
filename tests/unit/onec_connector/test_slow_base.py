"""A backlog while 1C answers slowly, in virtual time: no order is cut, and what is cut all the same is no bug."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace

import pytest
from pamqp.commands import Basic

from services.onec_connector.__main__ import lanes
from services.onec_connector.base.sessions import BaseSessions
from services.onec_connector.writer.failures import OrderFailures
from shared.bus.delivery import ATTEMPTS, Delivery
from shared.bus.handling import Failure, Handling, HeldDelivery
from shared.bus.lane import Lane, on
from shared.bus.locks import KeyLocks
from shared.bus.peer import Peer, Watch
from shared.bus.result import HandlerResult
from shared.messages.envelope import wrap
from shared.messages.order import SalesOrder
from shared.messages.party import Company
from shared.messages.ring.commands import OrderUpsert, PartnerUpsert
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import OrderRefused
from shared.messages.things import Ref
from tests.integration.b24_connector.virtual_time import VirtualLoop

ORDERS, DIRECTORY = 0, 1
BACKLOG = 24


def order(number: int) -> OrderUpsert:
    deal = Ref(system="b24", kind="deal", id=str(number))
    return OrderUpsert(key=deal.key, source=deal, order=SalesOrder(origin=deal))


def partner(number: int) -> PartnerUpsert:
    card = Ref(system="b24", kind="company", id=str(number))
    return PartnerUpsert(key=card.key, source=card, company=Company(origin=card, name="Ромашка"))


class Slow:
    """The connector's lanes with handlers that ask 1C a number of times, one question after another."""

    def __init__(self, calls: int, call_s: float, sessions: int) -> None:
        self._calls, self._call_s = calls, call_s
        self._sessions = BaseSessions(sessions)
        self.heard: list[Message] = []

    async def _asks(self, *_) -> HandlerResult:
        for _ in range(self._calls):
            async with self._sessions.take(polling=False):
                await asyncio.sleep(self._call_s)
        return HandlerResult()

    async def _publish(self, *messages: Message, **_: object) -> None:
        self.heard.extend(messages)

    def _lanes(self) -> Sequence[Lane]:
        nothing = SimpleNamespace(handlers=lambda: ())
        part = SimpleNamespace(reader=nothing, writer=nothing)

        async def key(message: Message) -> str:
            return message.key

        async def get(_key: str) -> None:
            return None

        flow = SimpleNamespace(
            context=SimpleNamespace(base=SimpleNamespace(sessions=self._sessions)),
            reader=SimpleNamespace(handlers=lambda: (), key=key),
            writer=SimpleNamespace(handlers=lambda: (on(OrderUpsert, self._asks),)),
            failures=OrderFailures(SimpleNamespace(get=get)),
        )
        partners = SimpleNamespace(
            reader=SimpleNamespace(handlers=lambda: (), key=key),
            writer=SimpleNamespace(handlers=lambda: (on(PartnerUpsert, self._asks),)),
        )
        directory = SimpleNamespace(
            items=part, prices=part, persons=part, partners=partners, census=nothing, catalog_census=nothing,
            scales=nothing,
        )  # fmt: skip
        return lanes(flow, directory)

    def run(self, messages: Sequence[Message], *, lane: int = ORDERS, attempts: int = 0) -> list[Failure | None]:
        """Handle all messages of a queue, as many at hand as the lane prefetches; who gives up a place comes back."""

        async def probe() -> None: ...

        async def handled() -> list[Failure | None]:
            served = self._lanes()[lane]
            watch = Watch(Peer(probe=probe), self._publish, [served.group])
            handling = Handling(served, self._publish, KeyLocks(), watch)
            at_hand = asyncio.Semaphore(served.prefetch)

            async def handle(message: Message) -> Failure | None:
                envelope = wrap(message, source="test")
                body, properties = envelope.model_dump_json().encode(), Basic.Properties()
                letter = Delivery(served.group, body, 1, envelope.topic, properties, {ATTEMPTS: attempts})
                async with at_hand:
                    return await handling.run(HeldDelivery(letter))

            async def deliver(message: Message) -> Failure | None:
                failure = await handle(message)
                if failure is None or failure.verdict.reason != "uncounted":
                    return failure
                await asyncio.sleep(5)
                return await deliver(message)

            return await asyncio.gather(*map(deliver, messages))

        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            return runner.run(handled())


@pytest.mark.parametrize(("calls", "call_s", "sessions"), [(7, 30, 3), (12, 15, 3), (12, 10, 2), (12, 30, 2)])
def test_no_order_of_a_backlog_is_cut_because_others_keep_a_slow_1c_busy(calls, call_s, sessions):
    assert Slow(calls, call_s, sessions).run([order(number) for number in range(BACKLOG)]) == [None] * BACKLOG


def test_nor_is_a_partner_of_a_long_list_of_companies():
    assert Slow(12, 10, 2).run([partner(number) for number in range(BACKLOG)], lane=DIRECTORY) == [None] * BACKLOG


def test_an_order_that_1c_answers_too_slowly_comes_back_like_any_other_unanswered_one():
    (failure,) = Slow(30, 60, 3).run([order(1)])

    assert (failure.verdict.reason, failure.verdict.rung, failure.verdict.attempts) == ("retryable", "5s", 1)


def test_the_manager_reads_that_1c_does_not_answer_once_such_an_order_is_given_up():
    slow = Slow(30, 60, 3)

    (failure,) = slow.run([order(1)], attempts=7)

    (told,) = slow.heard
    assert failure.verdict.reason == "exhausted"
    assert isinstance(told, OrderRefused)
    assert "1С раз за разом не отвечает" in told.told[0].text
