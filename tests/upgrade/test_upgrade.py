"""What release a685209 had written is read by today's services: nothing is lost, nothing told that did not change."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from sandbox.people.accountant import Order
from sandbox.people.seller import Card
from tests.upgrade.both_sides import BothSides, rows_of_deal, rows_of_order
from tests.upgrade.conftest import RELEASE, Upgraded
from tests.upgrade.release import Delivery
from tests.upgrade.watching import Envelope, facts

pytestmark = pytest.mark.timeout(
    900
)  # one upgrade is watched by all tests here: a minute and a half on an idle machine

AT_REST, UNDER_WAY, GIVEN_UP = RELEASE.at_rest, RELEASE.under_way, RELEASE.given_up
PAIRS = AT_REST | UNDER_WAY | GIVEN_UP

APART = {
    "edited_after_shipment",  # the deal keeps what was typed, the order what was shipped
    "frozen",
    "outcome_of_a_refused_deal",  # its new row is not in 1C
    "refused_edited_order",  # the portal has not taken its rows
}
"""Pairs whose two sides differ for good, and whose manager was told."""

NEVER_PAIRED = {
    *("parked", "parked_in_dollars", "jumped", "older_than_the_cutoff", "deleted_deal", "draft", "older_order"),
    *("in_dollars", "waits_for_an_item", "waits_for_an_inn", "waits_for_an_agreement", "waits_for_a_party"),
    *("waits_for_an_agreement_of_its_own", "refused_new_order", "order_without_a_deal"),
}

NAMES = {f"{kind}:{identity}": name for name, pair in PAIRS.items() for kind, identity in pair.items()}


def named(published: Iterable[Envelope]) -> list[str]:
    """What is told of whom."""
    return [f"{fact['type']} of {NAMES.get(fact['subject'], fact['subject'])}" for fact in facts(list(published))]


def marks(letters: Iterable[Delivery]) -> Counter[tuple[str, bytes, str]]:
    return Counter((letter.queue, letter.body, str(sorted(letter.ours.items()))) for letter in letters)


def both(seen: BothSides, name: str) -> tuple[Card, Order]:
    """A pair's deal and order, of which there is one each."""
    pair = PAIRS[name]
    orders = seen.orders_of(pair["deal"]) if "deal" in pair else [seen.orders[pair["order"]]]
    assert len(orders) == 1, f"{name} has {len(orders)} orders"
    deals = seen.deals_of(orders[0].guid)
    assert len(deals) == 1, f"{name} has {len(deals)} deals"
    return deals[0], orders[0]


# Nothing lost.


def test_the_topology_applied_over_the_old_one_leaves_every_message_where_it_was(upgraded: Upgraded) -> None:
    # What stood on the shortest rung goes back to its work queue by itself while we look.
    brief = {letter.body for letter in RELEASE.letters if letter.queue.endswith(".retry.5s")}

    kept = [letter for letter in upgraded.kept if letter.body not in brief]

    assert marks(kept) == marks(letter for letter in RELEASE.letters if letter.body not in brief)


def test_every_message_that_waited_is_handled_or_given_up_with_a_reason(upgraded: Upgraded) -> None:
    fresh = [letter for letter in upgraded.left if letter.body not in {one.body for one in RELEASE.dead}]

    assert {letter.body for letter in RELEASE.dead} <= {letter.body for letter in upgraded.left}
    # The portal had refused a new deal, so there is none to tell it in.
    (refused,) = fresh
    assert (refused.subject, refused.ours["dealbus-reason"]) == (subject("refused_new_order"), "portal-refused")
    assert "Не заполнено поле «Источник»" in refused.ours["dealbus-sentence"]


def subject(name: str) -> str:
    (key,) = [key for key, other in NAMES.items() if other == name and key.startswith("order")]
    return key


def test_dead_letters_keep_their_headers_and_are_listed_by_the_console(upgraded: Upgraded) -> None:
    reasons = Counter(letter.ours.get("dealbus-reason", "delivery_limit") for letter in RELEASE.dead)

    left = [letter for letter in upgraded.left if letter.subject != subject("refused_new_order")]
    assert marks(left) == marks(RELEASE.dead)
    assert Counter(one["reason"] for one in upgraded.dead) == reasons + Counter({"portal-refused": 1})


@pytest.mark.parametrize("name", sorted(PAIRS.keys() - NEVER_PAIRED - APART - GIVEN_UP.keys()))
def test_both_sides_of_a_pair_agree_when_all_that_waited_is_handled(upgraded: Upgraded, name: str) -> None:
    card, order = both(upgraded.after, name)

    assert rows_of_deal(card) == rows_of_order(order)
    assert (card.field("NUMBER"), order.posted) == (order.number, name not in UNPOSTED)


UNPOSTED = {
    *("lost", "marked_order", "unposted_order"),
    *("decided_for_a_lost_deal", "command_for_a_lost_deal", "half_withdrawn"),
}

