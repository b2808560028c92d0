"""Failing well: the ladder, the dead letters, and what never happens to a message."""

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel

from shared.bus import session
from shared.bus.bus import Bus
from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Lane
from shared.bus.replay import dead_letters
from shared.bus.result import HandlerResult
from shared.messages.envelope import wrap
from shared.messages.routes import GROUPS, exchange_of
from tests.betrayed import kept, tap
from tests.integration.bus.letters import (
    GROUP,
    ROUTER,
    WRITERS,
    Heard,
    also,
    depth,
    fact,
    failing,
    first,
    lane,
    order_command,
    post,
    touched,
)
from tests.waiting import wait_until


async def test_a_retryable_failure_comes_back_after_five_seconds(bus: Bus) -> None:
    async def fail_once(_: object) -> None:
        if len(heard.messages) == 1:
            raise Retryable("portal answers 503")

    heard = Heard(fail_once)

    await bus.publish(touched(41))
    async with bus.serve(lane(heard)):
        await wait_until(lambda: len(heard.messages) == 2, timeout=15)

    assert heard.messages == [touched(41), touched(41)]
    assert heard.envelopes[0].id == heard.envelopes[1].id


async def test_a_failed_attempt_is_counted_in_our_header_and_gets_an_id_of_its_own(bus: Bus, channel) -> None:
    heard = failing(Retryable("portal answers 503, webhook https://p.bitrix24.ru/rest/1/s3cr3ts3cr3t/x"))
    await post(channel, touched(41), headers={"dealbus-attempts": 1, "x-death": [], "x-delivery-count": 7})

    async with bus.serve(lane(heard)):
        retried = await first(channel, f"{GROUP}.retry.1m")

    assert retried.headers["dealbus-attempts"] == 2
    assert retried.headers["dealbus-reason"] == "retryable"
    assert "s3cr3t" not in retried.headers["dealbus-sentence"]
    assert "x-death" not in retried.headers
    assert retried.headers.get("x-delivery-count") != 7
    assert retried.message_id


@also(*GROUPS)
async def test_the_look_for_secrets_sees_the_headers_of_what_was_put_on_a_rung_and_of_dead_letters(
    bus: Bus, channel, url: str
) -> None:
    async def fail(message: object) -> None:
        raise Retryable("word of a rung") if message == touched(41) else Permanent("word of a dead letter", reason="x")

    await tap(url)
    await bus.publish(touched(41), touched(42))
    async with bus.serve(lane(Heard(fail))):
        await first(channel, f"{GROUP}.retry.5s")
        await first(channel, f"{GROUP}.dead")
    texts = await kept(url)

    assert all(words in texts for words in ("word of a rung", "word of a dead letter"))


async def test_a_failure_that_does_not_count_leaves_the_attempts_alone(bus: Bus, channel: AbstractChannel) -> None:
    heard = failing(Retryable("1C writes this order now", after_s=60, counted=False))
    await post(channel, touched(41), headers={"dealbus-attempts": 7})

    async with bus.serve(lane(heard)):
        retried = await first(channel, f"{GROUP}.retry.1m")

    assert retried.headers["dealbus-attempts"] == 7


async def test_a_wait_longer_than_its_rung_goes_on_to_the_next_one_and_no_handler_hears_of_it(
    bus: Bus, channel: AbstractChannel
) -> None:
    heard = failing(Retryable("an attempt may still be running", after_s=125, counted=False))
    await post(channel, touched(41), headers={"dealbus-attempts": 2})

    async with bus.serve(lane(heard)):
        begun = await first(channel, f"{GROUP}.retry.1m")
        await post(channel, begun.body, headers=dict(begun.headers))
        continued = await first(channel, f"{GROUP}.retry.1m")
        await post(channel, continued.body, headers=dict(continued.headers))
        ended = await first(channel, f"{GROUP}.retry.5s")

    assert [delivery.headers.get("dealbus-left") for delivery in (begun, continued, ended)] == [65, 5, None]
    assert [delivery.headers["dealbus-attempts"] for delivery in (begun, continued, ended)] == [2, 2, 2]
    assert ended.headers["dealbus-sentence"] == "an attempt may still be running"
    assert len(heard.messages) == 1


async def test_a_wait_that_is_over_ends_with_the_handler(bus: Bus, channel: AbstractChannel) -> None:
    heard = Heard()
    await post(channel, touched(41), headers={"dealbus-left": 4})

    async with bus.serve(lane(heard)):
        await wait_until(lambda: heard.messages, timeout=15)

    assert heard.messages == [touched(41)]


