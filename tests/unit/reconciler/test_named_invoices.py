"""How an order is to name its deal's invoice, and how it does."""

import pytest

from services.reconciler.comparing import compare

from .pairs import NOW, RULES, couple, deal, order

LINE = "Счёт № 7 от 28.11.2026"


def named(wanted: str | None, there: str | None, ours=None, theirs=None) -> list[tuple[str, str, str]]:
    shown = {} if wanted is None else {"invoice": wanted}
    pair = couple(ours, theirs, shown=shown, named={} if there is None else {"invoice": there})
    return [(one.what, one.deal, one.order) for one in compare(pair, RULES, NOW)]


@pytest.mark.parametrize(
    ("wanted", "there"),
    [(LINE, LINE), ("", ""), (LINE.replace("7", "А  7"), LINE.replace("7", "А 7")), (None, LINE), (LINE, None)],
)
def test_alike_but_for_blanks_and_what_one_side_cannot_tell_are_no_difference(wanted, there):
    assert named(wanted, there) == []


@pytest.mark.parametrize(
    ("wanted", "there", "said"), [(LINE, "", (LINE, "нет")), ("", LINE, ("нет", LINE)), (LINE, "Счёт № 8", None)]
)
def test_missing_stale_and_other_ones_are_found(wanted, there, said):
    assert named(wanted, there) == [("invoice", *(said or (wanted, there)))]


def test_words_of_the_manager_that_look_like_one_are_his_own():
    assert named("", LINE, deal(note=f"{LINE}\r\nвыставлен вручную")) == []
    assert named("", LINE, deal(note="Позвонить")) == [("invoice", "нет", LINE)]


def test_an_order_that_does_not_stand_is_to_name_none():
    assert [what for what, *_ in named(LINE, "", None, order(posted=False))] == ["withdrawn"]
