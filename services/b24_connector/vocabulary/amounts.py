"""A deal's amount: computed by the portal from the rows, or set by hand. Pure."""

from collections.abc import Mapping
from typing import Any

from services.b24_connector.vocabulary.values import is_yes, number
from shared.money import kopecks

Row = Mapping[str, Any]


def stated_of(item: Row) -> str:
    """Return a deal's amount that was set by hand; nothing where the portal adds the rows up."""
    return amount_of(item) if is_yes(item.get("isManualOpportunity")) else ""


def amount_of(item: Row) -> str:
    """Return a deal's amount as it is remembered after a write."""
    return str(kopecks(number(item.get("opportunity"))))
