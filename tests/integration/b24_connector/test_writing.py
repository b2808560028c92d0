"""What 1C knows appears in the deals."""

from decimal import Decimal
from uuid import uuid4

from shared.messages.ring.commands import DealNote
from shared.messages.ring.facts import DealChanged
from shared.messages.ring.outcomes import DealUpserted
from shared.messages.ring.told import Told
from shared.messages.things import Contacts, Customer, LegalEntity, Person, Ref
from tests.integration.b24_connector.commands import PAID, UNPAID, comments, deal_ref, line, move, upsert


async def test_figures_are_shown_and_a_paid_deal_is_moved_and_told(world):
    await world.start()
    assert (await world.run("setup"))[0] == 0
    await world.connector.restart()
    deal = await world.new_deal(stage="PREPAYMENT_INVOICE")
    await world.calm()

    await world.bus.publish(move(deal, PAID))
    await world.calm()

    card = await world.card(deal)
    assert card["deal"]["stageId"] == "FINAL_INVOICE"
    assert card["deal"]["ufCrmDealbusNumber"] == "ТД00-000017"
    assert card["deal"]["ufCrmDealbusState"] == "Готов к отгрузке"
    assert card["deal"]["ufCrmDealbusPaid"] == 100
    assert await comments(world, deal) == [PAID.why.replace("{stage}", "Счет оплачен")]


async def test_a_move_of_ours_is_no_edit_of_a_person(world):
    await world.start()
    deal = await world.new_deal(stage="PREPARATION")
    published = len(await world.calm())

    await world.bus.publish(move(deal, PAID))
    messages = await world.calm()

    assert len(messages) == published


async def test_a_deal_goes_back_to_the_stage_a_person_had_set(world):
    await world.start()
    deal = await world.new_deal(stage="PREPAYMENT_INVOICE")
    await world.calm()
    await world.bus.publish(move(deal, PAID))
    await world.calm()

    await world.bus.publish(move(deal, UNPAID, edited=2, paid=0))
    await world.calm()

    assert (await world.card(deal))["deal"]["stageId"] == "PREPAYMENT_INVOICE"


async def test_an_older_state_moves_nothing(world):
    await world.start()
    deal = await world.new_deal(stage="PREPARATION")
    await world.calm()
    await world.bus.publish(move(deal, PAID, edited=5))
    await world.calm()

    await world.bus.publish(move(deal, UNPAID, edited=4))
    await world.calm()

    assert (await world.card(deal))["deal"]["stageId"] == "FINAL_INVOICE"


async def test_a_parked_deal_is_left_alone(world):
    await world.start()
    deal = await world.new_deal(stage="NEW")
    await world.calm()

    await world.bus.publish(move(deal, PAID))
    await world.calm()

    assert (await world.card(deal))["deal"]["stageId"] == "NEW"
    assert await comments(world, deal) == []


async def test_a_sentence_is_told_once_and_a_waiting_deal_is_remembered(world):
    await world.start()
    deal = await world.new_deal(stage="PREPARATION")
    await world.calm()
    told = Told(topic="refusal", text="Заказ не создан: не заполнен ИНН.")
    note = DealNote(key=f"deal:{deal}", source=deal_ref(deal), deal=deal_ref(deal), told=(told,), waiting=True)

    await world.bus.publish(note)
    await world.bus.publish(note)
    await world.calm()

    entity = await world.store.get(f"deal:{deal}")
    assert await comments(world, deal) == [told.text]
    assert entity.fields["waiting"] is True


async def test_a_waiting_deal_is_published_again_when_its_requisite_is_completed(world):
    await world.start()
    deal = await world.new_deal(stage="PREPARATION")
    before = [one for one in await world.calm() if isinstance(one, DealChanged)]
    note = DealNote(key=f"deal:{deal}", source=deal_ref(deal), deal=deal_ref(deal), waiting=True)
    await world.bus.publish(note)
    await world.calm()
    requisite = before[0].order.customer.legal_entity.ref.id

    await world.does(f"requisites/{requisite}", RQ_INN="7707083893")
    after = [one for one in await world.calm() if isinstance(one, DealChanged)]

    assert len(after) == len(before) + 1
    assert after[-1].order.customer.legal_entity.inn == "7707083893"


