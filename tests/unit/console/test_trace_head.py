"""The first line of `dealbus trace`: which two records it tells of."""

from typing import Any

import pytest

from services.console.trace.tracing import Trace, names_of

GUID = "5f0c3b1e-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("key", "pair", "said"),
    [
        ("deal:2", None, "deal:2: сделка 2, заказа ещё нет"),
        (f"order:{GUID}", None, f"order:{GUID}: сделки ещё нет, заказ {GUID}"),
        ("deal:2", {"b24": "2", "about": {"number": "ТД00-1"}}, "deal:2: сделка 2, заказ ТД00-1"),
    ],
)
def test_the_record_that_was_asked_for_is_there_before_it_has_a_counterpart(
    key: str, pair: dict[str, Any] | None, said: str
) -> None:
    told = Trace(key=key, pair=pair, entities={}, doubts=(), history=(), letters=()).head()

    assert told == said


@pytest.mark.parametrize(
    ("pair", "last"),
    [
        (
            {"b24": "2", "waiting": True, "refusal": {"said": "Нет ИНН."}},
            "Когда причина устранена: dealbus retry deal:2.",
        ),
        ({"b24": "2", "onec": GUID}, "Сейчас ничего не мешает."),
    ],
)
def test_what_hinders_is_followed_by_the_command_that_tries_anew(pair: dict[str, Any], last: str) -> None:
    told = Trace(key="deal:2", pair=pair, entities={}, letters=()).told()

    assert told.splitlines()[-1] == last


@pytest.mark.parametrize(
    ("key", "pair", "subjects"),
    [
        (f"order:{GUID}", {"_id": f"order:{GUID}", "onec": GUID}, {f"order:{GUID}"}),
        ("deal:2", {"_id": "deal:2", "b24": "2"}, {"deal:2"}),
        ("deal:2", {"_id": f"order:{GUID}", "b24": "2", "onec": GUID}, {f"order:{GUID}", "deal:2"}),
    ],
)
def test_a_pair_is_known_by_as_many_names_as_it_has_halves(key: str, pair: dict[str, Any], subjects: set[str]) -> None:
    assert names_of(key, pair)[1] == subjects
