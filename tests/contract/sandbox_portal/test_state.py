"""A portal takes up what another one remembered."""

from sandbox.portal.engine.fields import COMPANY, DEAL
from sandbox.portal.engine.state import Options, Portal
from sandbox.portal.seed import furnish
from sandbox.stored import unpack


async def test_a_portal_loaded_from_a_state_shows_the_same_and_counts_on(rest, portal, bolt, client_company):
    deal = await rest.new_deal(title="Заказ 15", companyId=client_company["item"]["id"])
    await rest.set_rows(deal, {"productId": bolt, "price": 120, "quantity": 2})
    other = Portal(Options(address="http://portal.test"))
    furnish(other)

    other.load(unpack(await rest.control("GET", "state")))

    assert other.saved() == portal.saved()
    assert other.items[DEAL].add({}) == deal + 1


async def test_a_state_without_a_field_of_today_leaves_that_field_empty(rest, portal, client_company):
    saved = unpack(await rest.control("GET", "state"))
    company = client_company["item"]["id"]
    del saved["items"][COMPANY]["rows"][company]["contactIds"]
    del saved["tables"]["measure"]

    portal.load(saved)

    assert portal.items[COMPANY].rows[company]["contactIds"] == []
    assert len(portal.table("measure")) > 0
