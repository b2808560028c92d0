"""Tells which codes of a product 1C has filled: an empty one there takes only such a one out of the portal. Pure."""

from collections.abc import Mapping

from services.b24_connector.memory.product import Record
from services.b24_connector.vocabulary.catalogue import CodeName, Row, codes_of
from shared.canon import directory_digests
from shared.messages.product import Product, ProductGroup
from shared.messages.ring.commands import ProductUpsert


def filled_by(command: ProductUpsert) -> list[CodeName]:
    """Return the codes that 1C fills in a product by this command: those it has, and the rules name a property for."""
    named = {"article": command.article_property, "barcode": command.barcode_property}
    return [what for what, code in codes_of(command.product).items() if code and named[what]]


def filled_in(known: Record | None, product: Product, row: Row, held: Mapping[CodeName, str]) -> frozenset[CodeName]:
    """Return the codes that 1C has filled in a product before.

    Args:
        known: what is remembered of the item's product, which may have been deleted since.
        product: as 1C wants it now.
        row: the product as it is; empty: it will be created.
        held: the codes that it has.
    """
    if not row or known is None or known.ref not in {None, str(row["id"])}:
        return frozenset()
    if (filled := known.fields.get("filled")) is not None:
        return frozenset(filled)
    group = known.groups.get(ProductGroup.CODES)
    if group is None or group.digest is None:
        return frozenset()
    # An earlier release has noted nothing but a digest of both: what stands here is 1C's if that is made of it.
    others: Mapping[CodeName, CodeName] = {"article": "barcode", "barcode": "article"}
    now = codes_of(product)
    return frozenset(
        what
        for what, other in others.items()
        if held.get(what)
        and any(
            _digest(product, {what: held[what], other: code}) == group.digest
            for code in (held.get(other, ""), now[other], "")
        )
    )


def _digest(product: Product, codes: Mapping[CodeName, str]) -> str:
    coded = product.with_(article=codes["article"], barcode=codes["barcode"])
    return directory_digests(coded, [ProductGroup.CODES])[ProductGroup.CODES]
