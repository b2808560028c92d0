"""Rights of the webhook's user: records it may not read are left out of lists; whoever names one is refused."""

from collections.abc import Iterable

from .failures import PortalError
from .fields import INVOICE
from .state import Portal, Record


def readable(portal: Portal, kind: int, rows: Iterable[Record]) -> list[Record]:
    """Return those records that the switches `unreadable` and `invoices_visible` leave to the webhook's user."""
    if kind == INVOICE and not portal.switches.invoices_visible:
        return []
    return [row for row in rows if f"{kind}:{row['id']}" not in portal.switches.unreadable.split(",")]


def refuse_unreadable(portal: Portal, kind: int, number: int) -> None:
    """Refuse a call that names a record which the webhook's user may not read.

    Raises:
        PortalError: ACCESS_DENIED.
    """
    if not readable(portal, kind, [{"id": number}]):
        raise PortalError(400, "ACCESS_DENIED", "Доступ запрещен")
