"""One id stands in one pair, whatever happens at once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.mapper.handlers.orders import Mapper
from services.mapper.links import PeerState
from services.mapper.refusals import RefusalReason
from shared.bus.errors import Permanent
from shared.messages.ring.facts import PeerStatus
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref
from tests.figures import Grown

G17, G19, G501 = (f"0a000000-0000-4000-8000-000000000{last:03}" for last in (17, 19, 501))

DEAL = Ref(system="b24", kind="deal", id="41")
ORDER = Ref(system="onec", kind="order", id="5b1d6e0a-0000-5000-8000-00000000b042")


async def test_ten_replicas_that_see_a_deal_first_make_one_pair(links):
    born = await asyncio.gather(*(links.bear(DEAL) for _ in range(10)))

    assert {link.key for link in born} == {"deal:41"}


async def test_an_order_seen_before_its_outcome_is_found_by_the_deal_written_in_it(links):
    await links.bear(DEAL)

    link = await links.resolve(ORDER, DEAL)

    assert (link.key, link.b24, link.onec) == ("deal:41", "41", ORDER.id)


async def test_a_copy_that_names_a_taken_origin_is_a_newborn(links):
    await links.bear(DEAL)
    await links.resolve(ORDER, DEAL)

    copy = await links.resolve(Ref(system="onec", kind="order", id="copy"), DEAL)

    assert copy is None


async def with_order(links):
    await links.bear(DEAL)
    await links.complete("deal:41", ORDER)


def restored(deal: str) -> Ref:
    return Ref(system="b24", kind="deal", id=deal)


async def test_a_restored_deal_takes_over_the_pair_under_its_new_id(links):
    await with_order(links)

    link = await links.resolve(restored("52"), None, ("41",))

    assert (link.key, link.b24, link.onec) == ("deal:41", "52", ORDER.id)
    assert (await links.resolve(ORDER, None)).b24 == "52"
    assert (await links.resolve(restored("52"), None)).key == "deal:41"


async def test_the_deal_of_an_order_takes_over_its_pair_when_it_is_restored(links):
    await links.bear(ORDER)
    await links.complete(ORDER.key, DEAL, target="b24")

    link = await links.resolve(restored("52"), ORDER, ("41",))

    assert (link.key, link.b24) == (ORDER.key, "52")


async def test_a_deal_restored_twice_keeps_its_last_id_whatever_is_told_late(links):
    await with_order(links)

    last = await links.resolve(restored("60"), None, ("41", "52"))
    late = await links.resolve(restored("52"), None, ("41",))

    assert (last.key, last.b24) == ("deal:41", "60")
    assert (late.key, late.b24) == ("deal:41", "60")


async def test_a_restored_deal_whose_pair_is_unknown_has_no_link(links):
    assert await links.resolve(restored("52"), None, ("41",)) is None


async def test_a_record_nobody_paired_has_no_link(links):
    assert await links.resolve(ORDER, None) is None


async def test_completing_a_pair_twice_keeps_the_first_id(links):
    await links.bear(DEAL)
    await links.complete("deal:41", ORDER)
    await links.complete("deal:41", Ref(system="onec", kind="order", id="another"))

    assert (await links.resolve(DEAL, None)).onec == ORDER.id


async def test_waiting_is_said_once_by_the_outcome_that_ends_it(links):
    await links.bear(DEAL)
    await links.complete("deal:41", None, refusal=RefusalReason("item", "Нет товара «Болт»."))

    settled = await links.complete("deal:41", ORDER)
    again = await links.complete("deal:41", ORDER)

    assert (settled.waiting, again.waiting) == (True, False)


async def test_pairs_of_parties_are_looked_up_in_both_directions(links):
    await links.remember([Pair(kind="company", b24="17", onec=G17), Pair(kind="product", b24="501", onec=G501)])

    there = await links.counterparts([("company", Ref(system="b24", kind="company", id="17"))])
    back = await links.counterparts([("product", Ref(system="onec", kind="item", id=G501))])

    assert (there, back) == ({("company", "17"): G17}, {("product", G501): "501"})


async def test_an_id_that_is_paired_keeps_its_partner(links):
    await links.remember([Pair(kind="company", b24="17", onec=G17)])
    await links.remember([Pair(kind="company", b24="18", onec=G17), Pair(kind="company", b24="19", onec=G19)])

    asked = [("company", Ref(system="b24", kind="company", id=number)) for number in ("17", "18", "19")]

    assert await links.counterparts(asked) == {("company", "17"): G17, ("company", "19"): G19}


async def test_deals_without_an_order_are_listed(links):
    await links.bear(DEAL)
    await links.bear(Ref(system="b24", kind="deal", id="42"))
    await links.complete("deal:42", ORDER)

    assert [link.key for link in await links.without_order(10)] == ["deal:41"]


async def test_a_deal_that_is_parked_or_refused_does_not_wait_for_1c(links):
    await links.bear(DEAL)
    await links.note_wanted("deal:41", wanted=False)
    await links.bear(Ref(system="b24", kind="deal", id="42"))
    await links.complete("deal:42", None, refusal=RefusalReason("item", "Нет товара «Болт»."))

    assert await links.without_order(10) == []


async def test_an_older_decision_about_a_parked_deal_is_ignored(links):
    await links.bear(DEAL)
    await links.note_wanted("deal:41", wanted=False, number=8)

    await links.note_wanted("deal:41", wanted=True, number=7)
    parked = await links.without_order(10)
    await links.note_wanted("deal:41", wanted=True, number=9)

    assert (parked, [link.key for link in await links.without_order(10)]) == ([], ["deal:41"])


async def test_older_news_of_a_peer_is_ignored(links):
    now = datetime(2026, 3, 5, 9, 40, tzinfo=UTC)

    closed = await links.note_peer("onec", is_open=False, since=now, locked=True)
    late = await links.note_peer("onec", is_open=True, since=now - timedelta(minutes=5))

    assert (closed, late) == (True, False)
    assert (await links.peers())["onec"] == PeerState(open=False, since=now, locked=True)


async def test_news_from_the_future_are_refused_and_do_not_outlive_the_connectors_next_word(links):
    now, future = datetime(2026, 3, 5, 9, 40, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
    news = PeerStatus(peer="onec", open=False, since=future)

    with pytest.raises(Permanent, match="in the future"):
        await Mapper(links, words=None).peer_status(None, news)
    await links.note_peer("onec", is_open=False, since=future)  # by a release of before
    await links.note_peer("onec", is_open=True, since=now)

    assert (await links.peers())["onec"] == PeerState(open=True, since=now)


async def test_a_pair_is_counted_once_when_its_second_half_is_known(links):
    made = Grown("bus_links_total", kind="deal")
    await links.bear(DEAL)
    half = made()

    await links.complete("deal:41", ORDER)
    await links.complete("deal:41", ORDER)

    assert (half, made()) == (0, 1)


async def test_pairs_of_parties_are_counted_once_each_by_kind(links):
    companies, products = (Grown("bus_links_total", kind=kind) for kind in ("company", "product"))
    pairs = [Pair(kind="company", b24="17", onec=G17), Pair(kind="product", b24="501", onec=G501)]
    await links.remember(pairs)

    await links.remember([*pairs, Pair(kind="company", b24="18", onec=G17), Pair(kind="company", b24="19", onec=G19)])

    assert (companies(), products()) == (2, 1)
