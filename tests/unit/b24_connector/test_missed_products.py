"""A product that the portal has not is looked for again each time, and the shape of the catalogue read once for it."""

# ruff: noqa: ARG002 - the signatures are those of what they stand for

from collections import Counter

import pytest

from services.b24_connector.reference.products import ProductCatalogue

CODE, OTHER = "6f1c0000-0000-4000-8000-0000000000e2", "6f1c0000-0000-4000-8000-0000000000e3"
PRODUCTS, OFFERS = "catalog.product.list", "catalog.product.offer.list"
SHAPE = ("catalog.catalog.list", "catalog.productProperty.list")


class Shop:
    """A portal whose catalogue has no variations until somebody makes the first one."""

    def __init__(self):
        self.asked = Counter()
        self.catalogs = [{"id": 23, "iblockId": 23, "productIblockId": None}]
        self.offers = {}

    async def pages(self, method, params, *, rows, lane=None):
        self.asked[method] += 1
        return self.catalogs if method == "catalog.catalog.list" else []

    async def gather(self, kind, key, lane=None):
        self.asked[kind.method] += 1
        return [self.offers[key]] if kind.method == OFFERS and key in self.offers else []

    def add_offer(self, key):
        self.catalogs.append({"id": 24, "iblockId": 24, "productIblockId": 23})
        self.offers[key] = {"id": 77, "iblockId": 24, "name": "Футболка (L)", "xmlId": key}


async def opened():
    shop = Shop()
    catalogue = ProductCatalogue(shop)
    await catalogue.refresh()
    shop.asked.clear()
    return shop, catalogue


@pytest.mark.parametrize("look", ["by_code", "product", "product_anew"])
async def test_the_shape_is_read_once_for_what_is_missing(look):
    shop, catalogue = await opened()

    for _ in range(20):
        assert await getattr(catalogue, look)(CODE) is None

    assert ([shop.asked[method] for method in SHAPE], shop.asked[PRODUCTS]) == ([1, 1], 20)


async def test_a_variation_made_since_is_found_where_another_was_missed():
    shop, catalogue = await opened()
    await catalogue.by_code(CODE)
    shop.add_offer(OTHER)

    found = await catalogue.by_code(OTHER)

    assert found is not None
    assert found.id == "77"
