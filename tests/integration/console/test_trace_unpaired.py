"""`dealbus trace` by a part of a title finds deals in no pair, by asking the portal."""

import asyncio

import pytest
from typer.testing import CliRunner

from sandbox.stack.simulators import simulator_of, simulator_program
from services.console.__main__ import app
from services.mapper.links import Links
from services.mapper.names import Names
from shared.messages.things import Ref
from shared.store import connect
from tests.integration.console.test_status import settings
from tests.tester import apply_groups

__all__ = ["settings"]


@pytest.fixture
async def portal(tmp_path):
    program = simulator_program("portal", tmp_path, ("--companies", "3", "--items", "5"))
    await program.start()
    try:
        yield simulator_of(program)
    finally:
        program.kill()


async def traced(*words: str):
    return await asyncio.to_thread(CliRunner().invoke, app, ["trace", *words])


async def test_a_deal_in_no_pair_is_found_beside_those_that_are(settings, portal, monkeypatch):
    await apply_groups(settings.amqp_url, (), stand_ins=True)
    async with portal.control() as control:
        cards = [{"title": title, "stage": "NEW"} for title in ("Болты М8", "Болты М10", "Гайки")]
        made = [(await control.post("deals", json=card)).json()["deal"]["id"] for card in cards]
    paired = Ref(system="b24", kind="deal", id=str(made[0]))
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        links = Links(database)
        await links.prepare()
        await links.bear(paired)
        await Names(database).note(paired.key, {"title": "Болты М8"})
    monkeypatch.setenv("DEALBUS_B24_WEBHOOK", str(portal.told["webhook"]))

    both, alone, by_id = await traced("болты"), await traced("гайки"), await traced(str(made[1]))
    monkeypatch.setenv("DEALBUS_B24_WEBHOOK", "http://127.0.0.1:1/rest/1/secret/")
    away = await traced("болты", "--json")

    first, second, choose = both.stdout.splitlines()
    assert first == f"deal:{made[0]}: сделка {made[0]} «Болты М8», заказа ещё нет"
    assert second == f"deal:{made[1]}: сделка {made[1]} «Болты М10», заказа ещё нет"
    assert choose.startswith("Подходит несколько")
    assert alone.stdout.startswith(f"deal:{made[2]}: Ничего не известно.")
    assert by_id.stdout.startswith(f"deal:{made[1]}: Ничего не известно.")
    assert f'"key": "{paired.key}"' in away.stdout
