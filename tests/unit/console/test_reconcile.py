"""What `dealbus reconcile` shows, and how it follows a comparison."""

import pytest

from services.console.reconcile import following
from services.console.reconcile.following import ReconcileError, progress
from services.console.reconcile.report import page, told
from services.console.reconcile.scope import of_run, only


def run_of(step: str = "done", name: str = "mine", **more) -> dict:
    return {"name": name, "step": step, "deals": 3, "orders": 2, "result": {"pairs": 3}, **more}


def difference(**words) -> dict:
    usual = {
        "key": "deal:41",
        "subject": "deals",
        "deal": "41",
        "order": "ТД00-000017",
        "order_id": "b042",
        "deal_url": "https://portal.test/crm/deal/details/41/",
        "order_url": "https://1c.test/#e1cib/data/x?ref=1",
        "what": "row",
        "caption": "Строка: Болт <М8>",
        "in_deal": "2 × 120,00 ₽",
        "in_order": "3 × 120,00 ₽",
        "since": "2026-11-29T01:00:00+00:00",
        "turn": "Менеджер и бухгалтер: решите.",
        "apart": "",
        "note": "",
    }
    return usual | words


def test_the_page_has_both_values_both_links_since_when_and_whose_turn_it_is():
    made = page({"run": run_of(), "differences": [difference()]})

    assert '<a href="https://portal.test/crm/deal/details/41/">41</a>' in made
    assert '<a href="https://1c.test/#e1cib/data/x?ref=1">ТД00-000017</a>' in made
    for words in (
        "2 × 120,00",
        "3 × 120,00",
        "01:00 29.11.2026 UTC",
        "Менеджер и бухгалтер: решите.",
        "Болт &lt;М8&gt;",
    ):
        assert words in made
    assert "Найдено 1 расхождение в 1 из них" in made


def test_each_directory_has_a_table_of_its_own_below_the_deals():
    item = difference(key="item:1", subject="items", deal="501", order="Болт М8", caption="Товар: название")
    price = difference(key="price:1", subject="prices", deal="501", order="Болт М8", caption="Цена: Витрина")
    made = page({"run": run_of(), "differences": [price, item, difference()]})

    headings = [made.index(f"<h2>{one}</h2>") for one in ("Сделки и заказы", "Товары", "Цены")]
    assert headings == sorted(headings)
    assert "№ 501" in made
    assert made.count("<table>") == 3
    assert "Найдено 3 расхождения в 3 из них" in made


def test_what_the_rules_do_not_carry_over_is_said_to_be_left_out():
    found = only({"run": run_of(subjects=["deals"]), "differences": [difference()]}, ["prices"])

    assert found["differences"] == []
    assert "Цены не сверяются: правила их не переносят" in told(found)


def test_an_address_that_is_none_becomes_no_link():
    made = page({"run": run_of(), "differences": [difference(deal_url='javascript:alert("x")')]})

    assert "javascript" not in made
    assert "<td>41</td>" in made


def test_pairs_apart_are_listed_apart_and_do_not_count():
    apart = [difference(apart="moving"), difference(key="deal:42", deal="42", apart="standing", note="Нет ИНН.")]
    made = page({"run": run_of(), "differences": apart})

    assert "Расхождений нет." in made
    assert "<li>сделка 41</li>" in made
    assert "<li>сделка 42: Нет ИНН.</li>" in made
    assert "<table>" not in made


def test_what_only_earlier_ones_have_looked_at_is_shown_apart_and_counts_for_none_of_this_ones_pairs():
    known = [difference(run="mine"), difference(run="nightly", key="deal:9", deal="9")]
    made = page(of_run({"run": run_of(), "differences": known}, "mine"))

    assert "Найдено 1 расхождение в 1 из них." in made
    assert "Известно с прежних сверок: 1. Эта сверка их не смотрела." in made
    assert made.index("<h2>Сделки и заказы</h2>") < made.index("<h2>Известно с прежних сверок. Сделки и заказы</h2>")


def test_a_comparison_that_never_was_says_how_to_begin_one():
    assert told({"run": None, "differences": []}) == "Сверки ещё не было: dealbus reconcile."


