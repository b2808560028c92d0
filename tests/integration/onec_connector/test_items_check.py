"""What `check` says of the catalogue that is to cross."""

import pytest

from services.onec_connector.base.client import Base
from services.onec_connector.check import check
from shared.rules.directory import DirectoryRules, PriceRules, ProductRules
from tests.integration.onec_connector.connector import RULES, Onec

OFF = PriceRules()


async def checked(onec: Onec, products: ProductRules, prices: PriceRules = OFF) -> dict[str, bool]:
    crossing = DirectoryRules(products=products, prices=prices)
    async with Base.connect(onec.address, user=onec.user, password=onec.password) as base:
        return {
            finding.text: finding.ok for finding in await check(base, RULES.model_copy(update={"directory": crossing}))
        }


async def test_check_names_a_group_of_the_rules_that_1c_does_not_have(onec):
    await onec.do("item_groups", name="Крепёж")

    said = await checked(onec, ProductRules(direction="1c→b24", groups=("Крепёж", "Крепеж")))

    about = {text: ok for text, ok in said.items() if text.startswith("Группа номенклатуры")}
    assert about == {
        "Группа номенклатуры «Крепёж» есть в 1С": True,
        (
            "Группа номенклатуры «Крепеж» из правил обмена нет в 1С, есть: «Крепёж»; возможно, имелось в виду "
            "«Крепёж» (выглядит так же: сравните пробелы, регистр, «ё» и латинские буквы). Исправьте правила или "
            "заведите в 1С."
        ): False,
    }


@pytest.mark.parametrize("direction", ["off", "1c→b24"])
async def test_check_speaks_of_the_register_of_rates_only_to_who_sends_products(onec, direction):
    await onec.do("switches", unpublished_sets=["InformationRegister_СтавкиНДСНоменклатуры"])

    said = await checked(onec, ProductRules(direction=direction))

    assert any("«Ставки НДС номенклатуры» не опубликован" in text for text in said) is (direction != "off")


async def test_check_names_the_price_kinds_that_cross_and_those_that_cannot(onec):
    await onec.do("price_kinds", name="Витрина")
    await onec.do("price_kinds", name="Ромашке", purpose="ИндивидуальныйДляПартнера")
    crossing = PriceRules(direction="1c→b24", kinds=("Витрина", "Розничная", "Ромашке"), base="Витрина")

    said = await checked(onec, ProductRules(direction="1c→b24"), crossing)
    silent = await checked(onec, ProductRules(direction="1c→b24"))

    assert said["В портал идут цены: «Витрина» (базовый), «Розничная»"]
    assert not said[
        "Вида цен «Ромашке» из правил обмена нет в 1С среди общих и действующих: исправьте правила или вид цен"
    ]
    assert not any("цен" in text for text in silent)
