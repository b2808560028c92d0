"""Which warehouse an order gets whose agreement names a group of warehouses."""

from collections.abc import Iterable
from uuid import UUID

import pytest

from services.onec_connector.vocabulary.reference import Named
from services.onec_connector.writer.named.terms import TermsFinder
from services.onec_connector.writer.refusal import OrderRefusal
from shared.messages.order import SalesOrder
from shared.messages.things import Item, Line, Terms, Thing

MAIN, SHOP, YOUNG, GROUP = (str(UUID(int=place)) for place in range(1, 5))


class Warehouses:
    """The small catalogs of a base; one of its warehouses is younger than what is kept of them."""

    def __init__(self, *names: str) -> None:
        self._known = {name: Named(name, f"Склад {name[-1]}") for name in names}

    async def warehouses(self) -> dict[str, Named]:
        return self._known

    async def learn(self, named: Iterable[str]) -> None:
        self._known |= {YOUNG: Named(YOUNG, "Новый")} if YOUNG in named else {}


def order(**terms) -> SalesOrder:
    bolts = Line(kind="goods", item=Item(name="Болт"), quantity=1, price=10, total=10)
    return SalesOrder(lines=(bolts,), terms=Terms(**terms))


async def chosen(there: tuple[str, ...], of_agreement: str, **terms) -> str:
    finder = TermsFinder(None, Warehouses(*there), uses_agreements=True)
    return await finder.warehouse(order(**terms), of_agreement)


@pytest.mark.parametrize("named", [MAIN, YOUNG])
async def test_a_warehouse_that_an_agreement_names_is_the_orders(named):
    assert await chosen((MAIN, SHOP), named) == named


async def test_of_a_group_the_rules_name_the_one_to_ship_from():
    assert await chosen((MAIN, SHOP), GROUP, warehouse_default=Thing(name="Склад 2")) == SHOP


async def test_a_group_stands_in_no_order_where_nobody_names_a_warehouse():
    with pytest.raises(OrderRefusal, match="не указан склад"):
        await chosen((MAIN, SHOP), GROUP)


async def test_the_only_warehouse_is_meant_by_its_group():
    assert await chosen((MAIN,), GROUP) == MAIN
