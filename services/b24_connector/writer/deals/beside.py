"""Shows for a preview what would be written into a deal beside what stands there, as people read both."""

from collections.abc import Set as AbstractSet

from services.b24_connector.vocabulary.header import header_texts
from services.b24_connector.vocabulary.rows import total_of
from services.b24_connector.writer.deals.wanted import Wanted
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Manager, Organisation
from shared.messages.words import values_said
from shared.process.foreseen import ForeseenValue
from shared.russian import money, value_said


def values_of(groups: AbstractSet[OrderGroup], wanted: Wanted, found: SalesOrder) -> tuple[ForeseenValue, ...]:
    """Return a deal's sum and named fields, as they stand and as they would be written; rows are counted elsewhere.

    Args:
        groups: that would be written.
        wanted: the order, in the portal's terms.
        found: the deal.
    """
    order = wanted.order
    beside = _header(wanted, found) if OrderGroup.HEADER in groups else []
    if OrderGroup.MANAGER in groups:
        beside.append(("ответственный", _name(found.manager), wanted.stand_in or _name(order.manager)))
    if OrderGroup.ORGANISATION in groups:
        beside.append(("организация", _name(found.organisation), _name(order.organisation)))
    if OrderGroup.ROWS in groups:
        now, then = (money(total_of(one), order.currency) for one in (found.lines, wanted.lines))
        beside.append(("сумма", now, then))
    return tuple(ForeseenValue(name=name, before=one, after=other) for name, one, other in beside if one != other)


def _header(wanted: Wanted, found: SalesOrder) -> list[tuple[str, str, str]]:
    after = found.with_(**header_texts(wanted.order, wanted.left))
    said = zip(values_said(found, OrderGroup.HEADER), values_said(after, OrderGroup.HEADER), strict=True)
    return [(words.caption, value_said(words, now), value_said(words, then)) for (words, now), (_, then) in said]


def _name(thing: Manager | Organisation | None) -> str:
    return thing.name if thing else ""
