"""An order that a person unposted is posted again where one has decided so who saw it as it stands now."""

from dataclasses import replace

import pytest

from services.onec_connector.writer.orders.context import OrderRun
from services.onec_connector.writer.orders.decided_posting import is_posting_decided
from shared.canon import group_digests
from shared.entities import GroupDoc
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import OrderUpsert
from shared.messages.things import OrderState, Ref
from shared.store import Entity

DEAL = Ref(system="b24", kind="deal", id="41")
UNPOSTED = SalesOrder(posted=False, state=OrderState())
SEEN = GroupDoc(digest=group_digests(UNPOSTED, {OrderGroup.STATE})[OrderGroup.STATE], edited=7)
UNHEARD = replace(SEEN, digest="posted", compared=SEEN.digest, compared_at=50)
DECIDED = Stamp(edited=9, known=7, decided=50)


def decided(stamp: Stamp = DECIDED, doc: GroupDoc = SEEN, told: SalesOrder = UNPOSTED) -> bool:
    command = OrderUpsert(key=DEAL.key, source=DEAL, order=SalesOrder(groups={OrderGroup.STAGE: stamp}))
    return is_posting_decided(
        OrderRun(command, Entity(DEAL.key, groups={OrderGroup.STATE: doc}), overtaken=False), told
    )


@pytest.mark.parametrize("doc", [SEEN, UNHEARD])
def test_who_has_seen_the_order_unposted_decides_that_it_is_posted(doc):
    assert decided(doc=doc)


@pytest.mark.parametrize(
    ("stamp", "doc"),
    [
        (Stamp(edited=9, known=7), SEEN),  # an ordinary command
        (DECIDED, replace(SEEN, edited=8)),  # unposted anew since
        (DECIDED, replace(UNHEARD, compared_at=60)),  # met by a later reconciliation
        (DECIDED, replace(UNHEARD, compared=None)),  # nobody has met it
    ],
)
def test_nobody_decides_about_what_he_has_not_seen(stamp, doc):
    assert not decided(stamp, doc)


def test_an_order_that_stands_otherwise_by_now_is_left():
    assert not decided(told=UNPOSTED.with_(state=OrderState(marked=True)))
