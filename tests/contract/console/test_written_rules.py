"""The file that `dealbus init` writes."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.console.init.proposals import ProposedManagers, ProposedPipeline, propose, propose_pipeline
from services.console.init.writing import again, at, content, first
from shared.process.survey import BaseSurvey, PortalSurvey, SeenPipeline, SeenStage
from shared.rules import load_rules
from shared.rules.writing import with_value

SAMPLE = Path("deploy/config/rules.yaml").read_text(encoding="utf-8")
CUTOFF = datetime(2026, 11, 30, 6, tzinfo=UTC)
NAMES = ("Новая заявка", "Взяли в работу", "Комплектация", "Ждём оплату", "Оплата получена #1", "Отправлен")


def seen(number: str) -> SeenPipeline:
    prefix = "" if number == "0" else f"C{number}:"
    stages = [SeenStage(id=f"{prefix}S{place}", name=name) for place, name in enumerate(NAMES)]
    ends = [SeenStage(id=f"{prefix}WON", name="Да", ends="S"), SeenStage(id=f"{prefix}LOSE", name="Нет", ends="F")]
    return SeenPipeline(id=number, name=f"Продажи: {number}", stages=(*stages, *ends))


def with_stage(pipeline: SeenPipeline, stage: str, name: str) -> ProposedPipeline:
    """Add a stage behind the third one of a pipeline."""
    stages = (*pipeline.stages[:3], SeenStage(id=stage, name=name), *pipeline.stages[3:])
    return propose_pipeline(pipeline.model_copy(update={"stages": stages}))


def proposal(*numbers: str, **changes):
    base = BaseSurvey(organisations=(), agreements=("Опт, 14 дней",), warehouses=("Основной",))
    found = propose(PortalSurvey(pipelines=tuple(map(seen, numbers))), base)
    return replace(found, **changes)


@pytest.fixture
def read(tmp_path):
    def rules(text):
        path = tmp_path / "rules.yaml"
        path.write_text(text, encoding="utf-8")
        return load_rules(path)

    return rules


def test_a_new_file_has_the_customers_values_and_nothing_of_the_samples_company(read):
    pairs = ProposedManagers(pairs=(("orlova@company.ru", "Орлова Мария"),))

    text = first(SAMPLE, proposal("2", "5", managers=pairs), "company.bitrix24.ru", CUTOFF).text

    rules = read(text)
    assert (rules.portal_id, rules.cutoff, rules.birth_pipeline) == ("company.bitrix24.ru", CUTOFF, "2")
    assert [rules.pipelines["5"].stage(role) for role in ("work", "paid", "done")] == ["C5:S1", "C5:S4", "C5:WON"]
    assert (rules.pipelines["5"].later, rules.pipelines["5"].lost) == (("C5:S2",), ("C5:LOSE",))
    assert (rules.agreements.default, rules.warehouses.default) == ("Опт, 14 дней", "Основной")
    assert (rules.organisations.default, rules.organisations.by_pipeline, rules.fields) == (None, {}, {})
    assert [(one.b24, one.onec) for one in rules.managers] == [("orlova@company.ru", "Орлова Мария")]
    assert not any(word in text for word in ("td.example", "Сидоров Иван\n", "ООО «Торговый дом»", "7701310010"))


def test_its_lines_are_explained_in_russian_with_the_portals_own_names():
    text = first(SAMPLE, proposal("0"), "company.bitrix24.ru", CUTOFF).text

    assert "    shipped: S5                     # «Отправлен»: двигает обмен (R4)\n" in text
    assert "    later: [S2]                     # «Комплектация»\n" in text
    assert text.count("\n#") > 80


def test_a_second_run_keeps_what_people_wrote_and_names_the_difference(read):
    text = first(SAMPLE, proposal("0"), "company.bitrix24.ru", CUTOFF).text
    edited = text.replace("default: Основной", "default: Дальний  # наш").replace("lost: unpost", "lost: tell")

    written = again(edited, SAMPLE, proposal("0"), "company.bitrix24.ru", datetime.now(UTC))

    assert written.text == edited
    assert written.kept == ("warehouses → default: в файле «Дальний», предлагалось «Основной»",)
    assert read(written.text).cutoff == CUTOFF


def test_a_second_run_fills_what_was_left_empty(read):
    text = first(SAMPLE, proposal("0", agreement=None), "company.bitrix24.ru", CUTOFF).text

    written = again(text, SAMPLE, proposal("0"), "company.bitrix24.ru", CUTOFF)

    assert read(written.text).agreements.default == "Опт, 14 дней"
    assert written.kept == ()


def test_a_copy_of_the_sample_is_no_edit(read):
    rules = read(again(SAMPLE, SAMPLE, proposal("0"), "company.bitrix24.ru", CUTOFF).text)

    assert (rules.portal_id, list(rules.pipelines)) == ("company.bitrix24.ru", ["0"])


def test_a_second_run_names_differences_in_words(read):
    pairs = ProposedManagers(pairs=(("orlova@company.ru", "Орлова Мария"), ("belov@company.ru", "Белов Пётр")))
    text = first(SAMPLE, proposal("0", managers=pairs), "company.bitrix24.ru", CUTOFF).text
    edited = text.replace("Белов Пётр", "Белов П.").replace("{b24: orlova@company.ru, onec: Орлова Мария}, ", "")

    written = again(edited, SAMPLE, proposal("0", managers=pairs), "company.bitrix24.ru", CUTOFF)

    assert written.text == edited
    (line,) = written.kept
    assert line == (
        "managers: в файле «belov@company.ru = Белов П.», предлагалось «orlova@company.ru = Орлова Мария, "
        "belov@company.ru = Белов Пётр»"
    )
    assert [(one.b24, one.onec) for one in read(written.text).managers] == [("belov@company.ru", "Белов П.")]


def test_a_second_run_names_pipelines_and_stages_that_the_portal_has_since(read):
    text = first(SAMPLE, proposal("0"), "company.bitrix24.ru", CUTOFF).text
    more = replace(
        proposal("0", "7"), pipelines=(with_stage(seen("0"), "S9", "Рекламация"), propose_pipeline(seen("7")))
    )

    written = again(text, SAMPLE, more, "company.bitrix24.ru", CUTOFF)

    assert written.text == text
    assert written.kept == (
        "pipelines → 0: на портале после work есть стадия «Рекламация» (S9), в файле её нет; добавьте её в later",
        "pipelines: на портале есть воронка 7 «Продажи: 7», в файле её нет; обмен её не трогает",
    )


def test_a_second_run_without_news_names_nothing():
    text = first(SAMPLE, proposal("0", "2"), "company.bitrix24.ru", CUTOFF).text

    assert again(text, SAMPLE, proposal("0", "2"), "company.bitrix24.ru", CUTOFF).kept == ()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("cutoff",), "2026-01-01T00:00:00+03:00"),
        (("manager_default", "onec"), "Сидоров Иван"),
        (("organisations", "default"), "7701310010"),
    ],
)
def test_a_second_run_keeps_what_a_person_wrote_as_the_sample_has_it(place, value):
    text = first(SAMPLE, proposal("0"), "company.bitrix24.ru", CUTOFF).text
    edited = with_value(text, place, value)

    written = again(edited, SAMPLE, proposal("0"), "company.bitrix24.ru", CUTOFF)

    assert at(content(written.text), place) == value


def test_the_rules_go_by_the_clock_of_the_base_that_init_was_told(read):
    asia = proposal("0", timezone="Asia/Vladivostok")

    rules = read(first(SAMPLE, asia, "company.bitrix24.ru", CUTOFF).text)

    assert rules.timezone.key == "Asia/Vladivostok"
