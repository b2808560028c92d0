"""What would become of the deals of orders if they were written now; nothing is."""

from services.b24_connector.memory.deal import Deal
from services.b24_connector.portal import PortalRefusal
from services.b24_connector.writer.deals.context import DealContext
from services.b24_connector.writer.deals.upserts import needed_of
from services.b24_connector.writer.deals.wanted import Translator
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import DealUpsert
from shared.messages.ring.told import Told
from shared.process.foreseen import ForeseenWrite


class DealTrial:
    """Compares as the writer does, and writes nothing.

    Args:
        context: what the writer works with.
        translator: turns an order into the portal's terms.
    """

    def __init__(self, context: DealContext, translator: Translator) -> None:
        self._context = context
        self._translator = translator

    async def deal(self, command: DealUpsert) -> ForeseenWrite:
        """Name the groups of a deal that would be written from its order.

        Raises:
            Retryable: the portal does not answer.
        """
        entity = await self._context.store.get(command.key) or Deal(command.key)
        deal = entity.ref or (command.order.ref.id if command.order.ref else "")
        needed = needed_of(command, entity)
        item = await self._context.deals.header(deal) if deal and needed else None
        if item is None:
            return ForeseenWrite(deal=deal)
        # Who the client is in the portal is not looked for: one that is not there would be made on the way.
        compared = needed - {OrderGroup.PARTIES}
        try:
            wanted = await self._translator.wanted(command, compared, _say_nothing)
        except PortalRefusal as refusal:
            return ForeseenWrite(deal=deal, why=refusal.fault.words)
        found = await self._context.deals.snapshot(item, rows=OrderGroup.ROWS in needed, parties=False)
        groups = [one for one in needed if one not in compared or not wanted.equals(one, found, item)]
        return ForeseenWrite(deal=deal, groups=tuple(sorted(groups)))


async def _say_nothing(_: Told) -> None:
    """A client in doubt is not looked for."""