def test_one_that_did_not_come_to_its_end_says_no_result():
    found = {"run": run_of("failed", result={}), "differences": []}

    assert told(found).startswith("Последняя сверка не дошла до конца")
    assert "Расхождений нет" not in told(found) + page(found)


@pytest.mark.parametrize(
    ("step", "words"), [("first", "сделок 3, заказов 2"), ("pause", "Через 10 минут"), ("second", "ещё раз")]
)
def test_each_step_is_told(step, words):
    assert words in progress(run_of(step))


@pytest.fixture
def answers(monkeypatch):
    """What the reconciler says, one answer after another; no time passes between them."""
    said: list[dict | None] = []
    last: list[dict | None] = []
    done: list[dict] = []

    async def next_one():
        last[:] = [said.pop(0)]
        done[:] = [one for one in (*done, *last) if one and one["step"] == "done"][-1:]
        return {"run": last[0], "done": done[0] if done else None, "differing": 1}

    async def whole(_):
        own = difference(run="mine"), difference(run="nightly", key="deal:1")
        return {"run": last[0], "done": done[0] if done else None, "differences": own}

    monkeypatch.setattr(following, "summary", next_one)
    monkeypatch.setattr(following, "_said", whole)
    monkeypatch.setattr(following, "LOOK_S", 0)
    return said


class Wanted:
    """Counts how often a reconciliation was asked for, and keeps what its person was told."""

    def __init__(self) -> None:
        self.times, self.lines = 0, []

    async def followed(self):
        return await following._followed("mine", self._want, self.lines.append)

    async def _want(self):
        self.times += 1


async def test_it_is_followed_to_its_end(answers):
    answers += [run_of("done", "yesterday"), run_of("wanted"), run_of("first"), run_of("pause"), run_of("done")]
    wanted = Wanted()

    found = await wanted.followed()

    assert (found["run"]["name"], [one["key"] for one in found["differences"]]) == ("mine", ["deal:41"])
    assert len(wanted.lines) == 2  # the same words are not said twice


async def test_another_one_under_way_is_told_and_waited_for_and_then_this_one_begins(answers):
    nightly = [run_of("first", "nightly"), run_of("pause", "nightly"), run_of("done", "nightly")]
    answers += [*nightly, run_of("first"), run_of("done")]
    wanted = Wanted()

    found = await wanted.followed()

    assert (found["run"]["name"], wanted.times) == ("mine", 1)
    assert [one["key"] for one in found["differences"]] == ["deal:41"]
    assert wanted.lines[0].startswith("Идёт другая сверка")


async def test_one_that_comes_first_only_puts_it_off(answers):
    answers += [None, run_of("first", "nightly"), run_of("done", "nightly"), run_of("first"), run_of("done")]
    wanted = Wanted()

    assert (await wanted.followed())["run"]["name"] == "mine"
    assert wanted.times == 2


async def test_it_is_done_though_the_next_one_has_begun_before_anybody_looked(answers, monkeypatch):
    async def next_one():
        return {"run": run_of("wanted", "nightly"), "done": run_of("done"), "differing": 1}

    async def whole(_):
        return {"run": run_of("wanted", "nightly"), "done": run_of("done"), "differences": [difference(run="mine")]}

    monkeypatch.setattr(following, "summary", next_one)
    monkeypatch.setattr(following, "_said", whole)

    found = await Wanted().followed()

    assert (found["run"]["name"], found["run"]["step"], len(found["differences"])) == ("mine", "done", 1)


async def test_one_that_was_given_up_is_told(answers):
    answers += [run_of("first"), run_of("failed")]

    with pytest.raises(ReconcileError, match="не дошла до конца"):
        await Wanted().followed()


@pytest.mark.parametrize("name", ["mine", "nightly"])
async def test_one_that_stands_is_not_followed_for_hours(answers, monkeypatch, name):
    monkeypatch.setattr(following, "STALLED_S", -1)
    answers += [run_of("first", name), run_of("first", name)]

    with pytest.raises(ReconcileError, match="dealbus dead list"):
        await Wanted().followed()


async def test_a_service_that_does_not_run_is_named(answers, monkeypatch):
    monkeypatch.setattr(following, "BEGIN_S", -1)
    answers += [None, None]

    with pytest.raises(ReconcileError, match="запущен ли сервис reconciler"):
        await Wanted().followed()
