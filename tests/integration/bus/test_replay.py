"""Replay by meaning: a fact is run with today's rules, a command makes the ring look again."""

import json
from urllib.parse import quote

from aio_pika.abc import AbstractChannel

from sandbox.stack import Broker
from services.console.dead_letters.dead import REMEDIES, Filter, as_json, drop_all, replay_all, told, wanted
from services.console.settings import ConsoleSettings
from services.console.standing.retrying import retry
from shared.bus.bus import Bus
from shared.bus.delivery import ATTEMPTS, DEAD, FIRST_FAILURE, REASON
from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Lane, on
from shared.bus.replay import DeadLetter, dead_letters, replay
from shared.bus.result import HandlerResult
from shared.messages.ring.commands import DealNote
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.message import Message
from shared.messages.ring.told import Told
from shared.messages.routes import GROUPS, exchange_of
from shared.messages.things import Ref
from shared.store import connect
from shared.store.history import History
from tests.integration.bus.letters import (
    GROUP,
    WRITERS,
    Heard,
    also,
    deal,
    depth,
    failing,
    first,
    lane,
    order_command,
    post,
    touched,
)
from tests.tester import TESTER
from tests.waiting import wait_until

REFUSED = Permanent("У компании «Ромашка» не заполнен ИНН.", reason="no_inn")


async def bury(bus: Bus, channel: AbstractChannel, *messages: Message, group: str = GROUP) -> None:
    """Let the messages become dead letters of the group."""
    await bus.publish(*messages)

    async def buried() -> bool:
        return await depth(channel, f"{group}.dead") == len(messages)

    settings = lane(failing(REFUSED), group)
    async with bus.serve(settings):
        await wait_until(buried)


async def move_messages(broker: Broker, url: str, source: str, destination: str) -> None:
    """What the button "Move messages" of the management UI does."""
    vhost = url.rsplit("/", 1)[1]
    shovel = {
        "src-protocol": "amqp091",
        "src-uri": f"amqp:///{quote(vhost, safe='')}",
        "src-queue": source,
        "src-prefetch-count": 1000,
        "src-delete-after": "queue-length",
        "dest-protocol": "amqp091",
        "dest-uri": f"amqp:///{quote(vhost, safe='')}",
        "dest-queue": destination,
        "dest-add-forward-headers": False,
        "ack-mode": "on-confirm",
    }
    async with broker.management() as api:
        path = f"/api/parameters/shovel/{quote(vhost, safe='')}/move"
        (await api.put(path, json={"component": "shovel", "name": "move", "value": shovel})).raise_for_status()


async def test_moving_a_dead_hint_to_replay_runs_it_again(bus: Bus, url: str, channel, broker: Broker) -> None:
    await bury(bus, channel, touched(41))
    heard = Heard()

    await move_messages(broker, url, f"{GROUP}.dead", f"{GROUP}.replay")
    async with bus.serve(lane(heard)):
        await wait_until(lambda: heard.messages, timeout=20)

    assert heard.messages == [touched(41)]
    assert await depth(channel, f"{GROUP}.dead") == 0


@also(WRITERS)
async def test_moving_a_dead_command_to_replay_looks_again_instead_of_running_it(
    bus: Bus, url: str, channel, broker: Broker
) -> None:
    await bury(bus, channel, order_command(41), group=WRITERS)
    writer, reader = Heard(), Heard()

    await move_messages(broker, url, f"{WRITERS}.dead", f"{WRITERS}.replay")
    async with bus.serve(lane(writer, WRITERS)), bus.serve(lane(reader)):
        await wait_until(lambda: reader.messages, timeout=20)

    assert reader.messages == [DealTouched(ref=deal(41), force=True)]
    assert writer.messages == []
    assert await depth(channel, WRITERS) == 0


async def test_the_command_line_replays_what_the_filter_names_and_leaves_the_rest(bus: Bus, url: str, channel) -> None:
    await bury(bus, channel, *(touched(number) for number in range(6)))
    heard = Heard()

    def is_even(delivery: DeadLetter) -> bool:
        return delivery.reason == "no_inn" and int(delivery.subject.split(":")[1]) % 2 == 0

    replayed = await replay(url, GROUP, where=is_even, limit=2)
    async with bus.serve(lane(heard)):
        await wait_until(lambda: len(heard.messages) == 2)

    assert replayed == 2
    assert heard.numbers == ["0", "2"]
    assert {delivery.subject for delivery in await dead_letters(url, GROUP)} == {"deal:1", "deal:3", "deal:4", "deal:5"}


async def test_a_replayed_note_is_told(bus: Bus, url: str, channel) -> None:
    order = Ref(system="onec", kind="order", id="5b1d6e0a-0000-4000-8000-000000000001")
    note = DealNote(key="deal:41", source=order, deal=deal(41), told=(Told(topic="refusal", text="Нет ИНН."),))
    heard = Heard()

    async def refuse(_: object) -> HandlerResult:
        raise REFUSED

    await bus.publish(note)
    async with bus.serve(Lane(group=GROUP, handlers=[on(DealNote, Heard(refuse))])):
        await wait_until(lambda: depth(channel, f"{GROUP}.dead"))
    await replay(url, GROUP, where=lambda _: True)
    async with bus.serve(Lane(group=GROUP, handlers=[on(DealNote, heard)])):
        await wait_until(lambda: heard.messages)

    assert heard.messages == [note]


async def test_a_replayed_message_begins_its_attempts_anew(bus: Bus, url: str, channel) -> None:
    await bury(bus, channel, touched(41))

    await replay(url, GROUP, where=lambda _: True)
    async with bus.serve(lane(failing(Retryable("503")))):
        retried = await first(channel, f"{GROUP}.retry.5s")

    assert retried.headers["dealbus-attempts"] == 1
    assert "dealbus-dead" not in retried.headers


