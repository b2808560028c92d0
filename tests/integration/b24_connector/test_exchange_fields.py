"""«Обмен с 1С» and «Что мешает»: what a list of deals is filtered by."""

import pytest

from services.b24_connector.portal import PortalRightsError
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.writer.failures import DealFailures
from shared.bus.errors import DoubtfulWrite
from shared.messages.ring.commands import DealNote
from shared.messages.ring.decisions import StageRule
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.told import Told
from shared.store import Into
from tests.integration.b24_connector.commands import deal_ref, line, move, order_ref, upsert
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]

NO_INN = Told(topic="refusal", text="Заказ не создан: у компании «Ромашка» не заполнен ИНН. Заполните реквизиты.")
CREATED = Told(topic="created", text="Заказ создан.", once=True, clears=("refusal",))
CLOSED = Told(topic="closed", text="1С закрыта на обслуживание с 12:40.")
STOPPED = Told(topic="conflict", text="Обмен состава остановлен. Сообщите администратору.", stops=True)


async def note(office, deal, *told, waiting=None, key="", source=None):
    ref = deal_ref(deal)
    key = key or ref.key
    await office.store.begin_write(key)
    await office.store.end_write(key, {}, ref=str(deal))
    message = DealNote(key=key, source=source or ref, deal=ref, told=told, waiting=waiting)
    await office.notes.noted(None, message)


def shown(office, deal):
    """What people see in the deal: the word of the list, and the sentence."""
    fields, item = office.directory.fields, office.deal(deal)
    option = fields.list_of("exchange").option(item[fields.names["exchange"]])
    return (option.name if option else "", item[fields.names["hindrance"]] or "")


async def test_a_refused_order_stands_in_fields_of_the_deal_until_its_cause_is_gone(office):
    deal = office.new_deal()

    await note(office, deal, NO_INN, waiting=True)
    refused = shown(office, deal)
    await note(office, deal, CREATED, waiting=False)

    assert refused == ("отказ", NO_INN.text)
    assert shown(office, deal) == ("передано", "")


async def test_the_fields_leave_in_the_request_that_brings_the_comment(office):
    told, untold = office.new_deal(), office.new_deal()
    await note(office, told, Told(topic="order", text="Заказ ждёт согласования."))
    before = office.portal.requests

    await note(office, untold, NO_INN, waiting=True)
    with_fields, before = office.portal.requests - before, office.portal.requests
    await note(office, told, Told(topic="order", text="Заказ согласован."))

    assert with_fields == office.portal.requests - before == 1


async def test_a_deal_that_nothing_hinders_gets_the_word_with_its_figures(office):
    deal = office.new_deal()
    await office.handle()
    before = office.asked["crm.item.update"]

    await note(office, deal, CREATED, waiting=False)
    await office.move(move(deal, StageRule(action="stay")))
    written = office.asked["crm.item.update"] - before
    await office.move(move(deal, StageRule(action="stay"), edited=2))

    assert shown(office, deal) == ("передано", "")
    assert written == office.asked["crm.item.update"] - before == 1


async def test_an_answer_that_nobody_hears_doubles_neither_the_comment_nor_its_fields(office):
    deal = office.new_deal()
    office.dies_at("crm.item.update")
    with pytest.raises(DoubtfulWrite):
        await note(office, deal, NO_INN, waiting=True)

    await note(office, deal, NO_INN, waiting=True)

    assert [row["COMMENT"] for row in office.simulated.table("comment")] == [NO_INN.text]
    assert shown(office, deal) == ("отказ", NO_INN.text)


async def test_a_deal_waits_while_1c_is_closed(office):
    deal = office.new_deal()

    await note(office, deal, CLOSED)
    waits = shown(office, deal)
    await office.move(move(deal, StageRule(action="stay")))

    assert waits == ("ждёт", CLOSED.text)
    assert shown(office, deal) == ("передано", "")


async def test_the_worst_of_what_hinders_a_deal_is_shown(office):
    deal = office.new_deal()

    for told in (NO_INN, STOPPED, CLOSED):
        await note(office, deal, told, waiting=True if told is NO_INN else None)
    await note(office, deal, waiting=False)

    assert shown(office, deal) == ("остановлено", STOPPED.text)


async def test_what_an_administrator_lets_go_shows_when_the_deal_is_looked_at(office):
    deal = office.new_deal()
    await office.handle()
    await office.move(move(deal, StageRule(action="stay")))
    await note(office, deal, STOPPED)

    await office.store.set_fields(deal_ref(deal).key, {"hindered": Into({"stopped": None})})
    await office.look(deal)

    assert shown(office, deal) == ("передано", "")


async def test_an_order_that_does_not_get_into_its_deal_stands_there_until_it_does(office):
    command = upsert([line("240.00", 2)])
    made = await office.upsert(command)
    deal, order = int(made.ref.id), order_ref(command.source.id)
    told = Told(topic="refusal", text="Изменения заказа не попали в сделку: исправьте ИНН.")
    await note(office, deal, told, key=command.key, source=order)
    refused = shown(office, deal)

    await office.upsert(upsert([line("360.00", 3)], guid=order.id, edited=2))
    await office.handle()

    assert refused == ("отказ", told.text)
    assert shown(office, deal) == ("передано", "")


async def test_a_deal_that_could_not_be_read_waits_for_the_right_until_it_is_read(office):
    deal = office.new_deal()
    failures = DealFailures(DealSnapshots(office.portal, office.directory), office.store, office.notes)
    office.simulated.switches.scopes = "crm,user,im"
    with pytest.raises(PortalRightsError) as lacking:
        await office.portal.call("catalog.product.list", {})
    office.simulated.switches.scopes = "crm,catalog,user,im"
    await failures.tell(None, DealTouched(ref=deal_ref(deal)), lacking.value, is_dead=False)
    waits = shown(office, deal)

    await office.look(deal)

    assert waits[0] == "ждёт"
    assert "не хватает права" in waits[1]
    assert shown(office, deal) == ("", "")


async def test_a_portal_without_the_fields_is_told_in_the_timeline_alone(office):
    deal = office.new_deal()
    for row in list(office.simulated.table("userfield")):
        if row["fieldName"].endswith(("_EXCHANGE", "_HINDRANCE")):
            await office.portal.call("crm.deal.userfield.delete", {"id": row["id"]}, write=True)
    await office.directory.refresh_fields()
    before = office.asked["crm.item.update"]

    await note(office, deal, NO_INN, waiting=True)

    assert office.asked["crm.item.update"] == before
