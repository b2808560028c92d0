"""Compares the field groups of an order command with those of the 1C order. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.writer.orders.draft import ResolvedOrder
from shared.canon import lines_equal
from shared.messages.order import OrderGroup
from shared.messages.things import Line


def equal_groups(
    groups: Iterable[OrderGroup],
    found: ResolvedOrder,
    document: Row,
    lines: Sequence[Line],
    changes: Mapping[OrderGroup, Mapping[str, object]],
) -> dict[OrderGroup, bool]:
    """Return which field groups of an order command equal those of the 1C order.

    Args:
        groups: to compare.
        found: what the command names, as 1C knows it.
        document: as it stands.
        lines: its rows in the canonical model.
        changes: fields of the header and of the customer's table that would change.
    """
    return {group: not changes.get(group) and _equal(group, found, document, lines) for group in groups}


def silent_groups(found: ResolvedOrder, document: Row) -> frozenset[OrderGroup]:
    """Return the groups in which the 1C order names a manager or contact person, and the command nobody.

    They are equal, and yet the deal has not heard of what stands there.
    """
    person = found.parties.person == standard.NO_REF != document[names.CONTACT_PERSON]
    silent = {OrderGroup.MANAGER: not found.manager.guid, OrderGroup.PARTIES: person}
    return frozenset(group for group, is_silent in silent.items() if is_silent)


def _equal(group: OrderGroup, found: ResolvedOrder, document: Row, lines: Sequence[Line]) -> bool:
    match group:
        case OrderGroup.ROWS:
            return lines_equal([one for one in lines if not one.cancelled], [one.line for one in found.lines])
        case OrderGroup.MANAGER:
            return not found.manager.guid or document[names.MANAGER] == found.manager.guid
        case OrderGroup.ORGANISATION:
            return bool(document[names.ORGANISATION] == found.organisation)
        case OrderGroup.PARTIES:
            return _same_parties(found, document)
        case _:
            return True


def _same_parties(found: ResolvedOrder, document: Row) -> bool:
    wanted = found.parties
    return (
        document[names.PARTNER] == wanted.partner
        and document[names.LEGAL_ENTITY] == wanted.entity
        and wanted.person in (standard.NO_REF, document[names.CONTACT_PERSON])
    )
