"""Rows that an invoice has made other than the order's, and whose write ends in doubt: nobody's edit."""

import pytest

from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.ring.outcomes import DealRefused
from shared.messages.things import Manager, Ref
from tests.integration.b24_connector.commands import line
from tests.integration.b24_connector.test_client_prices import heard, office
from tests.integration.b24_connector.test_held_prices import changed, invoiced

__all__ = ["invoiced", "office"]

SET = "crm.item.productrow.set"


def and_manager(command, known):
    employee = Manager(name="Белова", ref=Ref(system="b24", kind="user", id="11"))
    groups = {**command.order.groups, OrderGroup.MANAGER: Stamp(edited=1, known=known)}
    return command.with_(order=command.order.with_(groups=groups, manager=employee))


async def held_beside_a_manager(office, invoiced):
    """The order brings a manager, a row, and a price that the invoice holds."""
    deal, known = invoiced
    manager = (await heard(office, deal)).groups[OrderGroup.MANAGER].edited
    return deal, and_manager(changed(office, deal, known, line(198, 2), line(50, name="Гайка")), manager)


def fails_to_say(office, monkeypatch):
    """The portal sets the next rows, and answers that one call of its batch with an error of its own."""
    chain = office.portal.chain

    async def failing(commands, **words):
        answers = list(await chain(commands, **words))
        names = [method for method, _ in commands]
        if SET in names:
            answers[names.index(SET)] = DoubtfulWrite("INTERNAL_SERVER_ERROR")
            monkeypatch.undo()
        return answers

    monkeypatch.setattr(office.portal, "chain", failing)


async def test_held_rows_that_are_in_doubt_beside_a_manager_who_is_taken_are_nobodys_edit(
    office, invoiced, monkeypatch
):
    deal, command = await held_beside_a_manager(office, invoiced)
    said = len(office.facts)
    fails_to_say(office, monkeypatch)
    with pytest.raises(Retryable):
        await office.run(command)

    await office.run(command)
    await office.look(deal)

    assert (office.rows(deal), office.deal(deal)["assignedById"]) == ([(120, 2), (50, 1)], 11)
    assert len(office.facts) == said


async def test_held_rows_that_stood_in_doubt_are_nobodys_edit_where_the_next_run_is_refused(office, invoiced):
    deal, known = invoiced
    command = changed(office, deal, known, line(198, 2), line(50, name="Гайка"))
    said = len(office.facts)
    office.dies_at(SET)
    with pytest.raises(Retryable):
        await office.run(command)
    refusal = {"kind": "error", "method": SET, "status": 400, "code": "ERROR_CORE", "text": "Нельзя"}
    office.wire.app.server.faults.order(refusal)

    assert isinstance(await office.run(command), DealRefused)
    await office.look(deal)

    assert (office.rows(deal), len(office.facts)) == ([(120, 2), (50, 1)], said)


async def test_held_rows_in_doubt_are_not_read_as_an_edit_however_long_they_stand(office, invoiced):
    deal, known = invoiced
    said = len(office.facts)
    office.dies_at(SET)
    with pytest.raises(Retryable):
        await office.run(changed(office, deal, known, line(198, 2), line(50, name="Гайка")))
    office.store.outwaited = True

    await office.look(deal)
    silent = len(office.facts) == said
    office.edit(deal, rows=[{**row, "price": 110} for row in office.simulated.rows["D", deal]])
    await office.look(deal)

    assert (silent, office.heard_rows(deal)) == (True, [(110, 2), (110, 1)])
