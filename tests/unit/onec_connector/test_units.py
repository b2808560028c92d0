"""Units by their codes in the classifier."""

import pytest

from services.onec_connector.reference.items import _pack


@pytest.mark.parametrize(
    ("written", "read"),
    [("6", "006"), ("006 ", "006"), (6, "006"), ("796", "796"), ("", ""), (None, ""), ("УПАК", "УПАК")],
)
def test_a_code_without_its_zeros_is_the_same_unit(written, read):
    row = {"Ref_Key": "guid", "Description": "м", "Code": written, "Числитель": 1, "Знаменатель": 1}

    assert _pack(row).code == read
