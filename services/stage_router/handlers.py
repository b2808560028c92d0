"""The handlers of `stage-router.orders`: facts of deals and orders in, decisions out."""

from dataclasses import dataclass

from services.stage_router.decisions import deal_wanted, order_wanted, stage_wanted
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.facts import DealChanged, OrderChanged, OrderStatus
from shared.rules import Rules


@dataclass(frozen=True, slots=True)
class Router:
    """Applies the customer's rules to each fact; it asks nothing and stores nothing."""

    rules: Rules

    def handlers(self) -> Handlers:
        """Return the handler of each fact that the stage-router takes."""
        return (
            on(DealChanged, self.deal_changed),
            on(OrderChanged, self.order_changed),
            on(OrderStatus, self.order_status),
        )

    async def deal_changed(self, _envelope: Envelope, message: DealChanged) -> HandlerResult:
        """Decide, on a changed deal, about its order, by the customer's rules."""
        decision = order_wanted(message.order, self.rules)
        return HandlerResult(publish=(decision,) if decision else ())

    async def order_changed(self, envelope: Envelope, message: OrderChanged) -> HandlerResult:
        """Decide, on a changed 1C order, about its deal and the deal's stage."""
        order = message.order
        return HandlerResult(publish=(deal_wanted(order, self.rules), stage_wanted(order, self.rules, envelope.time)))

    async def order_status(self, envelope: Envelope, message: OrderStatus) -> HandlerResult:
        """Decide, on a changed state of a 1C order, about the deal's stage."""
        return HandlerResult(publish=(stage_wanted(message.order, self.rules, envelope.time),))
