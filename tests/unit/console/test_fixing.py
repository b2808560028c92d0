"""What `dealbus reconcile --fix` sends, and what it leaves to people."""

from typing import get_args

import pytest

from services.console.reconcile.fixing import RETOLD, by_hand, refusals, touches
from services.reconciler.differences import GROUPS, What
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import (
    CompanyTouched,
    DealTouched,
    ItemTouched,
    OrderTouched,
    PartnerTouched,
    ProductTouched,
)


def difference(what: str, group: str | None = None, **words) -> dict:
    usual = {
        "key": "deal:41",
        "subject": "deals",
        "deal_id": "41",
        "order_id": "5b1d6e0a-0000-5000-8000-00000000b042",
        "what": what,
        "group": group,
        "edited": {"b24": 7, "onec": 9},
        "compared_at": 12,
        "sides": ["b24", "onec"],
        "apart": "",
        "in_deal": "то",
        "in_order": "это",
    }
    return usual | words


ROW = difference("row", OrderGroup.ROWS)


def test_each_side_is_told_with_the_number_of_the_edit_it_is_decided_against():
    (deal,) = touches([ROW, difference("manager", OrderGroup.MANAGER, compared_at=11)], "b24")
    (order,) = touches([ROW], "onec")

    assert isinstance(deal, DealTouched)
    assert (deal.ref.id, deal.force, deal.asserted) == ("41", True, {"rows": 9, "manager": 9})
    assert deal.compared_at == 11
    assert isinstance(order, OrderTouched)
    assert (order.force, order.asserted, order.compared_at) == (True, {"rows": 7}, 12)


STOOD = difference("stage", OrderGroup.STATE)


def test_figures_are_told_anew_by_1c_whichever_side_is_named():
    for side in ("b24", "onec"):
        (hint,) = touches([difference("figure")], side)
        assert isinstance(hint, OrderTouched)
        assert (hint.force, hint.asserted) == (True, {})


def test_a_stage_that_its_order_does_not_lead_to_is_decided_about_by_naming_1c():
    (hint,) = touches([STOOD, ROW], "onec")

    assert isinstance(hint, OrderTouched)
    assert (hint.asserted, hint.compared_at) == ({"state": 7, "rows": 7}, 12)
    assert by_hand([STOOD], "onec") == []


def test_a_stage_is_carried_over_from_nowhere_by_naming_the_portal_unless_new_figures_move_the_deal():
    (deal,) = touches([STOOD, ROW], "b24")
    (said,) = refusals([STOOD], "b24")

    assert deal.asserted == {"rows": 9}
    assert touches([STOOD], "b24") == []
    assert by_hand([STOOD], "b24") == [STOOD]
    assert "--fix onec" in said
    assert by_hand([STOOD, difference("figure")], "b24") == []


def test_pairs_apart_and_pairs_of_one_record_are_left_alone():
    alone = difference("no_order", order_id="")

    assert touches([difference("row", OrderGroup.ROWS, apart="moving"), alone], "onec") == []
    assert by_hand([alone], "onec") == [alone]


def test_a_sum_follows_its_rows_and_alone_it_is_a_persons_business():
    total = difference("sum")

    assert by_hand([total, ROW], "b24") == []
    assert by_hand([total], "b24") == [total]


def test_an_order_that_was_unposted_is_posted_again_by_naming_the_portal():
    unposted = difference("withdrawn", OrderGroup.STAGE)

    (hint,) = touches([unposted], "b24")

    assert isinstance(hint, DealTouched)
    assert (hint.asserted, by_hand([unposted], "b24")) == ({"stage": 9}, [])
    assert touches([unposted], "onec") == []
    assert (by_hand([unposted], "onec"), len(refusals([unposted], "onec"))) == ([unposted], 1)


