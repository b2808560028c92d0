"""What the accountant wrote behind our comment stays, though of ours only a mark is remembered."""

from datetime import date

import pytest

from services.onec_connector.objects import order as names
from services.onec_connector.vocabulary.comments import mark_of, tail_behind
from services.onec_connector.vocabulary.header import HeaderEdit, comment, header_changes
from shared.messages.order import SalesOrder

DEAL = SalesOrder(title="Петрова Анна, болты", url="https://portal.test/crm/deal/details/41/")
FORMER = "Сделка № 41 «Иванов Иван, болты»"


def written(present: str, former: str) -> str | None:
    """Return what is written over a comment; None: nothing."""
    edit = HeaderEdit(DEAL, "41", date(2026, 3, 5), document={names.COMMENT: present}, former_comment=former)
    return header_changes(edit).get(names.COMMENT)


@pytest.mark.parametrize("former", [FORMER, mark_of(FORMER)], ids=["as an earlier release kept it", "as a mark"])
@pytest.mark.parametrize("behind", ["", "\nПозвонить перед отгрузкой", "\n" + "Въезд со двора. " * 400])
def test_ours_is_replaced_and_the_accountants_words_stay(former: str, behind: str) -> None:
    assert written(FORMER + behind, former) == comment(DEAL, "41") + behind


@pytest.mark.parametrize("former", ["", mark_of(FORMER), FORMER, "7:short"])
def test_a_comment_of_the_accountants_own_stays(former: str) -> None:
    assert written("Иванов сам заберёт, позвонить", former) is None


def test_what_was_written_last_is_not_written_again() -> None:
    ours = comment(DEAL, "41")

    assert written(f"{ours}, да", mark_of(ours)) is None
    assert written("", "") == ours


def test_the_mark_tells_no_word_of_it() -> None:
    assert "Иванов" not in mark_of(FORMER)
    assert tail_behind(FORMER, mark_of(FORMER)) == ""
    assert tail_behind(FORMER[:-1], mark_of(FORMER)) is None
    assert mark_of("") == ""
