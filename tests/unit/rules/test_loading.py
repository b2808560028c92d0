"""What a good rules file says."""

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import get_args

import pytest

from shared.messages.things import Stage
from shared.rules import Rules, load_rules
from shared.rules.crossing import birthplace
from shared.rules.source import read_source
from shared.rules.states import STATE_CAPTIONS, StateName, state_caption
from tests.unit.rules.documented import documented_table
from tests.unit.rules.snapshots import order

DEFAULT = Path("deploy/config/rules.yaml")


def edited(tmp_path, old, new):
    """Load the delivered file with one edit and without its comments, which take a third of the time of reading it."""
    text = re.sub(r"(?m)^ *#.*\n", "", DEFAULT.read_text(encoding="utf-8"))
    assert text.count(old) == 1
    path = tmp_path / "rules.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return load_rules(path)


def test_default_file_names_the_customers_six_stages_in_both_pipelines(rules):
    stages = ("NEW", "PREPARATION", "PREPAYMENT_INVOICE", "EXECUTING", "FINAL_INVOICE", "WON")

    main, wholesale = rules.pipelines["0"], rules.pipelines["3"]

    roles = ("parking", "work", "invoice", "shipped", "paid", "done")
    assert stages == tuple(main.stage(role) for role in roles)
    assert tuple(f"C3:{stage}" for stage in stages) == tuple(wholesale.stage(role) for role in roles)


def test_the_table_that_holds_without_a_word_is_the_one_an_administrator_reads(tmp_path, rules):
    path = tmp_path / "rules.yaml"
    path.write_text(f"{DEFAULT.read_text(encoding='utf-8')}\n{documented_table()}", encoding="utf-8")

    assert rules.states == load_rules(path).states


def test_the_table_has_the_ten_lines_of_the_requirements_with_their_states(rules):
    page = Path("docs/spec/requirements.md").read_text(encoding="utf-8")
    required = [line.split("|")[2] for line in page.splitlines() if re.match(r"\| \d+ \|", line)]

    named = [{state for condition in line.when for state in condition.states} for line in rules.states]

    assert [set(re.findall("|".join(STATE_CAPTIONS), states)) for states in required] == named


def test_every_state_has_its_caption(rules):
    assert set(get_args(StateName)) == set(STATE_CAPTIONS)
    assert state_caption("ГотовКОтгрузке") == "Готов к отгрузке"
    assert state_caption("СостояниеНовогоРелиза") == "СостояниеНовогоРелиза"


def test_a_state_of_a_newer_release_is_named_with_the_one_it_is_like(tmp_path):
    rules = edited(tmp_path, "more_states: {}", "more_states: {СостояниеНовогоРелиза: ВПроцессеОтгрузки}")

    assert rules.known_state("СостояниеНовогоРелиза") == "ВПроцессеОтгрузки"
    assert rules.known_state("Закрыт") == "Закрыт"
    assert rules.known_state("ЕщёОдно") is None


@pytest.mark.parametrize(("left", "expected"), [(("0", "3"), "0"), (("0",), "0"), (("3",), "3")])
def test_new_deals_begin_in_the_main_pipeline_else_in_the_only_one(rules, left, expected):
    pipelines = {key: rules.pipelines[key] for key in left}
    silent = rules.model_copy(update={"new_deals": None, "pipelines": pipelines})

    born = birthplace(order(), silent)

    assert (born.pipeline, born.stage) == (expected, pipelines[expected].work)


def test_a_file_with_the_mandatory_keys_alone_is_enough(tmp_path, rules):
    text = DEFAULT.read_text(encoding="utf-8")
    mandatory = text[text.index("portal_id:") : text.index("timezone:")]
    pipelines = text[text.index("pipelines:") : text.index("# В какой воронке")]
    path = tmp_path / "rules.yaml"
    path.write_text(mandatory + pipelines, encoding="utf-8")

    short = load_rules(path)

    assert rules.states == short.states
    assert short.birth_pipeline == "0"


@pytest.mark.parametrize("stage", ["PREPAYMENT_INVOICE", "EXECUTING", "FINAL_INVOICE", "WON"])
def test_the_stages_of_roles_behind_work_are_behind_it(rules, stage):
    assert rules.is_behind_work(Stage(pipeline="0", id=stage))


@pytest.mark.parametrize("stage", ["NEW", "PREPARATION", "UC_OWN", "LOSE"])
def test_all_other_open_stages_are_not_behind_work(rules, stage):
    assert not rules.is_behind_work(Stage(pipeline="0", id=stage))


