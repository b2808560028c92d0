"""Facts in, decisions out: the handlers of `stage-router.orders`."""

from dataclasses import dataclass

from services.stage_router.decisions import deal_wanted, order_wanted, stage_wanted
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.facts import DealChanged, OrderChanged, OrderStatus
from shared.rules import Rules


@dataclass(frozen=True, slots=True)
class Router:
    """The customer's rules, applied to each fact; nothing is asked and nothing is kept."""

    rules: Rules

    def handlers(self) -> Handlers:
        """Tell which fact goes to which handler."""
        return (
            on(DealChanged, self.deal_changed),
            on(OrderChanged, self.order_changed),
            on(OrderStatus, self.order_status),
        )

    async def deal_changed(self, _envelope: Envelope, message: DealChanged) -> HandlerResult:
        """Decide about the order of a deal."""
        decision = order_wanted(message.order, self.rules)
        return HandlerResult(publish=(decision,) if decision else ())

    async def order_changed(self, envelope: Envelope, message: OrderChanged) -> HandlerResult:
        """Decide about the deal of an order and its stage."""
        order = message.order
        return HandlerResult(publish=(deal_wanted(order, self.rules), stage_wanted(order, self.rules, envelope.time)))

    async def order_status(self, envelope: Envelope, message: OrderStatus) -> HandlerResult:
        """Decide about the stage."""
        return HandlerResult(publish=(stage_wanted(message.order, self.rules, envelope.time),))
