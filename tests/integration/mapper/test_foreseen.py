"""What decisions would become: the command that the mapper gives, and no pair is born for it."""

import pytest

from services.mapper.foreseeing import command_for_b24, command_of
from services.mapper.handlers.orders import Mapper
from services.mapper.vocabulary import Vocabulary
from shared.messages.envelope import wrap
from shared.messages.order import SalesOrder
from shared.messages.ring.commands import OrderUpsert
from shared.messages.ring.decisions import DealWanted, OrderWanted
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Customer, Ref
from tests.delivered import delivered_rules

PARTNER = "0a000000-0000-4000-8000-0000000000c1"

DEAL = Ref(system="b24", kind="deal", id="41")
WORDS = Vocabulary(delivered_rules())
CLIENT = Customer(ref=Ref(system="b24", kind="company", id="17"), name="Ромашка")


def wanted(word="yes", *, may_create=True, deal=DEAL):
    return OrderWanted(order=SalesOrder(ref=deal, customer=CLIENT), wanted=word, may_create=may_create)


async def given(links, message):
    done = await Mapper(links, WORDS).order_wanted(wrap(message, source="test"), message)
    return next(one for one in done.publish if isinstance(one, OrderUpsert))


async def test_the_command_of_a_new_deal_is_the_mappers_and_no_pair_is_born(links):
    await links.remember([Pair(kind="company", b24="17", onec=PARTNER)])

    found = await command_of(links, WORDS, wanted())

    assert await links.look_up(DEAL.key) is None
    assert found == await given(links, wanted())
    assert found.order.customer.ref.id == PARTNER


async def test_the_command_of_a_linked_deal_is_in_the_ids_of_its_order(links):
    await links.bear(DEAL)
    await links.complete(DEAL.key, Ref(system="onec", kind="order", id="g-1"))
    before = await links.look_up(DEAL.key)

    found = await command_of(links, WORDS, wanted("cancelled"))

    assert await links.look_up(DEAL.key) == before
    assert found == await given(links, wanted("cancelled"))


async def test_the_command_for_a_deal_is_the_mappers_too(links):
    order = Ref(system="onec", kind="order", id="g-1")
    message = DealWanted(order=SalesOrder(ref=order, number="ТД-1"))
    unknown = await command_for_b24(links, WORDS, message)
    await links.bear(DEAL)
    await links.complete(DEAL.key, order)

    found = await command_for_b24(links, WORDS, message)

    done = await Mapper(links, WORDS).deal_wanted(wrap(message, source="test"), message)
    assert (unknown, (found,)) == (None, tuple(done.publish))


async def test_a_copy_finds_the_order_it_says_it_was_made_from(links):
    order = Ref(system="onec", kind="order", id="g-2")
    await links.bear(order)
    message = wanted("yes", may_create=False)

    found = await command_of(links, WORDS, message.with_(order=message.order.with_(origin=order)))

    assert (found.key, found.order.ref.id) == ("order:g-2", "g-2")


@pytest.mark.parametrize(("word", "may_create"), [("yes", False), ("hold", False), ("cancelled", False)])
async def test_a_deal_without_an_order_that_is_to_have_none_gets_no_command(links, word, may_create):
    assert await command_of(links, WORDS, wanted(word, may_create=may_create)) is None
