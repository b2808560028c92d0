"""What happened to a deal, in words that a manager understands."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.console.trace.timeline import happenings, written

NOON = datetime(2026, 3, 5, 9, 40, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
NO_INN = "Заказ не создан: у компании «Ромашка» не заполнен ИНН."


def line(minutes, what, **more):
    return {"at": NOON + timedelta(minutes=minutes), "key": "deal:41", "what": what, **more}


WANTED = {"groups": ["parties", "rows"], "wanted": "yes"}
REFUSED = {"why": "customer", "said": NO_INN}


def told(*lines):
    return written(happenings(lines), MOSCOW).splitlines()


def test_a_journey_reads_in_the_order_it_happened_by_the_customers_clock():
    text = told(
        line(1, "order_refused", **REFUSED),
        line(0, "order_wanted", **WANTED),
        line(2, "told", said=NO_INN),
        line(90, "order_done"),
        line(91, "state", state="ГотовКОтгрузке", paid="100", shipped="0"),
    )

    assert text == [
        "05.03.2026 12:40  Битрикс24: сделка: клиент, состав; решено: заказ в 1С нужен",
        "05.03.2026 12:41  1С: отказ (клиент без ИНН)",
        f"                  {NO_INN}",
        f"05.03.2026 12:42  Битрикс24: в ленту: {NO_INN}",
        "05.03.2026 14:10  1С: заказ такой, как в сделке",
        "05.03.2026 14:11  1С: состояние «Готов к отгрузке», оплачено 100 %, отгружено 0 %",
    ]


def test_an_order_that_is_left_unmade_is_not_said_to_be_as_its_deal():
    left = told(line(0, "order_wanted", groups=["stage"], wanted="none"), line(1, "order_done", absent=True))

    assert left == [
        "05.03.2026 12:40  Битрикс24: сделка: стадия; решено: заказ в 1С не создавать",
        "05.03.2026 12:41  1С: заказа нет, сделка его не ждёт",
    ]


def test_an_order_that_is_tried_hourly_is_one_refusal():
    tried = [
        one
        for hour in range(1, 25)
        for one in (line(60 * hour, "order_wanted", **WANTED), line(60 * hour + 1, "order_refused", **REFUSED))
    ]

    text = told(line(0, "order_wanted", **WANTED), line(1, "order_refused", **REFUSED), *tried)

    assert len(text) == 4
    assert text[-1].endswith("повторилось, всего 25, последний раз 06.03.2026 12:41")


def test_a_refusal_for_another_reason_stands_apart():
    other = {"why": "item", "said": "Товара «Болт» нет в 1С."}

    text = told(line(0, "order_refused", **REFUSED), line(60, "order_refused", **other))

    assert [one for one in text if "отказ" in one] == [
        "05.03.2026 12:40  1С: отказ (клиент без ИНН)",
        "05.03.2026 13:40  1С: отказ (товара нет в 1С)",
    ]


def test_a_word_of_a_later_release_is_shown_as_it_is():
    assert told(line(0, "frozen")) == ["05.03.2026 12:40  обмен: frozen"]
