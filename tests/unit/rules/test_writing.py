"""One value is written, every other line stays as people wrote it."""

import difflib
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.rules import load_rules
from shared.rules.source import read_source
from shared.rules.writing import with_value
from tests.unit.rules.documented import documented_table

DELIVERED = Path("deploy/config/rules.yaml").read_text(encoding="utf-8")
DEFAULT = f"{DELIVERED}\n{documented_table()}"
SECTIONS = re.split("^(?=[a-z_]+:)", DEFAULT, flags=re.MULTILINE)
PAIR = {"b24": "ivanov@td.example", "onec": "Иванов Иван"}


def content(tmp_path, text):
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return read_source(path).content


def changed_lines(before, after):
    """Lines that went and lines that came."""
    lines = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "-+"]
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


@pytest.mark.parametrize(
    ("place", "value", "gone", "came"),
    [
        (("lost",), "tell", ["lost: unpost"], ["lost: tell"]),
        (("ship_in_days",), 3, ["ship_in_days: 1"], ["ship_in_days: 3"]),
        (("paid_before_supply",), False, ["paid_before_supply: true"], ["paid_before_supply: false"]),
        (("free_text_item",), "Услуга: доставка", ["free_text_item: null"], ['free_text_item: "Услуга: доставка"']),
        (("new_deals", "pipeline"), "3", ['  pipeline: "0"'], ['  pipeline: "3"']),
        (
            ("pipelines", "0", "work"),
            "UC_WORK",
            ["    work: PREPARATION               # «Заказ в работе»: создаётся заказ (R2)"],
            ["    work: UC_WORK               # «Заказ в работе»: создаётся заказ (R2)"],
        ),
        (
            ("pipelines", "0", "lost", 1),
            "NO",
            ["    lost: [LOSE, APOLOGY]           # проигранные; стадии с признаком «провал» можно не перечислять"],
            ['    lost: [LOSE, "NO"]           # проигранные; стадии с признаком «провал» можно не перечислять'],
        ),
        (("pipelines", "3", "later", 0), "C3:UC_1", ["    later: []"], ["    later: [C3:UC_1]"]),
        (("pipelines", "3", "colour"), "red", [], ["    colour: red"]),
        (("pipelines", "5"), {"work": "C5:NEW"}, [], ['  "5": {work: C5:NEW}']),
        (("managers",), [PAIR], ["managers: []"], ["managers: [{b24: ivanov@td.example, onec: Иванов Иван}]"]),
        (("agreements", "by_pipeline", "3"), "Т-3", ["  by_pipeline: {}"], ['  by_pipeline: {"3": Т-3}']),
        (("contracts", "default"), None, [], []),
        (
            ("states", 0, "title"),
            "Отменён",
            ["  - title: заказ не проведён или помечен на удаление"],
            ["  - title: Отменён"],
        ),
        (("states", 10), {"then": "stay"}, [], ["  - {then: stay}"]),
        (("more", "of", "it"), "да", [], ["more: {of: {it: да}}"]),
    ],
)
def test_nothing_but_the_value_changes(place, value, gone, came):
    before = next((section for section in SECTIONS if section.startswith(f"{place[0]}:")), SECTIONS[-1])

    after = with_value(before, place, value)

    assert (gone, came) == changed_lines(before, after)


def test_a_file_that_was_written_is_read_with_its_new_values(tmp_path):
    path = tmp_path / "rules.yaml"
    text = with_value(DEFAULT, ("managers",), [PAIR])
    text = with_value(text, ("pipelines", "3", "later"), ["C3:NO", "C3:0123"])
    path.write_text(with_value(text, ("organisations", "by_value", "Адыгея"), "0105000008"), encoding="utf-8")

    rules = load_rules(path)

    assert [(pair.b24, pair.onec) for pair in rules.managers] == [("ivanov@td.example", "Иванов Иван")]
    assert rules.pipelines["3"].later == ("C3:NO", "C3:0123")
    assert rules.organisations.by_value == {"Адыгея": "0105000008"}


