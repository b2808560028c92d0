"""A row that the accountant sells in packs: base units for the deal, and packs again when the deal edits it (R18)."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from sandbox.base.seed.goods import unit_guid
from shared.messages.ring.facts import OrderChanged
from tests.integration.onec_connector.connector import command, created, deal, known_item, line

PACKS = "Catalog_УпаковкиЕдиницыИзмерения"
DOZEN = {"Числитель": 12, "Знаменатель": 1, "ТипИзмеряемойВеличины": "Упаковка"}


@pytest.fixture
async def box(onec, company) -> str:
    """A pack of twelve of the item."""
    owner = {"Owner": known_item(company).guid, "Owner_Type": "StandardODATA.Catalog_Номенклатура"}
    async with onec.clerk() as clerk:
        made = await clerk.create(PACKS, {"Ref_Key": str(uuid4()), "Description": "упак (12)", **DOZEN, **owner})
    return str(made["Ref_Key"])


async def row_of(onec, order: str) -> dict[str, Any]:
    (row,) = (await onec.order(order))["document"]["Товары"]
    return row


@pytest.fixture
async def in_packs(connector, onec, company, box) -> str:
    """An order of the deal whose only row the accountant has turned into two packs at 1 000 each."""
    order = await created(connector, company)
    code = (await row_of(onec, order))["КодСтроки"]
    change = {"row": code, "pack": box, "quantity": "2", "price": "1000"}
    await onec.do(f"orders/{order}/edit", change=[change])
    return order


async def test_it_is_told_in_base_units_at_the_same_sum(connector, onec, in_packs):
    facts = await connector.touch(in_packs)

    total = Decimal((await row_of(onec, in_packs))["СуммаСНДС"])
    (told,) = next(one for one in facts if isinstance(one, OrderChanged)).order.lines
    assert (told.quantity, told.unit, told.price) == (Decimal(24), "796", Decimal("83.33333333"))
    assert (told.pack.ratio, told.total) == (Decimal(12), total)


@pytest.mark.parametrize(("quantity", "in_box", "packs"), [("36", True, "3"), ("25", False, "25")])
async def test_an_edit_of_the_deal_keeps_the_pack_where_it_fits(  # noqa: PLR0917 - fixtures
    connector, onec, company, box, in_packs, quantity, in_box, packs
):
    (fact, *_) = await connector.touch(in_packs)
    known = max(stamp.edited for stamp in fact.order.groups.values())
    wanted = line(known_item(company), quantity=quantity, price="80")

    await connector.upsert(command(deal(company, lines=(wanted,)), edited=2, known=known))

    row = await row_of(onec, in_packs)
    assert (row["Упаковка_Key"] == box, Decimal(row["КоличествоУпаковок"])) == (in_box, Decimal(packs))
    assert (Decimal(row["Количество"]), Decimal(row["СуммаСНДС"])) == (Decimal(quantity), 80 * Decimal(quantity))


async def test_a_row_that_the_accountant_sells_by_weight_stays_by_weight(connector, onec, company):
    """A piece weighs 2.5 kg: 25 kg are 10 pieces, and twice as many are 50 kg at the same price of a kilogram."""
    item, kilogram = known_item(company), unit_guid("166")
    weighs = {"ВесИспользовать": True, "ВесЕдиницаИзмерения_Key": kilogram, "ВесЧислитель": 5, "ВесЗнаменатель": 2}
    await onec.do("objects", of="Catalog_Номенклатура", guid=item.guid, set=weighs)
    order = await created(connector, company)
    change = {"row": (await row_of(onec, order))["КодСтроки"], "pack": kilogram, "quantity": "25", "price": "100"}
    await onec.do(f"orders/{order}/edit", change=[change])
    facts = await connector.touch(order)
    known = max(stamp.edited for stamp in facts[0].order.groups.values())
    wanted = line(item, quantity="20", price="250")

    await connector.upsert(command(deal(company, lines=(wanted,)), edited=2, known=known))

    (told,) = next(one for one in facts if isinstance(one, OrderChanged)).order.lines
    row = await row_of(onec, order)
    assert (told.quantity, told.price, told.pack.ratio) == (Decimal(10), Decimal(250), Decimal("0.4"))
    assert (row["Упаковка_Key"], Decimal(row["КоличествоУпаковок"]), Decimal(row["Количество"])) == (kilogram, 50, 20)
    assert Decimal(row["СуммаСНДС"]) == 5000
