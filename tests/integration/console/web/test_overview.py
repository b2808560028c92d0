"""The first pages: what works, what stands and what was given up, of a real broker and database."""

from datetime import UTC, datetime

import pytest

from services.mapper.links import Links
from services.mapper.names import Names
from services.mapper.refusals import RefusalReason
from shared.bus.bus import Bus
from shared.bus.errors import Permanent
from shared.bus.lane import Lane, on
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Ref
from tests.contract.console.web.visitor import words_of
from tests.tester import TESTER, admit_tester, waiting
from tests.waiting import wait_until

DEAL = Ref(system="b24", kind="deal", id="41")
ORDER = Ref(system="onec", kind="order", id="8d5a1c5e-0000-4000-8000-000000000041")
SECRET = "http://portal.example/rest/7/abcdefgh12345678/crm.item.get"
NO_ITEM = "Нет товара «<b>Болт</b>» в 1С."


@pytest.fixture
def amqp_url(emptied_bus_url: str) -> str:
    return emptied_bus_url


@pytest.fixture
async def ring(settings, store):
    await admit_tester(settings.amqp_url)
    links = Links(store)
    await links.prepare()
    await Names(store).prepare()
    return links


async def give_up(amqp_url: str, sentence: str) -> None:
    """Have one hint about the deal given up, as its reader would."""

    async def refuse(_: DealTouched, __) -> None:
        raise Permanent(sentence, reason="portal-rights")

    group = "b24-connector.orders"
    async with Bus.connect(amqp_url, service=TESTER) as bus:
        await bus.publish(DealTouched(ref=DEAL))
        async with bus.serve(Lane(group=group, handlers=[on(DealTouched, refuse)])):
            await wait_until(lambda: is_given_up(amqp_url, group))


async def is_given_up(amqp_url: str, group: str) -> bool:
    return bool((await waiting(amqp_url)).get(f"{group}.dead"))


async def test_a_closed_system_a_stopped_service_and_a_standing_deal_stand_on_the_first_page(ring, page):
    await ring.bear(DEAL)
    await ring.complete(DEAL.key, None, refusal=RefusalReason("item", NO_ITEM))
    await ring.note_peer("onec", is_open=False, since=datetime.now(UTC))

    answer = await page.get("/")

    told = words_of(answer.text)
    assert answer.status_code == 200, told
    assert "Требует внимания." in told
    assert "1 Сделки, чей заказ ждёт" in told
    assert "товара нет в 1С 1" in told
    assert "1С не отвечает с" in told
    assert "b24-connector.orders никто: запустите сервис 0 0" in told
    assert "onec-connector.orders ждёт систему; если запущен, продолжит сам 0 0" in told


async def test_a_deal_stands_under_its_cause_with_the_sentence_quoted_and_what_tries_it_anew(ring, page):
    await ring.bear(DEAL)
    await ring.complete(DEAL.key, None, refusal=RefusalReason("item", NO_ITEM))

    answer = await page.get("/standing")

    assert "товара нет в 1С: 1" in words_of(answer.text)
    assert "Нет товара «&lt;b&gt;Болт&lt;/b&gt;» в 1С." in answer.text
    assert "<b>" not in answer.text
    assert "<code>dealbus retry deal:41</code>" in answer.text
    assert 'href="/pair/deal%3A41"' in answer.text or 'href="/pair/deal:41"' in answer.text


async def test_what_was_given_up_stands_under_its_cause_with_both_records_and_without_a_secret(
    ring, page, settings, store
):
    await ring.bear(DEAL)
    await ring.complete(DEAL.key, ORDER)
    await Names(store).note(DEAL.key, {"number": "ТД00-000017"})
    await give_up(settings.amqp_url, f"Нет права crm: {SECRET}")

    answer = await page.get("/failed")

    told = words_of(answer.text)
    assert "portal-rights: 1" in told
    assert "Что делать: верните вебхуку право" in told
    assert "deal:41 41 ТД00-000017 deal.touched b24-connector.orders" in told
    assert "dealbus dead replay --group b24-connector.orders --subject deal:41 dealbus retry deal:41" in told
    assert "abcdefgh12345678" not in answer.text
    assert "Нет права crm" in answer.text


async def test_nothing_to_do_is_said_in_one_sentence_each(ring, page):
    standing, failed = await page.get("/standing"), await page.get("/failed")

    assert "Ни одна сделка не ждёт." in standing.text
    assert "Ни одно сообщение не отложено." in failed.text


async def test_the_pages_are_there_in_english(ring, page):
    await ring.bear(DEAL)
    await ring.complete(DEAL.key, None, refusal=RefusalReason("item", NO_ITEM))
    await page.get("/language/en")

    status, standing = words_of((await page.get("/")).text), words_of((await page.get("/standing")).text)

    assert "Somebody has to act." in status
    assert "item missing in 1C: 1" in standing
    assert "just now" in standing
