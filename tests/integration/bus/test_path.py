"""The ordinary path: published, handled once, what the handler returned is published, then acknowledged."""

from shared.bus.bus import Bus
from shared.bus.result import HandlerResult
from tests.integration.bus.letters import GROUP, ROUTER, Heard, also, depth, fact, lane, touched
from tests.waiting import wait_until


async def test_a_published_message_is_handled_and_leaves_the_queue(bus: Bus, channel) -> None:
    heard = Heard()

    await bus.publish(touched(41))
    async with bus.serve(lane(heard)):
        await wait_until(lambda: heard.messages)

    assert heard.messages == [touched(41)]
    assert await depth(channel, GROUP) == 0


@also(ROUTER)
async def test_what_a_handler_returns_is_published_in_its_order_and_continues_the_journey(bus: Bus) -> None:
    facts = [fact(number) for number in range(20)]

    async def answer(_: object) -> HandlerResult:
        return HandlerResult(publish=facts)

    reader, router = Heard(answer), Heard()

    await bus.publish(touched(41))
    async with bus.serve(lane(reader)), bus.serve(lane(router, ROUTER, prefetch=1)):
        await wait_until(lambda: len(router.messages) == len(facts))

    assert router.messages == facts
    assert {e.correlationid for e in router.envelopes} == {reader.envelopes[0].id}
    assert {e.causationid for e in router.envelopes} == {reader.envelopes[0].id}
    assert router.envelopes[0].source == "/tester"
