"""How far a manager may lower a price by hand, by 1C's agreements and settings of users. Pure."""

from collections.abc import Iterable, Mapping, Sequence
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
    """Read the manual discount limit of an agreement; None: it has none."""
    if not row[agreement.LIMITED]:
        return None
    rows = row[agreement.GROUPS]
    groups = {ref(one[agreement.GROUPS_GROUP]): number(one[agreement.GROUPS_PERCENT]) for one in rows}
    return DiscountLimit(number(row[agreement.LIMIT_PERCENT]), _named(groups))


def limits_of_user(user: str, settings: Iterable[_Row], groups: Iterable[_Row]) -> list[DiscountLimit]:
    """Read the manual discount limits that hold for a user: that of his own settings, else those of his groups.

    Which of several groups 1C goes by is not known; what the smallest of their limits lets through, 1C takes.

    Args:
        user: reference.
        settings: of all.
        groups: of users.
    """
    kept = {str(row[client_price.SETTINGS_OWNER]): row for row in settings}
    named = [one for one in groups if any(row[client_price.MEMBER_USER] == user for row in one[client_price.MEMBERS])]
    owners = [user] if user in kept else [one[standard.REF] for one in named if one[standard.REF] in kept]
    return [_of_settings(kept[owner]) for owner in owners if kept[owner][client_price.SETTINGS_LIMITED]]


def _of_settings(row: _Row) -> DiscountLimit:
    rows = row[client_price.SETTINGS_GROUPS]
    by_group = {ref(one[client_price.SETTINGS_GROUP]): number(one[client_price.SETTINGS_GROUP_PERCENT]) for one in rows}
    return DiscountLimit(number(row[client_price.SETTINGS_PERCENT]), _named(by_group))


def strictest(limits: Sequence[DiscountLimit], group: str) -> Decimal:
    """Return the smallest of several manual discount limits for items of a price group."""
    return min(limit.of(group) for limit in limits)


def _named(by_group: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    return {group: percent for group, percent in by_group.items() if group}