def test_a_typed_sum_gives_way_to_1c_and_stays_whatever_rows_the_portal_carries_over():
    typed = difference("sum", OrderGroup.ROWS)

    (hint,) = touches([typed], "onec")

    assert (hint.asserted, by_hand([typed, ROW], "onec")) == ({"rows": 7}, [])
    assert touches([typed], "b24") == []
    assert by_hand([typed, ROW], "b24") == [typed]
    assert "--fix onec" in refusals([typed, ROW], "b24")[0]


DIRECTORIES = {"company", "person", "private", "item", "price", "unpaired", "unmade", "refused"}
BY_PEOPLE = set(get_args(What)) - GROUPS.keys() - {RETOLD} - DIRECTORIES
CARRIED = {("no_deal", "b24"), ("not_withdrawn", "b24")}


@pytest.mark.parametrize(
    ("what", "side"),
    [(what, side) for what in sorted(BY_PEOPLE) for side in ("b24", "onec") if (what, side) not in CARRIED],
)
def test_what_only_people_can_settle_is_refused_in_one_sentence_from_either_side(what, side):
    alone = difference(what)

    (said,) = refusals([alone, alone | {"key": "deal:42"}], side)

    assert touches([alone], side) == []
    assert said.endswith(".")
    assert refusals([alone | {"apart": "standing"}], side) == []


def test_a_record_that_has_no_pair_yet_and_the_end_of_one_are_carried_over_by_the_side_that_knows():
    (wanted,) = touches([difference("no_order", order_id="")], "b24")
    (born,) = touches([difference("no_deal", deal_id="")], "onec")
    (gone,) = touches([difference("no_deal")], "b24")
    (lost,) = touches([difference("not_withdrawn")], "b24")

    assert [(type(one), one.force, one.gone) for one in (wanted, born, gone, lost)] == [
        (DealTouched, True, False),
        (OrderTouched, True, False),
        (DealTouched, True, True),
        (DealTouched, True, False),
    ]
    assert by_hand([difference("no_deal"), difference("not_withdrawn")], "b24") == []


@pytest.mark.parametrize("what", ["client", "contact", "manager"])
def test_nobody_is_carried_over_from_neither_side_and_that_is_said(what):
    group = GROUPS[what]
    ours, theirs = difference(what, group, in_deal="нет"), difference(what, group, in_order="нет")

    assert (touches([ours], "b24"), by_hand([ours], "b24")) == ([], [ours])
    assert (touches([theirs], "onec"), by_hand([theirs], "onec")) == ([], [theirs])
    assert "Пустого" in refusals([ours], "b24")[0]
    assert (len(touches([ours], "onec")), refusals([ours], "onec")) == (1, [])


def test_an_empty_value_of_a_client_clears_nothing_and_that_is_said():
    reached = COMPANY | {"group": "communications", "in_deal": "нет", "in_order": "+74950001010"}

    assert "ничего не стирает" in refusals([reached], "b24")[0]
    assert refusals([reached], "onec") == []


@pytest.mark.parametrize(
    ("subject", "group", "less", "more"),
    [
        ("companies", "addresses", "юридический: Тула", "юридический: Тула; почтовый: Тверь"),
        ("companies", "banks", "4070 БИК 044525225", "4070 БИК 044525225, 4080"),
        ("companies", "requisites", "Ромашка, ИНН 7707083893", "Ромашка, ИНН 7707083893, ОГРН 1027700132195"),
        ("contacts", "name", "Полынина Ольга", "Полынина Ольга Петровна"),
        ("private", "name", "Полынина Ольга", "Полынина Ольга Петровна"),
    ],
)
def test_a_side_that_says_a_part_of_what_the_other_says_clears_nothing_and_that_is_said(subject, group, less, more):
    one = COMPANY | {"subject": subject, "group": group, "in_deal": more, "in_order": less}

    assert "ничего не стирает" in refusals([one], "onec")[0]
    assert refusals([one], "b24") == []


