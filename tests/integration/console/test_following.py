"""A load touches what is to be done, groups first, and tells how it goes until all of it is paired."""

import json
from dataclasses import replace

import aio_pika
import pytest

from services.console.load import following
from services.console.load.following import load
from services.console.load.plan import Plan, planned
from services.console.load.things import COMPANIES, PRICES, PRODUCTS, Load
from services.console.piping import LoadError, UnansweredError
from services.console.settings import ConsoleSettings
from shared.messages.envelope import unwrap
from shared.store.connection import connect
from tests.tester import apply_groups

QUEUE = "onec-connector.directory"
VERDICTS = [
    {"key": "item:g-1", "name": "Болт М8", "would": "create", "why": ""},
    {"key": "item:g-2", "name": "Гайка М8", "would": "link", "why": ""},
    {"key": "item:g-3", "name": "Шайба 8", "would": "same", "why": ""},
    {"key": "item:g-4", "name": "Шуруп", "would": "doubtful", "why": "Товар «Шуруп» не перенесён: артикул у двух."},
    {"key": "item:g-5", "name": "Винт", "would": "change", "why": ""},
    {"key": "group:g-9", "name": "Крепёж", "would": "create", "why": ""},
]


def plan() -> Plan:
    return Plan(PRODUCTS.ways[0], VERDICTS)


@pytest.fixture
async def settings(amqp_url, mongo_url, mongo_database, monkeypatch) -> ConsoleSettings:
    await apply_groups(amqp_url, (QUEUE, "b24-connector.directory"))
    monkeypatch.setattr(following, "LOOK_S", 0.05)
    return ConsoleSettings(amqp_url=amqp_url, mongo_url=mongo_url, mongo_database=mongo_database)


async def pair(settings: ConsoleSettings, onec: str, b24: str, kind: str = "product") -> None:
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        await database["links"].insert_one({"_id": onec, "kind": kind, "onec": onec, "b24": b24})


async def touched(settings: ConsoleSettings, group: str = QUEUE) -> list[tuple[str, bool]]:
    """What waits for a connector."""
    found = []
    async with await aio_pika.connect(settings.amqp_url) as connection:
        queue = await (await connection.channel()).get_queue(group)
        while (message := await queue.get(fail=False, no_ack=True)) is not None:
            hint = unwrap(message.body)[1]
            found.append((hint.ref.key, hint.force))
    return found


async def test_what_is_to_be_done_is_touched_and_watched_until_it_is_paired(settings):
    told = []
    await pair(settings, "g-1", "101")
    await pair(settings, "g-2", "102")

    await load(settings, "products", [plan()], told.append)

    assert await touched(settings) == [(key, True) for key in ("group:g-9", "item:g-1", "item:g-2", "item:g-5")]
    assert told[-1].startswith("Перенесено 2 из 2 (100 %)")


async def test_a_client_that_one_direction_has_linked_is_not_touched_by_the_other(settings):
    said = []
    from_onec, from_portal = (
        Plan(way, [{"key": key, "name": "Ромашка", "would": would, "why": ""} for key, would in found])
        for way, found in zip(
            COMPANIES.ways,
            (
                [("partner:p-1", "link"), ("partner:p-2", "left")],
                [("company:17", "link"), ("company:18", "change"), ("company:19", "same")],
            ),
            strict=True,
        )
    )
    await pair(settings, "p-1", "17", "company")

    await load(settings, "companies", [from_onec, from_portal], said.append)

    assert await touched(settings) == [("partner:p-1", True)]
    assert await touched(settings, "b24-connector.directory") == [("company:18", True)]
    assert said[0].startswith("Перенесено 1 из 1")


async def test_a_record_that_nobody_can_make_does_not_keep_back_the_other_direction(settings, monkeypatch):
    monkeypatch.setattr(following, "STALL_S", 0.2)
    ways = zip(COMPANIES.ways, ("partner:p-1", "company:18"), strict=True)
    plans = [Plan(way, [{"key": key, "name": "Ромашка", "would": "create", "why": ""}]) for way, key in ways]

    with pytest.raises(LoadError, match="осталось 1"):
        await load(settings, "companies", plans, lambda _: None)

    assert await touched(settings, "b24-connector.directory") == [("company:18", True)]


async def test_what_has_no_pair_is_watched_by_weighing_again_what_was_to_be_done(settings, monkeypatch, tmp_path):
    monkeypatch.setattr(following, "WEIGH_S", 0.05)
    keys = ("price:g-1", "price:done", "price:g-2#c-1", "price:slow")
    lines = "".join(json.dumps({"subject": key}) + "\n" for key in keys)
    (tmp_path / "commands").write_text(lines, encoding="utf-8")
    program = "tests.integration.console.says"
    steps = ((program, "commands", str(tmp_path / "commands")), (program, "weigh", str(tmp_path / "weighed")))
    told = []

    plans = await planned(Load("prices", (replace(PRICES.ways[0], steps=steps),)))
    await load(settings, "prices", plans, told.append)

    left = ["price:g-1", "price:g-2#c-1", "price:slow"]
    assert plans[0].told().startswith("В 1С: товаров с ценами 4.\n  создать: товаров с ценами 3\n      Болт")
    assert await touched(settings) == [(key, True) for key in left]
    assert told[-1].startswith("Перенесено 3 из 3 (100 %)")
    assert (tmp_path / "weighed").read_text(encoding="utf-8").split() == [*keys, *left, "price:slow"]


async def test_a_look_that_fails_is_told_and_the_load_goes_on(settings, monkeypatch):
    told, looks = [], [UnansweredError("Портал не отвечает."), None]

    async def look(_pairs, plan):
        if failure := looks.pop(0):
            raise failure
        return set(plan.awaited())

    monkeypatch.setattr(following, "_done", look)

    await load(settings, "products", [plan()], told.append)

    assert told[0] == "Портал не отвечает."
    assert told[-1].startswith("Перенесено 2 из 2 (100 %)")


async def test_a_load_of_which_nothing_comes_is_given_up_with_what_to_do(settings, monkeypatch):
    monkeypatch.setattr(following, "STALL_S", 0.2)

    with pytest.raises(LoadError, match="осталось 2"):
        await load(settings, "products", [plan()], lambda _: None)


def test_counts_and_samples_are_told_to_people():
    told = plan().told()

    assert told.startswith("В 1С: товаров 5, групп 1.\n  создать: товаров 1, групп 1\n      Болт М8\n")
    assert "неясно, решает человек: товаров 1\n      Товар «Шуруп» не перенесён: артикул у двух." in told
