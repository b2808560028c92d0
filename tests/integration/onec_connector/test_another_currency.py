"""An order that people have moved into another currency: no other edit of its deal moves it back beside its sums."""

import pytest

from shared.messages.order import OrderGroup
from shared.messages.ring.outcomes import OrderRefused
from shared.messages.things import Ref, Thing
from tests.integration.onec_connector.connector import command, created, customer_of, deal, known_client


def _another_client(company):
    def fits(one):
        return one.known_to_onec and one.kind == "company" and one.agreement and one.agreement.payment != "by_contract"

    return next(one for one in company.clients if fits(one) and one is not known_client(company))


@pytest.fixture
async def in_dollars(connector, onec, company):
    """An order of a deal in roubles, which the accountant has moved into dollars since."""
    guid = await created(connector, company)
    async with onec.clerk() as clerk:
        dollar = (await clerk.create("Catalog_Валюты", {"Code": "840", "Description": "USD"}))["Ref_Key"]
        await clerk.change("Document_ЗаказКлиента", guid, {"Валюта_Key": dollar})
    connector.flow.snapshots.dictionaries.forget()
    await connector.touch(guid)
    return guid, dollar


@pytest.mark.parametrize("what", ["client", "agreement"])
async def test_what_brings_other_terms_leaves_the_orders_currency(connector, onec, company, in_dollars, what):
    guid, dollar = in_dollars
    order = deal(company)
    terms = order.terms.with_(
        agreement=Thing(ref=Ref(system="onec", kind="agreement", id=company.typical_agreements[1].guid))
    )
    edits = {
        "client": (order.with_(customer=customer_of(_another_client(company))), OrderGroup.PARTIES),
        "agreement": (order.with_(terms=terms), OrderGroup.HEADER),
    }
    edited, group = edits[what]

    outcome, *_ = await connector.upsert(command(edited, edited=2, groups=(group,)))

    assert (await onec.order(guid))["document"]["Валюта_Key"] == dollar
    assert (type(outcome), outcome.reason) == (OrderRefused, "currency")
    assert "сделка в валюте RUB, заказ в 1С в USD" in outcome.told[-1].text
