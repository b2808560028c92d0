"""What is in doubt is kept once a thing, with whoever waits for it; a decision has them looked at again."""

import pytest

from services.mapper.handlers.orders import Mapper
from services.mapper.handlers.products import DirectoryMapper
from services.mapper.vocabulary import Vocabulary
from shared.messages.envelope import wrap
from shared.messages.order import SalesOrder
from shared.messages.product import Product
from shared.messages.ring.decisions import DealWanted, OrderWanted
from shared.messages.ring.doubts import Candidate, Doubt
from shared.messages.ring.facts import DealTouched, ItemChanged, ProductChanged
from shared.messages.ring.outcomes import (
    DealRefused,
    ItemRefused,
    OrderRefused,
    OrderUpserted,
    Pair,
    ProductRefused,
    ProductUpserted,
)
from shared.messages.things import Customer, LegalEntity, Ref
from shared.store.connection import connect
from shared.store.doubts import Separations
from tests.delivered import delivered_rules

FIRST, SECOND = (f"0a000000-0000-4000-8000-00000000000{last}" for last in (1, 2))
REQUISITE = Ref(system="b24", kind="requisite", id="27")
ITEM = Ref(system="onec", kind="item", id="0a000000-0000-4000-8000-000000000081")


def deal(number):
    return Ref(system="b24", kind="deal", id=number)


def candidates(kind, *ids):
    system = "b24" if kind == "product" else "onec"
    return tuple(Candidate(ref=Ref(system=system, kind=kind, id=one), name="Ромашка") for one in ids)


WHICH_FIRM = Doubt(
    kind="requisite", thing=REQUISITE, keys={"inn": "7707083893"}, candidates=candidates("legal_entity", FIRST, SECOND)
)
WHICH = Doubt(
    kind="company",
    thing=Ref(system="onec", kind="partner", id=FIRST),
    candidates=(Candidate(ref=Ref(system="b24", kind="company", id="5")),),
)
WHICH_PRODUCT = Doubt(kind="product", thing=ITEM, name="Болт", candidates=candidates("product", "501", "502"))


@pytest.fixture
def mapper(links):
    return Mapper(links, Vocabulary(delivered_rules()))


@pytest.fixture
async def db(mongo_url, mongo_database):
    async with connect(mongo_url, mongo_database) as database:
        yield database


@pytest.fixture
def directory(links):
    return DirectoryMapper(links)


@pytest.fixture
def doubts(links):
    return links.doubts


async def take(handler, message):
    """Handle a message as the bus does, and return what was published."""
    done = await handler(wrap(message, source="test"), message)
    if done.then is not None:
        await done.then()
    return list(done.publish)


def refused(number, *doubts):
    return OrderRefused(
        key=f"deal:{number}", source=deal(number), reason="ambiguous_customer", doubts=doubts or (WHICH_FIRM,)
    )


def upserted(number, *pairs):
    return OrderUpserted(key=f"deal:{number}", source=deal(number), pairs=pairs)


async def kept(doubts):
    return {one.key: one.waiting for one in await doubts.all()}


async def test_two_deals_of_one_client_in_doubt_are_one_question(mapper, doubts):
    for number in ("41", "42", "41"):
        await take(mapper.order_refused, refused(number))

    assert await kept(doubts) == {"requisite:27": ("deal:41", "deal:42")}
    assert (await doubts.get("requisite:27")).doubt == WHICH_FIRM


async def test_a_question_shows_the_candidates_that_there_are_now(mapper, doubts):
    await take(mapper.order_refused, refused("41"))
    fewer = WHICH_FIRM.with_(candidates=WHICH_FIRM.candidates[:1])

    await take(mapper.order_refused, refused("42", fewer))

    assert (await doubts.get("requisite:27")).doubt == fewer


@pytest.mark.parametrize("outcome", [upserted("41"), OrderRefused(key="deal:41", source=deal("41"), reason="rows")])
async def test_nobody_waits_any_more_and_the_question_is_gone(mapper, doubts, outcome):
    await take(mapper.order_refused, refused("41"))
    handler = mapper.order_refused if isinstance(outcome, OrderRefused) else mapper.order_upserted

    await take(handler, outcome)

    assert await kept(doubts) == {}


async def test_an_order_that_wants_no_deal_any_more_waits_for_nothing(mapper, doubts, links):
    order = Ref(system="onec", kind="order", id="5b1d6e0a-0000-5000-8000-00000000b042")
    await links.bear(order)
    await take(mapper.deal_refused, DealRefused(key=order.key, source=order, reason="x", repeats=True, doubts=(WHICH,)))
    before = await kept(doubts)

    await take(mapper.deal_wanted, DealWanted(order=SalesOrder(ref=order)))

    assert (before, await kept(doubts)) == ({WHICH.key: (order.key,)}, {})


async def test_one_deal_that_goes_on_leaves_the_question_to_the_other(mapper, doubts):
    for number in ("41", "42"):
        await take(mapper.order_refused, refused(number))

    published = await take(mapper.order_upserted, upserted("41"))

    assert (await kept(doubts), published) == ({"requisite:27": ("deal:42",)}, [])


