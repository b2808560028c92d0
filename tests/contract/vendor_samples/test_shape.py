"""The comparer of shapes: what it must not let through."""

import pytest

from tests.contract.vendor_samples.samples import Sample, complaints
from tests.contract.vendor_samples.shape import differences

PUBLISHED = {"id": 41, "title": "Заказ", "at": "2024-07-18T14:00:14+02:00", "leadId": None, "rows": [{"price": 1.5}]}


def sample(**more) -> Sample:
    return Sample("a", "page", "method", {}, PUBLISHED, **more)


def test_other_values_more_keys_and_a_value_for_a_published_null_are_the_same_shape() -> None:
    ours = PUBLISHED | {"id": 7, "leadId": 3, "more": True, "at": "2026-01-01T00:00:00+03:00"}

    assert not list(differences(PUBLISHED, ours))


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"id": "41"}, "id"),
        ({"title": None}, "title"),
        ({"at": "2024-07-18T14:00:14"}, "at"),
        ({"at": "вчера"}, "at"),
        ({"id": True}, "id"),
        ({"leadId": []}, "leadId"),
        ({"rows": {}}, "rows"),
        ({"rows": []}, "rows"),
        ({"rows": [{"price": 2}, {"price": "2"}]}, "rows[].price"),
        ({"rows": [{}]}, "rows[].price"),
    ],
)
def test_another_type_or_a_missing_key_is_named_by_its_path(changed, path) -> None:
    assert [path] == [where for where, _ in differences(PUBLISHED, PUBLISHED | changed)]


def test_a_difference_with_a_reason_is_let_through_until_it_is_none_any_more() -> None:
    excused = sample(differs={"title": "no titles here"})

    assert not complaints(excused, PUBLISHED | {"title": 5}, {})
    assert complaints(excused, PUBLISHED, {}) == ["title: listed as different, but is not"]


def test_an_exact_value_is_compared_with_its_type() -> None:
    exact = sample(exact=("id",), values={"rows.0.price": "{price}"})

    assert not complaints(exact, PUBLISHED, {"price": 1.5})
    assert complaints(exact, PUBLISHED | {"id": 42}, {"price": 1.5}) == ["id is 42, must be 41"]
    assert complaints(exact, PUBLISHED, {"price": 2}) == ["rows.0.price is 1.5, must be 2"]
