"""How far a price may be lowered by hand: agreement, user and price group."""

from decimal import Decimal

import pytest

from services.onec_connector.objects import agreement, client_price
from services.onec_connector.vocabulary.discount_limits import (
    DiscountLimit,
    limit_of_agreement,
    limit_of_user,
    strictest,
)

EMPTY = "00000000-0000-0000-0000-000000000000"


def settings(owner, percent, *, limited=True, **groups):
    rows = [
        {client_price.SETTINGS_GROUP: group, client_price.SETTINGS_GROUP_PERCENT: value}
        for group, value in groups.items()
    ]
    return {
        client_price.SETTINGS_OWNER: owner,
        client_price.SETTINGS_LIMITED: limited,
        client_price.SETTINGS_PERCENT: percent,
        client_price.SETTINGS_GROUPS: rows,
    }


def group(guid, *users, name="", parent=EMPTY, marked=False):
    members = [{client_price.MEMBER_USER: user} for user in users]
    return {
        "Ref_Key": guid,
        "Description": name or guid,
        "Parent_Key": parent,
        "DeletionMark": marked,
        client_price.MEMBERS: members,
    }


def limited_to(known, *groups, of=("",)):
    """What a user may lower prices by, in each of some price groups; None where nothing limits him."""
    limit = limit_of_user("anna", known, groups)
    return None if limit is None else [limit.of(one) for one in of]


def terms(*, limited):
    rows = [{agreement.GROUPS_GROUP: one, agreement.GROUPS_PERCENT: value} for one, value in (("steel", 3), (EMPTY, 0))]
    return {agreement.LIMITED: limited, agreement.LIMIT_PERCENT: 10, agreement.GROUPS: rows}


def test_a_price_groups_own_limit_stands_instead_of_the_agreements():
    limit = limit_of_agreement(terms(limited=True))

    assert limit is not None
    assert [limit.of(one) for one in ("steel", "wood", "")] == [3, 10, 10]


def test_an_agreement_that_does_not_limit_is_no_limit_whatever_stands_beside():
    assert limit_of_agreement(terms(limited=False)) is None


@pytest.mark.parametrize(
    ("known", "percent"),
    [
        ([settings("anna", 5), settings("sales", 7)], 5),
        ([settings("sales", 7)], 7),
        ([settings("store", 7)], None),
        ([settings("sales", 7, limited=False)], None),
        ([settings("anna", 5, limited=False), settings("sales", 7)], 7),
    ],
)
def test_a_users_own_limit_comes_before_that_of_his_group_and_settings_that_do_not_limit_are_none(known, percent):
    found = limited_to(known, group("store", "boris"), group("sales", "anna", "boris"))

    assert found == (None if percent is None else [percent])


def test_his_group_still_says_what_his_own_settings_leave_out():
    known = [settings("anna", 5, wood=2), settings("sales", 7, wood=4, steel=1)]

    assert limited_to(known, group("sales", "anna"), of=("wood", "steel", "glass", "")) == [2, 1, 5, 5]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_of_several_groups_one_alone_counts_the_first_by_name_that_limits(order):
    known = [settings("a", 7, steel=1), settings("b", 5), settings("c", 0, limited=False)]
    groups = [group("a", "anna", name="Склад"), group("b", "anna", name="отдел"), group("c", "anna", name="Архив")]

    assert limited_to(known, *(groups[one] for one in order), of=("steel", "")) == [5, 5]


def test_the_group_that_stands_deeper_comes_before_a_higher_one_whatever_they_are_called():
    top, below = group("top", "anna", name="А"), group("below", "anna", name="Я", parent="top")

    assert limited_to([settings("top", 5), settings("below", 20)], top, below) == [20]


def test_the_limit_of_a_group_above_counts_where_it_has_members_of_its_own():
    above, empty = group("above", "boris", parent="empty"), group("empty")
    below = group("below", "anna", parent="above")

    assert limited_to([settings("above", 5)], above, below, empty) == [5]
    assert limited_to([settings("empty", 5)], above, below, empty) is None


def test_a_marked_group_gives_its_members_no_limit_and_passes_on_that_above_of_those_below():
    above, marked = group("above", "boris"), group("marked", "anna", parent="above", marked=True)
    below = group("below", "anna", parent="marked")

    assert limited_to([settings("above", 5), settings("marked", 3)], above, marked) is None
    assert limited_to([settings("above", 5)], above, marked, below) == [5]


def test_groups_that_stand_in_one_another_are_gone_round_once():
    circle = group("one", "anna", parent="two"), group("two", "boris", parent="one")

    assert limited_to([settings("two", 5)], *circle) == [5]


def test_of_two_limits_the_smaller_is_in_force():
    limits = [DiscountLimit(Decimal(10), {"steel": Decimal(1)}), DiscountLimit(Decimal(5))]

    assert (strictest(limits, "steel"), strictest(limits, "")) == (1, 5)
