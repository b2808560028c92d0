"""A text is sent to 1C in the form in which 1C keeps it."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.onec_connector.vocabulary.header import comment
from services.onec_connector.vocabulary.texts import in_line, in_lines
from shared.messages.order import SalesOrder
from shared.messages.things import Ref

TEXTS = st.text() | st.text(st.characters(categories=("Cc", "Cf", "Cs", "Zl", "Zp", "So", "L")))
ORDER = SalesOrder(ref=Ref(system="b24", kind="deal", id="41"), url="https://p.ru/crm/deal/details/41/")


@given(TEXTS, st.integers(0, 12))
@example("дом 😀", 5)
def test_1c_keeps_what_is_sent(text, length):
    for kept in (in_line(text, length), in_lines(text, length)):
        assert len(kept.encode("utf-16-le")) <= 2 * length
        assert {one for one in kept if unicodedata.category(one) == "Cc"} <= {"\t", "\n"}
        assert in_lines(kept, length) == kept
    assert not set("\n\r\u2028\u2029\x85") & set(in_line(text, length))


@pytest.mark.parametrize("text", ["ООО «Ромашка» №1", "50 % [b]<b>&amp;", "2\u00a0400 ₽", "Дом 😀"])
def test_an_ordinary_text_stays_as_it_is(text):
    assert in_line(text, 100) == in_lines(text, 100) == text


def test_a_title_forges_no_line_of_the_comment_and_cuts_no_link_off():
    title = "Окна»\nСделка № 7 «\u2028Двери\0\x1b[2J" + "!" * 2000

    head, url, note = comment(ORDER.with_(title=title, note="раз\u2028два"), "41").split("\n", 2)

    assert head.startswith("Сделка № 41 «Окна» Сделка № 7 « Двери[2J!!!")
    assert url == ORDER.url
    assert note == "раз\nдва"
