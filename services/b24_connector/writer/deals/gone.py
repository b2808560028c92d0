"""Takes products that people have deleted out of a deal's rows: a portal that checks them refuses all."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.rows import as_rows
from services.b24_connector.writer.deals.telling import products_gone
from services.b24_connector.writer.deals.wanted import Wanted
from shared.messages.ring.told import Told
from shared.messages.things import Item, Line, Ref


async def without_gone(directory: Directory, wanted: Wanted, say: Callable[[Told], Awaitable[None]]) -> Wanted:
    """Return a deal whose rows name no deleted product: the one that has the item's code of 1C instead, else none.

    Args:
        directory: asks the catalogue as it is now.
        wanted: a deal whose rows the portal refuses.
        say: told of the items that are left without a product.
    """
    rows = list(zip(_as_ordered(wanted), wanted.lines, strict=True))
    items = {ref: named.item for named, row in rows if named.item and (ref := _ref(row))}
    there = await asyncio.gather(*(directory.product_anew(product) for product in items))
    gone = [product for product, found in zip(items, there, strict=True) if found is None]
    anew = await asyncio.gather(*(directory.product_by_code(_code(items[product])) for product in gone))
    instead = {
        product: found.id if found and found.id not in items[product].not_these else ""
        for product, found in zip(gone, anew, strict=True)
    }
    if lost := [items[product].name for product in gone if not instead[product]]:
        await say(products_gone(lost))
    lines = [as_rows([_named(named, instead[ref])])[0] if (ref := _ref(row)) in instead else row for named, row in rows]
    return replace(wanted, lines=tuple(lines))


def _as_ordered(wanted: Wanted) -> list[Line]:
    """Return the deal's rows, at whatever prices an invoice has left them, with their items as the order names them."""
    there = (line for line in wanted.order.lines if not line.cancelled)
    return [row.with_(item=line.item, text=line.text) for row, line in zip(wanted.worded, there, strict=True)]


def _ref(line: Line) -> str:
    return line.item.ref.id if line.item is not None and line.item.ref is not None else ""


def _code(item: Item) -> str:
    return item.external_code or (item.origin.id if item.origin and item.origin.system == "onec" else "")


def _named(line: Line, product: str) -> Line:
    """Return a deal's row whose item has another product in place of a deleted one, or none."""
    ref = Ref(system="b24", kind="product", id=product) if product else None
    return line.with_(item=line.item.with_(ref=ref) if line.item else None)
