"""The day is the one that the 1C base's clock shows, even while it is still yesterday in UTC."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from sandbox.base.seed import goods
from services.onec_connector.base.client import Base
from services.onec_connector.check import check
from services.onec_connector.vocabulary import clock
from shared.rules.model import OrganisationRules
from tests.integration.onec_connector.connector import RULES
from tests.integration.onec_connector.test_new_items import connector, typed_product

__all__ = ["connector"]


@pytest.fixture(autouse=True)
def new_year_in_moscow(monkeypatch) -> None:
    """One in the morning of 1 January 2026 in Moscow, when 22 % of VAT has taken the place of 20 %."""

    class NewYear(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2025, 12, 31, 22, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(clock, "datetime", NewYear)


async def test_a_new_item_never_has_the_rate_of_vat_that_ended_yesterday(connector, onec):
    outcome, _ = await connector.make(typed_product(vat_rate=Decimal(20)))

    made = await onec.ask(f"items/{outcome.ref.id}")

    assert made["item"]["СтавкаНДС_Key"] == goods.vat_guid(Decimal(22))


async def test_check_names_the_rates_of_vat_in_force_today(onec, company):
    inn = company.organisations[0].inn
    rules = RULES.model_copy(update={"organisations": OrganisationRules(default=inn)})

    async with Base.connect(onec.address, user=onec.user, password=onec.password) as base:
        (said,) = [one.text for one in await check(base, rules) if one.text.startswith("Ставки НДС для")]

    assert "22" in said
    assert "20" not in said.removeprefix(f"Ставки НДС для организации с ИНН {inn}")
