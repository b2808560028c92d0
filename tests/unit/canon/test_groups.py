"""A field says its group; digests follow from that."""

from decimal import Decimal
from typing import Annotated

import pytest

from shared.canon import ORDERS, group_digests, renewed
from shared.canon.things import group_form
from shared.entities import GroupDoc
from shared.messages.groups import Apart, In, Since, members
from shared.messages.model import Model
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Line
from shared.messages.words import worded

ROWS = OrderGroup.ROWS
LINES = (Line(quantity=Decimal(2), price=Decimal(50), total=Decimal(100)),)
IN_DOLLARS = SalesOrder(lines=LINES, currency="USD")
IN_ROUBLES = SalesOrder(lines=LINES)


def test_every_field_of_an_order_is_in_a_group_or_says_why_not():
    declared = {member.name for fields in members(SalesOrder).values() for member in fields}
    apart = {
        name for name, info in SalesOrder.model_fields.items() if any(isinstance(mark, Apart) for mark in info.metadata)
    }

    assert set(OrderGroup) == set(members(SalesOrder))
    assert set(SalesOrder.model_fields) == declared | apart


def test_a_field_without_a_group_is_refused_by_name():
    class Forgetful(Model):
        title: Annotated[str, In("header")] = ""
        colour: str = ""

    with pytest.raises(TypeError, match=r"Forgetful\.colour: mark it with In"):
        members(Forgetful)


def test_a_field_of_the_header_without_words_is_refused_by_name():
    class Speechless(SalesOrder):
        colour: Annotated[str, In(OrderGroup.HEADER)] = ""

    with pytest.raises(TypeError, match=r"Speechless\.colour: mark it with FieldWords"):
        worded(Speechless, OrderGroup.HEADER)


def test_the_scheme_is_the_one_the_last_field_joined_with():
    assert ORDERS.scheme == 3


def test_a_deal_that_is_switched_to_another_currency_is_an_edit_of_its_rows():
    roubles, dollars = group_digests(IN_ROUBLES, set(OrderGroup)), group_digests(IN_DOLLARS, set(OrderGroup))

    assert {group for group in OrderGroup if roubles[group] != dollars[group]} == {ROWS}


def test_in_the_base_currency_digests_are_those_of_the_first_scheme():
    assert group_digests(IN_ROUBLES, set(OrderGroup), scheme=1) == group_digests(IN_ROUBLES, set(OrderGroup))


def test_a_field_that_joins_later_adds_nothing_at_its_default():
    class Before(Model):
        title: Annotated[str, In("header")] = ""
        note: Annotated[str, In("header")] = ""

    class After(Before):
        colour: Annotated[str, In("header"), Since(2)] = ""

    old = group_form(Before(title="a"), members(Before)["header"], 1)

    assert old == group_form(After(title="a"), members(After)["header"], 2)
    assert old == group_form(After(title="a", colour="red"), members(After)["header"], 1)
    assert old != group_form(After(title="a", colour="red"), members(After)["header"], 2)


def test_a_digest_of_an_older_scheme_that_stands_for_the_present_value_is_restated():
    old = group_digests(IN_DOLLARS, [ROWS], scheme=1)[ROWS]
    stored = {"rows": GroupDoc(digest=old, edited=7, known=3, outdated=1), "later group": GroupDoc("x", outdated=1)}

    now = renewed(stored, IN_DOLLARS)

    assert GroupDoc(group_digests(IN_DOLLARS, [ROWS])[ROWS], edited=7, known=3) == now["rows"]
    assert stored["later group"] == now["later group"]


def test_a_digest_of_an_older_scheme_that_stands_for_another_value_stays_to_be_published():
    stored = {"rows": GroupDoc(digest=group_digests(SalesOrder(), [ROWS], scheme=1)[ROWS], outdated=1)}

    assert stored == renewed(stored, IN_DOLLARS)


def test_a_digest_of_the_present_scheme_is_left_alone():
    stored = {"rows": GroupDoc(digest=group_digests(IN_DOLLARS, [ROWS], scheme=1)[ROWS])}

    assert renewed(stored, IN_DOLLARS) is stored
