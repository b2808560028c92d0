"""`product.census` → `records.counted`: products that people have typed; those without an item are looked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.memory.product import RecordStore
from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.reader.held_products import HELD
from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.vocabulary.catalogue import is_typed
from services.b24_connector.vocabulary.values import identity
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.product import Product
from shared.messages.ring.census import PAGE, CensusEnded
from shared.messages.ring.directory_census import ProductCensus, RecordsCounted
from shared.messages.things import Ref

Row = Mapping[str, Any]


class ProductCensusReader:
    """Handles `product.census`; a page of the portal's list a message.

    Args:
        portal: where to ask, aside.
        store: knows which products stand for items.
    """

    def __init__(self, portal: Portal, store: RecordStore) -> None:
        self._portal = portal
        self._catalogue = Catalogue(portal)
        self._store = store

    def handlers(self) -> Handlers:
        """Return the handler of `product.census`."""
        return (on(ProductCensus, self.census),)

    async def census(self, _envelope: Envelope, message: ProductCensus) -> HandlerResult:
        """Publish the typed products of one page, and ask for the next page or say how many there were.

        Raises:
            Retryable: the portal is away, or has no time left for this.
        """
        rest = message.only[PAGE:]
        with self._portal.visit():
            rows, after = await self._page(message)
            known = await self._store.find_many(str(row["id"]) for row in rows)
        found = [row for row in rows if is_typed(row) and str(row["id"]) not in known]
        pages = [self._counted(message, found)] if found else []
        about, count = {"run": message.run, "look": message.look}, message.counted + len(found)
        if rest or after:
            told = message.pages + len(pages)
            return HandlerResult([*pages, ProductCensus(**about, after=after, counted=count, pages=told, only=rest)])
        return HandlerResult([*pages, CensusEnded(**about, side="b24", kind="product", count=count)])

    async def _page(self, message: ProductCensus) -> tuple[Sequence[Row], str]:
        """Return the products of one page of the portal's, and where the next one begins; empty: that was all."""
        blocks = [one.id for one in await self._catalogue.blocks()]
        if message.only:
            ids = list(message.only[:PAGE])
            return [row for block in blocks for row in await self._listed(block, {"id": ids})], ""
        block, _, last = message.after.rpartition(":")
        block = block or next(iter(blocks), "")
        if not block:
            return (), ""
        rows = await self._listed(block, {">id": last or 0})
        if len(rows) >= PAGE:
            return rows, f"{block}:{rows[-1]['id']}"
        later = [one for one in blocks if int(one) > int(block)]
        return rows, f"{later[0]}:0" if later else ""

    async def _listed(self, block: str, of_page: Row) -> Sequence[Row]:
        params = {"select": list(HELD), "filter": {"iblockId": block, **of_page}, "order": {"id": "ASC"}}
        return rows_at("products")((await self._portal.call("catalog.product.list", params)).result)

    def _counted(self, message: ProductCensus, rows: Sequence[Row]) -> RecordsCounted:
        products = [
            Product(
                ref=Ref(system="b24", kind="product", id=str(row["id"])),
                name=str(row.get("name") or "").strip(),
            )
            for row in rows
        ]
        links = {
            str(row["id"]): f"{self._portal.origin}/crm/catalog/{identity(row.get('iblockId'))}/product/{row['id']}/"
            for row in rows
        }
        return RecordsCounted(
            run=message.run,
            look=message.look,
            kind="product",
            page=message.pages + 1,
            count=len(products),
            links=links,
            products=tuple(products),
        )
