"""What `dealbus status` says of a moment."""

from datetime import UTC, datetime, timedelta

import pytest

from services.console.standing.latest import Latest
from services.console.standing.refused import ShownDeal, Standing, ago, told_standing
from services.console.standing.status import Status
from shared.bus.topology import Depth

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
QUIET = Depth(consumers=1, ready=0, later=0)
FINE = {
    "lanes": {"mapper.orders": QUIET, "onec-connector.orders": QUIET},
    "peers": {"onec": {"open": True, "since": "2026-11-28T09:00:00+00:00", "locked": False}},
    "standing": (),
    "dead": {},
    "doubts": (0, None),
    "frozen": (),
}
BOLT = ShownDeal("41", "item", "Нет товара «Болт» в 1С.\nЗаведите его.", NOW - timedelta(hours=3))
BUG = ("mapper.orders", "bug")
NO_SOURCE = "Портал требует поле «Источник»."
SOURCE = ShownDeal("", "portal-refused", NO_SOURCE, NOW - timedelta(hours=3), order="8d5a", number="ТД00-000123")


def test_where_all_is_well_it_is_one_line():
    assert Status(**FINE).told(NOW) == "Обмен идёт, вмешательства не нужно."
    assert Status(**FINE).is_fine


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (
            {"peers": {"onec": {"open": False, "since": "2026-11-28T11:15:00+00:00", "locked": False}}},
            "1С: не отвечает, началось 45 мин. назад; обмен ждёт и продолжит сам. Если система работает, причину",
        ),
        (
            {"lanes": {"mapper.orders": Depth(0, 12, 0)}},
            "mapper.orders: никто не читает; запустите сервис;",
        ),
        ({"standing": (BOLT,)}, "Сделок, чей заказ ждёт: 1 (товара нет в 1С: 1), первая 3 ч. назад"),
        (
            {"orders": (SOURCE,)},
            "Заказов, чью сделку портал не принимает: 1 (портал не принимает: 1), первый 3 ч. назад",
        ),
        ({"dead": {("mapper.orders", "bug"): 2}}, "Отложено в mapper.orders, bug: 2; dealbus dead list --group"),
        (
            {"dead": {BUG: 2}, "dead_since": {BUG: NOW - timedelta(hours=5)}},
            "Отложено в mapper.orders, bug: 2, первое 5 ч. назад; dealbus dead list --group",
        ),
        ({"doubts": (3, NOW - timedelta(days=2))}, "Вопросов к человеку: 3, первый 2 д. назад; dealbus match list."),
        (
            {"latest": Latest(differences=2)},
            "Портал и 1С расходятся, расхождений: 2; подробно: dealbus reconcile --last.",
        ),
        ({"alarms": ("Брокер не принимает сообщений.",)}, "Брокер не принимает сообщений."),
        (
            {"latest": Latest(given_up=NOW - timedelta(hours=5))},
            "Сверка не дошла до конца, оставлена 5 ч. назад; подробно: dealbus reconcile --last.",
        ),
        ({"frozen": ("Группа rows у deal:41 остановлена.",)}, "Группа rows у deal:41 остановлена."),
    ],
)
def test_what_needs_somebody_is_said_with_what_to_do(what, said):
    status = Status(**FINE | what)

    assert not status.is_fine
    assert status.told(NOW).startswith("Требует внимания:\n")
    assert said in status.told(NOW)


def test_a_lane_of_a_closed_system_asks_nobody_to_start_anything():
    closed = {"onec": {"open": False, "since": "2026-11-28T11:15:00+00:00", "locked": True}}
    told = Status(**FINE | {"peers": closed, "lanes": {"onec-connector.orders": Depth(0, 12, 0)}}).told(NOW)

    assert "onec-connector.orders: ждёт 1С; если запущен, продолжит сам; сообщений 12." in told
    assert "запустите" not in told


def test_what_was_done_last_is_said_with_its_age_and_asks_nobody_to_act():
    latest = Latest(sweep=NOW, event=NOW - timedelta(hours=5), backup=NOW - timedelta(days=2))
    status = Status(**FINE | {"latest": latest})

    assert status.is_fine
    assert status.told(NOW).endswith(
        "Последний раз: обход портала только что, событие портала 5 ч. назад, копия 2 д. назад."
    )


