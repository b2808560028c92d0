"""Finds the birth key of a deal that is first seen, and whose marks of an order a copied deal bears."""

from collections.abc import Mapping
from typing import Any

from services.b24_connector.memory.deal import Deal, DealStore
from services.b24_connector.portal import Portal
from services.b24_connector.reference.origins import made_from
from services.b24_connector.vocabulary.names import ORIGINATOR
from services.b24_connector.vocabulary.values import guid
from shared.messages.order import SalesOrder
from shared.messages.things import Ref

Row = Mapping[str, Any]


async def birth_key(portal: Portal, store: DealStore, item: Row, ref: Ref) -> str:
    """Return the birth key of a deal: its order's if the bus has just created it, and no person copied it."""
    order = guid(item.get("originId")) if item.get("originatorId") == ORIGINATOR else ""
    if order:
        born = await store.get(f"order:{order}")
        # Where the answer to its making was lost, the copy may be seen first; it is the younger one.
        if born is not None and (born.ref or next(iter(await made_from(portal, order)), ref.id)) == ref.id:
            return born.key
    return ref.key


async def without_foreign_origin(store: DealStore, entity: Deal, order: SalesOrder) -> SalesOrder:
    """Remove the marks of another deal's order, which a copied deal bears."""
    origin = order.origin
    if origin is None or origin.key == entity.key or await store.get(origin.key) is None:
        return order
    return order.with_(origin=None)


def origin_of(key: str) -> Ref | None:
    """Return the order from which a deal was made, by its birth key: the pair's other half may be unknown yet."""
    kind, _, order = key.partition(":")
    return Ref(system="onec", kind="order", id=order) if kind == "order" else None
