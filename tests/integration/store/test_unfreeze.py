"""`dealbus unfreeze KEY GROUP`: a group that the two sides argued about is exchanged again."""

import sys
from dataclasses import dataclass
from pathlib import Path

import aio_pika
import pytest

from sandbox.stack.program import Command, Program
from sandbox.stack.simulators import python_environment
from services.console.settings import ConsoleSettings
from services.console.standing.frozen import listed
from services.console.standing.unfreezing import unfreeze
from shared.canon import CONTACTS, DIRECTORY, ORDERS, PARTIES
from shared.messages.envelope import unwrap
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import DealTouched, OrderTouched
from shared.messages.ring.message import Message
from shared.messages.things import Ref
from shared.store import EntityStore

ROOT = Path(__file__).parents[3]
ROWS = OrderGroup.ROWS
GUID = "5b1d6e0a-0000-0000-0000-000000000041"
DEAL = DealTouched(ref=Ref(system="b24", kind="deal", id="41"), force=True)
ORDER = OrderTouched(ref=Ref(system="onec", kind="order", id=GUID), force=True)
QUEUES = ("b24-connector.orders", "onec-connector.orders")


@dataclass(frozen=True)
class Operator:
    environment: dict[str, str]
    log: Path

    async def types(self, *words: str) -> tuple[int, str]:
        argv = (sys.executable, "-m", "services.console", *words)
        console = Program(Command("console", argv, self.environment, self.log, cwd=ROOT))
        console.spawn()
        return await console.wait(), console.output()


@pytest.fixture
def amqp_url(emptied_bus_url: str) -> str:
    return emptied_bus_url


@pytest.fixture
def operator(amqp_url: str, mongo_url: str, mongo_database: str, tmp_path: Path) -> Operator:
    named = {"AMQP_URL": amqp_url, "MONGO_URL": mongo_url, "MONGO_DATABASE": mongo_database}
    settings = {f"DEALBUS_{name}": value for name, value in named.items()}
    return Operator(python_environment() | settings, tmp_path / "console.log")


@pytest.fixture
async def stores(db) -> dict[str, EntityStore]:
    """Rows of deal 41 were frozen in Bitrix24 alone."""
    b24, onec = EntityStore(db, "b24", ORDERS), EntityStore(db, "onec", ORDERS)
    await b24.bind("deal:41", "41")
    await onec.bind("deal:41", GUID)
    await db["entities_b24"].update_one({"_id": "deal:41"}, {"$set": {"frozen": ["rows", "header"]}})
    return {"b24": b24, "onec": onec}


async def waiting(url: str) -> list[Message]:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        found = []
        for name in QUEUES:
            queue = await channel.get_queue(name)
            while (message := await queue.get(fail=False, no_ack=True)) is not None:
                found.append(unwrap(message.body)[1])
        return found


async def test_the_deal_shows_that_it_is_stopped_until_its_last_group_is_free(operator, stores):
    await stores["b24"].set_fields("deal:41", {"hindered": {"stopped": {"state": "stopped", "text": "Позовите."}}})

    shown = []
    for group in ("rows", "header"):
        await operator.types("unfreeze", "deal:41", group)
        shown.append(bool((await stores["b24"].get("deal:41")).fields["hindered"]))

    assert shown == [True, False]


@pytest.mark.parametrize("key", ["deal:41", f"order:{GUID}"])
async def test_an_unfrozen_group_is_free_on_both_sides_and_both_records_are_read_again(key, operator, stores, amqp_url):
    code, said = await operator.types("unfreeze", key, "rows")

    assert (code, "rows у deal:41" in said, "Битрикс24" in said) == (0, True, True), said
    assert (await stores["b24"].get("deal:41")).frozen == {OrderGroup.HEADER}
    assert (await stores["onec"].get("deal:41")).frozen == frozenset()
    assert await waiting(amqp_url) == [DEAL, ORDER]


