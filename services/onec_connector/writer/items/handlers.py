"""Handles `item.upsert`: a product typed in the portal becomes an item of 1C, and is edited as one (R10)."""

from services.onec_connector.vocabulary.new_items import item_of_product
from services.onec_connector.writer.items.edits import ItemEdits
from services.onec_connector.writer.items.newcomers import NewItems
from services.onec_connector.writer.refusal import OrderRefusal
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import ItemUpsert
from shared.messages.ring.facts import ItemTouched
from shared.messages.ring.outcomes import ItemRefused, ItemUpserted
from shared.messages.ring.told import Told
from shared.messages.things import Ref


class ItemWriter:
    """Handles the item commands of the lane `directory`.

    Args:
        newcomers: finds and creates items.
        edits: changes those that are there.
    """

    def __init__(self, newcomers: NewItems, edits: ItemEdits) -> None:
        self._newcomers = newcomers
        self._edits = edits

    def handlers(self) -> Handlers:
        """Return the handler of `item.upsert`."""
        return (on(ItemUpsert, self.upserted),)

    async def upserted(self, _envelope: Envelope, message: ItemUpsert) -> HandlerResult:
        """Find or create the item of a product, and have it read: the product gets its external code from that.

        Raises:
            Retryable: one like it is being created just now, or it is edited.
        """
        if message.product.ref is not None:
            return await self._edited(message, message.product.ref)
        if not self._newcomers.wanted:
            return HandlerResult()
        try:
            new = item_of_product(message.source, message.product, message.not_these)
            made = await self._newcomers.make(new, message.key)
        except OrderRefusal as error:
            told = Told(topic="refusal", text=_sentence(error))
            refused = ItemRefused(key=message.key, source=message.source, reason=error.reason, told=(told,))
            return HandlerResult([refused.with_(doubts=error.doubts)])
        item = Ref(system="onec", kind="item", id=made.guid)
        outcome = ItemUpserted(key=message.key, source=message.source, ref=item, told=made.told)
        return HandlerResult([outcome, ItemTouched(ref=item)])

    async def _edited(self, message: ItemUpsert, item: Ref) -> HandlerResult:
        try:
            return await self._edits.carry(message, item.id)
        except OrderRefusal as error:
            told = Told(topic="refusal", text=_sentence(error))
            return HandlerResult(
                [ItemRefused(key=message.key, source=message.source, ref=item, reason=error.reason, told=(told,))]
            )


def _sentence(error: OrderRefusal) -> str:
    cause = f"{error.cause[:1].upper()}{error.cause[1:]}"
    return f"{cause}. {error.remedy.replace('{itself}', 'повторите сообщение')}"
