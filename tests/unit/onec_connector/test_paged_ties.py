"""Rows that are alike in what a list is ordered by: 1C may give them in another order with every page."""

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.base.paging import paged
from services.onec_connector.base.query import Query
from services.onec_connector.intake.poll import Poller
from services.onec_connector.objects import item, order, price, standard
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.reference.item_registers import ItemRegisters
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.rules.directory import PriceRules

MOSCOW = ZoneInfo("Europe/Moscow")
COUNT = 9
Row = dict[str, Any]


def guid(place: int) -> str:
    return str(UUID(int=place + 1))


class Shuffling:
    """A base that pages by four, and turns rows of the same rank round with every page."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = list(rows)

    async def listing(self, _: str, query: Query) -> list[Row]:
        self._rows.reverse()
        ranked = sorted(self._rows, key=lambda row: [str(row[name]) for name in query.order_by.split(",")])
        return ranked[query.skip : query.skip + (query.top or len(ranked))]

    async def any_of(self, *_: Any, **__: Any) -> list[Row]:
        return []

    def pages(self, name: str, query: Query, **_: Any) -> AsyncIterator[Row]:
        return paged(partial(self.listing, name), query, 4)


class Kept:
    """What the connector knows, which is nothing."""

    def __init__(self) -> None:
        self.noted: set[str] = set()

    async def get(self, _: object) -> dict[str, Any]:
        return {}

    async def find_many(self, _: object) -> dict[str, Any]:
        return {}

    async def note(self, orders: dict[str, Any], **_: Any) -> None:
        self.noted |= orders.keys()


async def test_orders_of_one_second_are_all_looked_at():
    rows = [{standard.REF: guid(n), standard.VERSION: "1", order.DATE: "2020-01-01T00:00:00"} for n in range(COUNT)]
    seen, place = Kept(), BaseLocation(MOSCOW, "")
    poller = Poller(Shuffling(rows), seen, Kept(), None, place=place, cutoff=datetime(2026, 1, 1, tzinfo=UTC))

    await poller.documents(timedelta(days=3650))

    assert seen.noted == {row[standard.REF] for row in rows}


@pytest.mark.parametrize("newer", [False, True])
async def test_prices_of_one_item_in_many_characteristics_are_all_read(newer):
    fields, part = (price.FIELDS_25, price.CHARACTERISTIC_25) if newer else (price.FIELDS_20, price.CHARACTERISTIC_20)
    rows = [dict.fromkeys(fields, standard.NO_REF) | {part: guid(place)} for place in range(COUNT)]
    base = Shuffling(rows)

    class Switches:
        async def constant(self, name: str) -> bool | None:
            return newer if name == price.PRICING_25 else None

    lists = ItemPriceLists(base, Switches(), None, PriceRules(), zone=MOSCOW)

    read = [row[part] async for row in lists.of_kind(guid(99))]

    assert sorted(read) == [guid(place) for place in range(COUNT)]


async def test_items_of_one_barcode_are_all_read():
    code = {item.BARCODE: "46", item.BARCODE_CHARACTERISTIC: standard.NO_REF, item.BARCODE_PACK: standard.NO_REF}
    rows = [{**code, item.BARCODE_ITEM: guid(place)} for place in range(COUNT)]
    registers = ItemRegisters(Shuffling(rows), None, None, zone=MOSCOW, dated_rates=False)

    assert sorted(await registers._all_codes()) == [guid(place) for place in range(COUNT)]
