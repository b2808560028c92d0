"""Telling the manager that a message about his order was given up, and having it tried again hourly."""

from collections.abc import Sequence

from services.onec_connector.memory.order import Order, OrderStore
from services.onec_connector.writer.refusal import OrderRefusal
from shared.bus.errors import Retryable
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import OrderUpsert
from shared.messages.ring.facts import OrderTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import OrderRefused
from shared.messages.ring.told import Told
from shared.messages.things import Ref


class OrderFailures:
    """Is told of every failed message.

    Args:
        store: what is remembered of orders.
    """

    def __init__(self, store: OrderStore) -> None:
        self._store = store

    async def tell(
        self,
        envelope: Envelope,  # noqa: ARG002 - the lane's contract
        message: Message,
        error: Exception,
        *,
        is_dead: bool,
    ) -> Sequence[Message]:
        """Return a refusal of the deal's order where 1C's answers were waited for in vain; a bug waits for its cure."""
        if not is_dead or not isinstance(error, Retryable):
            return ()
        if isinstance(message, OrderUpsert):
            return (_refused(message.key, message.source, await self._store.get(message.key), message.order.number),)
        entity = await self._store.find(message.ref.id) if isinstance(message, OrderTouched) else None
        if entity is None or not entity.key.startswith("deal:"):
            return ()
        deal = Ref(system="b24", kind="deal", id=entity.key.removeprefix("deal:"))
        return (_refused(entity.key, deal, entity, ""),)


def _refused(key: str, source: Ref, entity: Order | None, number: str) -> OrderRefused:
    refusal = OrderRefusal(
        "1С раз за разом не отвечает на запросы обмена",
        "Сообщите администратору; обмен пробует снова раз в час, и {itself}.",
        reason="unanswered",
    )
    ref = Ref(system="onec", kind="order", id=entity.ref) if entity and entity.ref else None
    text = refusal.sentence(number or "этой сделки" if ref else None)
    return OrderRefused(
        key=key, source=source, ref=ref, reason=refusal.reason, told=(Told(topic="refusal", text=text),)
    )
