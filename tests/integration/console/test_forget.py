"""`dealbus forget`: whom every service keeps something of, none of them knows after it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aio_pika import Message, connect_robust
from typer.testing import CliRunner

from services.console.__main__ import app
from shared.bus.delivery import DEAD, REASON, SENTENCE, SUBJECT
from shared.store import connect
from shared.store.personal import PERSONAL
from tests.integration.console.test_status import settings

__all__ = ["settings"]

INN, PHONE, EMAIL = "500100732259", "+79161234567", "anna@example.ru"
NAME = "Петрова Анна"
ORDER = "0d9a41c8-7b1e-11ee-8f4a-0050569c1f2b"
AT = datetime(2026, 11, 1, tzinfo=UTC)
HERS: dict[str, list[dict[str, Any]]] = {
    "entities_b24_contacts": [
        {
            "_id": "contact:7@0",
            "ref": "7@0",
            "fields": {"contact": "7", "name": {"name": NAME}, "marks": [PHONE, EMAIL]},
        }
    ],
    "entities_b24_companies": [
        {
            "_id": "company:17",
            "ref": "17",
            "fields": {"name": NAME, "numbers": [f"{INN}:"], "unheard": [{"text": f"«{NAME}» создан новым."}]},
        }
    ],
    "entities_b24_private": [
        {
            "_id": "contact:7",
            "ref": "7",
            "fields": {"name": NAME, "marks": [PHONE, EMAIL], "doubted": {"text": f"«{NAME}» создан новым."}},
        },
    ],
    "entities_b24": [
        {"_id": "deal:41", "ref": "41", "fields": {"contact": "7", "texts": {"title": NAME}, "amount": "5"}},
        {"_id": "deal:42", "ref": "42", "fields": {"company": "17", "hindered": {"order": {"said": NAME}}}},
    ],
    "history_b24": [{"key": "deal:41", "what": "told", "said": f"Заказ для {NAME}", "at": AT}],
    "claims_b24": [{"_id": f"b24:party:{INN}", "token": "t", "until": AT}],
    "entities_onec_persons": [
        {"_id": "contact_person:p", "ref": "p", "fields": {"heard": [PHONE, EMAIL], "parts": [NAME]}}
    ],
    "entities_onec_partners": [
        {"_id": "company:17", "ref": "partner", "fields": {"numbers": [f"{INN}:"], "heard": [PHONE, EMAIL]}}
    ],
    "entities_onec": [
        {"_id": "deal:41", "ref": ORDER, "fields": {"had": ["partner"], "owed": {"said": NAME}, "comment": "57:ab"}}
    ],
    "waits_onec": [{"_id": "deal:42", "wants": [{"inn": INN, "phone": PHONE, "email": EMAIL}]}],
    "claims_onec": [{"_id": f"onec:party:{PHONE},{EMAIL},{INN}", "token": "t", "until": AT}],
    "links": [
        {"_id": "deal:41", "kind": "deal", "b24": "41", "onec": ORDER, "about": {"client": NAME, "number": "17"}},
        {"_id": "deal:42", "kind": "deal", "b24": "42", "about": {"inn": INN, "client": NAME, "title": NAME}},
    ],
    "doubts": [{"_id": "client:7", "doubt": {"name": NAME, "keys": {"inn": INN, "contact": f"{PHONE} {EMAIL}"}}}],
    "history_mapper": [{"key": "deal:42", "what": "order_refused", "said": f"{NAME}: нет договора", "at": AT}],
    "shadow": [{"_id": "deal:41", "would": "create", "said": f"Заказ для {NAME}", "first": AT, "at": AT, "turns": []}],
    "weighed": [{"_id": "partner:1:1", "run": "r", "page": json.dumps({"name": NAME})}],
    "counted": [{"_id": "b24:41", "key": "deal:41", "run": "r", "record": json.dumps({"name": NAME})}],
    "differences": [{"_id": "deal:41|client|", "key": "deal:41", "in_deal": NAME, "in_order": "нет"}],
    "reconciliations": [
        {"_id": "r", "active": True, "staff": {"b24": [{"name": NAME, "email": EMAIL}], "x": [INN, PHONE]}}
    ],
}
OTHERS: dict[str, list[dict[str, Any]]] = {
    "links": [{"_id": "deal:50", "kind": "deal", "b24": "50", "about": {"inn": "7707083893", "client": "Ромашка"}}],
    "entities_b24_contacts": [
        {"_id": "contact:8@0", "ref": "8@0", "fields": {"contact": "8", "marks": ["+79161234560"]}}
    ],
    "history_b24": [{"_id": "h", "key": "deal:50", "what": "told", "said": "Заказ для Ромашки", "at": AT}],
    "claims_b24": [
        {
            "_id": f"b24:contact:{PHONE}",
            "token": "t",
            "until": datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1),
        }
    ],
}


@pytest.fixture
def amqp_url(emptied_bus_url: str) -> str:
    return emptied_bus_url


@pytest.fixture
async def kept(settings):
    """A bus that knows her, and others."""
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        for name, documents in (*HERS.items(), *OTHERS.items()):
            await database[name].insert_many([dict(one) for one in documents])
        yield database


async def bury(url: str, group: str, subject: str, body: str) -> None:
    headers = {DEAD: "2026-11-01T00:00:00+00:00", REASON: "bug", SENTENCE: "ошибка обмена", SUBJECT: subject}
    async with await connect_robust(url) as connection:
        channel = await connection.channel()
        await channel.default_exchange.publish(Message(body.encode(), headers=headers), f"{group}.dead")


async def said(*words: str) -> str:
    done = await asyncio.to_thread(CliRunner().invoke, app, ["forget", *words])
    assert done.exit_code == 0, done.output
    return done.stdout


async def everything(database: Any) -> str:
    names = await database.list_collection_names()
    return json.dumps(
        {name: [one async for one in database[name].find()] for name in names}, default=str, ensure_ascii=False
    )


def test_the_example_knows_her_in_every_collection_that_may_name_a_person():
    assert set(HERS) == {name for places in PERSONAL.values() for name in places}


@pytest.mark.parametrize("mark", [INN, "8 (916) 123-45-67", "ANNA@example.ru"])
async def test_nothing_that_names_her_is_left_and_others_stay(settings, kept, mark):
    # What leads to her from elsewhere by this one mark alone, a person of whom only it is known has not.
    told = await said(mark)

    left = await everything(kept)
    wanted = {INN: (INN,), "8 (916) 123-45-67": (PHONE,), "ANNA@example.ru": (EMAIL,)}[mark]
    of_others = [one for documents in OTHERS.values() for one in documents]
    assert [word for word in wanted if word in left.replace(f"b24:contact:{PHONE}", "")] == []
    for one in of_others:
        assert str(one["_id"]) in left
    assert "Ромашка" in left
    assert "+79161234560" in left
    assert told.startswith("Удалено в базе обмена: ")


async def test_deals_of_hers_are_found_by_her_phone_and_lose_her_name_in_all_services(settings, kept):
    await bury(settings.amqp_url, "mapper.orders", f"order:{ORDER}", "{}")
    await bury(settings.amqp_url, "mapper.directory", "contact:7@0", json.dumps({"phone": PHONE}))
    await bury(settings.amqp_url, "mapper.orders", "deal:50", "{}")

    told = await said(PHONE)

    link = await kept["links"].find_one({"_id": "deal:41"})
    order = await kept["entities_onec"].find_one({"_id": "deal:41"})
    assert link["about"] == {"number": "17"}
    assert (link["b24"], link["onec"]) == ("41", ORDER)
    assert (order["ref"], order["fields"]) == (ORDER, {"had": ["partner"], "comment": "57:ab"})
    assert await kept["history_b24"].count_documents({"key": "deal:41"}) == 0
    assert await kept["counted"].count_documents({"record": {"$exists": True}}) == 0
    assert "Отложенных сообщений с этим: 2." in told
    assert f"dealbus dead drop --group mapper.orders --subject order:{ORDER} --why ПРИЧИНА" in told
    assert "deal:50" not in told
    assert PHONE not in told


async def test_looking_only_removes_nothing_and_names_the_same(settings, kept):
    before = await everything(kept)

    seen = json.loads(await said(PHONE, "--dry-run", "--json"))
    after = await everything(kept)
    done = json.loads(await said(PHONE, "--json"))

    assert after == before
    assert (seen["erased"], done["erased"]) == (False, True)
    assert seen["traces"] == done["traces"] != []
    assert json.loads(await said(PHONE, "--json"))["traces"] == []


async def test_what_names_nobody_is_refused_before_anything_is_read(settings):
    done = await asyncio.to_thread(CliRunner().invoke, app, ["forget", "Петрова"])

    assert done.exit_code == 2
    assert "Назовите ИНН" in done.output
