"""`check` looks for 1C's organisations among the values of the deal's field."""

from services.b24_connector import ask as portal_ask
from services.console.organisations import compared
from services.onec_connector import ask as base_ask


async def both(company, by_value=None, only=()):
    async with company.opened() as portal, company.connected() as base:
        return await portal_ask.organisations(portal, by_value or {}), await base_ask.organisations(base, only)


async def test_all_organisations_of_the_base_are_looked_for_in_the_field(company):
    offered, ours = await both(company)
    lacking = [one for one in offered if one["inn"] != ours[0]["inn"]]

    (found,) = compared(lacking, ours)

    assert ours[0]["inn"] in found.text
    assert compared([*offered, *ours], ours) == []


async def test_a_value_means_what_the_rules_say(company):
    offered, _ = await both(company, {"7701310010": "502431000309"})

    assert offered
    assert "7701310010" not in [one["inn"] for one in offered]


async def test_an_organisation_whose_orders_never_become_deals_is_not_looked_for(company):
    _, ours = await both(company, only=("7701310010",))

    assert [one["inn"] for one in ours] == ["7701310010"]
