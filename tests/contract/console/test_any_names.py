"""Whatever people have called things, the rules file that `init` writes says the same when it is read."""

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from services.console.init.proposals import Proposal, ProposedManagers, ProposedPipeline
from services.console.init.writing import again, first
from shared.process.survey import SeenPipeline, SeenStage
from shared.rules import load_rules
from shared.rules.pipelines import ROLES

SAMPLE = Path("deploy/config/rules.yaml").read_text(encoding="utf-8")
CUTOFF = datetime(2026, 11, 30, 6, tzinfo=UTC)
ODD = st.sampled_from(
    [
        *("№1: «Опт» # новый", "'", '"', "- a", "? b", "{c}", "[d]", "&e", "*f", "!g", "|", ">", "%h", "@i", "`j"),
        *("007", "1_000", "0x1F", "1e3", "12:30", "2026-01-01", "null", "~", "Да", "yes", "NO", "off", "<<", "="),
        *(
            "a\nb",
            "a\tb",
            "a\\b",
            "\N{NEXT LINE}",
            "\N{LINE SEPARATOR}",
            "\N{NO-BREAK SPACE}",
            "👍 Опт",
            "а: б",
            "a #b",
        ),
        *("---", "...", "key: value\nother: 1", "\x07", "\x00", "\x1b[31m", "\ufeff", "pipelines:", "  fields:"),
    ]
)
NAMES = (ODD | st.text(min_size=1, max_size=60)).map(str.strip).filter(bool)
STATUSES = st.lists(st.from_regex(r"[A-Z0-9_]{1,12}", fullmatch=True), min_size=8, max_size=8, unique=True)


@st.composite
def pipelines(draw, number: str) -> ProposedPipeline:
    prefix = "" if number == "0" else f"C{number}:"
    stages = [SeenStage(id=prefix + code, name=draw(NAMES)) for code in draw(STATUSES)]
    roles = dict(zip(ROLES, (one.id for one in stages), strict=False))
    seen = SeenPipeline(id=number, name=draw(NAMES), stages=tuple(stages))
    return ProposedPipeline(seen, roles, (stages[6].id,), (stages[7].id,))


@st.composite
def proposals(draw) -> Proposal:
    numbers = draw(st.lists(st.sampled_from(["0", "1", "3", "20"]), min_size=1, unique=True))
    each_once = (lambda pair: pair[0].casefold(), lambda pair: pair[1].casefold())
    pairs = draw(st.lists(st.tuples(NAMES, NAMES), max_size=3, unique_by=each_once))
    return Proposal(
        pipelines=tuple(draw(pipelines(number)) for number in numbers),
        managers=ProposedManagers(pairs=tuple(pairs)),
        organisation=draw(st.sampled_from([None, "7701310010", "0275000005"])),
        agreement=draw(st.none() | NAMES),
        warehouse=draw(st.none() | NAMES),
    )


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(proposal=proposals())
def test_any_names_are_read_as_they_were_written(proposal, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "rules.yaml"
    text = first(SAMPLE, proposal, "company.bitrix24.ru", CUTOFF).text
    path.write_text(text, encoding="utf-8")

    rules = load_rules(path)

    for one in proposal.pipelines:
        read = rules.pipelines[one.seen.id]
        assert read.name == one.seen.name
        assert {role: read.stage(role) for role in ROLES} == one.roles
        assert (read.later, read.lost) == (one.later, one.lost)
    assert [(one.b24, one.onec) for one in rules.managers] == list(proposal.managers.pairs)
    assert (rules.agreements.default, rules.warehouses.default) == (proposal.agreement, proposal.warehouse)
    assert rules.organisations.default == proposal.organisation
    assert again(text, SAMPLE, proposal, "company.bitrix24.ru", CUTOFF).text == text
