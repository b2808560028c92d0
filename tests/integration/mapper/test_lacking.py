"""A deal whose rows lack products has its order looked at again once one of them is known."""

import asyncio

import pytest

from services.mapper.handlers.orders import Mapper
from services.mapper.handlers.products import DirectoryMapper
from services.mapper.lacking import wake_late, wake_late_on
from services.mapper.vocabulary import Vocabulary
from shared.bus.errors import BrokerAwayError
from shared.messages.envelope import wrap
from shared.messages.ring.facts import OrderTouched
from shared.messages.ring.outcomes import DealUpserted, OrderUpserted, Pair, ProductUpserted
from shared.messages.things import Ref
from tests.delivered import delivered_rules
from tests.integration.mapper.test_doubts import take
from tests.waiting import wait_until

ORDER = Ref(system="onec", kind="order", id="0a000000-0000-4000-8000-000000000071")
NUT, BOLT = (Ref(system="onec", kind="item", id=f"0a000000-0000-4000-8000-00000000008{last}") for last in (1, 2))
DEAL = Ref(system="b24", kind="deal", id="41")


@pytest.fixture
def mapper(links):
    return Mapper(links, Vocabulary(delivered_rules()))


@pytest.fixture
def directory(links):
    return DirectoryMapper(links)


@pytest.fixture(autouse=True)
async def link(links):
    await links.bear(ORDER)


def upserted(*lacking, pairs=()):
    return DealUpserted(key=ORDER.key, source=ORDER, ref=DEAL, lacking=lacking, pairs=pairs)


def product_of(item, product="501"):
    return ProductUpserted(key=item.key, source=item, ref=Ref(system="b24", kind="product", id=product))


def looked_at(messages):
    return [one.ref for one in messages if isinstance(one, OrderTouched) and one.force]


async def test_a_product_that_comes_later_has_the_order_read_again_until_the_deal_has_it(mapper, directory):
    await take(mapper.deal_upserted, upserted(NUT))

    messages = await take(directory.product_upserted, product_of(NUT))
    await take(mapper.deal_upserted, upserted())
    again = await take(directory.product_upserted, product_of(NUT))

    assert (looked_at(messages), looked_at(again)) == ([ORDER], [])


async def test_a_deal_that_cannot_take_the_product_yet_is_not_read_in_a_circle(mapper, directory):
    """A person's edit of its rows is on the way, or the rows are frozen."""
    await take(mapper.deal_upserted, upserted(NUT))
    await take(directory.product_upserted, product_of(NUT))

    assert looked_at(await take(mapper.deal_upserted, upserted(NUT))) == []


async def test_a_product_kept_out_by_an_edit_on_its_way_comes_when_the_order_has_that_edit(mapper, directory):
    await take(mapper.deal_upserted, upserted(NUT))
    await take(directory.product_upserted, product_of(NUT))

    taken = await take(mapper.order_upserted, OrderUpserted(key=ORDER.key, source=DEAL, ref=ORDER))
    await take(mapper.deal_upserted, upserted())
    later = await take(mapper.order_upserted, OrderUpserted(key=ORDER.key, source=DEAL, ref=ORDER))

    assert (looked_at(taken), looked_at(later)) == ([ORDER], [])


async def test_a_first_load_has_an_order_read_once_when_its_deal_lacks_nothing_any_more(mapper, directory):
    items = [Ref(system="onec", kind="item", id=f"0a000000-0000-4000-8000-0000000001{last}") for last in range(10, 30)]
    await take(mapper.deal_upserted, upserted(*items))

    loaded = [await take(directory.product_upserted, product_of(one, f"7{one.id[-2:]}")) for one in items]

    assert [looked_at(one) for one in loaded] == [*[[]] * 19, [ORDER]]


async def test_a_deal_written_in_the_middle_of_a_load_has_no_order_read_for_each_of_its_products(mapper, directory):
    await take(directory.product_upserted, product_of(NUT))

    assert looked_at(await take(mapper.deal_upserted, upserted(NUT, BOLT))) == []


async def test_a_deal_that_lacks_nothing_any_more_waits_for_nothing(mapper, directory):
    await take(mapper.deal_upserted, upserted(NUT))
    await take(mapper.deal_upserted, upserted())

    assert looked_at(await take(directory.product_upserted, product_of(NUT))) == []


async def test_a_product_that_was_paired_while_the_rows_were_written_is_not_missed(mapper, directory):
    await take(directory.product_upserted, product_of(NUT))

    assert looked_at(await take(mapper.deal_upserted, upserted(NUT))) == [ORDER]


async def test_a_product_that_an_order_has_found_wakes_the_deal_too(mapper):
    await take(mapper.deal_upserted, upserted(NUT))
    other = Ref(system="b24", kind="deal", id="42")
    pair = Pair(kind="product", b24="501", onec=NUT.id)

    messages = await take(mapper.order_upserted, OrderUpserted(key=other.key, source=other, pairs=(pair,)))

    assert looked_at(messages) == [ORDER]


