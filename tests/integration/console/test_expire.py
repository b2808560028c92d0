"""A dead letter that nobody decides about is named, and goes by a command that shows it; none vanishes by itself."""

import asyncio
from datetime import UTC, datetime

from aio_pika import Message, connect_robust
from typer.testing import CliRunner

from services.console.__main__ import app
from services.console.dead_letters import dead
from services.console.standing import status
from shared.bus.delivery import DEAD, REASON, SENTENCE, SUBJECT
from shared.bus.topology import apply_topology
from shared.store import connect
from shared.store.history import History
from tests.integration.console.test_status import settings
from tests.waiting import wait_until

__all__ = ["settings"]

LONG_AGO = "2026-01-02T03:04:05+00:00"


async def bury(url: str, **subjects: str) -> None:
    """Put letters among the dead of the mapper, by subject with the moment of their death; empty: none is noted."""
    async with await connect_robust(url) as connection:
        exchange = (await connection.channel()).default_exchange
        for subject, moment in subjects.items():
            ours = {DEAD: moment} if moment else {}
            headers = {**ours, REASON: "bug", SENTENCE: f"о {subject}", SUBJECT: subject}
            await exchange.publish(Message(b"{}", headers=headers, message_id=subject), "mapper.orders.dead")


async def test_an_old_letter_is_warned_of_then_shown_kept_in_history_and_deleted_alone(settings):
    await apply_topology(settings.amqp_url)
    await bury(settings.amqp_url, old=LONG_AGO, fresh=datetime.now(UTC).isoformat(), foreign="")

    (warning,) = await dead.warned(settings)
    seen = await asyncio.to_thread(CliRunner().invoke, app, ["dead", "expire", "--dry-run"])
    before = {one.letter.subject for one in await dead.every(settings)}
    done = await asyncio.to_thread(CliRunner().invoke, app, ["dead", "expire"])

    async with connect(settings.mongo_url, settings.mongo_database) as database:
        (line,) = await History(database, "mapper", 0).of("old")
    assert not warning.ok
    assert "старше 90 дней: 1, самое давнее от 02.01.2026" in warning.text
    assert "о old" in seen.stdout
    assert before == {"old", "fresh", "foreign"}
    assert "Удалено отложенных сообщений старше 90 дней: 1." in done.stdout
    assert {one.letter.subject for one in await dead.every(settings)} == {"fresh", "foreign"}
    assert (line["what"], line["why"]) == ("dropped", "старше 90 дней, никто не решил")
    assert await dead.warned(settings) == []


async def test_the_status_says_since_when_the_oldest_letter_of_a_cause_lies(settings):
    await apply_topology(settings.amqp_url)
    await bury(settings.amqp_url, fresh=datetime.now(UTC).isoformat(), old=LONG_AGO, foreign="")

    found = await status.look(settings)
    listed = await asyncio.to_thread(CliRunner().invoke, app, ["dead", "list", "--reason", "bug"])
    none = await asyncio.to_thread(CliRunner().invoke, app, ["dead", "list", "--reason", "crash"])

    assert listed.stdout.endswith("Когда причина устранена, верните их в работу: dealbus dead replay --reason bug\n")
    assert none.stdout == "Отложенных сообщений: 0.\n"
    assert found.dead == {("mapper.orders", "bug"): 2, ("mapper.orders", "unknown"): 1}
    assert found.dead_since == {("mapper.orders", "bug"): datetime.fromisoformat(LONG_AGO)}
    assert "Отложено в mapper.orders, bug: 2, первое" in found.told(datetime.now(UTC))


async def test_a_letter_that_the_broker_put_there_dates_from_its_own_clock(settings):
    await apply_topology(settings.amqp_url)
    async with await connect_robust(settings.amqp_url) as connection:
        channel = await connection.channel()
        queue = await channel.get_queue("mapper.orders")
        await channel.default_exchange.publish(Message(b"{}", headers={SUBJECT: "deal:41"}), "mapper.orders")
        await (await queue.get()).reject(requeue=False)

    async def since() -> datetime | None:
        return next((one.letter.since for one in await dead.every(settings)), None)

    at = await wait_until(since)
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60


async def test_without_a_broker_nothing_is_warned_of(settings):
    assert await dead.warned(settings) == []
