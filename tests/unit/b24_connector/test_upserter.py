"""Making a deal of an order: once, whole, and told to the others however often it is cut short."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.ring.outcomes import DealRefused, DealUpserted
from shared.messages.things import Manager, Ref
from tests.integration.b24_connector.commands import line, upsert
from tests.unit.b24_connector.deal_world import World
from tests.unit.b24_connector.stand_ins import refused


@pytest.fixture(name="world")
def _world():
    return World()


async def test_a_new_deal_is_told_as_new_until_the_broker_has_heard_it(world):
    command = upsert([line(100)])

    outcomes = [await world.run(command, confirmed=confirmed) for confirmed in (False, True, True)]

    assert [one.created for one in outcomes] == [True, True, False]


async def test_an_order_in_another_currency_switches_its_deal(world):
    first = upsert([line(100)])
    await world.run(first)
    dollars = upsert([line(100)], guid=first.source.id, edited=2)

    await world.run(dollars.with_(order=dollars.order.with_(currency="USD")))

    assert world.portal.deals["41"]["currencyId"] == "USD"


def of_manager(command, manager):
    groups = {**command.order.groups, OrderGroup.MANAGER: Stamp(edited=1)}
    return command.with_(order=command.order.with_(groups=groups, manager=manager))


async def test_a_manager_nobody_knows_in_the_portal_is_told(world):
    outcome = await world.run(of_manager(upsert([line(100)]), Manager(name="Иванов Иван", email="ivanov@example.ru")))

    assert ["Иванов Иван" in told.text and "менеджер" in told.text.lower() for told in outcome.told] == [True]


async def test_a_manager_who_is_known_in_the_portal_needs_no_word():
    known = Manager(ref=Ref(system="b24", kind="user", id="12"), name="Иванов Иван", email="ivanov@example.ru")
    world = World(users=[known])

    outcome = await world.run(of_manager(upsert([line(100)]), Manager(name="Иванов Иван", email="ivanov@example.ru")))

    assert outcome.told == ()
    assert world.portal.deals["41"]["assignedById"] == "12"


async def test_a_deal_the_portal_refuses_is_created_when_its_order_is_looked_at_again(world):
    command = upsert([line(100)])
    world.portal.answers["crm.item.add"] = [refused("Заполните адрес"), None]

    outcome = await world.run(command)
    waited_for = world.store.entities[command.key].fields.get("refused_upsert")
    born = await world.run(command)

    assert isinstance(outcome, DealRefused)
    assert waited_for == command.source.id
    assert born.created
    assert not world.store.entities[command.key].fields.get("refused_upsert")


async def test_a_dismissed_employee_is_never_made_responsible():
    gone = Manager(ref=Ref(system="b24", kind="user", id="12"), name="Иванов", email="ivanov@example.ru", active=False)
    world = World(users=[gone])

    outcome = await world.run(of_manager(upsert([line(100)]), Manager(name="Иванов", email="ivanov@example.ru")))

    assert world.portal.deals["41"].get("assignedById") != "12"
    assert "Назначьте ответственного" in outcome.told[0].text


GONE = Manager(ref=Ref(system="b24", kind="user", id="12"), name="Иванов", email="ivanov@example.ru", active=False)
DUTY = Manager(ref=Ref(system="b24", kind="user", id="14"), name="Дежурный", email="duty@example.ru")


@pytest.mark.parametrize("known_by", [{"ref": GONE.ref}, {"email": GONE.email}, {"ref": GONE.ref, "email": GONE.email}])
async def test_a_dismissed_employee_is_not_made_responsible_however_he_is_known(known_by):
    world = World(users=[GONE])

    outcome = await world.run(of_manager(upsert([line(100)]), Manager(name="Иванов", **known_by)))

    assert world.portal.deals["41"].get("assignedById") != "12"
    assert "Назначьте ответственного" in outcome.told[0].text


async def test_who_stands_in_for_a_dismissed_employee_is_told():
    world = World(users=[GONE, DUTY])
    command = of_manager(upsert([line(100)]), Manager(name="Иванов", ref=GONE.ref))

    outcome = await world.run(command.with_(manager_default=DUTY.email))

    assert world.portal.deals["41"]["assignedById"] == "14"
    assert [told.text for told in outcome.told] == [
        "Менеджера заказа Иванов нет среди работающих сотрудников Битрикс24: ответственным указан «Дежурный»."
    ]


async def test_a_dismissed_employee_stays_responsible_where_the_order_means_him_and_nobody_stands_in():
    world = World(users=[GONE, DUTY])
    first = upsert([line(100)])
    await world.run(first)
    world.portal.deals["41"]["assignedById"] = "12"
    again = of_manager(upsert([line(100)], guid=first.source.id, edited=2), Manager(name="Иванов", ref=GONE.ref))

    outcome = await world.run(again.with_(manager_default=DUTY.email))

    assert world.portal.deals["41"]["assignedById"] == "12"
    assert outcome.told == ()


async def test_sums_that_rounding_sets_apart_are_told_though_the_rows_stay(world):
    first = upsert([line("99.99", 3)])
    await world.run(first)
    world.portal.deals["41"]["opportunity"] = "99.99"
    exact = upsert([line(100, 3)], guid=first.source.id, edited=2)

    outcome = await world.run(exact)
    again = await world.run(exact)

    assert len(world.sets()) == 1
    assert [told.text.replace("\u00a0", " ") for told in outcome.told] == [
        "Сумма заказа ТД00-000018 в 1С 100,00 ₽, в сделке 99,99 ₽. Сверьте строки."
    ]
    assert again.told == ()


async def test_rows_and_sums_that_agree_need_no_word(world):
    first = upsert([line(100, 4)])
    await world.run(first)
    world.portal.deals["41"]["opportunity"] = "100.00"

    outcome = await world.run(upsert([line(100, 4)], guid=first.source.id, edited=2))

    assert outcome.told == ()


async def test_what_a_write_has_to_tell_is_told_although_the_process_died_before_it_published(world):
    unknown = Manager(ref=Ref(system="onec", kind="manager", id="m"), name="Петров Пётр")
    command = upsert([line(100)])
    command = command.with_(
        order=command.order.with_(manager=unknown, groups={**command.order.groups, OrderGroup.MANAGER: Stamp(edited=1)})
    )

    outcomes = [await world.run(command, confirmed=confirmed) for confirmed in (False, True, True)]

    assert [any("Петров" in one.text for one in outcome.told) for outcome in outcomes] == [True, True, False]


async def test_sums_within_the_tolerance_of_the_rules_are_not_told(world):
    first = upsert([line("99.99", 3)])
    await world.run(first)
    world.portal.deals["41"]["opportunity"] = "99.99"

    outcome = await world.run(upsert([line(100, 3)], guid=first.source.id, edited=2).with_(total_tolerance_kopecks=1))

    assert outcome.told == ()


async def test_an_amount_the_portal_makes_of_written_rows_is_told_where_it_is_not_the_orders(world):
    first = upsert([line(100, 3)])
    await world.run(first)
    more = upsert([line(200, 3)], guid=first.source.id, edited=2)
    stuck = {**world.portal.deals["41"], "opportunity": "199.99"}
    world.portal.answers["crm.item.get"] = lambda _: {"item": stuck}
    world.portal.answers["crm.item.update"] = lambda _: {"item": stuck}

    outcome = await world.run(more)

    assert [told.text.replace("\u00a0", " ") for told in outcome.told] == [
        "Сумма заказа ТД00-000018 в 1С 200,00 ₽, в сделке 199,99 ₽. Сверьте строки."
    ]


async def test_what_1c_leaves_out_of_an_orders_sum_is_no_part_of_the_deals_amount_and_is_told(world):
    command = upsert([line(10_000, 10), line(3_000, 3, name="Поддон")])

    outcome = await world.run(command.with_(order=command.order.with_(total=Decimal(10_000))))

    deal = world.portal.deals["41"]
    assert (deal["isManualOpportunity"], Decimal(str(deal["opportunity"]))) == ("Y", 10_000)
    (told,) = outcome.told
    assert "в 1С 10 000,00 ₽, по строкам выходит 13 000,00 ₽: возвратную тару" in told.text.replace("\u00a0", " ")


def of_header(command, edited=1, **texts):
    groups = {**command.order.groups, OrderGroup.HEADER: Stamp(edited=edited)}
    return command.with_(order=command.order.with_(groups=groups, **texts))


async def test_a_title_that_a_person_has_given_the_deal_of_an_order_outlives_every_edit_of_its_comment(world):
    first = of_header(upsert([line(100)]), title="Заказ клиента 17", note="до обеда")
    await world.run(first)
    world.portal.deals["41"]["title"] = "Срочно"

    await world.run(of_header(first, 2, note="после обеда"))
    await world.run(of_header(first, 3, title="Заказ клиента 18", note="вечером"))

    assert [world.portal.deals["41"][name] for name in ("title", "comments")] == ["Срочно", "вечером"]


async def test_texts_that_nobody_has_changed_in_the_deal_follow_the_order(world):
    first = of_header(upsert([line(100)]), title="Заказ клиента 17", note="1 < 2")
    await world.run(first)

    await world.run(of_header(first, 2, title="Заказ клиента 18", note="2 < 3"))
    await world.run(of_header(first, 3, title="Заказ клиента 19", note="3 < 4"))

    assert [world.portal.deals["41"][name] for name in ("title", "comments")] == ["Заказ клиента 19", "3 < 4"]


async def test_nothing_is_made_beside_a_create_that_may_still_be_running(world):
    command = upsert([line(100)])
    world.store.attempted = timedelta(seconds=30)
    world.portal.lost.append("crm.item.add")
    with pytest.raises(DoubtfulWrite):
        await world.run(command)
    world.portal.answers["crm.item.list"] = {"items": []}  # the deal is not to be found yet

    with pytest.raises(Retryable, match="may still be running") as waits:
        await world.run(command)

    assert 0 < waits.value.after_s <= 120
    assert [method for method, _ in world.portal.calls].count("crm.item.add") == 1


async def test_a_deal_that_the_portal_has_refused_to_make_is_not_waited_for(world):
    command = upsert([line(100)])
    world.store.attempted = timedelta(seconds=30)
    world.portal.answers["crm.item.add"] = [refused(method="crm.item.add"), None]
    await world.run(command)

    outcome = await world.run(command)

    assert isinstance(outcome, DealUpserted)


async def test_a_deal_is_bound_to_its_order_as_soon_as_it_is_made(world, monkeypatch):
    class Died(BaseException):
        """The process is gone."""

    async def dies(*_, **__):
        raise Died

    command = upsert([line(100)])
    with monkeypatch.context() as dying:
        dying.setattr(world.store, "end_write", dies)
        with pytest.raises(Died):
            await world.run(command)

    assert world.store.entities[command.key].ref == "41"


async def test_a_frozen_group_is_told_until_the_broker_has_heard_it(world):
    command = upsert([line(100)])
    await world.run(command)
    world.store._put(command.key, unsaid=frozenset({OrderGroup.ROWS}))

    told = [(await world.run(command, confirmed=confirmed)).told for confirmed in (False, True, True)]

    assert [bool(one) for one in told] == [True, True, False]
