"""`dealbus trace` on a real broker and database: one story of a deal, by what people call it."""

import asyncio

from typer.testing import CliRunner

from services.console.__main__ import app
from services.mapper.links import Links
from services.mapper.names import Names
from services.mapper.refusals import RefusalReason
from shared.messages.things import Ref
from shared.store import connect
from shared.store.history import History
from tests.integration.console.test_status import settings
from tests.tester import apply_groups

__all__ = ["settings"]

DEAL = Ref(system="b24", kind="deal", id="41")
NO_INN = "Заказ не создан: у компании «Ромашка» не заполнен ИНН."


async def test_a_deal_is_told_by_its_orders_number_with_what_hinders_it(settings):
    await apply_groups(settings.amqp_url, (), stand_ins=True)
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        links, names = Links(database), Names(database)
        await links.prepare()
        await links.bear(DEAL)
        await names.note(DEAL.key, {"number": "ТД00-000017", "title": "Поставка болтов", "inn": "7701234567"})
        await links.complete(DEAL.key, None, refusal=RefusalReason("customer", NO_INN))
        refused = {"why": "customer", "said": NO_INN}
        await History(database, "mapper", 1).note(DEAL.key, "order_refused", refused)
        await History(database, "b24", 1).note(DEAL.key, "told", {"said": NO_INN})
        await database["history_b24"].update_many({}, [{"$set": {"at": {"$add": ["$at", 1000]}}}])

    told, unknown = [
        await asyncio.to_thread(CliRunner().invoke, app, ["trace", words]) for words in ("ТД00-000017", "Лютик")
    ]

    head, _, refusal, said, comment, _, now, again = told.stdout.splitlines()
    assert (told.exit_code, unknown.exit_code) == (0, 1), told.output
    assert head == "deal:41: сделка 41 «Поставка болтов», заказ ТД00-000017 (ИНН 7701234567)"
    assert refusal.endswith("1С: отказ (клиент без ИНН)")
    assert said.strip() == NO_INN
    assert comment.endswith(f"Битрикс24: в ленту: {NO_INN}")
    assert now == f"Заказ ждёт: {NO_INN}"
    assert again == "Когда причина устранена: dealbus retry deal:41."
    assert "номер заказа, ИНН" in unknown.stdout