async def test_a_pair_that_is_found_otherwise_wakes_whoever_waits(mapper, doubts):
    for number in ("41", "42"):
        await take(mapper.order_refused, refused(number))

    found = Pair(kind="requisite", b24="27", onec=FIRST)
    published = await take(mapper.order_upserted, upserted("41", found))

    assert (await kept(doubts), published) == ({}, [DealTouched(ref=deal("42"), force=True)])


async def test_who_begins_to_wait_while_others_are_woken_is_not_forgotten(mapper, doubts, links):
    for number in ("41", "42"):
        await take(mapper.order_refused, refused(number))
    message = upserted("41", Pair(kind="requisite", b24="27", onec=FIRST))
    done = await mapper.order_upserted(wrap(message, source="test"), message)
    await doubts.put(WHICH_FIRM, "deal:43")

    await done.then()

    assert "deal:43" in (await kept(doubts))["requisite:27"]


async def test_a_refusal_that_a_decision_has_overtaken_has_the_deal_looked_at_again(mapper, doubts, links):
    await links.remember([Pair(kind="requisite", b24="27", onec=SECOND)])

    published = await take(mapper.order_refused, refused("41"))
    await take(mapper.order_upserted, upserted("41"))

    assert (await kept(doubts), published) == ({}, [DealTouched(ref=deal("41"), force=True)])


async def test_a_connector_that_stays_in_doubt_after_a_decision_is_not_asked_for_ever(mapper, doubts, db):
    await Separations(db).put([Pair(kind="requisite", b24="27", onec=one) for one in (FIRST, SECOND)])

    published = [len(await take(mapper.order_refused, refused("41"))) for _ in range(3)]

    assert (published, await kept(doubts)) == ([1, 0, 0], {"requisite:27": ("deal:41",)})


async def test_a_pair_whose_record_is_dead_does_not_answer_the_question(mapper, doubts, links):
    await links.remember([Pair(kind="requisite", b24="27", onec="0a000000-0000-4000-8000-000000000009")])

    published = await take(mapper.order_refused, refused("41"))

    assert (await kept(doubts), published) == ({"requisite:27": ("deal:41",)}, [])


async def test_what_a_person_has_decided_against_travels_with_the_command_and_is_never_paired(mapper, links, db):
    pairs = [Pair(kind="requisite", b24="27", onec=one) for one in (FIRST, SECOND)]
    await Separations(db).put(pairs)
    customer = Customer(name="Ромашка", legal_entity=LegalEntity(ref=REQUISITE, inn="7707083893"))
    message = OrderWanted(order=SalesOrder(ref=deal("41"), customer=customer), wanted="yes", may_create=True)

    (command,) = await take(mapper.order_wanted, message)
    await take(mapper.order_upserted, upserted("41", pairs[0]))

    assert set(command.order.customer.legal_entity.not_these) == {FIRST, SECOND}
    assert command.order.customer.not_these == ()
    assert await links.counterparts([("requisite", REQUISITE)]) == {}


async def test_an_item_in_doubt_is_kept_for_a_person_and_is_no_dead_letter(directory, doubts):
    await take(directory.refused, ProductRefused(key=ITEM.key, source=ITEM, reason="product", doubts=(WHICH_PRODUCT,)))

    assert await kept(doubts) == {ITEM.key: (ITEM.key,)}


async def test_an_item_that_has_its_product_is_in_doubt_no_more(directory, mapper, doubts):
    refusal = ProductRefused(key=ITEM.key, source=ITEM, reason="product", doubts=(WHICH_PRODUCT,))
    await take(directory.refused, refusal)
    await take(mapper.order_refused, refused("41", WHICH_PRODUCT))
    product = Ref(system="b24", kind="product", id="501")

    published = await take(directory.product_upserted, ProductUpserted(key=ITEM.key, source=ITEM, ref=product))

    assert (await kept(doubts), published) == ({}, [DealTouched(ref=deal("41"), force=True)])


async def test_products_that_an_item_is_not_travel_with_its_command(directory, db):
    await Separations(db).put([Pair(kind="product", b24=one, onec=ITEM.id) for one in ("501", "502")])

    (command,) = await take(directory.item_changed, ItemChanged(product=Product(ref=ITEM, name="Болт")))

    assert set(command.not_these) == {"501", "502"}


async def test_a_typed_product_in_doubt_is_kept_for_a_person_and_what_it_is_not_travels_with_its_command(
    directory, doubts, db
):
    typed = Ref(system="b24", kind="product", id="501")
    which = Doubt(kind="product", thing=typed, candidates=(Candidate(ref=ITEM, name="Болт"),))

    await take(directory.item_refused, ItemRefused(key=typed.key, source=typed, reason="item", doubts=(which,)))
    waiting = await kept(doubts)
    await Separations(db).put([Pair(kind="product", b24="501", onec=ITEM.id)])
    (command,) = await take(directory.product_changed, ProductChanged(product=Product(ref=typed, name="Болт")))

    assert (waiting, command.not_these) == ({typed.key: (typed.key,)}, (ITEM.id,))