async def test_a_second_run_says_that_nothing_is_frozen_and_asks_again_as_the_first_may_have_died(
    operator, stores, amqp_url
):
    await operator.types("unfreeze", "deal:41", "rows")
    await waiting(amqp_url)

    code, said = await operator.types("unfreeze", "deal:41", "rows")

    assert (code, "не была остановлена" in said) == (0, True), said
    assert await waiting(amqp_url) == [DEAL, ORDER]


async def test_a_stage_that_was_left_is_listed_and_may_be_applied_anew(operator, stores, amqp_url):
    applied = {"figures": "f", "to": "FINAL_INVOICE", "again": 3, "left": True}
    born = {"stage": "PREPARATION", "pipeline": "0", "dated": ""}
    await stores["b24"].set_fields("deal:41", {"applied": applied, "born": born, "told": {"stage": "d", "order": "d"}})
    settings = ConsoleSettings(
        amqp_url=amqp_url,
        mongo_url=operator.environment["DEALBUS_MONGO_URL"],
        mongo_database=operator.environment["DEALBUS_MONGO_DATABASE"],
    )
    before = [one.text for one in await listed(settings)]

    code, said = await operator.types("unfreeze", "deal:41", "stage")

    assert [text.rpartition(": ")[2] for text in before] == [
        f"dealbus unfreeze deal:41 {group}." for group in ("header", "rows", "stage")
    ]
    assert (code, "была остановлена: Битрикс24" in said) == (0, True), said
    assert (await stores["b24"].get("deal:41")).fields == {"born": born, "told": {"order": "d"}}
    assert [one.text for one in await listed(settings) if "stage" in one.text] == []
    assert await waiting(amqp_url) == [DEAL, ORDER]


OTHERS = [
    (PARTIES, "companies", "partners", "company:17", "17", "partner", "requisites"),
    (PARTIES, "private", "partners", "contact:7", "7", "partner", "communications"),
    (CONTACTS, "contacts", "persons", "contact:7@17", "7@17", "contact_person", "name"),
    (DIRECTORY, "products", "items", f"item:{GUID}", "30", "item", "codes"),
]


@pytest.mark.parametrize("other", OTHERS, ids=lambda other: other[1])
async def test_companies_contacts_and_items_are_listed_and_let_go_as_deals_are(db, operator, other):
    subject, of, there, key, ref, record, group = other
    named = {name: operator.environment[f"DEALBUS_{name.upper()}"] for name in ("amqp_url", "mongo_url")}
    settings = ConsoleSettings(**named, mongo_database=operator.environment["DEALBUS_MONGO_DATABASE"])
    b24 = EntityStore(db, "b24", subject, of=of)
    await b24.bind(key, ref)
    await EntityStore(db, "onec", subject, of=there).bind(key, GUID)
    await db[f"entities_b24_{of}"].update_one({"_id": key}, {"$set": {"frozen": [group]}})

    before = [one.text for one in await listed(settings)]
    done = await unfreeze(settings, f"{record}:{GUID}", group)

    assert before[0].endswith(f"dealbus unfreeze {key} {group}.")
    assert (done.key, done.frozen) == (key, ("Битрикс24",))
    assert (await b24.get(key)).frozen == frozenset()
    assert await listed(settings) == []


async def test_a_group_that_a_record_does_not_have_is_named_with_those_it_has(operator):
    code, said = await operator.types("unfreeze", "company:17", "rows")

    assert (code, "requisites" in said) == (2, True), said


async def test_a_key_nobody_knows_changes_nothing(operator, stores, amqp_url):
    code, said = await operator.types("unfreeze", "deal:42", "rows")

    assert (code, "deal:42" in said) == (1, True), said
    assert await stores["b24"].get("deal:42") is None
    assert await waiting(amqp_url) == []


async def test_a_group_stays_frozen_while_the_broker_is_away(operator, stores):
    away = {**operator.environment, "DEALBUS_AMQP_URL": "amqp://guest:guest@127.0.0.1:1/"}

    code, said = await Operator(away, operator.log).types("unfreeze", "deal:41", "rows")

    assert (code, "Traceback" in said) == (2, False), said
    assert ROWS in (await stores["b24"].get("deal:41")).frozen
