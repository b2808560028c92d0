"""What counts as equal to a digest, kind by kind."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

import pytest

from shared.canon import digest
from shared.messages.things import Item, Ref


class Colour(Enum):
    RED = "red"


@dataclass
class Row:
    name: str = ""
    tags: list = field(default_factory=list)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, Decimal("1.00")),
        (0, Decimal("0.000")),
        (0.5, Decimal("0.5")),
        (100, Decimal("1E+2")),
        (Colour.RED, "red"),
        ([1, 2], (1, 2)),
        ({1, 2}, {2, 1}),
        ({"b", "a"}, frozenset({"a", "b"})),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({1: "a"}, {"1": "a"}),
        (datetime(2026, 3, 5, 9, tzinfo=UTC), datetime.fromisoformat("2026-03-05T12:00:00+03:00")),
        (date(2026, 3, 5), "2026-03-05"),
        (Row(), {}),
        (Row(name="", tags=[]), Row()),
        (Item(), {}),
        (Item(name="Болт"), {"name": "Болт"}),
        ([Item(name="Болт")], [{"name": "Болт"}]),
        (Item(ref=Ref(system="b24", kind="product", id="1")), {"ref": {"system": "b24", "kind": "product", "id": "1"}}),
    ],
)
def test_what_means_the_same_has_the_same_digest(one, other):
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, Decimal("1.01")),
        ("red", "Red"),
        ([1, 2], [2, 1]),
        ([1], 1),
        ("", None),
        (False, 0),
        (date(2026, 3, 5), date(2026, 3, 6)),
        (Row(tags=[""]), Row()),
        (Item(name="Болт"), Item(article="Болт")),
        ({"a": None}, {}),
    ],
)
def test_what_differs_has_another_digest(one, other):
    assert digest(one) != digest(other)


@pytest.mark.parametrize("value", [object(), b"bytes", 1j, [object()], {"a": object()}])
def test_what_has_no_canonical_form_is_refused_by_its_name(value):
    with pytest.raises(TypeError, match="has no canonical form"):
        digest(value)
