"""What the accountant wrote behind our comment stays, though of ours only a mark is remembered."""

from datetime import date
from decimal import Decimal

import pytest

from services.onec_connector.objects import order as names
from services.onec_connector.sentences import deleted_deal
from services.onec_connector.vocabulary.comments import invoice_in, mark_of, tail_behind
from services.onec_connector.vocabulary.header import HeaderEdit, comment, header_changes, invoice_line, read_header
from services.onec_connector.vocabulary.reference import ReferenceData
from shared.messages.order import SalesOrder
from shared.messages.things import Invoice

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


INVOICE = Invoice(number="7", dated=date(2026, 11, 28), total=Decimal(240))
_, DELETED = deleted_deal("41", date(2026, 3, 5))


def told(present: str) -> str:
    """Return what is told of a comment."""
    note = read_header({names.COMMENT: present}, ReferenceData())["note"]
    assert isinstance(note, str)
    return note


@pytest.mark.parametrize("deal", [DEAL, DEAL.with_(title=""), DEAL.with_(invoice=INVOICE),
                                  DEAL.with_(invoice=INVOICE.with_(dated=None), title="Болты «М8»")])  # fmt: skip
@pytest.mark.parametrize("words", ["", "Позвонить перед отгрузкой\nи после", "Сделка № 41 та же, что в январе"])
def test_a_copied_order_tells_what_people_wrote_without_the_words_of_another_deal(deal: SalesOrder, words: str) -> None:
    assert told(comment(deal.with_(note=words), "41")) == words
    assert told("\n".join(one for one in (comment(deal, "41"), words, DELETED) if one)) == words
    assert told(comment(deal.with_(note=words), "41").replace("\n", "\r\n")) == words.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "words",
    [
        "Сделка № 41 «Болты» важная",
        "Сделка № 41\nhttps://portal.test/crm/deal/details/7/",
        "Сделка № 41\nhttps://portal.test/crm/deal/details/41/edit/",
        f"Как договорились:\n{comment(DEAL, '41')}",
        "Счёт № 7",
        "\n Звонить\n\n",
    ],
)
def test_what_only_looks_like_our_words_is_told(words: str) -> None:
    assert told(words) == words


def test_the_word_about_a_deleted_deal_is_nobodys_comment() -> None:
    assert told(DELETED) == ""
    assert told(f"Звонить\n{DELETED}\nс утра") == "Звонить\nс утра"


@pytest.mark.parametrize("behind", ["", "\nСчёт № 5 оплачен"])
@pytest.mark.parametrize("note", ["", "Счёт № 5 от клиента\nи ещё"])
@pytest.mark.parametrize("url", ["", DEAL.url])
def test_the_invoice_in_what_is_ours_is_read_as_it_was_written(url: str, note: str, behind: str) -> None:
    ours = comment(DEAL.with_(invoice=INVOICE, url=url, note=note), "41")

    assert invoice_in(ours + behind, "", mark_of(ours)) == invoice_line(INVOICE)
    assert invoice_in(ours + behind, mark_of(FORMER), mark_of(ours)) == invoice_line(INVOICE)


def test_a_comment_of_ours_without_an_invoice_and_an_erased_one_name_none() -> None:
    ours = comment(DEAL, "41")

    assert invoice_in(f"{ours}\nСчёт № 5", mark_of(ours)) == ""
    assert invoice_in("", mark_of(ours)) == ""


@pytest.mark.parametrize("former", ["", mark_of(FORMER)])
def test_of_an_accountants_own_comment_nothing_is_said(former: str) -> None:
    assert invoice_in(f"Счёт № 5\n{FORMER}", former) is None
    assert invoice_in("", former) == ("" if former else None)


@pytest.mark.parametrize(("present", "stands"), [("", False), ("Иванов сам заберёт", True)])
def test_who_decides_for_the_deal_has_an_erased_comment_written_again(present: str, *, stands: bool) -> None:
    ours, document = comment(DEAL, "41"), {names.COMMENT: present}
    edit = HeaderEdit(DEAL, "41", date(2026, 3, 5), document=document, former_comment=mark_of(ours), is_decided=True)

    assert header_changes(edit).get(names.COMMENT) == (None if stands else ours)
