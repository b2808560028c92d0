"""How far a price may be lowered by hand: agreement, user and price group."""

from decimal import Decimal

import pytest

from services.onec_connector.objects import agreement, client_price
from services.onec_connector.vocabulary.discount_limits import (
    DiscountLimit,
    limit_of_agreement,
    limits_of_user,
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


def group(guid, *users):
    return {"Ref_Key": guid, client_price.MEMBERS: [{client_price.MEMBER_USER: user} for user in users]}


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
        ([settings("anna", 5, limited=False), settings("sales", 7)], None),
    ],
)
def test_a_users_own_settings_come_before_those_of_his_group(known, percent):
    limits = limits_of_user("anna", known, [group("store", "boris"), group("sales", "anna", "boris")])

    assert [limit.percent for limit in limits] == ([] if percent is None else [percent])


@pytest.mark.parametrize("order", [("sales", "store", "shop"), ("shop", "store", "sales")])
def test_of_several_groups_of_a_user_the_smallest_limit_counts_for_each_price_group(order):
    known = [settings("sales", 7, steel=1), settings("store", 5), settings("shop", 0, limited=False)]

    limits = limits_of_user("anna", known, [group(one, "anna") for one in order])

    assert [strictest(limits, one) for one in ("steel", "wood", "")] == [1, 5, 5]


def test_of_two_limits_the_smaller_is_in_force():
    limits = [DiscountLimit(Decimal(10), {"steel": Decimal(1)}), DiscountLimit(Decimal(5))]

    assert (strictest(limits, "steel"), strictest(limits, "")) == (1, 5)
