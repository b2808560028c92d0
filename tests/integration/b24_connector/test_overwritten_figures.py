"""What a stale card or an edit of many deals has overwritten of an order's figures is shown again."""

from datetime import UTC, datetime, timedelta

from tests.integration.b24_connector.commands import PAID, move
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_exchange_fields import NO_INN, note, shown

__all__ = ["office"]


async def paid_deal(office) -> int:
    deal = office.new_deal()
    await office.handle()
    await office.move(move(deal, PAID))
    await office.handle()
    return deal


def overwrite(office, deal, **values) -> None:
    names = office.directory.fields.names
    office.edit(deal, fields={names[key]: value for key, value in values.items()})


def figures(office, deal, *keys):
    item, names = office.deal(deal), office.directory.fields.names
    return [str(item[names[key]] or "") for key in keys]


async def looked(office, deal, *, hours=0) -> None:
    """Look at a deal, so many hours after its figures were put back."""
    fields = office.store.entities[f"deal:{deal}"].fields
    if hours:
        ago = datetime.now(UTC) - timedelta(hours=hours)
        await office.store.set_fields(f"deal:{deal}", {"shown_again": {**fields["shown_again"], "at": ago}})
    await office.look(deal)


async def test_figures_that_a_stale_card_has_overwritten_are_put_back_at_the_next_look(office):
    deal = await paid_deal(office)
    before = figures(office, deal, "number", "state", "paid")

    overwrite(office, deal, number="ТД00-000099", state="", paid=0)
    await office.handle()

    assert before == ["ТД00-000017", "Готов к отгрузке", "100"]
    assert figures(office, deal, "number", "state", "paid") == before


async def test_the_exchange_fields_are_put_back_too(office):
    deal = office.new_deal()
    await office.handle()
    await note(office, deal, NO_INN, waiting=True)
    await office.handle()

    overwrite(office, deal, hindrance="", exchange="")
    await office.handle()

    assert shown(office, deal) == ("отказ", NO_INN.text)


async def test_whoever_overwrites_the_figures_each_time_is_answered_once_an_hour(office):
    deal = await paid_deal(office)

    answered = []
    for hours in (0, 0, 2, 2):
        overwrite(office, deal, number="ТД00-000099")
        await looked(office, deal, hours=hours)
        answered += figures(office, deal, "number")

    ours, robots = "ТД00-000017", "ТД00-000099"
    assert answered == [ours, robots, ours, ours]


async def test_a_portal_that_keeps_a_figure_otherwise_than_it_was_sent_is_written_three_times(office):
    deal = await paid_deal(office)
    name = office.directory.fields.names["number"]
    before = office.asked["crm.item.update"]

    for hours in (0, 2, 2, 2, 2):
        office.deal(deal)[name] = "17"
        office.wire.after["crm.item.update"] = lambda: office.deal(deal).update({name: "17"})
        await looked(office, deal, hours=hours)

    assert office.asked["crm.item.update"] - before == 3


async def test_a_deal_whose_figures_stand_is_not_written_by_a_look(office):
    deal = await paid_deal(office)
    asked = office.asked["crm.item.update"]

    await looked(office, deal)

    assert office.asked["crm.item.update"] == asked


async def test_what_another_state_has_shown_meanwhile_is_what_is_put_back(office):
    deal = await paid_deal(office)
    await office.move(move(deal, PAID, edited=2, paid=40))

    overwrite(office, deal, paid=100)
    await office.handle()

    assert figures(office, deal, "paid") == ["40"]


async def test_a_portal_that_does_not_let_them_be_put_back_keeps_no_edit_from_1c(office):
    deal = await paid_deal(office)
    denied = {"kind": "error", "status": 400, "code": "100", "text": "Обязательное поле", "count": 9}
    office.wire.app.server.faults.order({**denied, "method": "crm.item.update"})

    office.edit(deal, title="Гайки", fields={office.directory.fields.names["number"]: "ТД00-000099"})
    await office.handle()

    assert office.heard(deal).title == "Гайки"
