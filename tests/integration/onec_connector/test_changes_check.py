"""What `check` says of how edits in 1C are learnt of."""

import pytest

from services.onec_connector.base.client import Base
from services.onec_connector.check import check
from shared.rules.directory import CompanyRules, DirectoryRules, ProductRules
from tests.integration.onec_connector.connector import RULES, Onec

LOG = "InformationRegister_ВерсииОбъектов"
ON = DirectoryRules(products=ProductRules(direction="1c→b24"), companies=CompanyRules(direction="1c→b24"))


async def checked(onec: Onec, rules: DirectoryRules = ON) -> list[str]:
    """The lines about edits of directories; none of them is a fault."""
    async with Base.connect(onec.address, user=onec.user, password=onec.password) as base:
        found = await check(base, RULES.model_copy(update={"directory": rules}))
    about = [one for one in found if "правки" in one.text.lower()]
    assert all(one.ok for one in about)
    return [one.text for one in about]


async def test_a_base_that_keeps_versions_is_told_apart_type_by_type(onec):
    await onec.do("switches", versioning=True)
    await onec.do("items", name="Болт М99")

    found, lost = await checked(onec)

    assert found == "По версиям объектов 1С правки доходят до портала за минуту: номенклатура"
    assert lost.startswith(
        "Среди последних версий объектов 1С нет: характеристики, партнёры, контрагенты, "
        "банковские счета. Их правки доходят за 5 минут; включите для них историю изменений в 1С"
    )
    assert "ГБ в сутки" in lost


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"unpublished_sets": [LOG]}, "не опубликованы регистры"),
        ({"versioning": False}, "выключена «История изменений»"),
    ],
    ids=["unpublished", "off"],
)
async def test_what_stands_in_the_way_is_named_with_what_passes_cost(onec, how, why):
    await onec.do("switches", **how)

    (said,) = await checked(onec)

    assert why in said
    assert "за 5 минут" in said
    assert "ГБ в сутки" in said


async def test_a_right_that_is_missing_is_named(onec):
    await onec.do("switches", versioning=True)
    await onec.do("faults", kind="no_right", path=LOG)

    (said,) = await checked(onec)

    assert "не разрешено чтение" in said


async def test_nothing_is_said_while_nothing_of_a_directory_crosses(onec):
    assert await checked(onec, DirectoryRules()) == []