def test_work_in_progress_is_no_reason_to_act():
    status = Status(**FINE | {"lanes": {"mapper.orders": Depth(1, 7, 2)}})

    assert status.is_fine
    assert "mapper.orders: в работе, ждёт 7, на повторе 2." in status.told(NOW)


@pytest.mark.parametrize(
    ("lane", "said"),
    [
        (Depth(1, 7, 2), "mapper.orders: в работе, ждёт 7, на повторе 2, самое давнее отправлено 3 ч. назад."),
        (QUIET, "mapper.orders: в работе, ждёт 0, на повторе 0, самое давнее отправлено 3 ч. назад."),
        (
            Depth(0, 7, 0),
            "mapper.orders: никто не читает; запустите сервис; сообщений 7, самое давнее отправлено 3 ч. назад.",
        ),
    ],
)
def test_a_lane_is_shown_with_the_age_of_its_oldest_message(lane, said):
    status = Status(**FINE | {"lanes": {"mapper.orders": lane}, "oldest": {"mapper.orders": NOW - timedelta(hours=3)}})

    assert said in status.told(NOW).splitlines()
    assert status.as_json()["lanes"]["mapper.orders"]["oldest"] == NOW - timedelta(hours=3)


def test_other_programs_read_since_when_dead_letters_lie():
    status = Status(**FINE | {"dead": {BUG: 2, ("mapper.orders", "unfit"): 1}, "dead_since": {BUG: NOW}})

    assert status.as_json()["dead"] == [
        {"group": "mapper.orders", "reason": "bug", "count": 2, "since": NOW},
        {"group": "mapper.orders", "reason": "unfit", "count": 1, "since": None},
    ]


def test_a_deal_is_shown_with_what_its_manager_reads():
    assert told_standing(Standing([BOLT], 1), NOW).splitlines() == [
        "Сделка 41, 3 ч. назад (товара нет в 1С)",
        "  Нет товара «Болт» в 1С.",
        "  Заведите его.",
        "",
        "Сделок, чей заказ ждёт: 1.",
        "",
        "Когда причина устранена, обмен передаст их сам в течение часа; сразу: dealbus retry deal:41.",
    ]


def test_where_no_deal_stands_there_is_nothing_to_retry():
    assert told_standing(Standing(), NOW) == "Сделок, чей заказ ждёт: 0."


def test_a_system_that_people_have_closed_is_not_to_be_checked():
    closed = {"onec": {"open": False, "since": "2026-11-28T11:15:00+00:00", "locked": True}}

    told = Status(**FINE | {"peers": closed}).told(NOW)

    assert told.endswith("1С: закрыта на обслуживание, началось 45 мин. назад; обмен ждёт и продолжит сам.")


def test_an_order_without_a_deal_is_shown_with_why_and_its_key():
    told = told_standing(Standing(orders=[SOURCE], orders_total=1), NOW)

    assert (
        "Заказ ТД00-000123 (order:8d5a), 3 ч. назад (портал не принимает)\n"
        "  Портал требует поле «Источник».\n\nЗаказов без сделки: 1.\n\n"
    ) in told
    assert told.endswith("сразу: dealbus retry order:8d5a.")


def test_a_list_that_is_cut_says_how_many_stand():
    status = Status(**FINE | {"standing": (BOLT,), "total": 1200})

    told = told_standing(Standing([BOLT], 1200), NOW)
    assert "\n\nСделок, чей заказ ждёт: 1200, показаны 1, которые ждут дольше всех.\n\n" in told
    assert "Сделок, чей заказ ждёт: 1200 (товара нет в 1С: 1; по первым 1)" in status.told(NOW)
    assert status.as_json()["standing_total"] == 1200


@pytest.mark.parametrize(
    ("passed", "said"),
    [(-5, "только что"), (59, "только что"), (60, "1 мин. назад"), (7200, "2 ч. назад"), (200_000, "2 д. назад")],
)
def test_how_long_ago_is_said_in_one_unit(passed, said):
    assert ago(NOW - timedelta(seconds=passed), NOW) == said
