"""Nothing lost, nothing doubled, whatever fails on the way to the portal."""

from datetime import UTC, datetime, timedelta

from shared.messages.ring.facts import DealChanged
from shared.messages.ring.outcomes import DealUpserted
from tests.integration.b24_connector.commands import PAID, UNPAID, comments, line, move, upsert
from tests.waiting import wait_until


async def age_attempt(world, key):
    """Let an attempt lie so far back that its call must have ended."""
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    await world.store._documents.update_one({"_id": key}, {"$set": {"attempt_at": long_ago}})


async def has_attempted(world, key):
    entity = await world.store.get(key)
    return entity is not None and entity.attempt_at is not None


async def count_deals(world):
    return len((await world.control.get("deals")).json())


async def test_a_create_whose_answer_was_lost_is_not_repeated(world):
    await world.start(listens=False)
    command = upsert([line(100)])
    await world.does("faults", kind="drop", method="crm.item.add", commit=True)

    await world.bus.publish(command)
    await wait_until(lambda: has_attempted(world, command.key))
    await wait_until(lambda: count_deals(world))
    (outcome,) = await world.received(DealUpserted)

    assert await count_deals(world) == 1
    assert (await world.card(int(outcome.ref.id)))["deal"]["opportunity"] == 100


async def test_a_deal_is_created_once_when_the_connector_is_killed_while_it_creates(world):
    await world.start()
    command = upsert([line(100)])
    await world.does("faults", kind="slow", method="crm.item.add", delay_ms=3000, commit=True)

    await world.bus.publish(command)
    await wait_until(lambda: count_deals(world))
    await world.crash()
    await world.connector.start()
    (outcome,) = await world.received(DealUpserted, timeout_s=26)  # the longest wait for a look

    assert await count_deals(world) == 1
    assert len((await world.card(int(outcome.ref.id)))["rows"]) == 1


async def test_a_comment_whose_answer_was_lost_stands_once(world):
    await world.start()
    deal = await world.new_deal(stage="PREPARATION")
    await world.calm()
    await world.does("faults", kind="drop", method="crm.timeline.comment.add", commit=True)

    await world.bus.publish(move(deal, PAID))
    await wait_until(lambda: comments(world, deal))
    await world.calm()

    assert len(await comments(world, deal)) == 1


async def test_a_move_is_finished_and_told_when_the_connector_is_killed_in_the_middle(world):
    await world.start()
    deal = await world.new_deal(stage="PREPARATION")
    await world.calm()
    await world.does("faults", kind="slow", method="crm.timeline.comment.add", delay_ms=3000)

    async def moved():
        return (await world.card(deal))["deal"]["stageId"] == "FINAL_INVOICE"

    await world.bus.publish(move(deal, PAID))
    await wait_until(moved)
    await world.crash()
    await world.connector.start()
    await wait_until(lambda: comments(world, deal), timeout=40)
    await world.calm()

    assert len(await comments(world, deal)) == 1


async def test_a_deal_whose_move_nobody_saw_the_end_of_is_told_and_can_be_moved_back(world):
    await world.start()
    deal = await world.new_deal(stage="PREPAYMENT_INVOICE")
    await world.calm()
    await world.does("faults", kind="slow", method="crm.item.update", delay_ms=3000, commit=True)

    async def stands_in(stage):
        return (await world.card(deal))["deal"]["stageId"] == stage

    await world.bus.publish(move(deal, PAID))
    await wait_until(lambda: stands_in("FINAL_INVOICE"))
    await world.crash()
    await world.connector.start()
    await wait_until(lambda: comments(world, deal), timeout=40)
    await world.bus.publish(move(deal, UNPAID, edited=2, paid=0))
    await world.calm()

    assert await stands_in("PREPAYMENT_INVOICE")
    assert len(await comments(world, deal)) == 2


async def test_a_stage_the_portal_forbids_is_told_and_the_figures_are_shown(world):
    await world.start()
    await world.run("setup")
    await world.connector.restart()
    deal = await world.new_deal(stage="PREPARATION")
    await world.calm()
    text = "Заполните поле «Дата отгрузки»"
    await world.does("faults", kind="error", method="crm.item.update", status=400, code="100", text=text)

    await world.bus.publish(move(deal, PAID))
    await world.calm()

    card = await world.card(deal)
    assert card["deal"]["stageId"] == "PREPARATION"
    assert card["deal"]["ufCrmDealbusPaid"] == 100
    assert text in card["comments"][0]["text"]


async def test_a_person_who_moves_the_deal_at_the_same_moment_wins(world):
    await world.start(listens=False)
    deal = await world.new_deal(stage="PREPARATION")
    await world.touch(deal)
    await world.calm()
    await world.does("faults", kind="slow", method="crm.item.update", delay_ms=1500)
    await world.does("reset_stats")

    await world.bus.publish(move(deal, PAID))

    async def has_read():
        return (await world.control.get("stats")).json()["by_method"].get("crm.item.list", 0) > 0

    await wait_until(has_read)
    await world.does(f"deals/{deal}", stage="NEW")
    await world.calm()

    assert (await world.card(deal))["deal"]["stageId"] == "NEW"
    assert "вручную" in (await comments(world, deal))[0]


async def test_a_crowd_of_deals_stays_within_the_portals_limit(world):
    await world.does("switches", rate=2.0, bucket=50)
    await world.start(DEALBUS_B24_RATE="2")
    companies, products = await world.companies(), await world.products()
    specs = [
        {
            "title": f"Сделка {number}",
            "company": companies[number % len(companies)],
            "stage": "PREPARATION",
            "rows": [{"productId": products[number % len(products)], "price": 10, "quantity": 3, "taxRate": 22}],
        }
        for number in range(150)
    ]
    await world.does("reset_stats")

    await world.does("deals/bulk", deals=specs)
    facts = await world.received(DealChanged, 150, timeout_s=60)
    stats = (await world.control.get("stats")).json()

    assert len({fact.subject for fact in facts}) == 150
    assert stats["errors_503"] == 0
    assert stats["requests"] <= 25


async def test_a_second_process_takes_over_when_the_first_is_killed(world):
    await world.start()
    first = world.connector
    await world.start()
    deal = await world.new_deal(stage="PREPARATION")
    await world.calm()

    first.kill()
    await world.does(f"deals/{deal}", title="После смены")
    facts = await world.received(DealChanged, 2, timeout_s=40)

    assert facts[-1].order.title == "После смены"
