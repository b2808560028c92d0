"""A deal that the bus has just made is a person's too: what is set before its rows are in is heard, not overwritten."""

import pytest

from shared.bus.errors import DoubtfulWrite
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import DealChanged
from shared.messages.ring.outcomes import DealUpserted
from shared.messages.things import Customer, Manager, Ref
from tests.integration.b24_connector.commands import PAID, line, move, upsert
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]

MANAGER, ORGANISATION = OrderGroup.MANAGER, OrderGroup.ORGANISATION


def an_order(office, **words):
    """An order of a seeded company whose manager is employee 11."""
    company = str(next(iter(office.simulated.seeded["companies"].values())))
    customer = Customer(ref=Ref(system="b24", kind="company", id=company), name="ООО Клиент")
    command = upsert([line(100)], **{"customer": customer, **words})
    groups = {**command.order.groups, MANAGER: Stamp(edited=1), ORGANISATION: Stamp(edited=1)}
    manager = Manager(ref=Ref(system="b24", kind="user", id="11"), name="Иванов Иван")
    return command.with_(order=command.order.with_(groups=groups, manager=manager))


def newest(office):
    return max(office.simulated.items[2].rows)


def at_once(office, edit):
    """Somebody edits the deal as soon as it is there: a person, or an automation rule of its first stage."""
    office.wire.after["crm.item.add"] = lambda: edit(newest(office))


def gets_rows(office, deal):
    office.set_row(deal, price=300, quantity=1)
    return lambda: office.rows(deal) == [(300, 1)] and office.heard_rows(deal) == [(300, 1)]


def gets_manager(office, deal):
    office.edit(deal, manager=12)
    return lambda: office.deal(deal)["assignedById"] == 12 and office.heard(deal).manager.ref.id == "12"


def gets_organisation(office, deal):
    place, option = office.directory.fields.names["organisation"], office.directory.fields.organisations[0]
    office.edit(deal, fields={place: option.id})
    return lambda: office.heard(deal).organisation.inn == option.code


def gets_company(office, deal):
    company = list(office.simulated.seeded["companies"].values())[1]
    office.edit(deal, company=company)
    return lambda: office.deal(deal)["companyId"] == company and office.heard(deal).customer.ref.id == str(company)


def gets_stage(office, deal):
    office.edit(deal, stage="NEW")
    return lambda: office.heard(deal).stage.id == "NEW"


EDITS = (gets_rows, gets_manager, gets_organisation, gets_company, gets_stage)


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("seconds", [0, 3])
async def test_what_is_set_in_a_deal_at_once_stands_and_is_published(office, edit, seconds):
    right = []
    at_once(office, lambda deal: (office.pass_by(seconds), right.append(edit(office, deal))))

    await office.upsert(an_order(office))
    await office.handle()

    assert right[0]()


@pytest.mark.parametrize("edit", EDITS)
async def test_what_is_set_in_a_deal_between_a_crash_and_its_rows_stands_and_is_published(office, edit):
    command = an_order(office)
    office.dies_at("crm.item.productrow.set")
    with pytest.raises(DoubtfulWrite):
        await office.run(command)
    deal = newest(office)
    office.simulated.rows.pop(("D", deal), None)
    right = edit(office, deal)

    outcome = await office.upsert(command)
    await office.handle()

    assert right()
    assert outcome.created


@pytest.mark.parametrize("edit", EDITS)
async def test_what_is_set_in_a_deal_whose_making_was_answered_by_nobody_stands_and_is_published(office, edit):
    command = an_order(office)
    office.dies_at("crm.item.add")
    with pytest.raises(DoubtfulWrite):
        await office.run(command)
    right = edit(office, newest(office))

    outcome = await office.upsert(command)
    await office.handle()

    assert right()
    assert outcome.created
    assert len(office.simulated.items[2].rows) == 1


@pytest.mark.parametrize("method", ["crm.item.add", "crm.item.productrow.set"])
async def test_a_deal_nobody_touches_is_finished_after_a_crash_and_publishes_nothing(office, method):
    command = an_order(office)
    office.dies_at(method)
    with pytest.raises(DoubtfulWrite):
        await office.run(command)

    await office.upsert(command)
    await office.handle()

    assert office.rows(newest(office)) == [(100, 1)]
    assert office.facts == []


async def test_a_new_deal_is_written_once_and_its_rows_once(office):
    await office.upsert(an_order(office))
    await office.handle()

    assert office.asked["crm.item.update"] == 0
    assert office.asked["crm.item.productrow.set"] == 1
    assert office.facts == []


