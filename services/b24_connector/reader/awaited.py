"""What the order of a refused deal may wait for, though it edits no order: an INN, a product's code."""

from typing import Any, Final

from shared.canon import digest
from shared.messages.order import SalesOrder
from shared.messages.things import Thing

_MARKS: Final[dict[str, Any]] = {"origin": True, "legal_entity": {"origin": True}, "section": {"origin": True}}


def awaited(order: SalesOrder) -> str:
    """Return a digest of a deal's parties and items as people named them; the marks of the bus say nothing new."""
    return digest([_typed(order.customer), _typed(order.person), [_typed(line.item) for line in order.lines]])


def _typed(thing: Thing | None) -> object:
    return thing and thing.model_dump(exclude={name: _MARKS[name] for name in _MARKS if hasattr(thing, name)})
