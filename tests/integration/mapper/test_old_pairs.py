"""Old deals and orders: what becomes of each, and that linking them is done once."""

import random
from datetime import UTC, datetime
from decimal import Decimal

from services.mapper.old.asking import linked, verdicts
from shared.messages.old import OldPair, OldRecord
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref

FIRST, SECOND = (f"0a000000-0000-4000-8000-0000000000c{last}" for last in (1, 2))

DAY = datetime(2025, 6, 2, 12, tzinfo=UTC)


def record(system: str, identity: str, client: str, **changes) -> OldRecord:
    kind, of_client = ("deal", "company") if system == "b24" else ("order", "partner")
    values = {
        "ref": Ref(system=system, kind=kind, id=identity),
        "client": Ref(system=system, kind=of_client, id=client),
        "name": f"{kind} {identity}",
        "dated": DAY,
        "total": Decimal(240),
    }
    return OldRecord(**values | changes)


def would(found) -> dict[str, tuple[str, str]]:
    return {one.key: (one.would, one.counterpart) for one in found}


async def test_deals_are_recognised_by_their_clients_and_linked_once(links):
    await links.remember([Pair(kind="company", b24="17", onec=FIRST), Pair(kind="company", b24="18", onec=SECOND)])
    records = [record("b24", "41", "17"), record("onec", "g-1", FIRST), record("b24", "42", "18")]

    first = would(await verdicts(links, records, "b24"))
    done = await linked(links, OldPair(deal="41", order="g-1", known=100))
    again = would(await verdicts(links, records, "b24"))

    assert first == {"deal:41": ("link", "order:g-1"), "deal:42": ("left", "")}
    assert done.why == ""
    assert again["deal:41"] == ("same", "")
    assert would(await verdicts(links, records, "onec")) == {"order:g-1": ("same", "")}


async def test_a_linked_pair_is_found_by_either_as_one_that_the_exchange_has_made(links):
    await linked(links, OldPair(deal="41", order="g-1", known=100))

    by_deal = await links.resolve(Ref(system="b24", kind="deal", id="41"), None)
    by_order = await links.resolve(Ref(system="onec", kind="order", id="g-1"), None)

    assert by_deal == by_order
    assert (by_deal.key, by_deal.order.id, by_deal.waiting) == ("deal:41", "g-1", False)


async def test_a_person_is_told_how_to_say_which_of_several_it_is(links):
    records = [record("b24", "41", "17", inn="7701000001")]
    records += [record("onec", guid, FIRST, inn="7701000001") for guid in ("g-1", "g-2")]

    (deal,) = await verdicts(links, records, "b24")

    assert deal.would == "doubtful"
    assert "order g-1, order g-2" in deal.why
    assert "B24-41" in deal.why


async def test_what_was_linked_otherwise_meanwhile_is_told_and_stays(links):
    await linked(links, OldPair(deal="41", order="g-1", known=100))

    other_order = await linked(links, OldPair(deal="41", order="g-2", known=100))
    other_deal = await linked(links, OldPair(deal="42", order="g-1", known=100))

    assert all("уже связаны иначе" in one.why for one in (other_order, other_deal))
    assert (await links.resolve(Ref(system="b24", kind="deal", id="41"), None)).order.id == "g-1"


async def test_linking_that_is_killed_again_and_again_goes_on_with_what_is_left(links):
    rolls = random.Random(7)
    records = [record("b24", str(at), "17", number=f"ТД-{at}") for at in range(40)]
    records += [record("onec", f"g-{at}", FIRST, number=f"ТД-{at}") for at in range(40)]

    for _ in range(5):
        left = [one for one in await verdicts(links, records, "b24") if one.would == "link"]
        for one in left[: rolls.randint(1, 12)]:
            await linked(links, OldPair(deal=one.key.partition(":")[2], order=one.counterpart.partition(":")[2]))
    for one in await verdicts(links, records, "b24"):
        if one.would == "link":
            await linked(links, OldPair(deal=one.key.partition(":")[2], order=one.counterpart.partition(":")[2]))

    known = await links.counterparts([("deal", one.ref) for one in records[:40]])
    assert known == {("deal", str(at)): f"g-{at}" for at in range(40)}
