"""`check` and `setup` as an administrator runs them."""


async def test_setup_creates_the_fields_once_and_check_is_content_afterwards(world):
    await world.start()

    before = await world.run("check")
    first = await world.run("setup")
    second = await world.run("setup")
    after = await world.run("check")

    assert before[0] == 1
    assert "dealbus setup" in before[1]
    assert first[0] == second[0] == 0
    assert "«Заказ в 1С» создано" in first[1]
    assert "«Заказ в 1С» уже есть" in second[1]
    assert after[0] == 0, after[1]


async def test_check_says_what_is_wrong_with_the_webhook(world):
    await world.start()
    await world.does("switches", scopes="crm")
    world.connector.command.environment["DEALBUS_B24_APPLICATION_TOKEN"] = ""

    code, text = await world.run("check")

    assert code == 1
    assert "нет прав: catalog, user_basic" in text
    assert "sandboxwebhooksecret" not in text
