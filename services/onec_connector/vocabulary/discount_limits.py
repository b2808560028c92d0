"""How far a manager may lower a price by hand, by 1C's agreements and settings of users. Pure."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from services.onec_connector.objects import agreement, client_price, standard
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.reference import ref

_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DiscountLimit:
    """The largest manual discount in percent, and exceptions for single price groups."""

    percent: Decimal
    by_group: Mapping[str, Decimal] = field(default_factory=dict)

    def of(self, group: str) -> Decimal:
        """Return the manual discount limit for items of a price group, which may be empty."""
        return self.by_group.get(group, self.percent)


def limit_of_agreement(row: _Row) -> DiscountLimit | None:
    """Read the manual discount limit of an agreement of 1C; None: it has none."""
    if not row[agreement.LIMITED]:
        return None
    rows = row[agreement.GROUPS]
    groups = {ref(one[agreement.GROUPS_GROUP]): number(one[agreement.GROUPS_PERCENT]) for one in rows}
    return DiscountLimit(number(row[agreement.LIMIT_PERCENT]), _named(groups))


def limit_of_user(user: str, settings: Iterable[_Row], groups: Iterable[_Row]) -> DiscountLimit | None:
    """Read the manual discount limit that holds for a user of 1C, as 1C finds it; None: he has none.

    His own limit comes before that of his group, price group by price group; settings that limit nothing do not count.

    Args:
        user: reference.
        settings: of all.
        groups: of users, those that are marked for deletion too: another may stand below one.
    """
    limiting = [row for row in settings if row[client_price.SETTINGS_LIMITED]]
    group = _group_of(user, {row[client_price.SETTINGS_OWNER] for row in limiting}, groups)
    limits = [limit for owner in (user, group) if owner and (limit := _limit_of(owner, limiting))]
    if not limits:
        return None
    by_group = {one: percent for limit in reversed(limits) for one, percent in limit.by_group.items()}
    return DiscountLimit(limits[0].percent, by_group)


def _group_of(user: str, limiting: Container[str], groups: Iterable[_Row]) -> str:
    """Return the one group of users whose manual discount limit counts for a user; empty for none.

    Of the groups that name him and those above them 1C takes the deepest one that limits, of several the first by name;
    where nobody is in that group itself, its limit is nobody's.

    Args:
        user: reference.
        limiting: owners of settings that limit.
        groups: of users.
    """
    known = {str(one[standard.REF]): one for one in groups}
    named = [guid for guid, one in known.items() if user in _members(one) and not one[standard.MARKED]]
    lines = {above: _upwards(above, known) for guid in named for above in _upwards(guid, known) if above in limiting}

    def rank(guid: str) -> tuple[int, str]:
        return -len(lines[guid]), str(known[guid][standard.DESCRIPTION]).casefold()

    chosen = min(lines, key=rank, default="")
    return chosen if chosen and _members(known[chosen]) else ""


def _members(group: _Row) -> set[str]:
    return {row[client_price.MEMBER_USER] for row in group[client_price.MEMBERS]}


def _upwards(guid: str, groups: Mapping[str, _Row]) -> list[str]:
    """Return a group of 1C's users and those above it; a circle of them once round."""
    found: list[str] = []
    while guid in groups and guid not in found:
        found.append(guid)
        guid = str(groups[guid][client_price.GROUP_ABOVE])
    return found


def _limit_of(owner: str, limiting: Iterable[_Row]) -> DiscountLimit | None:
    """Return the manual discount limit of one owner's settings; of several that he has, the largest counts in 1C."""
    rows = [row for row in limiting if row[client_price.SETTINGS_OWNER] == owner]
    if not rows:
        return None
    groups = [(ref(one[client_price.SETTINGS_GROUP]), one) for row in rows for one in row[client_price.SETTINGS_GROUPS]]
    by_group: dict[str, Decimal] = {}
    for group, one in groups:
        by_group[group] = max(number(one[client_price.SETTINGS_GROUP_PERCENT]), by_group.get(group, Decimal(0)))
    return DiscountLimit(max(number(row[client_price.SETTINGS_PERCENT]) for row in rows), _named(by_group))


def strictest(limits: Sequence[DiscountLimit], group: str) -> Decimal:
    """Return the smallest of several manual discount limits for items of a price group."""
    return min(limit.of(group) for limit in limits)


def _named(by_group: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    return {group: percent for group, percent in by_group.items() if group}
