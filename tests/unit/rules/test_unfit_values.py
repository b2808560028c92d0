"""Values of a rules file that are of the right kind and can mean nothing, or would end in a bug later."""

import pytest

from services.onec_connector.settings import BaseAccess
from shared.process.settings import SettingsError
from shared.rules import load_rules
from tests.unit.rules.test_complaints import DEFAULT, broken

MOMENT = "2026-01-01T00:00:00+03:00\n\n"
PROPERTIES = "article_property: null, barcode_property: null"


@pytest.mark.parametrize("zone", ["Europe", "Asia", "Europe/" + "x" * 300, "../etc", "Europe/Moscow\u0000", "МСК"])
def test_a_name_that_is_no_zone_is_told(tmp_path, zone):
    problem, _ = broken(tmp_path, "timezone: Europe/Moscow", f'timezone: "{zone}"'.replace("\u0000", "\\0"))

    assert problem.complaint == "неизвестный часовой пояс"


def test_a_zone_whose_sign_is_the_other_way_round_is_told(tmp_path):
    problem, _ = broken(tmp_path, "timezone: Europe/Moscow", "timezone: Etc/GMT+3")

    assert problem.complaint == "у Etc/GMT знак обратный, это UTC-3"
    assert "Europe/Moscow" in problem.remedy


@pytest.mark.parametrize(("zone", "said"), [("Asia", "из списка IANA"), ("Etc/GMT+3", "UTC+3, это Etc/GMT-3")])
def test_the_zone_of_the_base_is_held_to_the_same(monkeypatch, zone, said):
    for name, value in {"URL": "https://1c.test/ut", "USER": "u", "PASSWORD": "p", "TIMEZONE": zone}.items():
        monkeypatch.setenv(f"DEALBUS_ONEC_{name}", value)

    with pytest.raises(SettingsError) as caught:
        BaseAccess.load()

    assert "DEALBUS_ONEC_TIMEZONE" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+03:00", "9999-12-31T23:00:00-12:00"])
def test_a_moment_at_an_end_of_the_calendar_is_told(tmp_path, moment):
    problem, _ = broken(tmp_path, MOMENT, f"{moment}\n\n")

    assert problem.complaint == "такого года не может быть"


@pytest.mark.parametrize(
    ("old", "new", "complaint", "remedy"),
    [
        ("owners: {requisites: onec,", "owners: {head: b24,", "владелец группы head только onec", "Уберите head"),
        (
            PROPERTIES,
            "article_property: property1, barcode_property: property1",
            "одно свойство названо и для артикула, и для штрихкода «property1»",
            "другое",
        ),
        ("more_states: {}", "more_states: {Закрыт: ГотовКЗакрытию}", "знает и без правил «Закрыт»", "Уберите"),
        ("more_states: {}", "more_states: {Готов к закрытию: Закрыт}", "знает и без правил", "Уберите"),
        ("more_states: {}", "more_states: {Передача в доставку: Закрыт}", "это не имя состояния", "без пробелов"),
        (
            "managers: []\n\n",
            "managers: [{a@td.ru: Иванов Иван}]\n\n",
            "пара сотрудников записана не так",
            "Напишите: - {b24: a@td.ru, onec: Иванов Иван}.",
        ),
    ],
)
def test_what_can_mean_nothing_is_told_once_with_its_remedy(tmp_path, old, new, complaint, remedy):
    problem, line = broken(tmp_path, old, new)

    assert problem.line == line
    assert complaint in str(problem)
    assert remedy in problem.remedy
    assert "error" not in str(problem)


def test_an_inn_may_be_written_with_spaces(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text(DEFAULT.replace('"7701310010"', '"77 0131\u00a00010"'), encoding="utf-8")

    assert load_rules(path).organisations.default == "7701310010"
