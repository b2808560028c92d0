"""What the customer's rules say travels with the commands of either direction."""

from services.mapper.handlers.orders import Mapper
from services.mapper.vocabulary import Vocabulary
from shared.messages.envelope import wrap
from shared.messages.order import SalesOrder
from shared.messages.ring.decisions import DealWanted, NewDeal, OrderWanted
from shared.messages.things import Ref
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


def _mapper(links) -> Mapper:
    return Mapper(links, Vocabulary(delivered_rules()))
