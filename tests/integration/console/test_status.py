"""`dealbus status` on a real broker and database: what waits, what stands, what was given up."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aio_pika
import pytest
from typer.testing import CliRunner

from services.console.__main__ import app
from services.console.settings import ConsoleSettings
from services.console.standing import status
from services.console.standing.latest import NAMES
from services.console.standing.refused import Standing
from services.mapper.links import Links
from services.mapper.refusals import RefusalReason
from services.reconciler.differences import Difference
from services.reconciler.looking import Memory
from services.reconciler.pairing import ComparedPair
from shared.bus.bus import Bus
from shared.messages.envelope import wrap
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Ref
from shared.process.lanes import noting_lanes
from shared.store import Cursors, connect
from shared.store.backups import note_backup
from tests.integration.bus.letters import GROUP, Heard, lane, post
from tests.tester import TESTER, apply_groups
from tests.waiting import wait_until

DEAL = Ref(system="b24", kind="deal", id="41")
ORDER = Ref(system="onec", kind="order", id="8d5a1c5e-0000-4000-8000-000000000041")
NO_SOURCE = "Сделка по заказу ТД00-000123 не создана: портал требует поле «Источник»."


@pytest.fixture
def settings(amqp_url, mongo_url, mongo_database, monkeypatch) -> ConsoleSettings:
    named = {
        "AMQP_URL": amqp_url,
        "MONGO_URL": mongo_url,
        "MONGO_DATABASE": mongo_database,
        "RULES": "deploy/config/rules.yaml",
        "HTTP_PORT": "8080",
    }
    for name, value in named.items():
        monkeypatch.setenv(f"DEALBUS_{name}", value)
    return ConsoleSettings.load()


async def test_a_stopped_service_a_standing_deal_and_a_closed_system_are_all_in_it(settings):
    await apply_groups(settings.amqp_url, ("b24-connector.orders",), stand_ins=True)
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        links = Links(database)
        await links.prepare()
        await links.bear(DEAL)
        for said in ("Нет товара «Болт» в 1С.", "Нет товара «Болт М8» в 1С."):
            await links.complete(DEAL.key, None, refusal=RefusalReason("item", said))
        await links.note_peer("onec", is_open=False, since=datetime.now(UTC))
    async with Bus.connect(settings.amqp_url, service=TESTER) as bus:
        await bus.publish(DealTouched(ref=DEAL))

    found = await status.look(settings)

    told = json.loads(json.dumps(found.as_json(), default=str))
    assert (told["fine"], told["peers"]["onec"]["open"]) == (False, False)
    assert told["lanes"]["b24-connector.orders"] == {"consumers": 0, "ready": 1, "later": 0, "oldest": None}
    (deal,) = told["standing"]
    assert (deal["deal"], deal["why"], deal["said"]) == ("41", "item", "Нет товара «Болт М8» в 1С.")
    assert deal["since"]


async def test_how_long_the_oldest_message_in_hand_waits_is_told_without_a_delivery_more(settings):
    await apply_groups(settings.amqp_url, (GROUP,), stand_ins=True)
    let_go = asyncio.Event()

    async def hold(_: object) -> None:
        await let_go.wait()

    heard, hour_ago = Heard(hold), datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    async with (
        connect(settings.mongo_url, settings.mongo_database) as database,
        Bus.connect(settings.amqp_url, service=TESTER) as bus,
        bus.serve(lane(heard)) as served,
        await aio_pika.connect(settings.amqp_url) as connection,
    ):
        note = await noting_lanes(database, "b24-connector", lambda: served)
        letter = wrap(DealTouched(ref=DEAL), source="t").with_(time=hour_ago)
        await post(await connection.channel(), letter.model_dump_json().encode())
        await wait_until(lambda: served.oldest)
        await note()
        waits = await status.look(settings)
        let_go.set()
        await wait_until(lambda: served.in_flight == 0)
        await note()
        done = await status.look(settings)

    assert waits.oldest == {GROUP: hour_ago}
    assert f"{GROUP}: в работе, ждёт 0, на повторе 0, самое давнее отправлено 1 ч. назад." in waits.told(
        datetime.now(UTC)
    )
    assert done.oldest == {}
    assert len(heard.messages) == 1


async def test_a_deal_whose_order_was_made_stands_no_more(settings):
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        links = Links(database)
        await links.prepare()
        await links.bear(DEAL)
        await links.complete(DEAL.key, None, refusal=RefusalReason("item", "Нет товара «Болт» в 1С."))
        await links.complete(DEAL.key, Ref(system="onec", kind="order", id="g"))

    assert await status.standing() == Standing([], 0, [], 0)


async def test_an_order_whose_deal_the_portal_refuses_stands_until_it_has_one(settings):
    await apply_groups(settings.amqp_url, (), stand_ins=True)
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        links = Links(database)
        await links.prepare()
        await links.bear(ORDER)
        for said in (NO_SOURCE, f"{NO_SOURCE} Снова."):
            await links.complete(ORDER.key, None, refusal=RefusalReason("portal-refused", said), target="b24")
        found = await status.look(settings)
        listed = await asyncio.to_thread(CliRunner().invoke, app, ["deals", "--standing"])
        traced = await asyncio.to_thread(CliRunner().invoke, app, ["trace", ORDER.key])
        await links.resolve(DEAL, ORDER)
        settled = await status.standing()

    (order,) = found.orders
    assert (found.is_fine, found.orders_total, order.key, order.said) == (False, 1, ORDER.key, f"{NO_SOURCE} Снова.")
    assert "Заказов, чью сделку портал не принимает: 1 (портал не принимает: 1)" in found.told(datetime.now(UTC))
    assert NO_SOURCE in listed.stdout
    assert f"Сделка ждёт: {NO_SOURCE}" in traced.stdout
    assert (settled.orders, settled.orders_total) == ([], 0)


async def test_what_was_done_last_is_read_and_a_difference_is_reason_to_act(settings):
    await apply_groups(settings.amqp_url, (), stand_ins=True)
    at = datetime.now(UTC).replace(microsecond=0)
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        cursors, memory = Cursors(database, "b24"), Memory.of(database)
        for name in ("deals", "event"):
            await cursors.set(name, at.isoformat())
        await note_backup(database)
        await memory.prepare()
        await memory.runs.begin("night", at, at, is_whole=True)
        run = await memory.runs.latest()
        await memory.runs.move(run, "done", at, result={"pairs": 1})
        differing = ComparedPair(
            key="deal:41",
            deal_id="41",
            order_id=ORDER.id,
            order_number="ТД00-000123",
            deal_url="",
            order_url="",
            differences=(Difference(what="no_order", deal="41", order=""),),
            edited={},
        )
        await memory.findings.keep("night", [differing], at)
        await memory.findings.keep("night", [replace(differing, key="deal:42", apart="moving")], at)
        await database["differences"].insert_one({"_id": "deal:43", "apart": ""})  # it is counted, not read

    latest = (await status.look(settings)).latest

    assert (latest.sweep, latest.event) == (at, at)
    assert set(latest.moments) == set(NAMES.values())
    assert latest.differences == 2
