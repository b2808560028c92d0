"""People's edits of products: published before they are overwritten, or put back and told (`product.note`).

A product has no timeline: what its editor is to know goes to the bell. Nobody can look there whether a notice stands,
so one whose answer was lost comes again.
"""

from collections.abc import Collection, Mapping

import structlog

from services.b24_connector import sentences
from services.b24_connector.memory.product import PutBack
from services.b24_connector.portal import Portal, PortalRefusal
from services.b24_connector.reader.held_products import held_in
from services.b24_connector.reference.catalogue import LANE, Catalogue
from services.b24_connector.vocabulary.catalogue import Row
from services.b24_connector.vocabulary.values import as_text, identity
from shared.bus.lane import Handlers, on
from shared.bus.publish import Publish
from shared.bus.result import HandlerResult
from shared.entities import Subject
from shared.messages.envelope import Envelope
from shared.messages.product import Product, ProductGroup, Section
from shared.messages.ring.commands import ProductNote
from shared.messages.ring.facts import ProductTouched
from shared.messages.things import Ref

log = structlog.get_logger()


class ProductEdits:
    """Edits of products.

    Args:
        portal: where.
        catalogue: what products are described by.
        publish: returns after the broker's confirm.
        subject: says which groups go to 1C.
    """

    def __init__(self, portal: Portal, catalogue: Catalogue, publish: Publish, subject: Subject) -> None:
        self.subject = subject
        self._portal = portal
        self._catalogue = catalogue
        self._publish = publish

    async def held(self, row: Row) -> Mapping[str, str]:
        """Return the digests of a product's name and unit, which people may edit."""
        _, digests = await held_in(row, self._catalogue)
        return {str(group): digest for group, digest in digests.items()}

    def putting_back(self, row: Row, groups: Collection[str]) -> PutBack:
        """Return whose edit of a product is about to be replaced by 1C's value, and of what."""
        return {"person": identity(row.get("modifiedBy")), "groups": sorted(groups)}

    async def put_back(self, edit: PutBack, called: str, said: Product | Section) -> None:
        """Tell whoever has edited a product, in the bell, that 1C's value stands again.

        Args:
            edit: whose it was, and of what.
            called: the product, as it was called before.
            said: what 1C says of it.
        """
        named = [group for group in ProductGroup if group in edit["groups"]]
        await notify(self._portal, edit["person"], sentences.edit_put_back(called, named, said.name))

    async def come_back(self, row: Row) -> None:
        """Have the reader publish an edit of a product that it has not published yet."""
        await self._publish(ProductTouched(ref=Ref(system="b24", kind="product", id=str(row["id"])), force=True))


class ProductNotes:
    """Handles `product.note`.

    Args:
        portal: where.
        catalogue: knows who edited a product last.
    """

    def __init__(self, portal: Portal, catalogue: Catalogue) -> None:
        self._portal = portal
        self._catalogue = catalogue

    def handlers(self) -> Handlers:
        """Return the handler of `product.note`."""
        return (on(ProductNote, self.noted),)

    async def noted(self, _envelope: Envelope, message: ProductNote) -> HandlerResult:
        """Say to whoever edited a product last what a `product.note` says."""
        with self._portal.visit(LANE):
            rows = await self._catalogue.products("id", message.product.id)
            person = identity(rows[0].get("modifiedBy")) if rows else ""
            await notify(self._portal, person, "\n\n".join(one.text for one in message.told))
        return HandlerResult()


async def notify(portal: Portal, person: str, text: str) -> None:
    """Tell a person of a product in the portal's bell; if nobody can be told, the administrator reads it in the log."""
    if not person:
        log.warning("nobody to tell of a product", text=text)
        return
    try:
        notice = {"USER_ID": person, "MESSAGE": as_text(text)}
        made = (await portal.call("im.notify", notice, write=True, lane=LANE)).result
    except PortalRefusal as refusal:
        log.warning("nobody to tell of a product", text=text, error=refusal.fault.code)
    else:
        if made is False:  # so the portal says that it has made no notice
            log.warning("nobody to tell of a product", text=text, person=person)
