"""Writes the history of deals and orders: what the mapper received and decided, and what people call them by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from services.mapper.names import Names
from shared.bus.lane import Handler, Handlers, On
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.order import SalesOrder
from shared.messages.ring.commands import Command, DealMove, DealUpsert, OrderUpsert
from shared.messages.ring.decisions import OrderWanted
from shared.messages.ring.facts import OrderSnapshot
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import DealRefused, DealUpserted, OrderRefused, OrderUpserted, Refused
from shared.store.history import History

_WORDS: Mapping[type[Message], str] = {
    OrderUpsert: "order_wanted",
    DealUpsert: "deal_wanted",
    DealMove: "state",
    OrderUpserted: "order_done",
    OrderRefused: "order_refused",
    DealUpserted: "deal_done",
    DealRefused: "deal_refused",
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the history of a deal's and order's pair."""

    key: str
    what: str
    more: Mapping[str, Any]


def recorded(handlers: Handlers, names: Names, history: History) -> Handlers:
    """Wrap handlers so that whatever they publish is first written into the history of the deal's and order's pair."""

    def with_history(one: On[Any]) -> On[Any]:
        handler: Handler[Any] = one.handler

        async def handled(envelope: Envelope, message: Message) -> HandlerResult:
            done = await handler(envelope, message)
            if line := line_of(message, done):
                await history.note(line.key, line.what, line.more, once=envelope.id)
                await names.note(line.key, about(message))
            return done

        return replace(one, handler=handled)

    return [with_history(one) for one in handlers]


def line_of(message: Message, done: HandlerResult) -> HistoryLine | None:
    """Return the history line for a handled message; None if it led to nothing.

    Args:
        message: a decision or an outcome.
        done: what the handler made of it.
    """
    if isinstance(message, OrderSnapshot):
        command = next((one for one in done.publish if type(one) in _WORDS and isinstance(one, Command)), None)
        return HistoryLine(command.key, _WORDS[type(command)], _decided(message, command)) if command else None
    if isinstance(message, Refused) and type(message) in _WORDS:
        said = "\n".join(told.text for told in message.told)
        return HistoryLine(message.key, _WORDS[type(message)], {"why": message.reason, "said": said})
    if isinstance(message, OrderUpserted | DealUpserted):
        made = isinstance(message, DealUpserted) and message.created
        return HistoryLine(message.key, _WORDS[type(message)], {"made": made, "absent": message.ref is None})
    return None


def about(message: Message) -> dict[str, str]:
    """Return what people call a deal or order by (number, title, client, INN), without what is unknown."""
    if not isinstance(message, OrderSnapshot):
        return {}
    order = message.order
    client = order.customer
    entity = client.legal_entity if client else None
    is_deals = order.ref is not None and order.ref.system == "b24"
    words = {
        "number": "" if is_deals else order.number,
        "title": order.title if is_deals else "",
        "client": client.name if client else "",
        "inn": entity.inn if entity else "",
    }
    return {name: word for name, word in words.items() if word}


def _decided(message: OrderSnapshot, command: Command) -> dict[str, Any]:
    order = message.order
    more: dict[str, Any] = {"groups": _edited(order)}
    if isinstance(message, OrderWanted) and isinstance(command, OrderUpsert):
        is_left_unmade = message.wanted == "yes" and not message.may_create and command.order.ref is None
        more["wanted"] = "none" if is_left_unmade else message.wanted
    if order.state is not None:
        state = order.state
        more |= {"state": state.name, "paid": str(state.paid_percent), "shipped": str(state.shipped_percent)}
    return more


def _edited(order: SalesOrder) -> list[str]:
    """Return the field groups of a deal or order that its last edit was about."""
    latest = max((stamp.edited for stamp in order.groups.values()), default=0)
    return sorted(group for group, stamp in order.groups.items() if stamp.edited == latest)
