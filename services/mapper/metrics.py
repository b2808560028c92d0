"""Figures of pairs and refusals for Prometheus."""

from typing import Literal

from prometheus_client import Counter

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

# A first refusal is an increase only where there was a zero before.
for _kind in KINDS:
    _LINKS.labels(_kind)
for _system, _reasons in REASONS.items():
    for _reason in (*_reasons, "other"):
        _REFUSALS.labels(_system, _reason)


def linked(kind: str) -> None:
    """Both ids of a thing are known; a deal and its order are of kind `deal`."""
    _LINKS.labels(kind if kind in KINDS else "other").inc()


def counted(system: Literal["onec", "b24"], reason: str) -> str:
    """Return the word a reason is counted under, whatever a message calls it."""
    return reason if reason in REASONS[system] else "other"


def refused(system: Literal["onec", "b24"], reason: str) -> None:
    """A system refuses a command, told by its connector; a deal that is tried again and refused again counts again."""
    _REFUSALS.labels(system, counted(system, reason)).inc()
