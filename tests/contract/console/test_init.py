"""`dealbus init` as an administrator meets it; what both systems answer is played."""

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.console.__main__ import app
from services.console.init import command
from shared.process.survey import BaseSurvey, PortalSurvey, SeenOrganisation, SeenPerson, SeenPipeline, SeenStage
from shared.rules import load_rules

WEBHOOK = "https://company.bitrix24.ru/rest/7/s3cr3tsecret/"
ANSWERS = f"""
b24_webhook: {WEBHOOK}
onec_url: https://1c.company.test/ut
onec_user: Обмен
onec_password: "п'аро$ль"
"""
NAMES = ("Новая заявка", "Согласование", "Счет", "Оплачен", "Отгружен")
STAGES = tuple(SeenStage(id=f"S{place}", name=name) for place, name in enumerate(NAMES))
ENDS = (
    SeenStage(id="WON", name="Да", ends="S"),
    SeenStage(id="LOSE", name="Нет", ends="F"),
    SeenStage(id="YES", name="Да", ends="F"),
)
PORTAL = PortalSurvey(pipelines=(SeenPipeline(id="0", name="Продажи", stages=(*STAGES, *ENDS)),))
BASE = BaseSurvey(
    organisations=(SeenOrganisation(name="ООО", inn="7701310010"),),
    agreements=("Опт", "Розница"),
    warehouses=("Основной склад",),
    people=(SeenPerson(name="Орлова Мария"),),
)


class MatchContext:
    def __init__(self, folder: Path) -> None:
        self.folder, self.rules = folder, folder / "rules.yaml"
        self.asked: list[dict[str, str]] = []

    def run(self, answers: str | None = None, typed: str = ""):
        words = ["init", "--rules", str(self.rules)]
        if answers is not None:
            (self.folder / "answers.yaml").write_text(answers, encoding="utf-8")
            words += ["--answers", str(self.folder / "answers.yaml")]
        return CliRunner().invoke(app, words, input=typed)

    def survey(self, service, kind, variables, cutoff):  # noqa: ARG002 - as the real one
        self.asked.append(dict(variables))
        return PORTAL if kind is PortalSurvey else BASE


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MatchContext:
    made = MatchContext(tmp_path)
    monkeypatch.setattr(command, "_survey", made.survey)
    return made


def test_six_answers_of_a_file_make_rules_and_environment(desk):
    done = desk.run(f"{ANSWERS}agreement: Опт\nstages: {{0: {{work: Согласование}}}}\n")

    rules = load_rules(desk.rules)
    assert done.exit_code == 0, done.output
    assert (rules.portal_id, rules.agreements.default, rules.pipelines["0"].work) == (
        "company.bitrix24.ru",
        "Опт",
        "S1",
    )
    assert "Дальше: dealbus setup, затем dealbus check." in done.stdout


def test_an_inn_may_be_answered_with_spaces(desk):
    done = desk.run(f"{ANSWERS}stages: {{0: {{work: S1}}}}\norganisation: 7701 310 010\n")

    assert done.exit_code == 0, done.output
    assert load_rules(desk.rules).organisations.default == "7701310010"


def test_without_a_place_for_the_rules_it_asks_for_one_in_russian(desk, monkeypatch):
    monkeypatch.delenv("DEALBUS_RULES", raising=False)

    done = CliRunner().invoke(app, ["init"])

    assert done.exit_code == 2
    assert "назовите файл в --rules или в DEALBUS_RULES" in done.stderr
    assert desk.asked == []


def test_secrets_go_into_the_connectors_files_alone(desk):
    done = desk.run(f"{ANSWERS}stages: {{0: {{work: S1}}}}\n")

    b24, onec = (desk.folder / f"{name}-connector.env" for name in ("b24", "onec"))
    assert stat.S_IMODE(b24.stat().st_mode) == stat.S_IMODE(onec.stat().st_mode) == 0o600
    assert f"DEALBUS_B24_WEBHOOK={WEBHOOK}\n" in b24.read_text(encoding="utf-8")
    assert "ONEC" not in b24.read_text(encoding="utf-8")
    assert "s3cr3tsecret" not in onec.read_text(encoding="utf-8") + desk.rules.read_text(encoding="utf-8") + done.output


def test_the_zone_of_the_base_is_no_secret_and_goes_with_its_address(desk):
    desk.run(f"{ANSWERS}onec_timezone: Asia/Omsk\nstages: {{0: {{work: S1}}}}\n")

    assert desk.asked[-1]["DEALBUS_ONEC_TIMEZONE"] == "Asia/Omsk"
    assert "DEALBUS_ONEC_TIMEZONE=Asia/Omsk\n" in (desk.folder / "onec-connector.env").read_text(encoding="utf-8")


def test_a_host_that_is_asked_without_tls_is_told_to_both_connectors(desk):
    desk.run(f"{ANSWERS}plain_http: 1c.company.test\nstages: {{0: {{work: S1}}}}\n")

    written = [(desk.folder / f"{name}-connector.env").read_text(encoding="utf-8") for name in ("b24", "onec")]
    assert desk.asked[-1]["DEALBUS_PLAIN_HTTP"] == "1c.company.test"
    assert ["DEALBUS_PLAIN_HTTP=1c.company.test\n" in text for text in written] == [True, True]


