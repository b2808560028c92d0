"""Many copies of an order at once."""


async def test_twins_of_an_order_are_posted_copies_with_the_numbers_they_were_given(desk, office):
    made = await office.order(desk)

    twins = (await office.post(f"orders/{made['guid']}/twins", markers=["B24-7", "B24-8"]))["orders"]

    found = [desk.order(one["guid"]) for one in twins]
    assert [one["НомерПоДаннымКлиента"] for one in found] == ["B24-7", "B24-8"]
    assert [(one["Posted"], one["Number"] != made["document"]["Number"]) for one in found] == [(True, True)] * 2
    assert found[0]["Date"] < found[1]["Date"] < made["document"]["Date"]
    assert [one["СуммаДокумента"] for one in found] == [desk.order(made["guid"])["СуммаДокумента"]] * 2
