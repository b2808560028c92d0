"""What `check` says of deals and cards that could not be read."""

from datetime import UTC, datetime

import pytest

from services.b24_connector.reference.unreadable_findings import SHOWN, UnreadableFound, check_unreadable
from shared.messages.things import Ref

SINCE = datetime(2026, 11, 2, tzinfo=UTC)


def found(kind, number, *, hidden="", why="Доступ запрещен"):
    return UnreadableFound(Ref(system="b24", kind=kind, id=number), hidden, why, SINCE)


def test_nothing_is_said_where_all_can_be_read():
    assert check_unreadable([]) == []


def test_hidden_records_are_named_once_with_the_right_that_shows_them():
    deals = [found("deal", str(number), hidden="компания 9") for number in (41, 42)]

    (said,) = check_unreadable([*deals, found("deal", "43", hidden="сделка 43")])

    assert said.ok is False
    assert "не показывает сотруднику вебхука: компания 9, сделка 43." in said.text
    assert "Дайте ему право читать все сделки, компании и контакты" in said.text
    assert said.text.endswith("сразу: dealbus retry deal:41.")


def test_a_closed_pipeline_makes_one_finding():
    (said,) = check_unreadable([found("deal", str(one), hidden=f"сделка {one}") for one in range(SHOWN + 5)])

    assert f"сделка {SHOWN - 1} и ещё 5." in said.text


@pytest.mark.parametrize("number", ["7", "7@17"])
def test_a_card_that_holds_what_no_message_can_is_named_with_what_is_wrong(number):
    (said,) = check_unreadable([found("contact", number, why="contact 7 of the portal cannot be read: TypeError")])

    assert said.ok is False
    assert said.text.startswith(f"Не прочесть с портала: контакт {number} (contact 7 of the portal cannot be read")


def test_of_very_many_the_first_are_named():
    *_, last = findings = check_unreadable([found("deal", str(one)) for one in range(SHOWN + 3)])

    assert len(findings) == SHOWN + 1
    assert last.text.endswith("ещё 3.")
