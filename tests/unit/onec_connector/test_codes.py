"""Articles and barcodes in letters that 1C takes for the same."""

import pytest

from services.onec_connector.vocabulary.codes import as_asked, code_key, distinct
from services.onec_connector.vocabulary.new_items import NewItem, is_it
from services.onec_connector.vocabulary.reference import KnownItem
from shared.messages.things import Ref

PRODUCT = Ref(system="b24", kind="product", id="501")


@pytest.mark.parametrize(
    ("one", "other", "same"), [("AB-1", "ab-1 ", True), ("Ф-1", "ф-1", True), ("A B", "A  B", False), ("", "0", False)]
)
def test_codes_are_one_as_1c_compares_them(one, other, same):
    assert (code_key(one) == code_key(other)) is same


def test_a_code_is_asked_for_once_and_answered_in_every_spelling_that_was_asked_for():
    asked = ["ab-1", "AB-1", "", "C-3"]

    assert distinct(asked) == ["ab-1", "C-3"]
    assert as_asked(asked, [("Ab-1", "x"), ("AB-1 ", "y"), ("Ab-1", "x"), (None, "z")]) == {
        "ab-1": ["x", "y"],
        "AB-1": ["x", "y"],
    }


def test_nobody_creates_beside_whoever_creates_under_the_code_in_other_letters():
    one = NewItem(PRODUCT, "Болт", article="AB-1", barcode="Ab12")

    assert one.keys == NewItem(PRODUCT, "болт", article="ab-1", barcode="aB12").keys


def test_a_namesake_with_the_article_in_other_letters_is_the_item():
    known = KnownItem("guid", "Болт", article="AB-1", unit="796")

    assert is_it(NewItem(PRODUCT, "Болт", article="ab-1"), known)
    assert not is_it(NewItem(PRODUCT, "Болт", article="ab-2"), known)
