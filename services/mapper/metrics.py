"""The mapper's Prometheus metrics: pairs completed, refusals, deals and orders that stand refused, last backup."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from prometheus_client import Counter, Gauge

KINDS = ("deal", "company", "requisite", "contact", "client", "product", "section")
REASONS = {
    "onec": (
        *("organisation", "customer", "ambiguous_customer", "item", "agreement", "ambiguous_agreement", "contract"),
        *("warehouse", "currency", "rows", "vat", "quantity", "unit", "posting", "shipped", "marked", "gone"),
        *("doubled", "access", "request", "unanswered", "too_long", "price_limit"),
    ),
    "b24": (
        "portal-refused",
        "portal-missing",
        "two-deals",
        "deal-gone",
        "too-long",
        "customer",
        "ambiguous_customer",
        "product",
        "price",
    ),
}
"""By the system that refuses; what another version of a connector may say beside them counts as `other`."""

_LINKS = Counter("bus_links", "Pairs of ids completed", ["kind"])
_REFUSALS = Counter("bus_refusals", "Commands refused until their cause is gone", ["system", "reason"])

_STANDING = Gauge("bus_standing_deals", "Deals whose order is refused now", ["reason"])
_WITHOUT_DEAL = Gauge("bus_standing_orders", "Orders whose deal is refused now, and that have none", ["reason"])
_BACKUP = Gauge("bus_last_backup_seconds", "When the console has saved a backup last, Unix time; 0: never")

# A first refusal is an increase only where there was a zero before.
for _kind in KINDS:
    _LINKS.labels(_kind)
for _system, _reasons in REASONS.items():
    for _reason in (*_reasons, "other"):
        _REFUSALS.labels(_system, _reason)


def linked(kind: str) -> None:
    """Count in the metrics that both ids of a thing are known; a deal and its order are of kind `deal`."""
    _LINKS.labels(kind if kind in KINDS else "other").inc()


def counted(system: Literal["onec", "b24"], reason: str) -> str:
    """Return the label under which the metrics count a reason of refusal, whatever a message calls it."""
    return reason if reason in REASONS[system] else "other"


def refused(system: Literal["onec", "b24"], reason: str) -> None:
    """Count a refused command in the metrics; a deal that is tried and refused again counts again."""
    _REFUSALS.labels(system, counted(system, reason)).inc()


def standing(deals: Mapping[str, int], orders: Mapping[str, int]) -> None:
    """Set the metrics of deals that wait for their order and of orders without a deal, by reason of the refusal."""
    _set(_STANDING, "onec", deals)
    _set(_WITHOUT_DEAL, "b24", orders)


def _set(gauge: Gauge, system: Literal["onec", "b24"], by_reason: Mapping[str, int]) -> None:
    counts = dict.fromkeys((*REASONS[system], "other"), 0)
    for reason, count in by_reason.items():
        counts[counted(system, reason)] += count
    for reason, count in counts.items():
        gauge.labels(reason).set(count)


def backed_up(at: datetime | None) -> None:
    """Set the metric of when the console last saved a backup."""
    _BACKUP.set(at.timestamp() if at else 0)