def found_by(deal, *items):
    pairs = tuple(Pair(kind="product", b24=f"50{place}", onec=one.id) for place, one in enumerate(items))
    other = Ref(system="b24", kind="deal", id=deal)
    return OrderUpserted(key=other.key, source=other, pairs=pairs)


async def test_a_deal_that_cannot_take_a_product_is_not_read_at_each_edit_of_others_that_have_it(mapper):
    await take(mapper.deal_upserted, upserted(NUT))

    first = await take(mapper.order_upserted, found_by("42", NUT))
    again = [await take(mapper.order_upserted, found_by(deal, NUT)) for deal in ("42", "43")]

    assert [looked_at(one) for one in (first, *again)] == [[ORDER], [], []]


async def test_a_deal_that_cannot_take_a_product_is_not_read_at_each_edit_of_that(mapper, directory):
    await take(mapper.deal_upserted, upserted(NUT))

    edits = [await take(directory.product_upserted, product_of(NUT)) for _ in range(3)]

    assert [looked_at(one) for one in edits] == [[ORDER], [], []]


async def test_it_is_read_though_the_first_to_find_the_product_died_before_it_said_so(mapper):
    await take(mapper.deal_upserted, upserted(NUT))
    outcome = found_by("42", NUT)

    await mapper.order_upserted(wrap(outcome, source="test"), outcome)

    assert looked_at(await take(mapper.order_upserted, outcome)) == [ORDER]


async def test_a_product_made_anew_has_a_deal_read_that_could_not_take_the_former_one(mapper, directory):
    await take(mapper.deal_upserted, upserted(NUT))
    await take(mapper.order_upserted, found_by("42", NUT))

    assert looked_at(await take(directory.product_upserted, product_of(NUT, "601"))) == [ORDER]


async def test_a_deal_that_lacks_others_than_before_is_read_again(mapper):
    await take(mapper.deal_upserted, upserted(NUT))
    await take(mapper.order_upserted, found_by("42", NUT))
    await take(mapper.deal_upserted, upserted())
    await take(mapper.deal_upserted, upserted(NUT))

    assert looked_at(await take(mapper.order_upserted, found_by("42", NUT))) == [ORDER]


async def test_an_item_that_no_deal_lacks_has_no_order_read(mapper, directory):
    await take(mapper.deal_upserted, upserted(NUT))

    assert looked_at(await take(directory.product_upserted, product_of(BOLT))) == []


async def late(links):
    """What a look publishes that has those read whose deals can take some of what they lack."""
    published = []

    async def publish(*messages):
        published.extend(messages)

    await wake_late(links.lacking, publish)
    return looked_at(published)


async def test_what_has_a_product_reaches_the_deal_though_another_never_gets_one(links, mapper, directory):
    await take(mapper.deal_upserted, upserted(NUT, BOLT))
    before = await late(links)
    await take(directory.product_upserted, product_of(NUT))

    looks = [await late(links) for _ in range(2)]

    assert (before, looks) == ([], [[ORDER], []])


async def test_a_product_made_anew_reaches_such_a_deal_too(links, mapper, directory):
    await take(mapper.deal_upserted, upserted(NUT, BOLT))
    await take(directory.product_upserted, product_of(NUT))
    await late(links)

    await take(directory.product_upserted, product_of(NUT, "601"))

    assert await late(links) == [ORDER]


async def test_a_look_that_died_before_it_was_heard_is_made_again(links, mapper, directory):
    await take(mapper.deal_upserted, upserted(NUT, BOLT))
    await take(directory.product_upserted, product_of(NUT))

    async def away(*_messages):
        raise BrokerAwayError("no connection")

    with pytest.raises(BrokerAwayError):
        await wake_late(links.lacking, away)

    assert await late(links) == [ORDER]


async def test_whose_products_were_all_known_at_once_is_not_looked_at_as_late(links, mapper, directory):
    await take(mapper.deal_upserted, upserted(NUT))
    await take(directory.product_upserted, product_of(NUT))

    assert await late(links) == []


async def test_looks_go_on_after_one_that_failed(links, mapper, directory):
    await take(mapper.deal_upserted, upserted(NUT, BOLT))
    await take(directory.product_upserted, product_of(NUT))
    heard, fails = [], [BrokerAwayError("no connection")]

    async def publish(*messages):
        if fails:
            raise fails.pop()
        heard.extend(messages)

    looking = asyncio.create_task(wake_late_on(links.lacking, publish, every_s=0.01))
    await wait_until(lambda: heard)
    looking.cancel()

    assert looked_at(heard) == [ORDER]
