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

    about = {text: ok for text, ok in said.items() if text.startswith(("Группа номенклатуры", "Группы номенклатуры"))}
    assert about == {
        "Группа номенклатуры «Крепёж» есть в 1С": True,
        (
            "Группы номенклатуры «Крепеж» из правил обмена нет в 1С, есть: «Крепёж»; возможно, имелось в виду "
            "«Крепёж» (выглядит так же: сравните пробелы, регистр, «ё» и латинские буквы). Исправьте правила или "
            "заведите в 1С."
        ): False,
    }


@pytest.mark.parametrize("direction", ["off", "1c→b24"])
async def test_check_speaks_of_the_register_of_rates_only_to_who_sends_products(onec, direction):
    await onec.do("switches", unpublished_sets=["InformationRegister_СтавкиНДСНоменклатуры"])

    said = await checked(onec, ProductRules(direction=direction))

    assert any("«Ставки НДС номенклатуры» не опубликован" in text for text in said) is (direction != "off")


@pytest.mark.parametrize(("newer", "said_of"), [(True, ["«Краски»"]), (False, [])], ids=["2.5", "2.0"])
async def test_check_names_kinds_of_items_whose_prices_hang_on_the_series(onec, newer, said_of):
    await onec.do("switches", pricing_25=newer)
    by_series, unused = ({"НастройкиКлючаЦенПоСерии": one} for one in ("ИспользоватьПоРеквизитам", "НеИспользовать"))
    await onec.do("item_kinds", name="Краски", set=by_series)
    await onec.do("item_kinds", name="Болты", set=unused)

    said = await checked(onec, ProductRules(direction="1c→b24"), PriceRules(direction="1c→b24"))

    known = "Цены по сериям в портал не идут, у товара портала серий нет; виды номенклатуры с такими ценами: {}"
    assert [text for text in said if "сериям" in text] == [known.format(one) for one in said_of]


async def test_check_names_the_price_kinds_that_cross_and_those_that_cannot(onec):
    await onec.do("price_kinds", name="Витрина")
    await onec.do("price_kinds", name="Ромашке", purpose="ИндивидуальныйДляПартнера")
    crossing = PriceRules(direction="1c→b24", kinds=("Витрина", "Розничная", "Ромашке"), base="Витрина")

    said = await checked(onec, ProductRules(direction="1c→b24"), crossing)
    silent = await checked(onec, ProductRules(direction="1c→b24"))

    assert said["В портал идут цены: «Витрина» (базовый), «Розничная»"]
    (lost,) = [text for text, ok in said.items() if not ok and "Вид" in text]
    assert lost.startswith("Вида цен «Ромашке» из правил обмена нет в 1С среди общих и действующих, есть: «Витрина»")
    assert not any("цен" in text for text in silent)


async def test_of_two_price_kinds_of_one_name_check_asks_which_is_the_base(onec):
    twins = [(await onec.do("price_kinds", name="Витрина"))["kind"] for _ in range(2)]

    said = await checked(onec, ProductRules(), PriceRules(direction="1c→b24", base="Витрина"))

    (asked,) = [text for text, ok in said.items() if not ok and "Вид" in text]
    assert asked.startswith("Видов цен «Витрина» в 1С 2, и базовым в портале не станет ни один.")
    assert all(one in asked for one in twins)
