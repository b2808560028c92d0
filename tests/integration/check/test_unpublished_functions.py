"""The rules turn something on for which 1C publishes no object: one sentence with the object, and all the others."""

import pytest

from tests.integration.check.conftest import Company
from tests.integration.check.spoiled import base, in_rules

ITEMS_ON = in_rules(("items: {kind: null", "items: {kind: Метизы"))
PRICES_ON = in_rules(
    ("products: {direction: off", "products: {direction: 1c→b24"),
    ("prices: {direction: off", "prices: {direction: 1c→b24"),
)
COMPANIES_ON = in_rules(("companies: {direction: off", "companies: {direction: 1c→b24"))


@pytest.mark.parametrize(
    ("turn_on", "name"),
    [
        (ITEMS_ON, "Catalog_ВидыНоменклатуры"),
        (PRICES_ON, "Catalog_ВидыЦен"),
        (COMPANIES_ON, "Catalog_КлассификаторБанков"),
    ],
)
async def test_what_the_rules_turn_on_and_1c_does_not_publish_is_one_sentence(company: Company, turn_on, name):
    turn_on(company)
    others = {text for ok, text in await company.checked() if ok}
    await base(unpublished_sets=[name])(company)

    found = await company.checked()

    (wrong,) = [text for ok, text in found if not ok]
    assert "не опубликован" in wrong
    assert wrong.endswith(f"Правила это включают: добавьте в состав OData {name}.")
    assert {text for text in others if text.startswith("Ставки НДС")} <= {text for ok, text in found if ok}


async def test_what_the_rules_leave_off_is_no_mistake(company: Company):
    await base(unpublished_sets=["Catalog_ВидыЦен", "Catalog_КлассификаторБанков"])(company)

    assert [text for ok, text in await company.checked() if not ok] == []
