"""A bank account that is typed with dots or small letters is one on both sides, whoever looks how often."""

import pytest

from sandbox.portal.control import parties
from services.onec_connector.base.query import Query
from tests.integration.onec_connector.conftest import onec, running_base  # noqa: F401 - fixtures
from tests.integration.ring.test_companies import people  # noqa: F401 - a fixture

ACCOUNTS = "Catalog_БанковскиеСчетаКонтрагентов"
BANK = {"RQ_BIK": "044525225", "RQ_BANK_NAME": "Сбербанк"}


async def numbers(person) -> list[str]:
    async with person.onec.clerk() as base:
        return [row["НомерСчета"] async for row in base.pages(ACCOUNTS, Query(order_by="Ref_Key"))]


@pytest.mark.parametrize(
    ("first", "second", "number"),
    [
        ("40702.810.9.0000.0000017", "40702 810 9 0000 0000017", "40702810900000000017"),
        ("kz86125kzt5004100100", "KZ86 125K ZT50 0410 0100", "KZ86125KZT5004100100"),
    ],
)
async def test_an_account_stays_one_however_it_is_typed_and_as_it_is_typed(people, first, second, number):  # noqa: F811
    person = people(1)
    await person.begins("portal")
    (requisite,) = person._requisites()
    account = parties.add_account(person.portal.simulated, {"requisite": requisite["ID"], "RQ_ACC_NUM": first, **BANK})
    await person.ring.look()
    assert await person.ring.settle() is None

    await person.edit("onec", "name")
    assert await person.ring.settle() is None
    parties.edit_account(person.portal.simulated, int(account["ID"]), {"RQ_ACC_NUM": second})
    await person.ring.look()
    assert await person.ring.settle() is None

    (row,) = person.portal.card(int(requisite["ENTITY_ID"]))["banks"]
    assert (await numbers(person), row["RQ_ACC_NUM"]) == ([number], second)
    assert await person.complaints() == []
