"""Where a value may name another command's answer, the command stands in no batch."""

from typing import Any

import pytest

from services.b24_connector.portal.wire import refers

MEANT = (
    "$result[c0][item][id]",
    "до $RESULT[c0]",
    "$result_total[c0]",
    "$resultat[c0]",
    "$result [c0]",
    "$$result[c0]",
)


@pytest.mark.parametrize("text", MEANT)
@pytest.mark.parametrize(
    "place",
    [
        lambda text: {"fields": {"title": text}},
        lambda text: {"fields": {text: "a key"}},
        lambda text: {"filter": {"@id": ["1", text]}},
        lambda text: {"productRows": [{"productName": "Болт"}, {"productName": text}]},
        lambda text: {"fields": {"fm": {"n0": {"value": ("7", text)}}}},
    ],
)
def test_wherever_it_stands_and_however_it_is_spelt_it_is_seen(text: str, place: Any) -> None:
    assert refers(place(text))


@pytest.mark.parametrize("text", ["result[c0]", "$ result[c0]", "$resul", "", "$итог[c0]"])
def test_other_words_stay_in_the_batch(text: str) -> None:
    assert not refers({"fields": {"title": text, "opportunity": 7, "isManual": True, "begun": None}})