@pytest.mark.parametrize(
    ("text", "place", "value", "expected"),
    [
        ("# пусто\n", ("lost",), "tell", "# пусто\nlost: tell\n"),
        ("lost: unpost", ("lost",), "tell", "lost: tell"),
        ("a: 1", ("b",), "2", 'a: 1\nb: "2"'),
        ("a:\nb: 2\n", ("a",), "да", "a: да\nb: 2\n"),
        ("a: # потом\nb: 2\n", ("a",), "да", "a: да # потом\nb: 2\n"),
        ("a:\n", ("a", "b", 0), "да", "a: {b: [да]}\n"),
        (
            "a:\n    b: 1   # раз\n\n# дальше\nc: 2\n",
            ("a", "d"),
            "2",
            'a:\n    b: 1   # раз\n    d: "2"\n\n# дальше\nc: 2\n',
        ),
        ("a:\n    b:\n# дальше\nc: 2\n", ("a", "d"), "e", "a:\n    b:\n    d: e\n# дальше\nc: 2\n"),
        ("a:\n- x  # раз\n- y\n# дальше\nc: 2\n", ("a", 2), "z", "a:\n- x  # раз\n- y\n- z\n# дальше\nc: 2\n"),
        ("a:\n- x\n- y\n# дальше\nc: 2\n", ("a",), ["z"], "a:\n  [z]\n# дальше\nc: 2\n"),
        ("a:\n- b: x\n  c: y\n", ("a", 0, "d"), "z", "a:\n- b: x\n  c: y\n  d: z\n"),
        ("a: |\n  раз\n  два\n\n# дальше\nb: 1\n", ("a",), "три", "a: три\n\n# дальше\nb: 1\n"),
        ("a: {b: 1}  # раз\n", ("a", "c"), "да", "a: {b: 1, c: да}  # раз\n"),
        ("a: {b: 1}  # раз\n", ("a",), {}, "a: {}  # раз\n"),
        ("a: 'x'\r\nb: 2\r\n", ("a",), "z", "a: z\r\nb: 2\r\n"),
    ],
)
def test_files_of_any_layout_keep_it(text, place, value, expected):
    assert expected == with_value(text, place, value)


@pytest.mark.parametrize(
    "place", [("a", "b"), ("list", 5), ("list", "b"), ("copy", "b"), ("bare", "b", "c"), ("new", 1)]
)
def test_a_place_that_leads_nowhere_is_refused_and_nothing_is_written(place):
    text = "a: 1\nlist: [x]\nfirst: &it {b: 1}\ncopy: *it\nbare: {b}\n"

    with pytest.raises(LookupError):
        with_value(text, place, "да")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Опт, отсрочка 14 дней", '"Опт, отсрочка 14 дней"'),
        ("Основной склад", "Основной склад"),
        ("ivanov@td.example", "ivanov@td.example"),
        ("C3:NEW", "C3:NEW"),
        ("NO", '"NO"'),
        ("~", '"~"'),
        ("", '""'),
        ("0105000008", '"0105000008"'),
        ("12:30", '"12:30"'),
        ("2026-01-01T00:00:00+03:00", '"2026-01-01T00:00:00+03:00"'),
        ("?0", '"?0"'),
        ("а: б", '"а: б"'),
        ("а #б", '"а #б"'),
        ("раз\nдва", '"раз\\nдва"'),
        ("раз\u2028два", '"раз\\u2028два"'),
        ("«кавычки»", '"«кавычки»"'),
        (True, "true"),
        (None, "null"),
        (5, "5"),
        ([], "[]"),
        ({"a": ["b", {"3": None}]}, '{a: [b, {"3": null}]}'),
    ],
)
def test_a_text_is_quoted_where_a_reader_might_take_it_for_something_else(value, written):
    assert f"a: {written}\n" == with_value("a: 1\n", ("a",), value)


def leaves(content, place=()):
    entries = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    below = [leaf for key, value in entries for leaf in leaves(value, (*place, key))]
    return below or [place]


SAMPLE = """# Правила
lost: unpost  # что делать

pipelines:
    "0":
        work: PREPARATION
        later: []
        lost: [LOSE, 'NO']
# кто есть кто
managers:
- {b24: a, onec: b}
-   b24: c
    onec: d
default:
  onec: null   # никому

states:
  - title: "всё # остальное"
    then: back
"""
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=20)


@settings(deadline=None)
@given(data=st.data(), value=st.none() | TEXTS | st.lists(TEXTS, max_size=3))
def test_whatever_is_written_anywhere_is_read_as_it_was_meant(tmp_path_factory, data, value):
    folder = tmp_path_factory.getbasetemp()
    expected = content(folder, SAMPLE)
    place = data.draw(st.sampled_from(leaves(expected)))
    inner = expected
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = value

    text = with_value(SAMPLE, place, value)

    assert expected == content(folder, text)
    assert [line for line in SAMPLE.splitlines() if line.startswith("#")] == [
        line for line in text.splitlines() if line.startswith("#")
    ]
