"""One full example of every message of the lane `census`."""

from datetime import UTC, datetime

from shared.messages.order import SalesOrder
from shared.messages.ring.census import (
    CensusEnded,
    DealCensus,
    DealCounted,
    OrderCensus,
    OrderCounted,
    PairCounted,
    ReconcileWanted,
)
from shared.messages.ring.message import Message
from shared.messages.things import Ref

RUN = "2026-03-05 nightly"
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
DEAL = Ref(system="b24", kind="deal", id="41")
ORDER = Ref(system="onec", kind="order", id="5b1d6e0a-0000-5000-8000-00000000b042")

OF_CENSUS: tuple[Message, ...] = (
    ReconcileWanted(run=RUN, since=SINCE),
    DealCensus(run=RUN, since=SINCE, after="41", counted=50),
    OrderCensus(run=RUN, look=2, since=SINCE, only=(ORDER.id,)),
    DealCounted(run=RUN, ref=DEAL, order=SalesOrder(ref=DEAL, number="41"), shown={"number": "ТД00-000017"}),
    OrderCounted(run=RUN, ref=ORDER, order=SalesOrder(ref=ORDER, number="ТД00-000017", posted=True)),
    PairCounted(
        run=RUN,
        look=2,
        ref=DEAL,
        order=SalesOrder(ref=ORDER, origin=DEAL, number="41"),
        busy=True,
        key="deal:41",
        deal_id="41",
        order_id=ORDER.id,
        standing="Заказ в 1С не создан: у клиента нет ИНН.",
        shown={"number": ""},
    ),
    CensusEnded(run=RUN, side="b24", count=41),
)
