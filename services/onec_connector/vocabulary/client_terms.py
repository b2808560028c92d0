"""Reads what agreements and partners of 1C say of prices into `ClientTerms`. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.onec_connector.objects import agreement, partner
from services.onec_connector.vocabulary.client_prices import EVERY, ClientTerms, PricedItem, Source
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.packs import Packs
from services.onec_connector.vocabulary.reference import ref

_Row = Mapping[str, Any]
_PARTS: Mapping[str, Source] = {
    agreement.FROM_HEADER: "header",
    agreement.FROM_GROUPS: "groups",
    agreement.FROM_ITEMS: "items",
    agreement.FROM_FIXED: "fixed",
}


def terms_of_agreement(row: _Row, packs: Packs) -> ClientTerms:
    """Read what an agreement of 1C says of a client's prices.

    Args:
        row: with its parts.
        packs: by item and pack; what is fixed for a pack that is not known is fixed for nothing.
    """
    chosen = str(row[agreement.PRICES_FROM] or "")
    named = frozenset(part for word, part in _PARTS.items() if word in chosen)
    groups = {ref(one[agreement.GROUPS_GROUP]): ref(one[agreement.GROUPS_KIND]) for one in row[agreement.GROUPS]}
    return ClientTerms(
        currency=ref(row[agreement.CURRENCY]),
        with_vat=bool(row[agreement.VAT_INCLUDED]),
        individual=ref(row[agreement.INDIVIDUAL_KIND]),
        kind=ref(row[agreement.PRICE_KIND]),
        by_group={group: kind for group, kind in groups.items() if group and kind},
        rows=tuple(_item(one, packs) for one in row[agreement.GOODS]),
        counted=named if chosen else EVERY,
    )


def terms_of_partner(row: _Row) -> ClientTerms:
    """Read what a client's own card in 1C says of prices, where agreements are not in use."""
    return ClientTerms(individual=ref(row[partner.INDIVIDUAL_KIND]), kind=ref(row[partner.PRICE_KIND]))


def packs_fixed(row: _Row) -> list[tuple[str, str]]:
    """Return the items, each with the pack for which an agreement of 1C fixes its price."""
    return [(ref(part[agreement.GOODS_ITEM]), ref(part[agreement.GOODS_PACK])) for part in row[agreement.GOODS]]


def _item(row: _Row, packs: Packs) -> PricedItem:
    item, pack = ref(row[agreement.GOODS_ITEM]), ref(row[agreement.GOODS_PACK])
    known = packs.get((item, pack))
    return PricedItem(
        item,
        ref(row[agreement.GOODS_CHARACTERISTIC]),
        ref(row[agreement.GOODS_KIND]),
        number(row[agreement.GOODS_PRICE]),
        known.ratio if known else Decimal(0 if pack else 1),
    )
