"""Facts in, decisions out: the handlers of `stage-router.orders`."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.stage_router.decisions import deal_wanted, order_wanted, stage_wanted
from shared.bus.done import Done, Handler
from shared.messages.envelope import Envelope
from shared.messages.ring import DealChanged, Message, OrderChanged, OrderStatus
from shared.rules import Rules


@dataclass(frozen=True, slots=True)
class Router:
    """The customer's rules, applied to each fact; nothing is asked and nothing is kept."""

    rules: Rules

    def table(self) -> Mapping[type[Message], Handler]:
        """Return the handler of each fact."""
        return {DealChanged: self.deal_changed, OrderChanged: self.order_changed, OrderStatus: self.order_status}

    async def deal_changed(self, _envelope: Envelope, message: Message) -> Done:
        """Decide about the order of a deal."""
        assert isinstance(message, DealChanged)  # noqa: S101 - the lane's table says so
        decision = order_wanted(message.order, self.rules)
        return Done(publish=(decision,) if decision else ())

    async def order_changed(self, envelope: Envelope, message: Message) -> Done:
        """Decide about the deal of an order and its stage."""
        assert isinstance(message, OrderChanged)  # noqa: S101
        order = message.order
        return Done(publish=(deal_wanted(order, self.rules), stage_wanted(order, self.rules, envelope.time)))

    async def order_status(self, envelope: Envelope, message: Message) -> Done:
        """Decide about the stage."""
        assert isinstance(message, OrderStatus)  # noqa: S101
        return Done(publish=(stage_wanted(message.order, self.rules, envelope.time),))
