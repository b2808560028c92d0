"""New items of several kinds (R10): services and what stands in a section of its own have kinds of their own."""

import pytest

from sandbox.base.seed import goods
from services.onec_connector.base.client import Base
from services.onec_connector.check import check
from shared.messages.things import Ref, Thing
from shared.rules.directory import ItemRules, KindRule
from tests.integration.onec_connector.connector import RULES, document_of, known_item, line
from tests.integration.onec_connector.test_new_items import connector, ordered, typed

__all__ = ["connector"]

BY_TYPE = ItemRules(kind="Товары", kinds=(KindRule(kind="Услуги", type="service"),))
BY_GROUP = ItemRules(kind="Услуги", kinds=(KindRule(kind="Товары", group="Крепёж"),))


async def kind_of(onec, outcome) -> str:
    *_, row = (await document_of(onec, outcome))["Товары"]
    return (await onec.ask(f"items/{row['Номенклатура_Key']}"))["item"]["ВидНоменклатуры_Key"]


@pytest.mark.parametrize("connector", [BY_TYPE], indirect=True)
async def test_a_new_service_takes_after_the_kind_of_services_and_goods_after_that_of_goods(connector, onec, company):
    service = typed(company, 502, name="Доставка", kind="service")

    delivered, *_ = await connector.upsert(ordered(company, line(known_item(company)), service))
    sold, *_ = await connector.upsert(ordered(company, typed(company), number=2))

    assert [await kind_of(onec, one) for one in (delivered, sold)] == [goods.KIND_OF_SERVICES, goods.KIND]


@pytest.mark.parametrize("connector", [BY_GROUP], indirect=True)
async def test_a_product_in_a_section_takes_after_the_kind_of_the_folder_around_it(connector, onec, company):
    outer = (await onec.do("item_groups", name="Крепёж"))["group"]
    inner = (await onec.do("item_groups", name="Болты", parent=outer))["group"]
    section = Thing(ref=Ref(system="onec", kind="group", id=inner))
    bolt = typed(company)
    bolt = bolt.with_(item=bolt.item.with_(section=section))

    made, *_ = await connector.upsert(ordered(company, bolt))
    (refused,) = await connector.upsert(ordered(company, typed(company, 502, name="Гайка"), number=2))

    assert await kind_of(onec, made) == goods.KIND
    assert "вид номенклатуры «Услуги» из правил обмена для другого" in refused.told[0].text


async def test_check_names_every_kind_and_folder_of_the_rules(onec):
    rules = ItemRules(kinds=(KindRule(kind="Товары"), KindRule(kind="Метизы", group="Нет такой")))

    async with Base.connect(onec.address, user=onec.user, password=onec.password) as base:
        findings = [(one.ok, one.text) for one in await check(base, RULES.model_copy(update={"items": rules}))]

    assert (True, "Новые товары портала становятся номенклатурой вида «Товары»") in findings
    assert [text.partition(",")[0] for ok, text in findings if "Метизы" in text and not ok] == [
        "Вид номенклатуры «Метизы» в 1С не найден или не один"
    ]
    assert [ok for ok, text in findings if "Нет такой" in text] == [False]