@also(WRITERS)
async def test_a_replayed_command_is_not_run_after_a_detour_over_a_rung_either(bus: Bus, url: str, channel) -> None:
    await bury(bus, channel, order_command(41), group=WRITERS)
    writer = Heard()
    hints = await channel.get_queue(GROUP)
    await hints.unbind(exchange_of(TESTER), "deal.touched")

    await replay(url, WRITERS, where=lambda _: True)
    async with bus.serve(lane(writer, WRITERS)):
        rung = await channel.get_queue(f"{WRITERS}.retry.1m")
        detoured = await first(channel, rung.name)
        await hints.bind(exchange_of(TESTER), "deal.touched")
        await post(channel, detoured.body, queue=WRITERS, headers=dict(detoured.headers))
        await wait_until(lambda: depth(channel, GROUP))

    assert writer.messages == []


async def test_what_is_no_message_of_the_bus_comes_back_from_a_replay_with_the_same_reason(
    bus: Bus, url: str, channel, broker: Broker
) -> None:
    await post(channel, b"no json", queue=f"{GROUP}.dead", headers={"mine": "x" * 130_000})
    [before] = await dead_letters(url, GROUP)
    heard = Heard()

    await move_messages(broker, url, f"{GROUP}.dead", f"{GROUP}.replay")
    await bus.publish(touched(41))
    async with bus.serve(lane(heard)):
        await wait_until(lambda: depth(channel, f"{GROUP}.dead"), timeout=20)
        await wait_until(lambda: heard.numbers)
    [after] = await dead_letters(url, GROUP)

    assert (after.reason, after.sentence, after.body) == (before.reason, before.sentence, before.body)
    assert after.reason == "unfit"


async def test_a_letter_of_the_broker_is_told_by_its_last_death(url: str, channel) -> None:
    deaths = [{"reason": "delivery_limit", "queue": GROUP}, {"reason": "expired", "queue": f"{GROUP}.retry.5s"}]

    await post(
        channel, touched(41), queue=f"{GROUP}.dead", headers={"x-death": deaths, "x-first-death-reason": "expired"}
    )
    [delivery] = await dead_letters(url, GROUP)

    assert delivery.reason == "delivery_limit"
    assert "в журнале сервиса" in delivery.sentence


@also(*GROUPS)
async def test_the_console_leaves_what_would_come_back_and_says_what_to_do(url: str, channel) -> None:
    dead = f"{GROUP}.dead"
    await post(channel, b"no json", queue=dead, headers={"mine": "x" * 130_000})
    for reason in ("unreadable", "unreadable", "bug", "crash"):
        await post(channel, touched(41), queue=dead, headers={DEAD: "2026-03-02T03:00:00+00:00", REASON: reason})
    settings = ConsoleSettings(amqp_url=url)

    done = (await replay_all(settings, GROUP, Filter())).told()
    named = (await replay_all(settings, GROUP, Filter(reason="unreadable"))).told()

    assert done.splitlines() == [
        "Возвращено в работу: 1.",
        f"Не возвращено, unfit: 1; {REMEDIES['unfit']}.",
        f"Не возвращено, unreadable: 2; {REMEDIES['unreadable']}.",
        f"Не возвращено, crash: 1; {REMEDIES['crash']}.",
    ]
    assert "--reason unreadable" in done
    assert named == "Возвращено в работу: 2."


@also(*GROUPS)
async def test_letters_whose_headers_a_stranger_wrote_hide_no_other(url: str, channel) -> None:
    moments = ["2026-01-01", "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00", "no moment", "2026-03-02T03:00Z"]
    for first_failure in moments:
        headers = {DEAD: True, REASON: ["bug"], ATTEMPTS: -(2**63), FIRST_FAILURE: first_failure}
        await post(channel, touched(41), queue=f"{GROUP}.dead", headers=headers)

    found = await wanted(ConsoleSettings(amqp_url=url), GROUP, Filter())

    assert "deal.touched" in told(found)
    assert len(json.loads(as_json(found))) == len(moments)


@also(*GROUPS)
async def test_letters_that_nobody_needs_are_dropped_and_trace_says_why(
    bus: Bus, url: str, channel, mongo_url: str, mongo_database: str
) -> None:
    await bury(bus, channel, touched(41), touched(42))
    settings = ConsoleSettings(amqp_url=url, mongo_url=mongo_url, mongo_database=mongo_database)

    dropped = await drop_all(settings, None, Filter(about={"deal:41"}), "сделку завели для пробы")
    async with connect(mongo_url, mongo_database) as database:
        (line,) = await History(database, "mapper", 0).of("deal:41")

    assert [one.letter.subject for one in dropped] == ["deal:41"]
    assert [delivery.subject for delivery in await dead_letters(url, GROUP)] == ["deal:42"]
    assert (line["what"], line["why"]) == ("dropped", "сделку завели для пробы")


@also(*GROUPS)
async def test_a_deal_that_is_retried_is_looked_at_now_and_its_letters_go_back(
    bus: Bus, url: str, channel, mongo_url, mongo_database
) -> None:
    await bury(bus, channel, touched(41), touched(42))
    heard, where = Heard(), ConsoleSettings(amqp_url=url, mongo_url=mongo_url, mongo_database=mongo_database)

    done = await retry(where, "deal:41")
    async with bus.serve(lane(heard)):
        await wait_until(lambda: len(heard.messages) == 2)

    assert heard.numbers == ["41", "41"]
    assert any(one.force for one in heard.messages)
    assert done.told().splitlines() == [
        "deal:41: обмен перечитает и передаст заново; что вышло: dealbus trace deal:41.",
        "Возвращено в работу: 1.",
    ]
