"""A right of the webhook is taken away: nothing is lost, and the people who can mend it hear of it."""

import httpx

from shared.bus.replay import dead_letters
from shared.messages.ring.facts import DealChanged
from tests.integration.b24_connector.commands import comments
from tests.waiting import wait_until

SCOPES = "crm,catalog,user,user_basic,im,userfieldconfig"


async def readiness(world) -> list[str]:
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.get(f"{world.address}/health/ready")).json()["reasons"]


async def test_without_the_right_to_products_the_deal_readiness_and_check_say_so_and_nothing_is_lost(world, amqp_url):
    await world.start(DEALBUS_B24_SWEEP_S="1")
    await world.does("switches", scopes=SCOPES.replace("catalog,", ""))
    deal = await world.new_deal(stage="PREPARATION")

    await world.touch(deal)
    await wait_until(lambda: comments(world, deal), timeout=30)
    reasons = await readiness(world)
    code, said = await world.run("check")

    [comment] = await comments(world, deal)
    assert comment == (
        "Обмен по этой сделке ждёт: в Битрикс24 ему не хватает права «catalog». "
        "Попросите администратора портала выдать его; после этого обмен продолжится сам."
    )
    assert "У вебхука нет права catalog" in reasons[0]
    assert code == 1
    assert "catalog" in said
    assert await dead_letters(amqp_url, "b24-connector.orders") == []

    await world.does("switches", scopes=SCOPES)

    async def is_ready() -> bool:
        return not await readiness(world)

    await wait_until(is_ready, timeout=30)
    await world.touch(deal, force=True)
    assert await world.received(DealChanged)
