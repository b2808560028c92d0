"""The page of a deal and its order: one story, what hinders it now, and finding it by what people call it."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from services.console.web.application import application
from services.console.web.settings import WebSettings
from services.mapper.links import Links
from services.mapper.names import Names
from services.mapper.refusals import RefusalReason
from shared.messages.things import Ref
from shared.process.signed import signed
from shared.store.history import History
from tests.contract.console.web.visitor import visitor, words_of

DEAL = Ref(system="b24", kind="deal", id="41")
GUID = "8d5a1c5e-0000-4000-8000-000000000041"
NO_INN = "Заказ не создан: у компании «<i>Ромашка</i>» не заполнен ИНН."


@pytest.fixture
def amqp_url(emptied_bus_url: str) -> str:
    return emptied_bus_url


@pytest.fixture
async def links(settings, store) -> Links:
    links, names = Links(store), Names(store)
    await links.prepare()
    await names.prepare()
    await links.bear(DEAL)
    about = {"number": "ТД00-000017", "title": "Поставка <script>", "inn": "7701234567", "client": "ООО Ромашка"}
    await names.note(DEAL.key, about)
    return links


async def test_a_refused_deal_is_told_as_trace_tells_it_with_the_sentence_quoted(links, page, store):
    await links.complete(DEAL.key, None, refusal=RefusalReason("customer", NO_INN))
    await History(store, "mapper", 1).note(DEAL.key, "order_refused", {"why": "customer", "said": NO_INN})
    await History(store, "b24", 1).note(DEAL.key, "told", {"said": NO_INN})
    await store["entities_b24"].insert_one({"_id": DEAL.key, "frozen": ["rows"], "fields": {}})

    answer = await page.get("/pair/deal:41")

    told = words_of(answer.text)
    assert answer.status_code == 200, told
    assert "Сделка 41 Заказ ТД00-000017 Клиент ООО Ромашка, ИНН 7701234567" in told
    assert "1С отказ (клиент без ИНН)" in told
    assert "Битрикс24 в ленту: Заказ не создан" in told
    assert "Заказ ждёт: Заказ не создан" in told
    assert "dealbus unfreeze deal:41 rows" in told
    assert "&lt;i&gt;Ромашка" in answer.text
    assert "<script" not in answer.text


async def test_the_story_is_told_in_english_to_whoever_has_chosen_it(links, page, store):
    await links.complete(DEAL.key, None, refusal=RefusalReason("customer", NO_INN))
    await History(store, "mapper", 1).note(DEAL.key, "order_wanted", {"groups": ["parties"], "wanted": "yes"})
    await History(store, "mapper", 1).note(DEAL.key, "order_refused", {"why": "customer", "said": NO_INN})
    await store["entities_b24"].insert_one({"_id": DEAL.key, "frozen": ["rows"], "fields": {}})
    await page.get("/language/en")

    answer = await page.get("/pair/deal:41")

    told = words_of(answer.text)
    assert "Bitrix24 deal: client; decided: an order in 1C is wanted" in told
    assert "1C refused (client without INN) Заказ не создан" in told
    assert "The order waits: Заказ не создан" in told
    assert "Frozen (Bitrix24): rows. Find who changes it, then" in told


@pytest.mark.parametrize("words", ["ТД00-000017", "7701234567", "41", "deal:41"])
async def test_a_pair_is_found_by_its_numbers(links, page, words):
    answer = await page.get("/find", params={"q": words})

    assert (answer.status_code, answer.headers.get("location")) == (303, "/pair/deal%3A41")


async def test_an_order_without_a_deal_has_a_page_of_its_own(links, page):
    await links.bear(Ref(system="onec", kind="order", id=GUID))

    answer = await page.get(f"/pair/order:{GUID}")

    assert answer.status_code == 200, answer.text
    assert "Сделка ещё нет" in words_of(answer.text)


async def test_what_nobody_knows_is_said_to_be_unknown(links, page):
    found, unknown = await page.get("/find", params={"q": "Лютик"}), await page.get("/pair/deal:99")
    odd = [await page.get(f"/pair/{key}") for key in ("company:5", "deal:", "deal:41x", "order:41")]

    assert "Не найдено." in found.text
    assert (unknown.status_code, "Ничего не известно." in unknown.text) == (404, True)
    assert [one.status_code for one in odd] == [404] * 4


async def test_a_system_that_cannot_be_asked_is_named_and_keeps_back_nothing_else(links, page, monkeypatch):
    monkeypatch.delenv("DEALBUS_B24_WEBHOOK", raising=False)
    await links.complete(DEAL.key, Ref(system="onec", kind="order", id=GUID))

    answer = await page.get("/pair/deal:41/now")

    told = words_of(answer.text)
    assert answer.status_code == 200
    assert "Битрикс24: не ответила" in told
    assert "1С: не ответила" in told


async def test_what_an_administrator_dropped_stands_in_the_story(links, page, store):
    await links.complete(DEAL.key, Ref(system="onec", kind="order", id=GUID))
    dropped = {"topic": "order.changed", "why": "дубль", "said": "не прочитано"}
    await History(store, "mapper", 1).note(f"order:{GUID}", "dropped", dropped)
    await store["history_mapper"].update_many({}, {"$set": {"at": datetime(2026, 11, 30, 21, 30, tzinfo=UTC)}})

    told = words_of((await page.get(f"/pair/order:{GUID}")).text)

    assert "администратор удалил отложенное сообщение order.changed: дубль" in told
    assert "01.12.2026 00:30" in told


@pytest.fixture
async def linked(settings) -> WebSettings:
    return settings.model_copy(update={"console_url": "http://127.0.0.1:8090", "console_key": SecretStr("k" * 32)})


async def test_the_link_of_a_deal_opens_its_story_alone_without_a_log_in(links, linked):
    await links.complete(DEAL.key, None, refusal=RefusalReason("customer", NO_INN))
    link = linked.links.to(DEAL.key)
    async with visitor(application(linked)) as manager:
        answer = await manager.get(link)
        elsewhere = [(await manager.get(path)).status_code for path in ("/pair/deal:41", "/", "/pair/deal:41/now")]

    told = words_of(answer.text)
    assert answer.status_code == 200, told
    assert "Заказ ждёт: Заказ не создан" in told
    assert "dealbus retry" not in told
    assert "Что сейчас в обеих системах" not in told
    assert elsewhere == [303, 303, 303]
    assert not manager.cookies


async def test_a_link_that_is_forged_for_another_deal_too_old_or_of_another_key_opens_nothing(links, linked):
    token = linked.links.to(DEAL.key).rpartition("/")[2]
    long_ago = datetime.now(UTC) - timedelta(seconds=1)
    tokens = (
        signed("k" * 32, "pair", DEAL.key, long_ago),
        signed("x" * 32, "pair", DEAL.key, datetime.now(UTC) + timedelta(days=1)),
        signed("k" * 32, "session", DEAL.key, datetime.now(UTC) + timedelta(days=1)),
        token[:-1],
        f"A{token[1:]}",
    )
    async with visitor(application(linked)) as stranger:
        answers = [await stranger.get(f"/p/{one}") for one in tokens]

    assert [one.status_code for one in answers] == [403] * len(tokens)
    assert "Ссылка больше не действует" in answers[0].text
    assert "Ромашка" not in "".join(one.text for one in answers)


async def test_without_an_address_of_its_own_there_is_no_link(settings):
    assert (bool(settings.links), settings.links.to(DEAL.key)) == (False, "")
