"""Finds the birth key of a deal that is first seen: a newcomer, an order's deal, or one restored from the bin.

A deal that is restored has a new id, and the marks of its order. So has a copy of a deal; its original lives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.b24_connector.memory.deal import Deal, DealMemory, DealStore
from services.b24_connector.portal import Portal, PortalHidden
from services.b24_connector.portal.lists import DEAL, items_by_id, read_by_id
from services.b24_connector.reference.origins import made_from
from services.b24_connector.vocabulary.names import ORIGINATOR, DealFields
from services.b24_connector.vocabulary.values import guid, identity, moment
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Ref

Row = Mapping[str, Any]
_IDS = items_by_id(DEAL, ("id",))


@dataclass(frozen=True, slots=True)
class DealBirths:
    """Finds out what a deal is that is first seen.

    Args:
        portal: where copies and deleted deals are told apart.
        store: what is remembered of deals.
    """

    portal: Portal
    store: DealStore

    async def key(self, item: Row, ref: Ref, fields: DealFields) -> str:
        """Return the birth key of a deal: of its order, of the deleted deal that it was, or its own."""
        return (await self._of(item, ref, fields))[0]

    async def bind(self, item: Row, ref: Ref, fields: DealFields) -> str:
        """Return the birth key of a deal, under which it is known from now on; empty: look again."""
        key, former = await self._of(item, ref, fields)
        if former is None or former.ref is None:
            await self.store.bind(key, ref.id)
            return key
        if key.startswith("deal:"):
            # The order's comment names the deal and links to it: it is to be told anew.
            await self.store.announce(key, {OrderGroup.HEADER}, former.version)
        # What it was when the bus wrote it last says nothing of when it is read under its new id.
        news: DealMemory = {"restored": True, "gone": None, "seen": None, "last_write": None}
        news["formerly"] = formerly(former, ref.id)
        return key if await self.store.succeed(key, former.ref, ref.id, news) else ""

    async def _of(self, item: Row, ref: Ref, fields: DealFields) -> tuple[str, Deal | None]:
        """Return the birth key of a deal, and what is remembered of the deleted one that it was."""
        order = guid(item.get("originId")) if item.get("originatorId") == ORIGINATOR else ""
        born = await self.store.get(f"order:{order}") if order else None
        if born is not None and not born.ref:
            # Where the answer to its making was lost, the copy may be seen first; it is the younger one.
            first = next(iter(await made_from(self.portal, order)), ref.id)
            return (born.key if first == ref.id else ref.key), None
        if born is not None and born.ref == ref.id:
            return born.key, None
        former = await self._restored([born] if born else await self._numbered(item, ref, fields), item)
        return (former.key, former) if former else (ref.key, None)

    async def _numbered(self, item: Row, ref: Ref, fields: DealFields) -> list[Deal]:
        """Return what is remembered of deals that show the order number that a deal shows; each year has its own."""
        number = identity(item.get(fields.names.get("number", "")))
        if not number:
            return []
        found = [one async for one in self.store.listing({"fields.figures.number": number})]
        return [one for one in found if one.ref not in {None, ref.id}]

    async def _restored(self, known: Sequence[Deal], item: Row) -> Deal | None:
        """Return the deal that was restored as this one; None: what it shows is of a deal that lives, so it is a copy.

        A restored deal keeps the time at which it was created. One that was created later and whose original is gone
        may be a copy, but is taken for it as well: so its order is not made a second time.
        """
        made = moment(item.get("createdTime"))
        found = [one for one in known if made is not None and _created(one) == made] or known
        if not found or not all([await self._is_gone(one.ref or "") for one in found]):
            return None
        return max(found, key=lambda one: one.version)

    async def _is_gone(self, deal: str) -> bool:
        """Ask the portal whether a deal was deleted: its event may come later than that of the restored one."""
        try:
            return await read_by_id(self.portal, _IDS, DEAL, deal) is None
        except PortalHidden:
            return False


def formerly(entity: Deal, deal: str) -> tuple[str, ...]:
    """Return the ids that a deal had before it was deleted and restored under the one it has, oldest first."""
    known = tuple(entity.fields.get("formerly") or ())
    return known if entity.ref in {None, deal} else (*known, entity.ref or "")


def _created(deal: Deal) -> object:
    born = deal.fields.get("born")
    return moment(born.get("dated")) if born else None


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