QUANTITIES = {
    "fact_of_an_edited_deal": 21,
    "fact_of_an_edited_order": 22,
    "decided_for_an_edited_deal": 31,
    "decided_for_an_edited_order": 34,
    "outcome_of_an_edited_deal": 41,
    "outcome_of_an_edited_order": 43,
    "command_for_an_edited_deal": 51,
    "command_for_an_edited_order": 61,
    "note_for_an_edited_deal": 64,
    "fact_on_a_rung": 71,
    "decision_on_a_rung": 72,
    "command_on_the_10m_rung": 80,
    "command_on_the_1h_rung": 81,
    "command_replayed": 83,
    "command_replayed_on_a_rung": 84,
    "command_on_the_5s_rung": 90,
    "upsert_on_the_10m_rung": 91,
    "note_replayed": 95,
    "changed_and_not_posted": 101,
    "command_of_a_paused_lane": 107,
    "touched_order": 111,
    "touched_deal": 112,
}
"""What a person had typed, and the bus not finished with."""


@pytest.mark.parametrize("name", QUANTITIES)
def test_an_edit_that_was_on_its_way_arrives(upgraded: Upgraded, name: str) -> None:
    card, order = both(upgraded.after, name)

    assert Decimal(QUANTITIES[name]) in [quantity for quantity, _ in rows_of_deal(card)]
    assert Decimal(QUANTITIES[name]) in [quantity for quantity, _ in rows_of_order(order)]


PAID = ("fact_of_a_payment", "decided_for_a_payment", "command_for_a_payment", "moved_unseen", "owed_a_word")


@pytest.mark.parametrize("name", PAID)
def test_a_payment_that_was_on_its_way_moves_the_deal_and_is_told_once(upgraded: Upgraded, name: str) -> None:
    card, _ = both(upgraded.after, name)

    assert (card.stage, len(card.told("оплачено 100 %"))) == ("FINAL_INVOICE", 1)


@pytest.mark.parametrize("name", ["outcome_of_an_edited_deal", "note_for_an_edited_deal", "note_replayed"])
def test_a_sentence_that_was_on_its_way_is_told(upgraded: Upgraded, name: str) -> None:
    card, _ = both(upgraded.after, name)

    assert len(card.told("изменён")) == 1, card.comments


def test_a_refusal_that_was_on_its_way_is_told(upgraded: Upgraded) -> None:
    deal = upgraded.after.deals[UNDER_WAY["outcome_of_a_refused_deal"]["deal"]]

    assert len(deal.told("нет в 1С")) == 1, deal.comments


def test_nothing_is_told_twice_in_one_deal(upgraded: Upgraded) -> None:
    for card in upgraded.after.deals.values():
        assert [text for text, times in Counter(card.comments).items() if times > 1] == []


# Nothing told or written that did not change.


def test_of_pairs_at_rest_nothing_is_published(upgraded: Upgraded) -> None:
    published = [fact for fact in facts(upgraded.caught_up) if NAMES.get(fact["subject"]) in AT_REST]

    assert named(published) == []


@pytest.mark.parametrize("name", AT_REST)
def test_a_pair_at_rest_is_not_written(upgraded: Upgraded, name: str) -> None:
    assert upgraded.after.shown(AT_REST[name]) == upgraded.before.shown(AT_REST[name])


def test_touched_without_force_no_pair_is_published(upgraded: Upgraded) -> None:
    assert len(upgraded.touched) >= len(PAIRS)
    assert named(upgraded.touched) == []


@pytest.mark.parametrize("system", ["portal", "base"])
def test_touched_without_force_nothing_is_written(upgraded: Upgraded, system: str) -> None:
    before, after = upgraded.states

    assert after[system] == before[system]


# Dead letters of yesterday can be replayed today.


@pytest.mark.parametrize("name", sorted(GIVEN_UP.keys() - NEVER_PAIRED))
def test_what_was_given_up_arrives_when_it_is_replayed(upgraded: Upgraded, name: str) -> None:
    card, order = both(upgraded.at_last, name)

    assert (rows_of_deal(card), order.posted) == (rows_of_order(order), True)


def test_what_nobody_can_read_is_given_up_again(upgraded: Upgraded) -> None:
    unreadable = {letter.body for letter in RELEASE.dead if letter.ours.get("dealbus-reason") == "unreadable"}

    assert unreadable <= {
        letter.body for letter in upgraded.left_at_last if letter.ours.get("dealbus-reason") == "unreadable"
    }


# The fixture itself.


def test_every_type_of_message_waits_somewhere() -> None:
    waiting: dict[str, set[Any]] = {}
    for letter in RELEASE.waiting:
        waiting.setdefault(letter.queue.partition(".retry")[0], set()).add(letter.envelope["type"])

    assert {group: len(types) for group, types in waiting.items()} == {
        "b24-connector.orders": 4,
        "onec-connector.orders": 2,
        "stage-router.orders": 3,
        "mapper.orders": 8,
    }
