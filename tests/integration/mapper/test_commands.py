"""What the customer's rules say travels with the commands of either direction."""

from datetime import UTC, datetime

import pytest

from services.mapper.handlers.orders import Mapper, swapped
from services.mapper.vocabulary import Vocabulary
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import DealNote, OrderUpsert
from shared.messages.ring.decisions import DealWanted, NewDeal, OrderWanted
from shared.messages.ring.facts import PeerStatus
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Customer, Person, Ref
from tests.delivered import delivered_rules

DEAL = Ref(system="b24", kind="deal", id="41")
ORDER = Ref(system="onec", kind="order", id="5b1d6e0a-0000-5000-8000-00000000b042")


async def test_the_tolerance_of_totals_goes_both_ways(links):
    mapper = Mapper(links, Vocabulary(delivered_rules().model_copy(update={"total_tolerance_kopecks": 7})))
    to_onec = OrderWanted(order=SalesOrder(ref=DEAL), wanted="yes", may_create=True)
    to_b24 = DealWanted(order=SalesOrder(ref=ORDER), create_in=NewDeal(pipeline="0", stage="PREPARATION"))

    (order, *_) = (await mapper.order_wanted(wrap(to_onec, source="test"), to_onec)).publish
    (deal,) = (await mapper.deal_wanted(wrap(to_b24, source="test"), to_b24)).publish

    assert (order.policy.total_tolerance_kopecks, deal.total_tolerance_kopecks) == (7, 7)


async def test_a_deal_has_its_pair_before_its_first_command_leaves(links):
    mapper, wanted = _mapper(links), OrderWanted(order=SalesOrder(ref=DEAL), wanted="yes", may_create=True)

    (command, *_) = (await mapper.order_wanted(wrap(wanted, source="test"), wanted)).publish

    assert (await links.look_up(DEAL.key))["_id"] == command.key


async def test_an_order_has_its_pair_before_its_first_command_leaves(links):
    place = NewDeal(pipeline="0", stage="PREPARATION")
    mapper, wanted = _mapper(links), DealWanted(order=SalesOrder(ref=ORDER), create_in=place)

    (command,) = (await mapper.deal_wanted(wrap(wanted, source="test"), wanted)).publish

    assert (await links.look_up(ORDER.key))["_id"] == command.key


PARTNER = "0a000000-0000-4000-8000-000000000041"
PERSON = "0a000000-0000-4000-8000-000000000043"
LILY = Customer(
    ref=Ref(system="b24", kind="company", id="40"), origin=Ref(system="onec", kind="partner", id=PARTNER), name="Лютик"
)
ANNA = Customer(
    ref=Ref(system="b24", kind="contact", id="40"),
    origin=Ref(system="onec", kind="partner", id=PARTNER),
    name="Анна",
    kind="person",
)


@pytest.mark.parametrize(("copy", "kind"), [(LILY, "company"), (ANNA, "client")])
async def test_the_order_of_a_copied_card_is_not_the_originals(links, copy, kind):
    wanted = OrderWanted(order=SalesOrder(ref=DEAL, customer=copy), wanted="yes", may_create=True)
    believed = await swapped(links, wanted.order, None)
    await links.remember([Pair(kind=kind, b24="17", onec=PARTNER)])

    (command, *_) = (await _mapper(links).order_wanted(wrap(wanted, source="test"), wanted)).publish

    assert believed.customer.ref == copy.origin
    assert (command.order.customer.ref, command.order.customer.origin) == (None, copy.ref)


async def test_a_contact_paired_in_another_company_still_bears_its_own_mark(links):
    contact = Ref(system="b24", kind="contact", id="84")
    person = Person(ref=contact, origin=Ref(system="onec", kind="contact_person", id=PERSON))
    await links.remember([Pair(kind="contact", b24="84@17", onec=PERSON)])

    order = await swapped(links, SalesOrder(ref=DEAL, customer=LILY, person=person), None)
    copied = await swapped(
        links, SalesOrder(ref=DEAL, customer=LILY, person=person.with_(ref=contact.with_(id="85"))), None
    )

    assert (order.person.ref, copied.person.ref) == (person.origin, None)


def _mapper(links) -> Mapper:
    return Mapper(links, Vocabulary(delivered_rules()))


@pytest.mark.parametrize(("word", "may_create"), [("yes", False), ("hold", False), ("cancelled", False)])
async def test_a_deal_that_is_to_have_no_order_any_more_is_promised_none_while_1c_is_closed(links, word, may_create):
    mapper = _mapper(links)
    closed = PeerStatus(peer="onec", open=False, since=datetime.now(UTC))

    async def decided(**words) -> list[str]:
        message = OrderWanted(order=SalesOrder(ref=DEAL), **words)
        return _told((await mapper.order_wanted(wrap(message, source="test"), message)).publish)

    await decided(wanted="yes", may_create=True)
    promised = _told((await mapper.peer_status(wrap(closed, source="test"), closed)).publish)
    again = closed.with_(since=datetime.now(UTC))
    decided_since = await decided(wanted=word, may_create=may_create)

    assert ("Заказ создастся сам" in "".join(promised), decided_since) == (True, [])
    assert _told((await mapper.peer_status(wrap(again, source="test"), again)).publish) == []


def _told(published) -> list[str]:
    return [told.text for one in published if isinstance(one, DealNote) for told in one.told]


async def test_a_decision_that_comes_back_after_a_later_one_against_it_bears_no_order(links):
    mapper = _mapper(links)

    def decided(word: str, number: int) -> OrderWanted:
        order = SalesOrder(ref=DEAL, groups={OrderGroup.STAGE: Stamp(edited=number)})
        return OrderWanted(order=order, wanted=word, may_create=True)

    old, deleted, again = decided("yes", 5), decided("cancelled", 7), decided("yes", 9)
    for message in (deleted, old):
        assert (await mapper.order_wanted(wrap(message, source="test"), message)).publish == ()
    assert await links.resolve(DEAL, None) is None

    (command, *_) = (await mapper.order_wanted(wrap(again, source="test"), again)).publish
    assert (type(command), command.wanted) == (OrderUpsert, "yes")


@pytest.mark.parametrize("typed", ["123", "0a000000-0000-4000-8000-00000000004", "81f196a45f947669560255c2dcf50cd1"])
async def test_a_partner_that_an_earlier_release_let_a_person_mistype_is_nobodys_and_is_looked_for_again(links, typed):
    customer = Customer(ref=Ref(system="b24", kind="company", id="17"), name="Ромашка")
    await links.remember([Pair(kind="company", b24="17", onec=typed)])

    order = await swapped(links, SalesOrder(ref=DEAL, customer=customer), None)

    assert (order.customer.ref, order.customer.origin) == (None, customer.ref)
    assert await links.company(customer.ref) is None


async def test_a_company_that_a_person_has_mistyped_is_nobodys_and_is_looked_for_again(links):
    partner = Ref(system="onec", kind="partner", id=PARTNER)
    await links.remember([Pair(kind="company", b24=" 17", onec=PARTNER)])

    order = await swapped(links, SalesOrder(ref=ORDER, customer=Customer(ref=partner, name="Ромашка")), None)

    assert (order.customer.ref, await links.company(partner)) == (None, None)
