"""Guesses the release of a 1C base from its published names: `$metadata` has no number."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from services.onec_connector.objects import order
from services.onec_connector.profile.metadata import Published

KNOWN: Final = {
    "УТ 11.5.8": "1ad3c78acf68",
    "УТ 11.5.18": "afdb1380da21",
    "УТ 11.5.27": "7a3b57fe3776",
    "КА 2.5.12": "d8a03daa1916",
    "ERP 2.5.17": "afdb1380da21",
}
"""What the suites run on, and the digest of the names an order has there."""


def told_of(published: Published) -> str:
    """Say, for the administrator, which tested release this 1C base is like."""
    mark = digest((*published.fields[order.SET], "/", *published.fields[order.LINE_TYPE]))
    alike = [name for name, known in KNOWN.items() if known == mark]
    if alike:
        return f"Реквизиты заказа как в проверенной версии {' или '.join(alike)}"
    return (
        f"Такого набора реквизитов заказа нет ни в одной проверенной версии ({', '.join(KNOWN)}): это более новая "
        "версия или свои реквизиты. Всё нужное обмену опубликовано, база принята"
    )


def digest(names: Iterable[str]) -> str:
    """Return a digest of the field names that a 1C base publishes, whatever their order, to tell releases apart."""
    return sha256("\n".join(sorted(names)).encode()).hexdigest()[:12]
