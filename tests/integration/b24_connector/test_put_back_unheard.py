"""The answer is lost when a deal's former rows go back, as an invoice came in between: nobody has edited them (R12)."""

import contextlib

import pytest

from sandbox.portal.control import invoices
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.order import OrderGroup
from tests.integration.b24_connector.test_client_prices import heard, office, priced

__all__ = ["office"]


async def test_rows_that_went_back_without_an_answer_are_nobodys_edit_and_stay(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    wire, command, said = office.wire, priced(office, deal, 99, known), len(office.facts)

    def dies_as_they_go_back():
        wire.dies_at = "crm.item.productrow.set"

    def is_written():
        wire.before["crm.item.list"] = dies_as_they_go_back

    wire.before["crm.item.productrow.set"] = lambda: invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    wire.after["crm.item.productrow.set"] = is_written
    with pytest.raises(DoubtfulWrite):
        await office.run(command)
    assert office.rows(deal) == [(120, 2)]

    done = await office.run(command)

    office.pass_by(60)
    with contextlib.suppress(Retryable):
        await office.look(deal)
    assert office.rows(deal) == [(120, 2)]
    assert ["по ней выставлен счёт № 7" in one.text for one in done.told] == [True]
    assert {one.order.groups[OrderGroup.ROWS].edited for one in office.facts[said:]} <= {known}
