"""Which organisations of 1C the deal's field does not offer."""

from services.console.organisations import compared

ROMASHKA = {"name": "ООО «Ромашка»", "inn": "7707083893"}
THIRD = {"name": "ООО «Третья»", "inn": "7701310010"}


def test_an_organisation_that_no_value_means_is_named():
    (found,) = compared([ROMASHKA], [ROMASHKA, THIRD])

    assert "«ООО «Третья»» (ИНН 7701310010)" in found.text
    assert "Ромашка" not in found.text


def test_nothing_is_said_where_all_are_offered_or_the_field_offers_none():
    assert compared([ROMASHKA, THIRD], [THIRD]) == []
    assert compared([], [THIRD]) == []
