"""A broker on which nobody has made the queues yet."""


async def test_a_broker_without_its_queues_is_named_on_the_page_that_needs_it(page):
    answer = await page.get("/failed")

    assert answer.status_code == 503
    assert "dealbus topology apply" in answer.text