def test_a_won_deal_is_behind_work_wherever_it_stands_and_a_lost_one_is_not(rules):
    won, lost = (Stage(pipeline="0", id=stage, semantic=mark) for stage, mark in (("UC_SOLD", "S"), ("WON", "F")))

    assert (rules.is_behind_work(won), rules.is_behind_work(lost)) == (True, False)


def test_a_stage_the_customer_added_behind_work_is_behind_it_too(tmp_path):
    rules = edited(tmp_path, "later: []                       #", "later: [UC_PACKING]            #")

    assert rules.is_behind_work(Stage(pipeline="0", id="UC_PACKING"))


def test_nothing_of_a_foreign_pipeline_is_behind_work(rules):
    assert not rules.is_behind_work(Stage(pipeline="7", id="C7:WON", semantic="S"))


def test_cutoff_keeps_its_offset(rules):
    assert datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=3))) == rules.cutoff


@pytest.mark.parametrize(
    ("value", "pipeline", "expected"),
    [
        ("502431000309", "3", "502431000309"),
        (None, "3", "7802310024"),
        ("", "3", "7802310024"),
        (None, "0", "7701310010"),
        (None, None, "7701310010"),
    ],
)
def test_organisation_is_the_deals_field_then_its_pipeline_then_the_default(rules, value, pipeline, expected):
    assert expected == rules.organisations.inn_of(value, pipeline)


def test_a_word_in_the_organisation_field_is_translated_to_an_inn(tmp_path):
    rules = edited(tmp_path, "by_value: {}", 'by_value: {Север: "7802310024"}')

    assert rules.organisations.inn_of("Север", "0") == "7802310024"


def test_agreement_is_the_organisations_then_the_pipelines_then_the_default(tmp_path):
    rules = edited(
        tmp_path,
        "  by_organisation: {}\n  by_pipeline: {}\n  default: Опт, отсрочка 14 дней",
        '  by_organisation: {"7802310024": Т-1}\n  by_pipeline: {"3": Т-3}\n  default: Т-2',
    )

    assert rules.agreements.of("7802310024", "3") == "Т-1"
    assert rules.agreements.of("7701310010", "3") == "Т-3"
    assert rules.agreements.of("7701310010", "0") == "Т-2"


def test_an_inn_with_a_leading_zero_needs_no_quotes(tmp_path):
    rules = edited(tmp_path, "by_value: {}", "by_value: {Адыгея: 0105000008}")

    assert rules.organisations.by_value == {"Адыгея": "0105000008"}


def test_a_stage_called_no_stays_a_word(tmp_path):
    rules = edited(tmp_path, "lost: [LOSE, APOLOGY]    ", "lost: [LOSE, NO]    ")

    assert rules.pipelines["0"].lost == ("LOSE", "NO")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0105000008", "0105000008"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("NO", "NO"),
        ("true", "true"),
        ("!!int 5", "5"),
        ('"null"', "null"),
        ('""', ""),
        ("null", None),
        ("~", None),
        ("", None),
        ("# потом", None),
    ],
)
def test_every_value_is_read_as_text_but_an_empty_one(tmp_path, written, read):
    path = tmp_path / "rules.yaml"
    path.write_text(f"a: {written}\nb: [x]\n", encoding="utf-8")

    assert {"a": read, "b": ["x"]} == read_source(path).content


def test_a_file_saved_with_a_mark_of_its_encoding_is_read(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text("a: да\r\n", encoding="utf-8-sig")

    assert read_source(path).content == {"a": "да"}


def test_pipeline_numbers_need_no_quotes(tmp_path):
    rules = edited(tmp_path, '  "3":\n    name', "  3:\n    name")

    assert set(rules.pipelines) == {"0", "3"}


def test_an_owner_that_is_not_named_is_the_default_one(tmp_path):
    rules = edited(tmp_path, "  manager: {before_shipment: b24, after_shipment: onec}         # ответственный\n", "")

    assert rules.owners["manager"].before_shipment == "b24"
    assert rules.owners["manager"].after_shipment == "onec"


def test_rules_survive_being_written_down_and_read_again(rules):
    assert rules == Rules.model_validate(rules.model_dump())


def test_every_setting_is_described(rules):
    page = Path("docs/rules.md").read_text(encoding="utf-8")

    missing = [name for name in Rules.model_fields if f"`{name}`" not in page and f"`{name}." not in page]

    assert missing == []
