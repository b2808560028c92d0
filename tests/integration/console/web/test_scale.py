"""A hundred thousand pairs: a page asks the database at most eight times, and none looks through a collection."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.b24_connector.memory.deal import deal_store
from services.mapper.links import Links
from services.mapper.names import Names
from services.mapper.refusals import RefusalReason
from services.reconciler.looking import Memory
from shared.bus.topology import apply_topology
from shared.messages.things import Ref
from shared.store.history import History
from tests.integration.console.web.test_directory import one_differing, which_firm

PAIRS = 100_000
MOST_QUESTIONS = 8
MOST_LOOKED_AT = 1_000
MANY = 3_000
"""Doubts, and differences of the last reconciliation."""
WRITES = {"insert", "update", "remove", "delete", "findAndModify", "findandmodify", "createIndexes", "drop"}
PAGES = (
    *("/", "/standing", "/failed", "/doubts", "/doubts/requisite:27", "/reconciliation", "/rules", "/loads"),
    *("/pair/deal:41", f"/pair/order:{UUID(int=41)}", "/pair/deal:41/now", "/find?q=NUMBER-41", "/find?q=41"),
)


def pair(number: int) -> dict[str, Any]:
    about = {"number": f"NUMBER-{number}", "inn": f"77{number:08}", "title": f"Поставка {number}"}
    return {"_id": f"deal:{number}", "kind": "deal", "b24": str(number), "onec": str(UUID(int=number)), "about": about}


@pytest.fixture
async def crowded(settings, store):
    await apply_topology(settings.amqp_url)
    links = Links(store)
    await store["links"].insert_many([pair(number) for number in range(PAIRS)], ordered=False)
    await links.prepare()
    await Names(store).prepare()
    await deal_store(store).prepare()
    known = [{"_id": f"deal:{number}", "ref": str(number), "frozen": [], "fields": {}} for number in range(PAIRS)]
    await store["entities_b24"].insert_many(known, ordered=False)
    await store["entities_b24"].update_one({"_id": "deal:41"}, {"$set": {"frozen": ["rows"]}})
    for service in ("b24", "mapper"):
        await History(store, service, 1).prepare()
    await store["history_b24"].insert_many(
        [{"key": f"deal:{number}", "what": "told", "at": datetime.now(UTC), "said": "x"} for number in range(PAIRS)],
        ordered=False,
    )
    await links.complete("deal:7", None, refusal=RefusalReason("item", "Нет товара."))
    await links.bear(Ref(system="b24", kind="deal", id="999999"))
    await links.complete("deal:999999", None, refusal=RefusalReason("item", "Нет товара."))
    await links.doubts.put(which_firm(), "deal:41")
    asked = {"doubt": which_firm().model_dump(mode="json"), "since": datetime.now(UTC)}
    await store["doubts"].insert_many(
        [asked | {"_id": f"requisite:{number}", "waiting": [f"deal:{number}"]} for number in range(1000, 1000 + MANY)]
    )
    await compare(store)
    await store.command("profile", 2)
    yield store
    await store.command("profile", 0)


async def compare(store) -> None:
    """Have all pairs been compared last night, and many of them differ."""
    memory, now = Memory.of(store), datetime.now(UTC)
    await memory.prepare()
    await memory.runs.begin("night", now, now, is_whole=True)
    run = await memory.runs.latest()
    assert run is not None
    await memory.runs.move(run, "done", now, result={"pairs": PAIRS})
    await memory.findings.keep("night", [one_differing(number) for number in range(MANY)], now)
    counted = [{"run": "night", "look": 1, "side": "b24", "key": f"deal:{number}"} for number in range(PAIRS)]
    await store["counted"].insert_many(counted, ordered=False)


async def questions(store) -> list[Mapping[str, Any]]:
    """Return what the database was asked since the last time, by anybody, and forget it; nobody may have written."""
    await store.command("profile", 0)
    asked = [one async for one in store["system.profile"].find({"ns": {"$not": {"$regex": "system"}}})]
    await store["system.profile"].drop()
    assert [one["ns"] for one in asked if one["op"] in WRITES or set(one["command"]) & WRITES] == []
    await store.command("profile", 2)
    return [one for one in asked if one["op"] in {"query", "command", "getmore"} and is_question(one)]


def is_question(one: Mapping[str, Any]) -> bool:
    return any(name in one["command"] for name in ("find", "aggregate", "count", "distinct", "getMore"))


def scans(asked: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    found = [(one["ns"].partition(".")[2], one.get("planSummary", "")) for one in asked]
    return [(of, plan) for of, plan in found if "COLLSCAN" in plan]


async def test_a_hundred_thousand_pairs_cost_a_page_few_questions_and_none_looks_through_them(crowded, page):
    await questions(crowded)
    found = {}
    for path in PAGES:
        answer = await page.get(path)
        asked = await questions(crowded)
        most = max((one.get("docsExamined", 0) for one in asked), default=0)
        found[path] = (answer.status_code, len(asked), most, scans(asked))

    assert {
        path: (status < 400, asked <= MOST_QUESTIONS, most <= MOST_LOOKED_AT, scanned)
        for path, (status, asked, most, scanned) in found.items()
    } == {path: (True, True, True, []) for path in PAGES}, found
