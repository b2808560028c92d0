"""A text from anywhere is seen in the terminal and does nothing there."""

import json
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from shared.observe.terminal import shown, shown_json, shown_lines

DRIVING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
TEXTS = st.text(st.characters(categories=tuple(DRIVING))) | st.text()


@given(TEXTS)
def test_nothing_of_a_text_drives_the_terminal(text):
    assert "\n" not in shown(text)
    assert shown_lines(text).count("\n") == text.count("\n")
    assert not _driving(shown(text) + shown_json(text))


@given(st.text())
@example("\ud83d половина")
def test_json_means_the_same(text):
    assert json.loads(shown_json({"name": text})) == {"name": text}


def test_letters_sums_and_markup_stay_as_they_are():
    plain = "«Ромашка» №1 [red] <b> 2\u00a0400,00\u202f₽ 😀 é"

    assert shown(plain) == plain


def _driving(text: str) -> list[str]:
    return [one for one in text if unicodedata.category(one) in DRIVING]
