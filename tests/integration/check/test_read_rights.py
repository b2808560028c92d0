"""What 1C publishes and our user may not read: `$metadata` shows it, so each needed set is asked for one record."""

import pytest

from services.onec_connector.objects import client_price, price, switches
from tests.integration.check.conftest import Company
from tests.integration.check.spoiled import in_rules

UNREAD_BY_CHECK = (
    "Catalog_Контрагенты",
    "Catalog_Партнеры",
    "Catalog_Номенклатура",
    "Catalog_КонтактныеЛицаПартнеров",
    "Catalog_УпаковкиЕдиницыИзмерения",
    "Catalog_ДоговорыКонтрагентов",
    "Catalog_Валюты",
    "InformationRegister_СостоянияЗаказовКлиентов",
    "InformationRegister_ШтрихкодыНоменклатуры",
)
PRICES_ON = in_rules(
    ("products: {direction: off", "products: {direction: 1c→b24"),
    ("prices: {direction: off", "prices: {direction: 1c→b24"),
)
COMPANIES_ON = in_rules(("companies: {direction: off", "companies: {direction: 1c→b24"))
WITHIN = in_rules(("prices: {mode: b24,", "prices: {mode: b24-within,"))


async def denied(company: Company, *names: str) -> list[str]:
    faults = [{"kind": "no_right", "path": f"/{name}", "times": 50} for name in names]
    await company.do("faults", faults=faults)
    return [text for ok, text in await company.checked() if not ok]


def sentence(*names: str) -> str:
    return (
        f"1С не даёт пользователю обмена читать {', '.join(sorted(names))}. Дайте ему права, перечисленные в "
        "docs/guides/onec.ru.md."
    )


async def test_all_that_our_user_may_not_read_is_one_sentence(company):
    assert await denied(company, *UNREAD_BY_CHECK) == [sentence(*UNREAD_BY_CHECK)]


@pytest.mark.parametrize("name", UNREAD_BY_CHECK)
async def test_each_set_that_the_exchange_needs_is_asked(company, name):
    assert await denied(company, name) == [sentence(name)]


async def test_a_constant_that_is_denied_hides_no_other_set(company):
    names = (switches.AGREEMENTS, "Catalog_Партнеры", "Catalog_Склады")

    assert await denied(company, *names) == [sentence(*names)]


@pytest.mark.parametrize(
    ("turn_on", "names"),
    [
        (PRICES_ON, (price.KINDS, price.PRICES_20, price.DOCUMENTS)),
        (COMPANIES_ON, ("Catalog_БанковскиеСчетаКонтрагентов", "Catalog_КлассификаторБанков")),
        (WITHIN, (client_price.USER_SETTINGS, client_price.RATES)),
    ],
    ids=["prices", "companies", "prices of clients"],
)
async def test_what_a_function_of_the_rules_needs_is_asked_while_it_is_on(company, turn_on, names):
    assert await denied(company, *names) == []

    turn_on(company)

    assert sentence(*names) in await denied(company, *names)
