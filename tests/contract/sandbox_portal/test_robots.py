"""Automation rules edit a deal that enters a stage, whoever has put it there."""

from tests.waiting import wait_until


async def test_a_rule_edits_a_deal_that_a_webhook_moves_and_the_history_names_its_user(rest) -> None:
    await rest.control("POST", "robots", {"stage": "PREPARATION", "changes": {"title": "Робот"}, "delay_ms": 10})
    number = (await rest.control("POST", "deals", {"title": "Заказ"}))["deal"]["id"]

    await rest.result("crm.item.update", {"entityTypeId": 2, "id": number, "fields": {"stageId": "PREPARATION"}})

    async def renamed() -> bool:
        return (await rest.control("GET", f"deals/{number}"))["deal"]["title"] == "Робот"

    await wait_until(renamed)
    last = (await rest.control("GET", f"deals/{number}"))["history"][-1]
    assert (last["user"], last["fields"]) == (1, {"title": ["Заказ", "Робот"]})
