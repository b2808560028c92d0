"""`check` on prices of clients, and `ask prices`: what the bus makes of prices that 1C's own people have."""

import pytest

from services.onec_connector import ask
from services.onec_connector.base.client import Base
from services.onec_connector.objects import order as names
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.reference.client_price_findings import check_client_prices
from shared.rules.model import ClientPriceRules
from tests.integration.onec_connector import test_priced_rows
from tests.integration.onec_connector.connector import RULES, command, deal, line

kind = test_priced_rows.kind


def rules(mode: str):
    return RULES.model_copy(update={"prices": ClientPriceRules(mode=mode)})


async def findings(base: Base, mode: str):
    return await check_client_prices(base, rules(mode), await read_profile(base), RULES.timezone)


@pytest.mark.parametrize(
    ("mode", "switches", "words"),
    [
        ("b24", {}, []),
        ("onec", {"pricing_25": True}, ["ценообразование 2.5"]),
        ("onec", {"auto_discounts": True}, ["ценообразование 2.0", "Рассчитать скидки"]),
        ("b24-within", {}, ["не ограничивает"]),
        ("b24-within", {"limit_by_agreement": True}, ["не опустится ниже"]),
    ],
)
async def test_check_says_what_the_mode_means_in_this_base(onec, connector, mode, switches, words):
    await onec.do("switches", **{"pricing_25": False, **switches})

    found = await findings(connector.flow.context.base, mode)

    assert len(found) == len(words)
    assert all(one.ok and word in one.text for one, word in zip(found, words, strict=True))


async def test_a_base_that_does_not_publish_what_prices_hang_on_is_told(onec, connector):
    await onec.do("switches", unpublished_sets=["Catalog_ВидыЦен"])

    (found,) = await findings(connector.flow.context.base, "onec")

    assert not found.ok
    assert "Виды цен" in found.text


async def test_rows_that_people_typed_are_worked_out_anew_and_those_that_differ_are_shown(
    onec, connector, company, kind
):
    item = test_priced_rows.known_item(company)
    made = [
        (await connector.upsert(command(deal(company, number=number, lines=(line(item, price="90"),)))))[0].ref.id
        for number in (1, 2)
    ]
    async with onec.clerk() as clerk:
        for guid, price in zip(made, (90, 91), strict=True):
            document = await clerk.read(names.SET, guid)
            row = {**document[names.LINES][0], names.PRICE_KIND: kind, names.PRICE: price}
            lines = [{name: value for name, value in row.items() if "@" not in name and name != "Ref_Key"}]
            part = {names.LINES: lines}
            await clerk.change(names.SET, guid, {names.MARKER: "", **part})

    said = await ask.prices(connector.flow.context.base, RULES, RULES.timezone)

    assert (said["rows"], said["agree"]) == (2, 1)
    (sample,) = said["samples"]
    assert (sample["item"], sample["price"], sample["ours"]) == (item.name, "91.00", "90.00")
