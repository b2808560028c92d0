"""Equal values have equal digests, in every release; different ones have not."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.canon import digest, group_digests
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Customer, Item, Line, Manager, OrderState, Ref, Terms, Thing

scalars = (
    st.none() | st.booleans() | st.text(max_size=5) | st.integers() | st.decimals(allow_nan=False, allow_infinity=False)
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
)


@given(values)
def test_a_copy_has_the_same_digest(value):
    def copied(part):
        match part:
            case dict():
                return {key: copied(part[key]) for key in reversed(part)}
            case list():
                return tuple(copied(item) for item in part)
            case Decimal():
                return part + Decimal("0.00000") if abs(part) < 10**9 and part.as_tuple().exponent > -9 else part
            case _:
                return part

    assert digest(value) == digest(copied(value))


@given(st.integers(-(10**9), 10**9))
def test_a_number_counts_by_its_value(number):
    ways = [number, Decimal(number), Decimal(f"{number}.00"), Decimal(f"{number}e2") / 100]

    assert {digest(number)} == {digest(way) for way in ways}


@pytest.mark.parametrize(("one", "other"), [(1, "1"), (1, True), (0, None), ("", None), ([], {}), ([1, 2], [2, 1])])
def test_different_values_have_different_digests(one, other):
    assert digest(one) != digest(other)


def test_a_moment_counts_by_the_instant_it_names():
    moscow = timezone(timedelta(hours=3))

    assert digest(datetime(2026, 3, 5, 9, tzinfo=UTC)) == digest(datetime(2026, 3, 5, 12, tzinfo=moscow))


def test_a_field_added_with_a_default_changes_no_digest_of_yesterday():
    @dataclass(frozen=True)
    class Yesterday:
        name: str
        note: str = ""

    @dataclass(frozen=True)
    class Today:
        name: str
        note: str = ""
        colour: str = "none"

    assert digest(Yesterday("bolt")) == digest(Today("bolt"))
    assert digest(Yesterday("bolt")) != digest(Today("bolt", colour="red"))


def test_a_thing_without_a_canonical_form_is_refused():
    with pytest.raises(TypeError, match="object has no canonical form"):
        digest({"a": [object()]})


def order(**fields) -> SalesOrder:
    return SalesOrder(**fields)


BOLT = Ref(system="b24", kind="product", id="7")
SAME = [
    (
        OrderGroup.ROWS,
        {"lines": (Line(key="1", item=Item(ref=BOLT, name="Bolt"), quantity=1, price=2, total=2),)},
        {"lines": (Line(key="9", item=Item(ref=BOLT, name="Bolt M8"), quantity=1, price=2, total=Decimal("2.00")),)},
    ),
    (
        OrderGroup.MANAGER,
        {"manager": Manager(ref=Ref(system="b24", kind="user", id="1"), name="Anna")},
        {"manager": Manager(ref=Ref(system="b24", kind="user", id="1"), name="Anna B.", email="a@b.c")},
    ),
    (
        OrderGroup.HEADER,
        {"terms": Terms()},
        {"terms": Terms(agreement_default=Thing(name="typical"), taxation_default="usn", ship_in_days=3)},
    ),
]
OTHER = [
    (OrderGroup.ROWS, {}, {"lines": (Line(quantity=1, price=2, total=2),)}),
    (OrderGroup.MANAGER, {}, {"manager": Manager(name="Anna")}),
    (OrderGroup.ORGANISATION, {}, {"organisation": {"name": "We"}}),
    (OrderGroup.PARTIES, {"customer": Customer(name="A")}, {"customer": Customer(name="B")}),
    (OrderGroup.HEADER, {"title": "a"}, {"title": "b"}),
    (OrderGroup.STAGE, {}, {"phase": "cancelled"}),
    (OrderGroup.STATE, {}, {"state": OrderState(paid_percent=Decimal(50))}),
    (OrderGroup.GIVEN, {}, {"number": "ТД00-000017"}),
]


@pytest.mark.parametrize(("group", "one", "other"), SAME)
def test_a_name_in_a_catalogue_or_a_default_of_the_rules_is_no_edit(group, one, other):
    assert group_digests(order(**one), [group]) == group_digests(order(**other), [group])


@pytest.mark.parametrize(("group", "one", "other"), OTHER)
def test_an_edit_changes_the_digest_of_its_own_group_alone(group, one, other):
    before, after = (group_digests(order(**fields), set(OrderGroup)) for fields in (one, other))
    changed = {name for name in OrderGroup if before[name] != after[name]}

    assert group in changed
    assert changed <= {group, OrderGroup.STATE}
