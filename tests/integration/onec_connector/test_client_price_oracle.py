"""What the connector reads as a client's price is what 1C's own form fills a row with, to the kopeck."""

from collections import Counter
from random import Random
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.base.client import Base
from services.onec_connector.profile.reading import Profile, read_profile
from services.onec_connector.reference.client_prices import ClientPrices, ClientSale
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.reference.items import ItemCatalogue
from shared.rules.directory import PriceRules
from tests.integration.onec_connector.connector import Onec
from tests.integration.onec_connector.price_market import Market

ROWS = 10  # of a sale
OLD = {"fixed", "item", "group", "agreement", "none"}
NEW = {"individual", "agreement", "partner_individual", "partner", "none"}


async def differences(onec: Onec, seed: int, *, modern: bool, sales: int, wares: int = 15) -> tuple[list[str], Counter]:
    """Price so many sales of a random market both ways; say where they differ, and count the sources."""
    market = Market(onec, Random(seed), modern)
    await market.open(wares)
    found, sources = [], Counter[str]()
    async with Base.connect(onec.address, user=onec.user, password=onec.password) as base:
        profile = await read_profile(base)
        for _ in range(sales):
            sale, rows = market.sale(), [market.row() for _ in range(ROWS)]
            read = await _counter(base, profile, sale).of(sale, rows)
            for row, one in zip(rows, read, strict=True):
                source, filled = await market.filled(sale, row)
                sources[source] += 1
                if filled != (one and (one.value, one.kind)):
                    found.append(f"seed {seed}, {source}: {filled} in the form, {one} read; {sale}, {row}")
    return found, sources


def _counter(base: Base, profile: Profile, sale: ClientSale) -> ClientPrices:
    dictionaries = Dictionaries(base, profile.off)
    lists = ItemPriceLists(base, base, dictionaries, PriceRules(), zone=ZoneInfo("Europe/Moscow"), off=profile.off)
    agreed = bool(sale.agreement)
    return ClientPrices(base, lists, ItemCatalogue(base), uses_agreements=agreed, off=profile.off)


@pytest.mark.parametrize(("modern", "sources"), [(False, OLD), (True, NEW)])
async def test_the_price_of_a_row_is_what_the_form_of_1c_fills(onec, modern, sources):
    found, counted = await differences(onec, 1, modern=modern, sales=15)

    assert (found[:5], counted.keys()) == ([], sources)
