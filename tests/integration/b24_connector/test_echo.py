"""What a person edits about the time the bus writes into the deal is heard, whoever saves first."""

from itertools import product

import pytest

from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.ring.decisions import StageRule
from tests.integration.b24_connector.commands import PAID, move
from tests.integration.b24_connector.in_process import BUS, office
from tests.integration.b24_connector.test_deaths import a_deal

__all__ = ["office"]

OTHER = 1
SECONDS = (0, 1, 3)
RULES = (StageRule(), PAID)


async def known_deal(office, **words):
    """A deal that was published, and whose last change lies back far enough for the reader to rely on it."""
    deal = office.new_deal(**words)
    office.pass_by(10)
    await office.handle()
    office.pass_by(10)
    return deal


def other_company(office):
    return list(office.simulated.seeded["companies"].values())[1]


def edit_rows(office, deal, by):
    office.set_row(deal, quantity=5, by=by)
    return lambda: office.heard_rows(deal) == [(120, 5)]


def swap_rows(office, deal, by):
    office.set_row(deal, price=80, quantity=3, by=by)
    return lambda: office.heard_rows(deal) == [(80, 3)]


def edit_company(office, deal, by):
    company = other_company(office)
    office.edit(deal, company=company, by=by)
    return lambda: office.heard(deal).customer.ref.id == str(company)


def edit_organisation(office, deal, by):
    place = office.directory.fields.names["organisation"]
    option = office.directory.fields.organisations[0]
    office.edit(deal, fields={place: option.id}, by=by)
    return lambda: office.heard(deal).organisation is not None


def edit_stage(office, deal, by):
    office.edit(deal, stage="NEW", by=by)
    return lambda: office.heard(deal).stage.id == "NEW"


EDITS = (edit_rows, edit_company, swap_rows)


async def before_the_write(office, deal, edit, seconds, command):
    right = edit()
    office.pass_by(seconds)
    await office.move(command)
    return right


async def after_the_write(office, deal, edit, seconds, command):
    await office.move(command)
    office.pass_by(seconds)
    return edit()


async def after_the_echo(office, deal, edit, seconds, command):
    await office.move(command)
    await office.handle()
    office.pass_by(seconds)
    return edit()


async def within_the_round_trip(office, deal, edit, seconds, command):
    right = []
    office.wire.before["crm.item.update"] = lambda: (right.append(edit()), office.pass_by(seconds))
    await office.move(command)
    return right[0]


WHEN = (before_the_write, after_the_write, after_the_echo, within_the_round_trip)


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("listening", [True, False], ids=["events", "sweeps alone"])
async def test_an_edit_within_three_seconds_of_a_payment_is_published_within_two_sweeps(office, when, listening):
    unheard = []
    for number, (seconds, edit, by) in enumerate(product(SECONDS, EDITS, (BUS, OTHER))):
        rule = RULES[number % 2]
        deal = await known_deal(office)
        office.listening = listening

        right = await when(office, deal, lambda: edit(office, deal, by), seconds, move(deal, rule, paid=10))  # noqa: B023

        await office.handle()
        for _ in range(2):
            await office.sweep()
        office.listening = True
        if not right():
            unheard.append((edit.__name__, seconds, rule.action, by))
    assert unheard == []


@pytest.mark.parametrize("edit", [edit_organisation, edit_stage])
async def test_a_field_a_person_sets_while_the_bus_writes_figures_is_no_field_of_ours(office, edit):
    deal = await known_deal(office)

    right = await within_the_round_trip(office, deal, lambda: edit(office, deal, OTHER), 0, move(deal, StageRule()))
    await office.handle()

    assert right()


async def test_an_edit_is_heard_at_its_event_and_not_only_by_the_sweep(office):
    deal = await known_deal(office)
    office.set_row(deal, quantity=5)
    await office.move(move(deal, StageRule(), paid=10))

    await office.handle()

    assert office.heard_rows(deal) == [(120, 5)]


async def test_edits_made_while_the_connector_was_stopped_are_heard_before_a_payment_hides_them(office):
    deals = [await known_deal(office) for _ in range(50)]
    office.listening = False
    for deal in deals:
        office.set_row(deal, quantity=5)
    office.pass_by(30)

    for deal in deals:
        await office.move(move(deal, StageRule(), paid=10))
    await office.sweep()

    assert [office.heard_rows(deal) for deal in deals] == [[(120, 5)]] * 50


async def test_our_own_write_alone_is_answered_by_a_look_at_the_header(office):
    deal = await known_deal(office)
    facts = len(office.facts)
    await office.move(move(deal, StageRule(), paid=10))
    asked = office.asked["crm.item.productrow.list"]

    await office.handle()

    assert office.asked["crm.item.productrow.list"] == asked
    assert len(office.facts) == facts


async def test_an_echo_answers_one_touch(office):
    deal = await known_deal(office)
    await office.move(move(deal, StageRule(), paid=10))
    office.set_row(deal, price=80, quantity=3)  # in the same second, by the same user, of the same amount

    await office.handle()

    assert office.heard_rows(deal) == [(80, 3)]


async def test_a_write_is_looked_at_once_more_by_the_sweep(office):
    deal = await known_deal(office)
    await office.move(move(deal, StageRule(), paid=10))
    await office.handle()
    office.simulated.rows["D", deal][0]["quantity"] = 3  # an old portal: no event, no new time of change
    office.simulated.rows["D", deal][0]["price"] = 80

    await office.sweep()

    assert office.heard_rows(deal) == [(80, 3)]


async def test_rows_swapped_while_the_connector_was_stopped_are_heard_before_an_edit_of_their_order_hides_them(office):
    command, deal = await a_deal(office)
    office.listening = False
    office.set_row(deal, price=50, quantity=2)
    stamps = {OrderGroup.HEADER: Stamp(edited=2)}
    renamed = command.with_(order=command.order.with_(title="Болты и гайки", groups=stamps))

    await office.run(renamed)
    await office.sweep()

    assert (office.deal(deal)["title"], office.heard_rows(deal)) == ("Болты и гайки", [(50, 2)])
