"""What a deal's header names of its order (agreement, warehouse, day of shipment …); each counts when it is new.

No deal hears which of these an accountant chooses in 1C. So what a deal has named all along asks for nothing: else an
edit of its title would put back what he has chosen.
"""

from collections.abc import Mapping

from services.onec_connector.vocabulary import header
from services.onec_connector.writer.orders.context import OrderRun
from shared.messages.order import SalesOrder
from shared.messages.things import Thing

AGREEMENT, WAREHOUSE = "agreement", "warehouse"


def named_by(order: SalesOrder) -> dict[str, str]:
    """Return what a deal names of its order's header, by reference or as it was typed; empty: nothing."""
    return {
        AGREEMENT: _called(order.terms.agreement),
        WAREHOUSE: _called(order.terms.warehouse),
        **{name: _plain(getattr(order, name)) for name in _fields()},
    }


def named_before(run: OrderRun) -> Mapping[str, str]:
    """Return what the deal named when its header was last taken or turned down; empty: nobody has remembered it."""
    return run.entity.fields.get("named") or {}


def asked_anew(run: OrderRun, *, posted: bool) -> SalesOrder:
    """Return the order of the command without what its deal has named all along.

    Args:
        run: this run.
        posted: 1C has taken the order's terms once; until then all that the deal names counts.
    """
    return unasked(run.order, named_before(run)) if posted else run.order


def unasked(order: SalesOrder, before: Mapping[str, str]) -> SalesOrder:
    """Return an order without what its deal has named before."""
    old = {name for name, value in named_by(order).items() if before.get(name) == value}
    fields = type(order).model_fields
    return order.with_(
        terms=order.terms.with_(**{term: None for term in (AGREEMENT, WAREHOUSE) if term in old}),
        **{name: fields[name].default for name in _fields() if name in old},
    )


def _fields() -> tuple[str, ...]:
    """Return the written fields of the header but the terms and the comment, which remembers itself what was sent."""
    return tuple(one.name for one in header.HEADER if one.write and not one.parts and one.name != "note")


def _called(thing: Thing | None) -> str:
    return "" if thing is None else thing.ref.id if thing.ref else thing.name


def _plain(value: object) -> str:
    return "" if value is None else str(value)
