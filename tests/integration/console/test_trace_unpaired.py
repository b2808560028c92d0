"""`dealbus trace` finds deals in no pair by a part of their title, in the portal, and orders by their number, in 1C."""

import asyncio

import httpx
import pytest
from typer.testing import CliRunner

from sandbox.dataset import build_dataset
from sandbox.stack.simulators import simulator_of, simulator_program
from services.console.__main__ import app
from services.mapper.links import Links
from services.mapper.names import Names
from shared.messages.things import Ref
from shared.store import connect
from tests.integration.console.test_status import settings
from tests.integration.onec_connector.conftest import RELEASE, started_base
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


@pytest.fixture
async def links(settings):
    await apply_groups(settings.amqp_url, (), stand_ins=True)
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        links = Links(database)
        await links.prepare()
        yield links


async def test_a_deal_in_no_pair_is_found_beside_those_that_are(settings, portal, links, monkeypatch):
    async with portal.control() as control:
        cards = [{"title": title, "stage": "NEW"} for title in ("Болты М8", "Болты М10", "Гайки")]
        made = [(await control.post("deals", json=card)).json()["deal"]["id"] for card in cards]
    paired = Ref(system="b24", kind="deal", id=str(made[0]))
    async with connect(settings.mongo_url, settings.mongo_database) as database:
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


async def test_of_deals_in_other_pipelines_one_is_found_by_its_id_alone(settings, links, portal, monkeypatch, tmp_path):
    text, rules = settings.rules.read_text(encoding="utf-8"), tmp_path / "rules.yaml"
    rules.write_text(text.replace('"3":', '"5":').replace("C3:", "C5:"), encoding="utf-8")
    monkeypatch.setenv("DEALBUS_RULES", str(rules))
    async with portal.control() as control:
        cards = [{"title": "Шайбы", "stage": "NEW"}, {"title": "Шайбы чужие", "category": 3}]
        ours, theirs = [(await control.post("deals", json=card)).json()["deal"]["id"] for card in cards]
    monkeypatch.setenv("DEALBUS_B24_WEBHOOK", str(portal.told["webhook"]))

    by_title, by_id = await traced("шайбы"), await traced(str(theirs))

    assert by_title.stdout.startswith(f"deal:{ours}: Ничего не известно.")
    assert by_id.stdout.startswith(f"deal:{theirs}: Ничего не известно.")


@pytest.mark.parametrize("words", ["ТД00-000041", "7701310010", "41"])
async def test_whoever_names_a_pair_by_a_number_of_its_own_is_not_asked_about_in_the_portal(
    settings, links, portal, monkeypatch, words
):
    paired = Ref(system="b24", kind="deal", id="41")
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        await links.bear(paired)
        await Names(database).note(paired.key, {"title": "Болты", "number": "ТД00-000041", "inn": "7701310010"})
    async with portal.control() as control:
        await control.post("deals", json={"title": "ТД00-000041, копия", "stage": "NEW"})
        monkeypatch.setenv("DEALBUS_B24_WEBHOOK", str(portal.told["webhook"]))

        found = await traced(words, "--json")
        asked = (await control.get("stats")).json()["requests"]

    assert f'"key": "{paired.key}"' in found.stdout
    assert asked == 0


async def typed_order(base: dict) -> tuple[str, str]:
    """An accountant types an order that has no deal; return its reference and number."""
    dataset = build_dataset(companies=12, items=90)
    client = next(one for one in dataset.clients if one.known_to_onec and one.kind == "company" and one.agreement)
    item = next(one for one in dataset.items if one.known_to_onec and one.kind == "goods" and not one.characteristics)
    typed = {"client": client.guid, "rows": [{"item": item.guid, "quantity": 2, "price": "100"}]}
    async with httpx.AsyncClient(base_url=base["control"], trust_env=False) as control:
        answer = (await control.post("orders", json=typed)).json()
    return answer["guid"], answer["document"]["Number"]


async def test_an_order_in_no_pair_is_found_by_its_number(links, monkeypatch):
    with started_base(RELEASE, "--companies", "12", "--items", "90") as base:
        guid, number = await typed_order(base)
        for name, value in (("URL", "address"), ("USER", "user"), ("PASSWORD", "password")):
            monkeypatch.setenv(f"DEALBUS_ONEC_{name}", base[value])

        whole, digits = await traced(number), await traced(number.rpartition("-")[2].lstrip("0"))
        another, words = await traced(f"{number}9"), await traced("Болты")

    for one in (whole, digits):
        assert one.stdout.startswith(f"order:{guid}: Ничего не известно. Заказ старше")
    assert another.stdout.startswith(f"«{number}9» не найдено")
    assert words.stdout.startswith("«Болты» не найдено")
