"""The sweep of products: looks for those typed or edited by people; the portal tells a webhook of none (R10)."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.b24_connector.intake.repeating import sweep_again
from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.reader.held_products import HELD
from services.b24_connector.reference.catalogue import LANE, Catalogue
from services.b24_connector.vocabulary.values import moment
from shared.bus.errors import Retryable
from shared.bus.publish import Publish
from shared.messages.ring.facts import ProductTouched
from shared.messages.things import Ref
from shared.store import Cursors

Row = Mapping[str, Any]
PAGE = 50
AT_REST = timedelta(minutes=1)
"""Who types a product fills one field after another, and what is made of it in 1C is made once."""


class ProductSweeper:
    """Touches products that were changed, and are at rest since, where there is something to tell of them.

    Args:
        portal: where to look.
        catalogue: which catalogue.
        cursors: up to when it was swept, by the portal's clock; the first sweep begins there: what was typed before R10
            was turned on is made when a deal needs it.
        publish: returns after the broker's confirm.
        concerned: picks those of a page that a look would tell something of.
        every_s: seconds between two sweeps.
    """

    def __init__(
        self,
        portal: Portal,
        catalogue: Catalogue,
        cursors: Cursors,
        publish: Publish,
        *,
        concerned: Callable[[Sequence[Row]], Awaitable[Sequence[Row]]],
        every_s: float,
    ) -> None:
        self._portal = portal
        self._catalogue = catalogue
        self._cursors = cursors
        self._publish = publish
        self._concerned = concerned
        self._every_s = every_s

    async def run(self) -> None:
        """Sweep products until cancelled; a failed sweep is logged and repeated."""
        await sweep_again(self.sweep, "products", self._every_s)

    async def sweep(self) -> None:
        """Touch the products that people have typed or edited since the last sweep.

        Raises:
            Retryable: portal or broker are away; the cursor stays.
        """
        said = (await self._portal.call("server.time", {}, lane=LANE)).result
        now = moment(said)
        if now is None:
            raise Retryable("the portal does not say what time it is")
        until, since = now - AT_REST, moment(await self._cursors.get("products"))
        if since is not None and since < until:
            zone = datetime.fromisoformat(said).tzinfo
            async for page in self._changed(since.astimezone(zone), until.astimezone(zone)):
                await self._publish(*(_touch(row) for row in await self._concerned(page)))
        if since is None or since < until:
            await self._cursors.set("products", until.isoformat())

    async def _changed(self, since: datetime, until: datetime) -> AsyncIterator[Sequence[Row]]:
        """Yield pages of changed products by id: paging by offset would lose rows while products change."""
        for block in await self._catalogue.blocks():
            async for page in self._changed_in(block.id, since, until):
                yield page

    async def _changed_in(self, block: str, since: datetime, until: datetime) -> AsyncIterator[Sequence[Row]]:
        last = 0
        while True:
            wanted = {
                "iblockId": block,
                ">=timestampX": since.isoformat(),
                "<timestampX": until.isoformat(),
                ">id": last,
            }
            params = {
                "select": list(HELD),
                "filter": wanted,
                "order": {"id": "ASC"},
            }
            answer = await self._portal.call("catalog.product.list", params, lane=LANE)
            rows = rows_at("products")(answer.result)
            if rows:
                yield rows
                last = int(rows[-1]["id"])
            if len(rows) < PAGE:
                return


def _touch(row: Row) -> ProductTouched:
    return ProductTouched(ref=Ref(system="b24", kind="product", id=str(row["id"])))
