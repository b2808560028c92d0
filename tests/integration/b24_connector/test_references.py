"""A batch of the portal executes `$result[…]` in any value: text of people must stay text all the same."""

import asyncio

import pytest

from services.b24_connector.portal import PortalRefusal
from services.b24_connector.vocabulary.values import as_text
from shared.messages.things import Customer, Person, Ref
from tests.integration.b24_connector.commands import line, upsert
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]

SPELLINGS = ("$result[c0][item][title]", "скидка $RESULT[c0][item][id] и всё", "$result[nosuch]")


@pytest.mark.parametrize("text", SPELLINGS)
async def test_an_orders_words_reach_the_deal_as_they_were_written(office, text):
    command = upsert([line(100, name=f"Болт {text}")])
    named = Customer(ref=Ref(system="onec", kind="partner", id="p-1"), name=f"ООО {text}")
    order = command.order.with_(title=f"Заказ {text}", note=text, customer=named, person=Person(name=f"Анна {text}"))

    await office.upsert(command.with_(order=order))

    deal = office.deal(max(office.simulated.items[2].rows))
    company = office.simulated.items[4].rows[deal["companyId"]]
    (row,) = office.simulated.rows["D", deal["id"]]
    assert (deal["title"], deal["comments"]) == (f"Заказ {text}", as_text(text))
    assert (company["title"], row["productName"]) == (f"ООО {text}", f"Болт {text}")


async def test_a_comment_shows_nothing_of_its_neighbour_in_the_batch(office):
    deal = office.new_deal()
    secret = {"entityTypeId": 2, "fields": {"title": "тайна другого клиента"}}
    comment = {"ENTITY_ID": deal, "ENTITY_TYPE": "deal", "COMMENT": SPELLINGS[0]}

    await asyncio.gather(
        office.portal.call("crm.item.add", secret, write=True),
        office.portal.call("crm.timeline.comment.add", {"fields": comment}, write=True),
    )

    assert [one["COMMENT"] for one in office.simulated.table("comment")] == [SPELLINGS[0]]


@pytest.mark.parametrize("count", [100, 260])
async def test_an_order_of_many_rows_reaches_the_deal_whole(office, count):
    """A query string of a batch holds a thousand variables, and a row is eight or nine of them."""
    command = upsert([line(100 + place, name=f"Болт {place}") for place in range(count)])

    await office.upsert(command)

    deal = office.deal(max(office.simulated.items[2].rows))
    rows = office.simulated.rows["D", deal["id"]]
    assert [row["productName"] for row in rows] == [f"Болт {place}" for place in range(count)]
    assert deal["opportunity"] == sum(100 + place for place in range(count))


async def test_a_chain_with_such_a_text_keeps_its_order_and_goes_on_after_a_refusal(office):
    deal = office.new_deal()
    wanted = {"entityTypeId": 2, "id": deal, "fields": {"comments": SPELLINGS[0]}}

    answers = await office.portal.chain(
        [
            ("crm.item.update", wanted),
            ("crm.item.get", {"entityTypeId": 2, "id": 999_999}),
            ("crm.item.get", {"entityTypeId": 2, "id": deal}),
        ]
    )

    assert isinstance(answers[1], PortalRefusal)
    assert answers[2].result["item"]["comments"] == SPELLINGS[0]


async def test_a_product_code_with_such_a_text_finds_no_other_product(office):
    assert await office.directory.product_by_code("$result[c0][products][0][xmlId]") is None