async def test_a_waiting_deal_is_not_asked_for_again_because_the_bus_has_marked_its_client(world):
    await world.start()
    deal = await world.new_deal(stage="PREPARATION")
    (before, *_) = [one for one in await world.calm() if isinstance(one, DealChanged)]
    note = DealNote(key=f"deal:{deal}", source=deal_ref(deal), deal=deal_ref(deal), waiting=True)
    await world.bus.publish(note)
    await world.calm()
    requisite = before.order.customer.legal_entity.ref.id

    await world.does(f"requisites/{requisite}", XML_ID="053556dc-2cff-5cb2-9f8f-d1c891bfb1f1")

    assert [one for one in await world.calm() if isinstance(one, DealChanged)] == [before]


async def test_an_order_of_1c_becomes_a_deal_with_client_contact_and_rows(world):
    await world.start()
    product = (await world.products())[0]
    customer = Customer(
        origin=Ref(system="onec", kind="partner", id=str(uuid4())),
        name="ООО Новый клиент",
        contacts=Contacts(phones=("+74957776655",), emails=("new@example.ru",)),
        legal_entity=LegalEntity(
            origin=Ref(system="onec", kind="legal_entity", id=str(uuid4())),
            name="ООО Новый клиент",
            inn="7728168971",
            kpp="772801001",
        ),
    )
    person = Person(
        origin=Ref(system="onec", kind="contact_person", id=str(uuid4())),
        first_name="Пётр",
        last_name="Первый",
        contacts=Contacts(phones=("+79161234567",)),
    )
    command = upsert([line(100, 3, product=product), line(50, name="Гайка без пары")], customer=customer, person=person)

    await world.bus.publish(command)
    (outcome,) = await world.received(DealUpserted)

    card = await world.card(int(outcome.ref.id))
    assert outcome.created
    assert {pair.kind for pair in outcome.pairs} == {"company", "requisite", "contact"}
    assert Decimal(str(card["deal"]["opportunity"])) == 150
    assert [row["productName"] for row in card["rows"]][1] == "Гайка без пары"
    assert card["deal"]["originId"] == command.source.id
    assert card["requisite_link"]["REQUISITE_ID"] == int(next(p.b24 for p in outcome.pairs if p.kind == "requisite"))


async def test_one_order_makes_one_deal_however_often_it_is_told(world):
    await world.start()
    command = upsert([line(100)])

    await world.bus.publish(command, command, command)
    outcomes = await world.received(DealUpserted, 3)
    await world.calm()

    assert len({one.ref.id for one in outcomes}) == 1
    assert len((await world.control.get("deals")).json()) == 1


async def test_a_deal_written_by_us_is_not_published_back(world):
    await world.start()

    await world.bus.publish(upsert([line(100, 3)], customer=None))
    messages = await world.calm()

    assert [one for one in messages if isinstance(one, DealChanged)] == []


async def test_rows_changed_in_1c_reach_the_deal_and_the_amount_is_exact(world):
    await world.start()
    product = (await world.products())[0]
    first = upsert([line(100, 3, product=product)])
    await world.bus.publish(first)
    (outcome,) = await world.received(DealUpserted)
    await world.calm()

    await world.bus.publish(upsert([line("200.01", 7, product=product)], guid=first.source.id, edited=2))
    await world.received(DealUpserted, 2)
    await world.calm()

    card = await world.card(int(outcome.ref.id))
    assert Decimal(str(card["deal"]["opportunity"])) == Decimal("200.01")
    assert [Decimal(str(row["quantity"])) for row in card["rows"]] == [7]


async def test_the_amount_is_set_by_hand_where_the_portal_keeps_two_digits(world):
    await world.does("switches", price_digits=2)
    await world.start()

    await world.bus.publish(upsert([line(100, 3)]))
    (outcome,) = await world.received(DealUpserted)

    deal = (await world.card(int(outcome.ref.id)))["deal"]
    assert (deal["isManualOpportunity"], Decimal(str(deal["opportunity"]))) == ("Y", 100)


async def test_an_unpublished_edit_of_a_person_is_published_before_1c_overwrites_it(world):
    await world.start(listens=False)
    first = upsert([line(100)])
    await world.bus.publish(first)
    (outcome,) = await world.received(DealUpserted)
    rows = [{"productName": "Болт", "price": 300, "quantity": 1, "taxRate": 22}]
    await world.does(f"deals/{outcome.ref.id}/rows", rows=rows)

    await world.bus.publish(upsert([line(200)], guid=first.source.id, edited=2))
    (fact,) = await world.received(DealChanged)

    assert fact.order.total == 300
    assert (await world.card(int(outcome.ref.id)))["deal"]["opportunity"] == 300
