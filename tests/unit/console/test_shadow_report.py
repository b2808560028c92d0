"""What the report of a shadow says."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.console.shadow.report import NOBODY, as_json, days, head, rows
from shared.store.shadow import WatchTimes

MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
FRIDAY = MONDAY + timedelta(days=4)
MOSCOW = ZoneInfo("Europe/Moscow")


def record(key, would, *former, to=None, said=("Создать заказ.",), asks=()):
    turns = [{"at": MONDAY + timedelta(hours=hour), "would": one} for hour, one in enumerate((*former, would))]
    return {"key": key, "name": "«Болты»", "would": would, "to": to, "said": list(said), "turns": turns} | {
        "first": MONDAY,
        "at": FRIDAY,
        "asks": list(asks),
    }


def test_all_records_are_counted_by_what_becomes_of_them():
    kept = [record("deal:41", "create"), record("deal:42", "refused"), record("deal:43", "same", to="WON")]

    assert head(WatchTimes(MONDAY, FRIDAY), kept, MOSCOW) == [
        "Тень: изменённое с 02.03 09:00, последний просмотр 06.03 09:00.",
        (
            "Записей: 3 (создать заказ: 1, заказ уже такой: 1, отказ: 1). Сменили бы стадию: 1. "
            "Ни в портале, ни в 1С ничего не изменено."
        ),
        (
            "Предвидеть нельзя: возразит ли 1С, проводя документ (остатки, задолженность, дата запрета изменений): "
            "1 заказ."
        ),
    ]


def test_what_a_person_would_be_asked_is_counted_once():
    kept = [record("deal:41", "refused", asks=["requisite:7"]), record("deal:42", "refused", asks=["requisite:7"])]

    assert "Вопросов человеку: 1; после запуска их покажет dealbus match list." in head(
        WatchTimes(MONDAY, FRIDAY), kept, MOSCOW
    )
    assert as_json(None, kept, MOSCOW)["asked"] == ["requisite:7"]


def test_the_week_is_told_day_by_day_in_the_customers_zone():
    late = record("deal:43", "create")
    late["turns"][0]["at"] = MONDAY + timedelta(hours=10)  # Tuesday in Vladivostok
    kept = [record("deal:41", "create", "refused"), record("deal:42", "bear"), late]

    assert days(kept, MOSCOW, whole=False) == [("пн 02.03", "создать заказ: 2, отказ: 1, создать сделку: 1")]
    assert [day for day, _ in days(kept, ZoneInfo("Asia/Vladivostok"), whole=False)] == ["пн 02.03", "вт 03.03"]
    assert as_json(None, kept, MOSCOW)["days"] == {"2026-03-02": {"refused": 1, "create": 2, "bear": 1}}


def test_of_many_days_the_last_seven_are_told_and_all_where_asked_for():
    kept = [record(f"deal:{number}", "create") for number in range(9)]
    for number, one in enumerate(kept):
        one["turns"][0]["at"] += timedelta(days=number)

    assert [day for day, _ in days(kept, MOSCOW, whole=False)][::6] == ["ср 04.03", "вт 10.03"]
    assert len(days(kept, MOSCOW, whole=True)) == 9


def test_a_shadow_that_nobody_has_begun_says_how_to():
    assert head(None, [], MOSCOW) == [NOBODY]


def test_a_look_that_never_came_to_its_end_is_told():
    assert head(WatchTimes(MONDAY, None), [], MOSCOW)[0].endswith(", ни один просмотр не закончен.")


def test_a_record_is_told_once_with_what_it_would_have_come_to_before():
    refused = record("deal:41", "create", "refused")

    assert rows([refused], MOSCOW, whole=False) == [
        (["deal:41", "«Болты»", "02.03 09:00"], ["Создать заказ.", "Раньше: 02.03 09:00 отказ."])
    ]


def test_what_nothing_would_be_done_with_is_told_where_asked_for():
    quiet = [record("deal:41", "left"), record("order:g", "unborn"), record("deal:42", "same")]
    moved, was = record("deal:43", "same", to="WON"), record("deal:44", "left", "create")

    told = rows([*quiet, moved, was], MOSCOW, whole=False)

    assert [one[0][0] for one in told] == ["deal:43", "deal:44"]
    assert len(rows([*quiet, moved, was], MOSCOW, whole=True)) == 5


def test_programs_get_the_records_whole():
    found = as_json(WatchTimes(MONDAY, FRIDAY), [record("deal:41", "create")], MOSCOW)

    assert (found["since"], found["looked"], found["counted"]) == (MONDAY, FRIDAY, {"create": 1})
    assert found["records"][0]["key"] == "deal:41"