@pytest.mark.parametrize(
    ("error", "attempts", "reason", "sentence"),
    [
        (
            Permanent("У товара «Болт М8» нет единицы.", reason="no_unit"),
            0,
            "no_unit",
            "У товара «Болт М8» нет единицы.",
        ),
        (
            Retryable("portal answers 503"),
            7,
            "exhausted",
            "Не удалось за 8 попыток, последний ответ: portal answers 503",
        ),
        (KeyError("stage"), 3, "bug", "Ошибка самого обмена во всех 4 попытках: KeyError: 'stage'"),
    ],
)
async def test_what_cannot_work_becomes_a_dead_letter_a_person_can_act_on(
    bus: Bus, url: str, channel, *, error: Exception, attempts: int, reason: str, sentence: str
) -> None:
    await post(channel, touched(41), headers={"dealbus-attempts": attempts, "subject": "deal:41"})

    async with bus.serve(lane(failing(error))):
        await wait_until(lambda: depth(channel, f"{GROUP}.dead"))
    [delivery] = await dead_letters(url, GROUP)

    assert (delivery.reason, delivery.sentence) == (reason, sentence)
    assert (delivery.attempts, delivery.subject, delivery.type) == (attempts + 1, "deal:41", "dealbus.deal.touched.v1")
    assert delivery.first_failure
    assert delivery.last_failure
    assert await wait_until(lambda: depth(channel, f"{GROUP}.dead")) == 1


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"{", "конверта CloudEvents нет"),
        (b'"text"', "конверта CloudEvents нет"),
        (touched(1).model_dump_json().encode(), "конверта CloudEvents нет"),
        (
            b'{"source":"/t","type":"dealbus.deal.touched.v9","subject":"deal:1","correlationid":"1","data":{}}',
            "эта версия сервиса не знает",
        ),
        (
            b'{"source":"/t","type":"dealbus.deal.touched.v1","subject":"deal:1","correlationid":"1","data":{}}',
            "ref: Field required",
        ),
    ],
)
async def test_a_message_nobody_can_read_is_dead_lettered_and_the_next_one_is_handled(
    bus: Bus, url: str, channel, body: bytes, sentence: str
) -> None:
    heard = Heard()
    await post(channel, body)
    await bus.publish(touched(42))

    async with bus.serve(lane(heard, prefetch=1)):
        await wait_until(lambda: heard.messages)
    [delivery] = await dead_letters(url, GROUP)

    assert delivery.reason == "unreadable"
    assert sentence in delivery.sentence
    assert await depth(channel, GROUP) == 0


async def test_a_message_without_a_handler_is_dead_lettered_with_its_type(bus: Bus, url: str, channel) -> None:
    await post(channel, touched(41))

    async with bus.serve(Lane(group=GROUP, handlers=[])):
        await wait_until(lambda: depth(channel, f"{GROUP}.dead"))
    [delivery] = await dead_letters(url, GROUP)

    assert delivery.reason == "unhandled"
    assert "dealbus.deal.touched.v1" in delivery.sentence


async def test_a_failure_of_the_store_after_the_confirms_brings_the_message_back(bus: Bus, channel) -> None:
    async def store() -> None:
        raise Retryable("database away")

    async def act(_: object) -> HandlerResult:
        return HandlerResult(then=store)

    await bus.publish(touched(41))
    async with bus.serve(lane(Heard(act))):
        retried = await first(channel, f"{GROUP}.retry.5s")

    assert retried.headers["dealbus-attempts"] == 1


async def test_without_its_rung_a_message_is_delivered_again_and_given_up_by_the_delivery_limit(
    bus: Bus, url: str, channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_UNREACHABLE_PAUSE_S", 0)
    rung = await channel.get_queue(f"{GROUP}.retry.5s")
    await rung.delete(if_unused=False, if_empty=False)
    heard = failing(Retryable("portal answers 503"))

    await bus.publish(touched(41))
    async with bus.serve(lane(heard)):
        await wait_until(lambda: depth(channel, f"{GROUP}.dead"), timeout=20)
    [delivery] = await dead_letters(url, GROUP)

    assert len(heard.messages) == 21
    assert delivery.reason == "delivery_limit"


async def test_a_message_that_finds_no_work_queue_on_its_way_back_is_kept(bus: Bus, channel) -> None:
    await bus.publish(touched(41))
    async with bus.serve(lane(failing(Retryable("portal answers 503")))):
        await wait_until(lambda: depth(channel, f"{GROUP}.retry.5s"))

    work = await channel.get_queue(GROUP)
    await work.delete(if_unused=False, if_empty=False)

    await wait_until(lambda: depth(channel, f"{GROUP}.dead"), timeout=15)


@also(WRITERS)
async def test_a_command_published_under_the_key_of_a_hint_is_not_run(bus: Bus, channel) -> None:
    """The broker holds a user to routing keys; what is in the envelope is for us to compare with them."""
    heard = Heard()
    forged = wrap(order_command(41), source="b24-connector").model_dump_json(exclude_none=True).encode()
    exchange = await channel.get_exchange(exchange_of("b24-connector"), ensure=False)

    await exchange.publish(aio_pika.Message(forged, delivery_mode=2), "order.touched")
    async with bus.serve(lane(heard, WRITERS)):
        delivery = await first(channel, f"{WRITERS}.dead")

    assert heard.messages == []
    assert delivery.headers["dealbus-reason"] == "misrouted"
    assert "order.upsert" in delivery.headers["dealbus-sentence"]
    assert "order.touched" in delivery.headers["dealbus-sentence"]


@also(ROUTER)
async def test_people_hear_of_a_failed_message_with_what_became_of_it(bus: Bus, channel: AbstractChannel) -> None:
    told: list[tuple[str, str, bool]] = []

    async def tell(_envelope, message, error, *, is_dead):
        told.append((message.ref.id, str(error), is_dead))
        return [fact(message.ref.id)] if is_dead else []

    await post(channel, touched(41), headers={"dealbus-attempts": 7})
    await post(channel, touched(42))
    async with bus.serve(lane(failing(Retryable("no answer")), on_failure=tell)):
        await wait_until(lambda: len(told) == 2)
        published = await first(channel, ROUTER)

    assert sorted(told) == [("41", "no answer", True), ("42", "no answer", False)]
    assert b"41" in published.body


@also(ROUTER)
async def test_a_failure_to_tell_does_not_keep_a_message(bus: Bus, url: str, channel: AbstractChannel) -> None:
    async def tell(*_, is_dead):
        raise ValueError(is_dead)

    await post(channel, touched(41), headers={"dealbus-attempts": 7})
    async with bus.serve(lane(failing(Retryable("no answer")), on_failure=tell)):
        await wait_until(lambda: depth(channel, f"{GROUP}.dead"))

    assert [delivery.reason for delivery in await dead_letters(url, GROUP)] == ["exhausted"]