async def test_the_rest_of_an_order_reaches_a_deal_whose_rows_a_person_has_typed(office):
    at_once(office, lambda deal: office.set_row(deal, price=300, quantity=1))
    command = an_order(office)

    outcome = await office.upsert(command)

    assert isinstance(outcome, DealUpserted)
    (fact,) = [one for one in office.facts if isinstance(one, DealChanged)]
    stamps = fact.order.groups
    assert stamps[OrderGroup.ROWS].known == 0  # our rows were not in the deal: the judge is asked
    assert stamps[MANAGER] == Stamp(edited=0, known=1)


@pytest.mark.parametrize("edit", [gets_company, gets_organisation, gets_manager])
@pytest.mark.parametrize("known", [True, False])
async def test_somebody_named_in_a_deal_of_whom_its_order_says_nothing_is_published(office, edit, known):
    command = upsert([line(100)])
    groups = {**command.order.groups, MANAGER: Stamp(edited=1), ORGANISATION: Stamp(edited=1)}
    command = command.with_(order=command.order.with_(groups=groups))
    right = []
    if known:
        await office.upsert(command)
        await office.handle()
        later = {group: Stamp(edited=2) for group in groups}
        command = command.with_(order=command.order.with_(groups=later))
        right.append(edit(office, newest(office)))
    else:
        at_once(office, lambda deal: right.append(edit(office, deal)))

    await office.upsert(command)
    await office.handle()

    assert right[0]()


# Deleted.


async def test_a_deal_born_from_an_order_and_deleted_takes_its_order_back(office):
    outcome = await office.upsert(an_order(office))
    office.touches.clear()

    office.delete(int(outcome.ref.id))
    await office.handle()

    (fact,) = office.facts
    assert (fact.order.phase, fact.order.stage.pipeline, fact.order.origin) == ("cancelled", "0", outcome.source)


@pytest.mark.parametrize("method", ["crm.item.add", "crm.item.productrow.set"])
async def test_a_deal_deleted_before_its_rows_are_in_takes_its_order_back(office, method):
    command = an_order(office)
    office.dies_at(method)
    with pytest.raises(DoubtfulWrite):
        await office.run(command)
    office.listening = False
    office.delete(newest(office))
    office.touches.clear()

    if method == "crm.item.productrow.set":
        await office.upsert(command)
        await office.handle()

        assert [one.order.phase for one in office.facts] == ["cancelled"]
    else:
        await office.upsert(command)

        assert len(office.simulated.items[2].rows) == 1  # nobody knows that it was there: it is made again


async def test_a_deal_deleted_while_the_bus_moves_it_takes_its_order_back(office):
    deal = office.new_deal()
    await office.handle()
    office.listening = False
    office.delete(deal)

    await office.move(move(deal, PAID))
    await office.handle()

    assert office.facts[-1].order.phase == "cancelled"


async def test_a_deal_of_an_earlier_release_that_was_never_read_takes_its_order_back(office):
    outcome = await office.upsert(an_order(office))
    office.touches.clear()
    await office.store.set_fields(f"order:{outcome.source.id}", {"born": None, "closed": None})

    office.delete(int(outcome.ref.id))
    await office.handle()

    assert [one.order.phase for one in office.facts] == ["cancelled"]


async def test_where_a_deal_stands_is_known_after_every_write_of_ours(office):
    outcome = await office.upsert(an_order(office))
    fields = office.store.entities[f"order:{outcome.source.id}"].fields

    assert (fields["born"]["stage"], fields["closed"]) == ("PREPARATION", False)


async def test_that_an_exchange_was_stopped_is_told_although_the_process_died_before_it_published(office):
    command = an_order(office)
    await office.run(command)
    office.store._put(command.key, frozen=frozenset({"rows"}), unsaid=frozenset({"rows"}))  # by a write of before

    await office.writer.upserted(wrap(command, source="test"), command)
    told = [(await office.run(command)).told for _ in range(2)]

    assert [["остановлен" in one.text for one in texts] for texts in told] == [[True], []]


async def test_what_was_said_before_a_kill_is_told_with_a_newer_command(office):
    command = an_order(office)
    await office.run(command)
    stranger = Manager(name="Незнакомый Пётр", email="stranger@example.ru")
    handed_on, renamed = (
        command.with_(order=command.order.with_(manager=stranger, groups={group: Stamp(edited=edited)}))
        for group, edited in ((MANAGER, 2), (OrderGroup.ROWS, 3))
    )

    await office.writer.upserted(wrap(handed_on, source="test"), handed_on)
    told = [(await office.run(renamed)).told for _ in range(2)]

    assert [["Незнакомый Пётр" in one.text for one in texts] for texts in told] == [[True], []]
