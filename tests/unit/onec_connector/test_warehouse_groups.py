"""Which warehouse an order or a row gets where agreement or header name a group of warehouses."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

import pytest

from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.reference import KnownItem, Named
from services.onec_connector.writer.items.finding import FoundLine
from services.onec_connector.writer.named.staff import FoundManager
from services.onec_connector.writer.named.terms import FoundTerms, TermsFinder
from services.onec_connector.writer.orders.draft import ResolvedOrder
from services.onec_connector.writer.orders.rows import plan_rows
from services.onec_connector.writer.partners.found import FoundParties
from services.onec_connector.writer.refusal import OrderRefusal
from shared.messages.order import SalesOrder
from shared.messages.things import Item, Line, Ref, Terms, Thing

MAIN, SHOP, YOUNG, GROUP = (str(UUID(int=place)) for place in range(1, 5))


class Warehouses:
    """The small catalogs of a base; one of its warehouses is younger than what is kept of them."""

    def __init__(self, *guids: str) -> None:
        self._known = {guid: Named(guid, f"Склад {guid[-1]}") for guid in guids}

    async def warehouses(self) -> dict[str, Named]:
        return self._known

    async def learn(self, named: Iterable[str]) -> None:
        self._known |= {YOUNG: Named(YOUNG, "Новый")} if YOUNG in named else {}


def goods(name: str) -> Line:
    return Line(kind="goods", item=Item(name=name), quantity=Decimal(1), price=Decimal(10), total=Decimal(10))


def order(**terms) -> SalesOrder:
    return SalesOrder(lines=(goods("Болт"),), terms=Terms(**terms))


async def chosen(there: tuple[str, ...], of_agreement: str, **terms) -> str:
    finder = TermsFinder(None, Warehouses(*there), uses_agreements=True)
    return await finder.warehouse(order(**terms), of_agreement)


@pytest.mark.parametrize("named", [MAIN, YOUNG])
async def test_a_warehouse_that_an_agreement_names_is_the_orders(named):
    assert await chosen((MAIN, SHOP), named) == named


async def test_of_a_group_the_rules_name_the_one_to_ship_from():
    assert await chosen((MAIN, SHOP), GROUP, warehouse_default=Thing(name="Склад 2")) == SHOP


async def test_of_two_warehouses_with_one_name_none_is_guessed():
    alike = Warehouses()
    alike._known = {guid: Named(guid, "Основной") for guid in (MAIN, SHOP)}
    finder = TermsFinder(None, alike, uses_agreements=True)

    with pytest.raises(OrderRefusal, match="в 1С несколько складов «основной»"):
        await finder.warehouse(order(warehouse=Thing(name="основной")), "")
    named = Thing(ref=Ref(system="onec", kind="warehouse", id=SHOP))
    assert await finder.warehouse(order(warehouse=named), "") == SHOP


async def test_a_group_stands_in_no_order_where_nobody_names_a_warehouse():
    with pytest.raises(OrderRefusal, match="не указан склад"):
        await chosen((MAIN, SHOP), GROUP)


async def test_the_only_warehouse_is_meant_by_its_group():
    assert await chosen((MAIN,), GROUP) == MAIN


def stands(warehouse: str) -> dict[str, object]:
    return {names.ITEM: str(UUID(int=8)), names.ROW_CODE: "1", names.CANCELLED: False, names.WAREHOUSE: warehouse}


@pytest.mark.parametrize(
    ("header", "rows", "wanted"),
    [(MAIN, [SHOP, MAIN], MAIN), (GROUP, [MAIN, SHOP], SHOP), (MAIN, [], MAIN), (MAIN, [standard.NO_REF], MAIN)],
    ids=["as the header", "as the last row", "the first row", "behind a service"],
)
def test_a_row_that_a_deal_adds_is_shipped_from_a_warehouse_and_not_from_their_group(header, rows, wanted):
    there = [stands(warehouse) for warehouse in rows]
    document = {
        names.WAREHOUSE: header,
        names.VAT_INCLUDED: True,
        names.DATE: "2026-03-05T12:00:00",
        names.LINES: there,
    }
    told = [goods(f"Гайка {place}") for place in range(len(rows))]
    added = FoundLine(goods("Болт"), KnownItem(str(UUID(int=9)), "Болт"), standard.NO_REF, standard.NO_REF, Decimal(1))
    terms = FoundTerms(*[""] * 7, vat_included=True, warehouse="")
    found = ResolvedOrder(FoundParties("p", "e", "c"), "o", FoundManager(), terms, (added,))

    planned = plan_rows(told, document, found)

    assert planned.rows[-1][names.WAREHOUSE] == wanted
