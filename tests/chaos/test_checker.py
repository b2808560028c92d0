"""The checker sees what must not be: each of its rules goes red on a planted violation."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from sandbox.people.accountant import MARKER, Order
from sandbox.people.seller import STAGES, Card
from shared.bus.replay import DeadLetter
from tests.chaos.checker import complaints, of_dead_letters
from tests.chaos.company import Company, Pair
from tests.chaos.history import BUS

WORK, PAID, LOST, NEW = (
    STAGES[name] for name in ("Заказ в работе", "Счет оплачен", "Сделка провалена", "Поступил заказ")
)
PAID_STATE = {"Состояние": "ГотовКОтгрузке", "ПроцентОплаты": 100, "ПроцентОтгрузки": 0, "СуммаДолга": 0}
MANAGER, BEFORE = 12, datetime(2026, 11, 28, 13, 30, tzinfo=UTC)
CREATED = "Заказ клиента 17 от 28.11.2026 создан в 1С на 20,00 ₽."
FEW, MANY = ([{"productId": 1, "quantity": number, "price": 10}] for number in (2, 9))


class Sides(Company):
    """One deal and one order that agree, but for what a test has changed."""

    def __init__(self) -> None:
        self.products, self.defaults, self.copies = {1: "item"}, {"organisation": "ours"}, set()
        self.choices = {
            "manager": {11: "manager", 12: "other"},
            "organisation": {1: "ours", 2: "theirs"},
            "client": {5: "client", 6: "else"},
        }
        self.marked = {"B24-41": ["g"]}
        self.history, self.looks, self.edits, self.deals = [], [], [], [41]
        self.notes = [note(CREATED, 0)]
        self.deal = {
            "id": 41,
            "stageId": WORK,
            "opportunity": "20",
            "assignedById": 11,
            "companyId": 5,
            "title": "Лето",
        }
        self.deal |= {"ufCrmDealbusNumber": "17", "ufCrmDealbusOrganisation": 1}
        self.deal_rows = [dict(row) for row in FEW]
        self.document = held(self, 2) | {"Number": "17", "Posted": True, "СуммаДокумента": "20", MARKER: "B24-41"}
        self.state: dict = {"Состояние": "ОжидаетсяОбеспечение"}
        self.accountant = self.seller = self  # type: ignore[assignment]

    def orders_by_marker(self):
        return self.marked

    def find_order(self, pair, _=None):
        pair.order = next(iter(self.marked.get("B24-41", [])), None)
        shown = {"guid": "g", "document": self.document, "state": self.state, "edits": self.edits}
        return Order(shown) if pair.order else None

    def find_card(self, _):
        shown = {"deal": self.deal, "rows": self.deal_rows, "comments": self.notes}
        return Card(shown | {"history": self.history, "looks": self.looks})

    def deals_of(self, _):
        return self.deals


def held(_: object, quantity: int, manager: str = "manager") -> dict:
    rows = [{"Номенклатура_Key": "item", "Количество": quantity, "СуммаСНДС": quantity * 10, "Отменено": False}]
    head = {"Менеджер_Key": manager, "Партнер_Key": "client", "Организация_Key": "ours"}
    return {**head, "Комментарий": "Сделка № 41 «Лето»\nhttps://portal/41/", "Товары": rows}


def note(text: str, seconds: float, author: int = BUS) -> dict:
    return {"text": text, "author": author, "time": (BEFORE + timedelta(seconds=int(seconds))).isoformat()}


def at(seconds: float) -> float:
    return BEFORE.timestamp() + seconds


def in_portal(user: int, seconds: float, rows: list | None = None, **fields: object) -> dict:
    changed = {name: [None, value] for name, value in fields.items()}
    line = {"user": user, "unix": at(seconds), "time": "", "what": "rows" if rows else "changed", "fields": changed}
    return line | ({"rows": rows} if rows else {})


def in_base(by: str, seconds: float, quantity: int = 2, manager: str = "manager") -> dict:
    return {"by": by, "unix": at(seconds), **held(None, quantity, manager)}


def pair(stage=WORK, **more) -> Pair:
    return Pair("pair", "deal", deal=41, order="g", stage=stage, **{"worked": True, **more})


def test_two_sides_that_agree_are_no_complaint():
    assert complaints(Sides(), [pair()]) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda sides: sides.marked.clear(), "no order"),
        (lambda sides: sides.marked["B24-41"].append("h"), "2 orders"),
        (lambda sides: sides.deals.append(42), "several deals"),
        (lambda sides: sides.deal_rows[0].update(quantity=3), "rows differ"),
        (lambda sides: sides.deal.update(assignedById=12), "manager differ"),
        (lambda sides: sides.deal.update(companyId=6), "client differ"),
        (lambda sides: sides.deal.update(ufCrmDealbusOrganisation=2), "organisation differ"),
        (lambda sides: sides.deal.update(title="Зима"), "title differ"),
        (lambda sides: sides.deal.update(opportunity="20.01"), "sums differ"),
        (lambda sides: sides.deal.update(ufCrmDealbusNumber=""), "names no order"),
        (lambda sides: sides.deal.update(ufCrmDealbusNumber="16"), "names 16"),
        (lambda sides: sides.deal.update(ufCrmDealbusPaid=10), "shows PAID"),
        (lambda sides: sides.document.update({MARKER: "B24-40"}), "marked B24-40"),
        (lambda sides: sides.state.update(PAID_STATE) or sides.deal.update(ufCrmDealbusPaid=100), "stands in"),
        (lambda sides: sides.deal.update(stageId=PAID), "stands in"),
        (lambda sides: sides.notes.clear(), "0 notes say"),
        (lambda sides: sides.notes.append(note(CREATED + " ", 1)), "2 notes say"),
        (lambda sides: sides.notes.extend([note("Оплачено", 9)] * 2), "told twice"),
        (lambda sides: sides.notes.extend(note(f"Ещё {n}", n) for n in range(9)), "10 notes about 0 deeds"),
        (lambda sides: sides.history.append(in_portal(BUS, 5, stageId=WORK)), "moved the deal 1 times"),
    ],
)
def test_what_differs_is_a_complaint(change, words):
    sides = Sides()
    change(sides)

    (found,) = complaints(sides, [pair()])

    assert words in found


def test_a_move_over_a_persons_of_the_same_instant_and_back_is_told_once():
    sides = Sides()
    for seconds, stages in ((5, [WORK, PAID]), (6, [PAID, WORK])):
        sides.history.append(
            {"user": BUS, "unix": at(seconds), "time": "", "what": "changed", "fields": {"stageId": stages}}
        )

    assert "moved the deal 1 times" in complaints(sides, [pair()])[0]
    sides.notes.append(note("Сделку передвинули вручную", 7))
    assert complaints(sides, [pair()]) == []


def test_a_deal_without_a_product_needs_no_order_where_it_says_so():
    sides = Sides()
    sides.marked.clear()
    sides.deal_rows.clear()
    assert "no order" in complaints(sides, [pair()])[0]
    sides.notes.append(note("Заказ не создан: в сделке нет товаров. Добавьте товары.", 7))
    assert complaints(sides, [pair()]) == []
    sides.deal_rows.append(dict(FEW[0]))
    assert "no order" in complaints(sides, [pair()])[0]


def test_an_order_of_a_deal_that_was_never_in_work_is_a_complaint():
    sides = Sides()

    (found,) = complaints(sides, [pair(NEW, worked=False)])

    assert "never in work" in found


def test_a_copy_with_the_order_of_its_original_is_a_complaint():
    sides = Sides()

    assert any("belongs to 2 pairs" in text for text in complaints(sides, [pair(), pair()]))


def test_the_order_of_a_lost_or_deleted_deal_that_is_still_posted_is_a_complaint():
    assert "lost" in complaints(Sides(), [pair(LOST)])[0]
    assert "deleted" in complaints(Sides(), [pair(deleted=True)])[0]
    assert complaints(Sides(), [pair(LOST, paid_or_shipped=True)]) == []


ROWS_TOLD = "Состав заказа 17 одновременно изменили в сделке и в 1С. Оставлен состав из сделки."
MANAGER_TOLD = "Ответственного заказа 17 одновременно изменили в сделке и в 1С."


@pytest.mark.parametrize(
    ("notes", "is_red"),
    [
        ([], True),
        ([note(ROWS_TOLD, 20)], False),
        ([note(ROWS_TOLD, 5)], True),  # of an earlier edit
        ([note(MANAGER_TOLD, 20)], True),  # of another thing
        ([note(ROWS_TOLD, 20, author=MANAGER)], True),  # by somebody else
    ],
)
def test_what_the_last_person_set_stands_or_a_later_note_names_it(notes, is_red):
    sides = Sides()
    sides.edits = [in_base("odata", 1), in_base("form", 10, 9), in_base("odata", 12)]
    sides.notes += notes

    found = complaints(sides, [pair(deeds=[at(10)] * 3)])

    assert [text for text in found if "wanted" in text] == (found if is_red else [])
    assert bool(found) == is_red


def test_an_older_value_over_a_newer_one_is_a_complaint():
    sides = Sides()
    sides.history = [in_portal(MANAGER, 5, rows=FEW), in_portal(MANAGER, 20, rows=MANY), in_portal(BUS, 90, rows=FEW)]
    sides.edits = [in_base("form", 1, 2)]

    (found,) = complaints(sides, [pair()])

    assert "the last who set it (deal) wanted" in found
    assert "+0.0 s a person sets" in found


def test_an_edit_that_was_overwritten_before_it_crossed_and_told_nowhere_is_a_complaint_though_sides_agree():
    sides = Sides()
    sides.edits = [in_base("odata", 1), in_base("form", 10, manager="other"), in_base("odata", 12)]
    sides.history = [in_portal(MANAGER, 11, assignedById=11)]

    (found,) = complaints(sides, [pair()])
    sides.notes.append(note(MANAGER_TOLD, 12))

    assert "manager other of the order was overwritten with manager, told nowhere" in found
    assert complaints(sides, [pair()]) == []


def test_an_edit_that_had_crossed_may_be_edited_on_the_other_side():
    sides = Sides()
    sides.edits = [in_base("odata", 1), in_base("form", 10, manager="other"), in_base("odata", 30)]
    sides.history = [in_portal(BUS, 12, assignedById=12), in_portal(MANAGER, 28, assignedById=11)]

    assert complaints(sides, [pair()]) == []


@pytest.mark.parametrize(
    ("words", "is_red"), [("Изменение состава не принято: заказ 17 уже отгружен.", False), ("", True)]
)
def test_sides_may_differ_only_where_a_note_says_that_the_edit_was_not_taken(words, is_red):
    sides = Sides()
    sides.deal_rows, sides.history = MANY, [in_portal(MANAGER, 10, rows=MANY)]
    sides.notes += [note(words, 12)] if words else []

    found = complaints(sides, [pair(paid_or_shipped=True)])

    assert bool(found) == is_red


@pytest.mark.parametrize(
    ("looks", "crossed"),
    [
        ([9.5], ["rows"]),  # the bus looked, a person saved, the bus wrote
        ([9.5, 10.2], []),  # it had looked again, and could have known
        ([1.0], []),  # it had looked long before
        ([], []),
    ],
)
def test_only_an_edit_that_the_portals_log_shows_between_a_look_and_the_write_is_an_exception(looks, crossed):
    sides, edited = Sides(), pair()
    sides.looks = [at(one) for one in looks]
    sides.history = [in_portal(MANAGER, 10, rows=MANY), in_portal(BUS, 10.5, rows=FEW)]

    found = complaints(sides, [edited])

    assert (found == [], edited.crossed) == (bool(crossed), crossed)


FEW_ROWS = (("item", Decimal(2), Decimal("20.00")),)


@pytest.mark.parametrize(
    ("decided", "over_at", "words"),
    [
        ({"manager": (at(60), "manager")}, 90, []),
        ({"manager": (at(60), "manager")}, 40, ["told nowhere"]),  # overwritten before anybody had decided
        ({"manager": (at(60), "other")}, 90, ["other was to stand"]),
        ({"rows": (at(60), FEW_ROWS)}, 90, ["wanted other"]),  # about another thing
    ],
)
def test_what_an_administrator_has_decided_stands_over_the_last_edit(decided, over_at, words):
    sides = Sides()
    sides.edits = [in_base("odata", 1), in_base("form", 10, manager="other"), in_base("odata", over_at)]

    found = complaints(sides, [pair(decided=decided)])

    assert len(found) == len(words)
    assert all(word in text for word, text in zip(words, found, strict=True))


def test_a_dead_letter_is_a_complaint_that_says_its_reason_and_sentence_or_that_it_has_none():
    whole = DeadLetter("1", "order.upsert", "deal:41", "", "bug", "Look at the log", "KeyError", 5, None, None, b"")
    bare = DeadLetter("2", "order.upsert", "deal:41", "", "", "", "", 5, None, None, b"")

    first, second = of_dead_letters([whole, bare])

    assert "bug: Look at the log KeyError" in first
    assert "NO REASON: NO SENTENCE" in second


def test_what_a_jumping_clock_has_dated_ahead_is_no_complaint_where_a_clock_has_jumped():
    dated = DeadLetter("1", "peer.status", "peer:b24", "", "future", "Set the clock", "", 5, None, None, b"")

    assert of_dead_letters([dated], ["clock stepped"]) == []
    assert of_dead_letters([dated], ["broker killed"])
