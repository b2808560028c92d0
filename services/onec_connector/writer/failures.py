"""Tells the manager that a message about his 1C order was given up, and has it tried again hourly."""

from collections.abc import Sequence

from services.onec_connector import sentences
from services.onec_connector.memory.order import OrderStore
from services.onec_connector.writer.refusal import OrderRefusal
from shared.bus.errors import Retryable, TooLargeError
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import OrderUpsert
from shared.messages.ring.facts import OrderTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import OrderRefused
from shared.messages.ring.told import Told
from shared.messages.things import Ref


class OrderFailures:
    """Is called for every failed message about a 1C order.

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
        """Return the refusal that a manager reads when a message about his order is given up; a bug waits for its fix.

        1C's answers were waited for in vain: the order is refused. It has more bytes than a message may have: what
        happens in it does not reach the deal.
        """
        if not is_dead or not isinstance(error, Retryable | TooLargeError):
            return ()
        if isinstance(message, OrderUpsert):
            key, source, number = message.key, message.source, message.order.number
            entity = await self._store.get(key)
        elif isinstance(message, OrderTouched) and (entity := await self._store.find(message.ref.id)):
            key, source, number = entity.key, _source(entity.key, message.ref), ""
        else:
            return ()
        ref = Ref(system="onec", kind="order", id=entity.ref) if entity and entity.ref else None
        if not isinstance(error, TooLargeError):
            return (_refused(key, source, ref, number),)
        await self._store.set_fields(key, {"too_long": True})
        return (OrderRefused(key=key, source=source, ref=ref, reason="too_long", told=(sentences.too_long(),)),)


def _source(key: str, order: Ref) -> Ref:
    return Ref(system="b24", kind="deal", id=key.removeprefix("deal:")) if key.startswith("deal:") else order


def _refused(key: str, source: Ref, ref: Ref | None, number: str) -> OrderRefused:
    refusal = OrderRefusal(
        "1С раз за разом не отвечает на запросы обмена",
        "Сообщите администратору; обмен пробует снова раз в час, и {itself}.",
        reason="unanswered",
    )
    text = refusal.sentence(number or "этой сделки" if ref else None)
    return OrderRefused(
        key=key, source=source, ref=ref, reason=refusal.reason, told=(Told(topic="refusal", text=text),)
    )