def test_a_second_run_needs_no_secret_again_and_leaves_the_lines_of_people(desk):
    desk.run(f"{ANSWERS}stages: {{0: {{work: S1}}}}\n")
    with (desk.folder / "b24-connector.env").open("a", encoding="utf-8") as file:
        file.write("DEALBUS_B24_SWEEP_S=30\n")
    desk.rules.write_text(
        desk.rules.read_text(encoding="utf-8").replace("lost: unpost", "lost: tell"), encoding="utf-8"
    )

    done = desk.run("stages: {0: {work: S1}}\n")

    assert done.exit_code == 0, done.output
    assert desk.asked[-1]["DEALBUS_ONEC_PASSWORD"] == "п'аро$ль"
    assert "DEALBUS_B24_SWEEP_S=30\n" in (desk.folder / "b24-connector.env").read_text(encoding="utf-8")
    assert load_rules(desk.rules).lost == "tell"


def test_a_file_with_a_mistake_is_left_to_its_author(desk):
    desk.rules.write_text("portal_id: [", encoding="utf-8")

    done = desk.run(f"{ANSWERS}stages: {{0: {{work: S1}}}}\n")

    assert done.exit_code == 2
    assert "rules.yaml: " in done.stderr
    assert "Traceback" not in done.output
    assert desk.rules.read_text(encoding="utf-8") == "portal_id: ["


def test_without_a_file_it_asks_for_what_nobody_can_guess(desk):
    access = [WEBHOOK, "token", "https://1c.company.test/ut", "Обмен", "secret"]
    done = desk.run(typed="\n".join([*access, "Согласование", "Опт", "y"]) + "\n")

    rules = load_rules(desk.rules)
    assert done.exit_code == 0, done.output
    assert "Какая стадия значит «Заказ в работе»" in done.stdout
    assert (rules.pipelines["0"].work, rules.agreements.default) == ("S1", "Опт")


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("onec_user: Обмен\n", "нет b24_webhook, onec_url, onec_password"),
        (f"{ANSWERS}agrement: Опт\n", "неизвестный ответ agrement, есть: "),
        (f"{ANSWERS}stages: {{0: {{work: Соглосование}}}}\n", "возможно, имелось в виду «Согласование»"),
        (f"{ANSWERS}stages: {{9: {{work: S1}}}}\n", "названа воронка 9, а в портале её нет, есть: 0 «Продажи»"),
        (f"{ANSWERS}stages: {{0: {{work: Да}}}}\n", "стадий «Да» несколько: назовите её по id, WON или YES"),
        (f"{ANSWERS}stages: {{0: {{work: S1}}}}\nagreement: Оптт\n", "Соглашения «Оптт» в 1С нет, есть: «Опт», «Ро"),
        (f"{ANSWERS}stages: {{0: {{work: S1}}}}\nwarehouse: Основной\n", "Склада «Основной» в 1С нет, есть: «Осн"),
        (f"{ANSWERS}stages: {{0: {{work: S1}}}}\norganisation: ООО\n", "Организации с ИНН «ООО» в 1С нет, есть: "),
        (ANSWERS, "Назовите недостающие в stages файла ответов"),
        ("cutoff: завтра\n", "строка 1, cutoff: это не дата и время «завтра». Пример: 2026-01-01T00:00:00+03:00."),
        ("cutoff: 01.12.2026\n", "cutoff: это не дата и время «01.12.2026». Пример: 2026-01-01T00:00:00+03:00."),
        ("cutoff: 20260101\n", "cutoff: это не дата и время «20260101». Пример: 2026-01-01T00:00:00+03:00."),
        ("cutoff: 2026-12-01\n", "у времени не указан часовой пояс «2026-12-01». Допишите смещение от UTC: 2026-"),
        ("cutoff: 0001-01-01T00:00:00+03:00\n", "такого года не может быть"),
        ("a: [", "строка 1: это не YAML: скобка открыта и не закрыта"),
        ("onec_user: a\nonec_user: b\n", "строка 2, onec_user: ключ стоит второй раз, первый в строке 1"),
        ("onec_user:\n  - a\n", "строка 1, onec_user: здесь нужен текст"),
        ("- onec_user: a\n", "здесь нужны вложенные ключи"),
        ("<html>\n<body class='a'>\n", "здесь нужны вложенные ключи"),
        ("<html>\n<p>a: b</p>\n", "строка 2: это не YAML: "),
        ("onec_user: {{ user }}\n", "строка 1, onec_user: на месте ключа стоит скобка"),
        ("stages: {0: {wrok: S1}}\n", "stages → 0 → wrok: неизвестное значение «wrok»"),
        ("stages: [a]\n", "строка 1, stages: здесь нужны вложенные ключи"),
        ("", "нет b24_webhook, onec_url, onec_user, onec_password"),
    ],
)
def test_an_answer_that_fits_nothing_is_one_sentence_and_nothing_is_written(desk, answers, said):
    done = desk.run(answers)

    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.output
    assert not desk.rules.exists()
    assert not list(desk.folder.glob("*.env"))


