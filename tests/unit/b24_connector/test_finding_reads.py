"""`check` asks for the first page of a list alone, and has no table of a large portal counted for it."""

from datetime import UTC, datetime

from services.b24_connector.reference.event_findings import HeardEvents, check_events
from services.b24_connector.reference.other_exchanges import check_other_exchanges
from tests.unit.b24_connector.stand_ins import PortalInMemory


def portal():
    return PortalInMemory(answers={"server.time": "2026-01-01T13:00:00+03:00", "crm.item.list": {"items": []}})


def starts(asked):
    return {params.get("start") for method, params in asked.calls if method == "crm.item.list"}


async def test_the_last_changed_deal_is_asked_for_without_a_count():
    asked = portal()

    await check_events(asked, HeardEvents(datetime(2026, 1, 1, 10, tzinfo=UTC), listening=True), UTC)

    assert starts(asked) == {-1}


async def test_records_of_other_exchanges_are_asked_for_without_a_count():
    asked = portal()

    await check_other_exchanges(asked)

    assert starts(asked) == {-1}
