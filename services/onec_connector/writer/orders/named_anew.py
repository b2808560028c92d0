"""What a deal's header names of its order's terms: agreement, warehouse, day of shipment; each counts when it is new.

No deal hears which of these an accountant chooses in 1C. So what a deal has named all along asks for nothing: else an
edit of its title would put back what he has chosen.
"""

from collections.abc import Mapping

from services.onec_connector.writer.orders.context import OrderRun
from shared.messages.order import SalesOrder
from shared.messages.things import Thing

AGREEMENT, WAREHOUSE, SHIP_ON = "agreement", "warehouse", "ship_on"


def named_by(order: SalesOrder) -> dict[str, str]:
    """Return what a deal names of its order's terms, by reference or as it was typed; empty: nothing."""
    return {
        AGREEMENT: _called(order.terms.agreement),
        WAREHOUSE: _called(order.terms.warehouse),
        SHIP_ON: order.ship_on.isoformat() if order.ship_on else "",
    }


def named_before(run: OrderRun) -> Mapping[str, str]:
    """Return what the deal named when its header was last taken or turned down; empty: nobody has remembered it."""
    return run.entity.fields.get("named") or {}


def asked_anew(run: OrderRun, *, posted: bool) -> SalesOrder:
    """Return the order of the command without the terms that its deal has named all along.

    Args:
        run: this run.
        posted: 1C has taken the order's terms once; until then all that the deal names counts.
    """
    order, before = run.order, named_before(run)
    if not posted:
        return order
    old = {term for term, name in named_by(order).items() if before.get(term) == name}
    return order.with_(
        terms=order.terms.with_(**{term: None for term in (AGREEMENT, WAREHOUSE) if term in old}),
        **({SHIP_ON: None} if SHIP_ON in old else {}),
    )


def _called(thing: Thing | None) -> str:
    return "" if thing is None else thing.ref.id if thing.ref else thing.name