@pytest.mark.parametrize(
    "password", ["@x", "%x", "*x", "`x", "a: b", "'x", "!x", "&x", "#x", "null", "[x]", "{x}", "[x", '"x', "> x"]
)
def test_a_password_with_a_sign_of_yaml_is_told_to_be_quoted_and_not_shown(desk, password):
    done = desk.run(f"onec_user: Обмен\nonec_password: {password}\n")

    assert (done.exit_code, desk.asked) == (2, [])
    assert "answers.yaml: строка 2" in done.stderr
    assert "возьмите значение в одинарные кавычки" in done.stderr.lower()
    assert f"«{password}»" not in done.stderr


def test_a_file_whose_colons_lack_their_space_is_not_shown(desk):
    done = desk.run("onec_user:Обмен\nonec_password:s3cr3tword\n")

    assert done.exit_code == 2
    assert "здесь нужны вложенные ключи" in done.stderr
    assert "s3cr3tword" not in done.output


def test_a_folder_that_takes_nothing_is_told_before_anybody_is_asked(desk):
    done = CliRunner().invoke(app, ["init", "--rules", "/sys/dealbus/rules.yaml"], input="")

    assert (done.exit_code, desk.asked) == (2, [])
    assert done.output.startswith("В папку /sys/dealbus записать нельзя")


def test_a_file_with_an_open_quote_is_named_with_what_to_do(desk):
    (desk.folder / "onec-connector.env").write_text("DEALBUS_ONEC_PASSWORD=O'Brien7secret\n", encoding="utf-8")

    done = desk.run(ANSWERS)

    assert (done.exit_code, desk.asked) == (2, [])
    assert "onec-connector.env: кавычка не закрыта" in done.output
    assert "Brien7secret" not in done.output


def test_what_this_command_is_given_as_the_services_are_is_not_asked_again(desk, monkeypatch):
    (desk.folder / "webhook").write_text(f"{WEBHOOK}\n", encoding="utf-8")
    (desk.folder / "token").write_text("", encoding="utf-8")  # as secrets.sh leaves it
    given = {
        "B24_WEBHOOK_FILE": str(desk.folder / "webhook"),
        "B24_APPLICATION_TOKEN_FILE": str(desk.folder / "token"),
        "ONEC_URL": "https://1c.company.test/ut",
        "ONEC_TIMEZONE": "Asia/Omsk",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"DEALBUS_{name}", value)

    done = desk.run(typed="token\nОбмен\nпароль\nСогласование\nОпт\nда\n")

    assert done.exit_code == 0, done.output
    assert "Из настроек взято: DEALBUS_B24_WEBHOOK, DEALBUS_ONEC_URL, DEALBUS_ONEC_TIMEZONE." in done.stdout
    assert "s3cr3tsecret" not in done.output
    asked = desk.asked[-1]
    assert (asked["DEALBUS_B24_WEBHOOK"], asked["DEALBUS_ONEC_TIMEZONE"]) == (WEBHOOK, "Asia/Omsk")
    assert (asked["DEALBUS_B24_APPLICATION_TOKEN"], asked["DEALBUS_ONEC_PASSWORD"]) == ("token", "пароль")


def test_an_answer_or_an_earlier_run_outweighs_what_this_command_is_given(desk, monkeypatch):
    monkeypatch.setenv("DEALBUS_ONEC_USER", "другой")

    desk.run(f"{ANSWERS}stages: {{0: {{work: S1}}}}\n")
    done = desk.run("stages: {0: {work: S1}}\n")

    assert [one["DEALBUS_ONEC_USER"] for one in desk.asked] == ["Обмен"] * 4
    assert "Из настроек взято" not in done.stdout


def test_a_file_of_a_secret_that_is_not_there_is_named(desk, monkeypatch):
    monkeypatch.setenv("DEALBUS_ONEC_PASSWORD_FILE", "/run/absent/password")

    done = desk.run(ANSWERS)

    assert (done.exit_code, desk.asked) == (2, [])
    assert "DEALBUS_ONEC_PASSWORD_FILE называет файл /run/absent/password" in done.output


def test_a_mistyped_stage_is_asked_for_again_by_what_it_means(desk):
    access = [WEBHOOK, "", "https://1c.company.test/ut", "Обмен", "пароль"]

    done = desk.run(typed="\n".join([*access, "Согласованее", "Согласование", "Опт", "да"]) + "\n")

    assert done.exit_code == 0, done.output
    assert "Какая стадия значит «Заказ в работе»" in done.output
    assert "нет стадии «Согласованее»" in done.output
    assert load_rules(desk.rules).pipelines["0"].work == "S1"


def test_without_all_stages_whoever_was_asked_is_not_sent_to_a_file_of_answers(desk):
    access = [WEBHOOK, "", "https://1c.company.test/ut", "Обмен", "пароль"]

    done = desk.run(typed="\n".join([*access, "", "Опт"]) + "\n")

    assert done.exit_code == 2
    assert "Запустите команду снова и назовите недостающие." in done.output
