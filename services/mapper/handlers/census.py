"""The lane `census`: counted deals and orders get their pair, the deals in the terms of a command for 1C."""

from dataclasses import dataclass
from typing import Any

from services.mapper.handlers.orders import swapped
from services.mapper.links import Links
from services.mapper.refusals import REFUSED
from services.mapper.vocabulary import Vocabulary
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.order import SalesOrder
from shared.messages.ring.census import Counted, DealCounted, OrderCounted, PairCounted
from shared.messages.things import Ref, System


@dataclass(frozen=True, slots=True)
class CensusMapper:
    """The handlers of counted deals and orders on `mapper.census`; they look pairs up and change none."""

    links: Links
    words: Vocabulary

    def handlers(self) -> Handlers:
        """Return the mapper's handlers of the census: each gives counted deals and orders their pair."""
        return (on(DealCounted, self.deal_counted), on(OrderCounted, self.order_counted))

    async def deal_counted(self, _envelope: Envelope, message: DealCounted) -> HandlerResult:
        """Translate a counted deal into the terms of a command for 1C, and publish it with its pair."""
        link = await self.links.look_up(message.ref.key) or {}
        order = message.order
        if order is not None:
            order = self.words.for_onec(await swapped(self.links, order, _order(link)))
        counted = _pair_counted(message, link, order)
        more = {"shown": message.shown, "gone": message.gone, "bears": _origin(message.order)}
        return HandlerResult(publish=(counted.with_(standing=counted.standing or message.standing, **more),))

    async def order_counted(self, _envelope: Envelope, message: OrderCounted) -> HandlerResult:
        """Publish a counted order with its pair; it is in 1C's terms already."""
        link = await self.links.look_up(message.ref.key) or {}
        return HandlerResult(publish=(_pair_counted(message, link, message.order).with_(shown=message.shown),))


def _pair_counted(message: Counted, link: dict[str, Any], order: SalesOrder | None) -> PairCounted:
    return PairCounted(
        run=message.run,
        look=message.look,
        ref=message.ref,
        order=order,
        unread=message.unread,
        busy=message.busy,
        key=link.get("_id") or message.ref.key,
        deal_id=link.get("b24") or "",
        order_id=link.get("onec") or "",
        standing=_refused(link, "onec") if link.get("waiting") else _refused(link, "b24"),
    )


def _refused(link: dict[str, Any], target: System) -> str:
    refusal = link.get(REFUSED[target]) or {}
    return str(refusal.get("said") or refusal.get("why") or "")


def _order(link: dict[str, Any]) -> Ref | None:
    return Ref(system="onec", kind="order", id=link["onec"]) if link.get("onec") else None


def _origin(deal: SalesOrder | None) -> str:
    origin = deal.origin if deal else None
    return origin.id if origin and origin.kind == "order" else ""
