"""Questions for a person, the load, the last reconciliation and the rules, in a browser."""

from datetime import UTC, datetime

import pytest

from services.mapper.links import Links
from services.reconciler.differences import Difference
from services.reconciler.looking import Memory
from services.reconciler.pairing import ComparedPair
from services.reconciler.state import MOST
from shared.bus.topology import apply_topology
from shared.messages.ring.doubts import Doubt, doubt_about
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref
from tests.contract.console.web.visitor import words_of

REQUISITE = Ref(system="b24", kind="requisite", id="27")
GUIDS = [f"8d5a1c5e-0000-4000-8000-00000000000{number}" for number in (1, 2)]
HOSTILE = "ООО <img src=x onerror=alert(1)>"


def which_firm() -> Doubt:
    firms = [
        (Ref(system="onec", kind="legal_entity", id=GUIDS[0]), "Ромашка", {"inn": "7701234567", "kpp": "770101001"}),
        (Ref(system="onec", kind="legal_entity", id=GUIDS[1]), HOSTILE, {"inn": "7701234567", "kpp": "770201001"}),
    ]
    found = doubt_about("requisite", REQUISITE, HOSTILE, {"inn": "7701234567", "kpp": "770101001"}, firms)
    assert found is not None
    return found


def one_differing(number: int, **words) -> ComparedPair:
    usual = {
        "key": f"deal:{number}",
        "deal_id": str(number),
        "order_id": GUIDS[0],
        "order_number": f"ТД00-{number:06}",
        "deal_url": f"https://portal.test/crm/deal/details/{number}/",
        "order_url": "",
        "differences": (Difference("currency", "USD", "RUB"),),
        "edited": {},
    }
    return ComparedPair(**usual | words)


@pytest.fixture
async def links(store) -> Links:
    links = Links(store)
    await links.prepare()
    return links


async def test_a_question_stands_with_who_waits_and_each_candidate_with_the_command_that_decides(links, page):
    await links.doubts.put(which_firm(), "deal:41")

    listed, whole = await page.get("/doubts"), await page.get("/doubts/requisite:27")

    told = words_of(whole.text)
    assert "Всего: 1" in words_of(listed.text)
    assert 'href="/doubts/requisite%3A27"' in listed.text
    assert "Ждут deal:41" in told
    assert "Отличается КПП 770201001" in told
    assert f"dealbus match accept requisite:27 {GUIDS[1]}" in told
    assert "dealbus match reject requisite:27" in told
    assert "<img" not in listed.text + whole.text


async def test_a_question_that_was_decided_meanwhile_is_no_page(links, page):
    assert (await page.get("/doubts/requisite:99")).status_code == 404
    assert "Ни один вопрос не ждёт решения." in (await page.get("/doubts")).text


async def test_the_load_is_counted_in_pairs(links, page, settings):
    await apply_topology(settings.amqp_url)
    await links.remember([Pair(kind="product", b24=str(number), onec=guid) for number, guid in enumerate(GUIDS, 1)])

    await links.note_peer("onec", is_open=False, since=datetime.now(UTC), locked=True)

    told = words_of((await page.get("/loads")).text)

    assert "onec-connector.directory ждёт систему; если запущен, продолжит сам 0 0" in told
    assert "2 Товары 0 Группы товаров" in told
    assert "mapper.directory никто: запустите сервис 0 0" in told


async def test_a_night_without_a_reconciliation_and_one_under_way_are_told(page, store):
    none = words_of((await page.get("/reconciliation")).text)
    memory = Memory.of(store)
    await memory.prepare()
    now = datetime.now(UTC)
    await memory.runs.begin("2026-11-29", now, now, is_whole=True)
    going = words_of((await page.get("/reconciliation")).text)

    assert "Сверки ещё не было: dealbus reconcile." in none
    assert "Прочитано: сделок 0, заказов 0." in going


async def test_of_many_differences_the_first_are_listed_and_all_are_counted(page, store):
    memory, now = Memory.of(store), datetime.now(UTC)
    await memory.prepare()
    await memory.runs.begin("2026-11-29", now, now, is_whole=True)
    run = await memory.runs.latest()
    await memory.runs.move(run, "done", now, result={"pairs": 1000})
    found = [one_differing(number) for number in range(MOST + 50)]
    await memory.findings.keep(run.name, [*found, one_differing(9000, apart="standing", note="Нет ИНН.")], now)

    shown = await page.get("/reconciliation")

    told = words_of(shown.text)
    assert f"Сверено: 1000 пар. Найдено {MOST + 50} расхождений в {MOST + 50} из них." in told
    assert "Стоят: не переносятся, и сказано почему: 1." in told
    assert f"Показаны первые: {MOST}. Все: dealbus reconcile --last" in told
    assert shown.text.count('href="https://portal.test/crm/deal/details/') == MOST
    assert "/details/9000/" not in shown.text


async def test_what_only_an_earlier_one_has_looked_at_stays_on_the_page_and_is_told_apart(page, store):
    memory, now = Memory.of(store), datetime.now(UTC)
    await memory.prepare()
    await memory.findings.keep("whole", [one_differing(number) for number in range(MOST + 50)], now)
    await memory.runs.begin("part", now, now, is_whole=False)
    await memory.runs.move(await memory.runs.latest(), "done", now, result={"pairs": 3})

    told = words_of((await page.get("/reconciliation")).text)

    assert "Сверено: 3 пары. Расхождений нет." in told
    assert f"Известно с прежних сверок: {MOST + 50}. Эта сверка их не смотрела." in told
    assert f"Показаны первые: {MOST}. Все: dealbus reconcile --last" in told


async def test_the_rules_are_shown_as_they_stand_in_the_file_in_both_languages(page):
    russian = words_of((await page.get("/rules")).text)
    await page.get("/language/en")
    english = words_of((await page.get("/rules")).text)

    assert "отгружено > 0 %, долг <= 0 в стадию «отгружен и оплачен»" in russian
    assert "состояние: «" in russian
    assert "Where an order's state leads" in english
    assert "everything else" in english


async def test_a_mistake_in_the_rules_file_is_shown_with_its_line(page, settings, tmp_path, monkeypatch):
    broken = tmp_path / "rules.yaml"
    broken.write_text("portal_id: x\ncutof: 2026-01-01\n", encoding="utf-8")
    monkeypatch.setattr(type(settings), "load", lambda: settings)
    object.__setattr__(settings, "rules", broken)

    answer = await page.get("/rules")

    assert answer.status_code == 503
    assert "cutoff" in answer.text