@pytest.mark.parametrize(("group", "value"), [("name", "Полынь"), ("communications", "+74950001010")])
def test_a_firms_shorter_name_and_fewer_phones_are_carried_over(group, value):
    one = COMPANY | {"group": group, "in_deal": f"{value}, new@romashka.test", "in_order": value}

    assert refusals([one], "onec") == []


def test_what_the_bus_carries_is_refused_from_neither_side():
    total = difference("sum")

    for one in ([ROW, total], [difference("figure")], [difference("client", "parties")]):
        assert [refusals(one, side) for side in ("b24", "onec")] == [[], []]


ITEM = difference("item", "name", key="item:1", subject="items", deal_id="501", order_id="1", sides=["onec"], edited={})
COMPANY = difference("company", "name", key="company:17", subject="companies", deal_id="17", order_id="2")


def test_what_1c_alone_edits_is_told_again_by_it_and_refused_from_the_portal_in_a_sentence():
    codes = ITEM | {"group": "codes"}

    (hint,) = touches([ITEM, codes], "onec")

    assert isinstance(hint, ItemTouched)
    assert (hint.ref.key, hint.force, hint.asserted) == ("item:1", True, {})
    assert touches([ITEM], "b24") == []
    assert (len(refusals([ITEM, codes], "b24")), refusals([ITEM], "onec"), refusals([COMPANY], "b24")) == (1, [], [])
    assert refusals([ITEM | {"apart": "moving"}], "b24") == []


def test_what_people_edit_of_a_product_in_the_portal_too_is_decided_about_by_its_numbers():
    (hint,) = touches([ITEM | {"edited": {"b24": 9, "onec": 4}}, ITEM | {"group": "codes"}], "onec")

    assert hint.asserted == {"name": 9}


def test_what_the_rules_let_people_edit_of_a_product_is_carried_over_from_the_portal():
    (hint,) = touches([ITEM | {"sides": ["b24", "onec"], "edited": {"b24": 0, "onec": 4}}, ITEM], "b24")

    assert isinstance(hint, ProductTouched)
    assert (hint.ref.key, hint.force, hint.asserted) == ("product:501", True, {"name": 4})


def test_of_companies_the_side_named_is_told_with_the_numbers_it_is_decided_against():
    phones = COMPANY | {"group": "communications", "edited": {"b24": 3}}

    (company,) = touches([COMPANY, phones], "b24")
    (partner,) = touches([COMPANY, phones], "onec")

    assert isinstance(company, CompanyTouched)
    assert (company.ref.key, company.asserted) == ("company:17", {"name": 9, "communications": 0})
    assert company.compared_at == 12
    assert isinstance(partner, PartnerTouched)
    assert (partner.ref.key, partner.asserted) == ("partner:2", {"name": 7, "communications": 3})


def test_a_record_without_a_pair_is_told_by_the_side_that_has_it():
    alone = difference("unpaired", "", key="partner:2", subject="companies", deal_id="", order_id="2")

    (hint,) = touches([alone], "onec")

    assert (hint.ref.key, hint.force, hint.asserted) == ("partner:2", True, {})
    assert touches([alone], "b24") == []


@pytest.mark.parametrize("side", ["b24", "onec"])
@pytest.mark.parametrize("one", [ROW, COMPANY])
def test_a_difference_kept_by_an_older_release_is_compared_again_before_anybody_decides(one, side):
    older = one | {"compared_at": 0}
    newer = one | {"group": "manager"}

    (hint,) = touches([older, newer], side)

    assert [*hint.asserted] == ["manager"]
    assert touches([older], side) == []
    (said,) = refusals([older, newer], side)
    assert "сверьте ещё раз" in said
    assert refusals([older | {"apart": "moving"}], side) == []


def test_what_nobody_decides_about_is_told_again_whichever_release_has_found_it():
    assert len(touches([ITEM | {"compared_at": 0}, difference("figure", compared_at=0)], "onec")) == 2
    assert refusals([ITEM | {"compared_at": 0}, difference("figure", compared_at=0)], "onec") == []
