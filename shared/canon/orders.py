"""Digests of an order's groups, derived from what its fields declare, and of an old order taken as it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from shared.canon.forms import digest
from shared.canon.things import digests_of, lines_form
from shared.entities.model import NOTHING, GroupDoc, Subject
from shared.entities.renewing import renew
from shared.messages.groups import declared
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Line

ORDERS = Subject(
    one_sided=frozenset({OrderGroup.STAGE, OrderGroup.STATE, OrderGroup.GIVEN}),
    scheme=max(member.since for fields in declared(SalesOrder) for member in fields),
)
"""The scheme is the one the last field joined with. Scheme 2 counts the currency among the rows; in the base currency
its digests are those of scheme 1."""


def lines_digest(lines: Iterable[Line]) -> str:
    """Return the digest of an order's rows alone."""
    return digest(lines_form(lines, ORDERS.scheme))


def group_digests(
    order: SalesOrder, groups: Iterable[OrderGroup], *, scheme: int = ORDERS.scheme
) -> dict[OrderGroup, str]:
    """Return the digest of each of `groups` of an order, for readers and for the target of a write alike."""
    return digests_of(order, groups, scheme)


def renewed(document: Mapping[str, GroupDoc], order: SalesOrder) -> Mapping[str, GroupDoc]:
    """Restate an order's remembered digests in the present scheme, where only the scheme has changed.

    Args:
        document: as stored.
        order: as it stands now, with all that belongs to the groups in question.
    """
    return renew(document, lambda group, scheme: _by_name(order, group, scheme), ORDERS.scheme)


def _by_name(order: SalesOrder, group: str, scheme: int) -> str | None:
    return group_digests(order, [OrderGroup(group)], scheme=scheme)[OrderGroup(group)] if group in _NAMES else None


_NAMES = frozenset(str(group) for group in OrderGroup)


def as_it_stands(
    document: Mapping[str, GroupDoc], digests: Mapping[OrderGroup, str], version: int
) -> dict[OrderGroup, GroupDoc]:
    """Mark every group of an old deal or order, as it stands, as known to both sides: only later edits are news.

    Args:
        document: as remembered.
        digests: of the groups this side publishes, as just read.
        version: up to which whatever the partner has told is contained here. One-sided groups go by their partner's
            number alone, so theirs stays.
    """
    found = {group: document.get(group, NOTHING).holding(digests.get(group)) for group in OrderGroup}
    return {
        group: doc if group in ORDERS.one_sided else replace(doc, known=max(doc.known, version))
        for group, doc in found.items()
    }


def told_since(document: Mapping[str, GroupDoc], published: Iterable[OrderGroup], version: int) -> bool:
    """Tell whether an old deal or order was published since it was taken as it stands; one being published counts.

    Args:
        document: as remembered.
        published: groups that this side publishes.
        version: at which it was taken.
    """
    groups = [document.get(group, NOTHING) for group in published]
    return any(one.digest is None or one.edited > version for one in groups)
