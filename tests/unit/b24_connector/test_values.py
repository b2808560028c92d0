"""Single values as the portal spells them."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.b24_connector.vocabulary.deals import read_history
from services.b24_connector.vocabulary.values import (
    as_text,
    day,
    guid,
    identity,
    is_yes,
    moment,
    number,
    plain_text,
)

GUID = "6f1c0000-0000-4000-8000-0000000000e2"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ("", ""),
        (0, ""),
        ("0", ""),
        (False, ""),
        (41, "41"),
        ("41", "41"),
        ("C3:NEW", "C3:NEW"),
        ("00", "00"),
    ],
)
def test_nobody_has_three_spellings(value, expected):
    assert expected == identity(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "0"),
        ("", "0"),
        ("сто", "0"),
        (0, "0"),
        (100, "100"),
        ("100.10", "100.10"),
        (0.1, "0.1"),
        (1199.96, "1199.96"),
        ("1e3", "1000"),
        ("-5.5", "-5.5"),
    ],
)
def test_a_number_is_read_by_its_digits(value, expected):
    assert Decimal(expected) == number(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-05T12:00:00+03:00", datetime(2026, 3, 5, 9, tzinfo=UTC)),
        ("2026-03-05T09:00:00Z", datetime(2026, 3, 5, 9, tzinfo=UTC)),
        ("2026-03-05T00:30:00+03:00", datetime(2026, 3, 4, 21, 30, tzinfo=UTC)),
        ("2026-03-05T12:00:00", None),
        ("2026-03-05", None),
        ("", None),
        (None, None),
        ("вчера", None),
    ],
)
def test_a_moment_without_an_offset_is_none(value, expected):
    assert expected == moment(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-05T03:00:00+03:00", date(2026, 3, 5)),
        ("2026-03-05T00:00:00-05:00", date(2026, 3, 5)),
        ("2026-03-05", date(2026, 3, 5)),
        ("05.03.2026", None),
        ("2026-02-30", None),
        ("", None),
        (None, None),
    ],
)
def test_a_day_is_its_first_ten_characters_whatever_the_offset(value, expected):
    assert expected == day(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((value, True) for value in ("Y", "y", "1", 1, True, "true")),
        *((value, False) for value in ("N", "0", 0, False, None, "", "да")),
    ],
)
def test_a_flag_is_yes_in_few_spellings(value, expected):
    assert is_yes(value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(GUID, GUID), (GUID.upper(), GUID), (f"{{{GUID}}}", GUID), ("501", ""), ("", ""), (None, ""), (f"{GUID}#", "")],
)
def test_a_guid_is_in_lower_case_and_a_catalogues_own_number_is_none(value, expected):
    assert expected == guid(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ("", ""),
        ("Позвонить", "Позвонить"),
        ("[b]Срочно[/b]", "Срочно"),
        ("<p>Раз</p><p>Два</p>", "Раз\nДва"),
        ("Раз<br />Два[br]Три", "Раз\nДва\nТри"),
        ("[url=https://td.example]сайт[/url]", "сайт"),
        ("[*]болт\n[*]гайка", "болт\nгайка"),
        ("  Раз  \n\n  Два ", "Раз\nДва"),
        ("5 < 7 штук", "5 < 7 штук"),
        ("если a<b, то c>d [VIP] [срочно]", "если a<b, то c>d [VIP] [срочно]"),
        ("Вес <b и c> указан", "Вес <b и c> указан"),
        ("<div>Раз</div><ul><li>два</li><li>три</li></ul>", "Раз\nдва\nтри"),
        (
            '<a href="https://td.example/?a=1&b=2">сайт</a>&nbsp;&laquo;ТД&raquo; &lt;b&gt; AT&amp;T',
            "сайт «ТД» <b> AT&T",
        ),
        ("https://td.example/?a=1&copy=2", "https://td.example/?a=1&copy=2"),
        ("<style>p {color: red}</style><p>Жду</p>", "Жду"),
        ("[p]Раз[/p][p][size=12pt]два[/size][/p]", "Раз\nдва"),
    ],
)
def test_a_comment_is_told_without_its_markup(value, expected):
    assert expected == plain_text(value)


HOSTILE = (
    "[url=http://evil]скидка[/url]",
    "[URL]http://evil[/URL]",
    "[user=1]Директор[/user]",
    "[send=/kick]жми[/send]",
    "[*]",
    "[img]http://evil/x.png[/img]",
    "<b>",
    "<script>alert(1)</script>",
    "<!-- ",
    "<!DOCTYPE x>",
    "<?x ?>",
    "</p>",
    "<a href='javascript:x'>",
    "&lt;b&gt;",
    "&lt",
    "&#60;",
    "&#x3c",
    "&amp",
    "AT&T",
    "R&D &copy2",
    "&NotEqualTilde;",
)


@pytest.mark.parametrize(
    "words", ["[url=https://evil.example]счёт[/url]", "<img src=x onerror=y>", "[b]Жирно[/b] &lt;", "Болт [М8] 5 < 7"]
)
def test_words_of_1c_are_never_markup_of_the_portal(words):
    quoted = as_text(words)

    assert quoted.replace("\u200b", "") == words
    assert plain_text(quoted) == words
    assert re.search(r"\[/?[a-z]|<[a-z!/]|&\w+;", quoted) is None


@given(st.text(alphabet="аб a/b*p[]<>&;#1=\n!"))
def test_whatever_is_quoted_is_read_back_as_it_was(words):
    assert plain_text(as_text(words)) == "\n".join(line.strip() for line in words.splitlines() if line.strip())


@given(
    st.text(alphabet="аб a/b*p[]<>&;#1=\n!?-ltgamp\"'") | st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join)
)
@example("A&ltb&gt")
@example("<?php Окна ?>Двери")
def test_a_browser_shows_what_is_quoted_as_it_was_typed(words):
    assert _shown(as_text(words)).replace("\u200b", "") == words


def _shown(comment: str) -> str:
    """Read a comment as the portal and a browser do: codes and tags are left out, entities are what they stand for."""
    page, seen = HTMLParser(convert_charrefs=True), []
    page.handle_data = seen.append
    page.feed(re.sub(r"\[/?(?:[a-z]+|\*)(?:[ =][^\]]*)?\]", "", comment, flags=re.IGNORECASE))
    page.close()
    return "".join(seen)


@given(st.text(alphabet="абв xyz.,:/?=-\n"))
def test_plain_words_need_no_quoting(words):
    assert as_text(words) == words


def test_a_row_of_the_history_without_a_readable_time_is_left_out():
    rows = [
        {"CREATED_TIME": "2026-03-05T12:00:00+03:00", "STAGE_ID": "NEW"},
        {"CREATED_TIME": "", "STAGE_ID": "PREPARATION"},
        {"CREATED_TIME": "2026-03-06T12:00:00+03:00", "CATEGORY_ID": "3", "STAGE_ID": "C3:WON"},
    ]

    entries = read_history(rows)

    assert [(one.pipeline, one.stage, one.entered_at.day) for one in entries] == [("0", "NEW", 5), ("3", "C3:WON", 6)]


@pytest.mark.parametrize(
    ("comment", "seen"),
    [
        ("a<!-- b -->c<!-- d --> e<!-- open", "ac e<!-- open"),
        ("a<STYLE type=x>b{}</style>c<script>d</SCRIPT >", "acd"),
        ("<script>a</script><script>b", "b"),
    ],
)
def test_blocks_are_left_out_with_what_stands_in_them(comment, seen):
    assert plain_text(comment) == seen
