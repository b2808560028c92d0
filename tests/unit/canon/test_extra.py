"""Extra fields of the customer's table: when an empty value is an edit."""

import pytest

from shared.canon import group_digests, grown, heard, spoken
from shared.entities import GroupDoc
from shared.messages.order import OrderGroup, SalesOrder

EXTRA = OrderGroup.EXTRA
ALL = frozenset(OrderGroup)


def extra_digest(**values):
    return group_digests(SalesOrder(extra=values), [EXTRA])[EXTRA]


def test_an_order_without_extra_fields_has_yesterdays_digest_in_every_other_group():
    plain, filled = SalesOrder(title="a"), SalesOrder(title="a", extra={"cargo": "хрупкий"})

    one, other = group_digests(plain, ALL), group_digests(filled, ALL)

    assert {group for group in OrderGroup if one[group] != other[group]} == {EXTRA}


def test_a_line_that_is_new_in_the_table_and_empty_edits_nothing():
    assert extra_digest(cargo="хрупкий") == extra_digest(cargo="хрупкий", delivery="")
    assert extra_digest(cargo="хрупкий") != extra_digest(cargo="", delivery="")


@pytest.mark.parametrize(
    ("filled", "told"), [((), {"cargo": "хрупкий"}), (("delivery",), {"cargo": "хрупкий", "delivery": ""})]
)
def test_an_empty_value_is_told_only_where_there_was_one(filled, told):
    order = SalesOrder(extra={"cargo": "хрупкий", "delivery": "", "passed": ""})

    assert spoken(order, filled).extra == told


def test_a_line_that_has_had_a_value_is_remembered():
    assert grown(["delivery"], {"cargo": "хрупкий", "passed": ""}) == ["cargo", "delivery"]


@pytest.mark.parametrize(
    ("values", "document", "is_heard"),
    [({"cargo": ""}, {}, False), ({"cargo": "x"}, {}, True), ({"cargo": ""}, {"extra": GroupDoc("d")}, True)],
)
def test_a_record_never_told_of_them_and_empty_has_nothing_to_say(values, document, is_heard):
    assert (EXTRA in heard(ALL, SalesOrder(extra=values), document)) is is_heard
