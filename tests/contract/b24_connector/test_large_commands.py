"""Commands that a batch, which is a query string, would not carry as they are."""

import httpx
import pytest

from services.b24_connector.reference.users import PortalUsers
from tests.contract.b24_connector.recorded import answered, with_portal


@pytest.mark.parametrize(("count", "batches"), [(125, 1), (126, 0)])
async def test_more_rows_than_a_query_string_holds_are_sent_as_json_in_their_place(count, batches):
    """PHP reads a thousand variables of a query string, and drops the rest in silence."""
    rows = [dict.fromkeys(("productId", "price", "quantity", "taxRate", "taxIncluded", "sort", "a", "b"), "1")] * count

    def answer(request, body):
        if "cmd" in body:
            return answered({key: {"item": {"id": 7}} for key in body["cmd"]})
        return httpx.Response(200, json={"result": {"item": {"id": 7}}})

    async def work(portal):
        return await portal.chain(
            [("crm.item.update", {"id": 7}), ("crm.item.productrow.set", {"productRows": rows}), ("crm.item.get", {})]
        )

    answers, recorded = await with_portal(answer, work)

    assert len(answers) == 3
    methods = [url.rpartition("/")[2] for url, _ in recorded.requests]
    assert methods == (["batch"] if batches else ["crm.item.update", "crm.item.productrow.set", "crm.item.get"])
    assert batches or recorded.requests[1][1]["productRows"] == rows


async def test_whoever_is_at_work_is_picked_here_as_a_query_string_has_no_word_for_true():
    people = [
        {"ID": str(number), "NAME": "Анна", "EMAIL": f"{number}@ex.ru", "ACTIVE": number < 3} for number in (1, 2, 3)
    ]

    def answer(_, body):
        return answered(dict.fromkeys(body["cmd"], people))

    async def work(portal):
        return await PortalUsers(portal).at_work()

    found, recorded = await with_portal(answer, work)

    assert [one.email for one in found] == ["1@ex.ru", "2@ex.ru"]
    assert "true" not in str(recorded.commands()).lower()
