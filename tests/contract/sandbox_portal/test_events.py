"""Online events: what is posted, to whom, and what is lost."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import parse_qs

import pytest

from tests.waiting import wait_until


class Receiver:
    """A handler on a real port that remembers the forms it got and answers with `status`."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.status = 200
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            lines = head.decode().lower().split("\r\n")
            length = next(int(line.split(":")[1]) for line in lines if line.startswith("content-length"))
            form = parse_qs((await reader.readexactly(length)).decode())
            self.forms.append({key: values[0] for key, values in form.items()})
            writer.write(f"HTTP/1.1 {self.status} OK\r\ncontent-length: 0\r\n\r\n".encode())

    def ids(self) -> list[str]:
        return [form["data[FIELDS][ID]"] for form in self.forms]


async def _serve(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await receiver.serve(reader, writer)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


@pytest.fixture
async def receiver(server) -> AsyncIterator[Receiver]:
    made = Receiver()
    listener = await asyncio.start_server(lambda reader, writer: _serve(made, reader, writer), "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/b24/events"
    await server.deliveries.start()
    yield made
    await server.deliveries.stop()
    listener.close()


async def subscribe(rest, receiver, *names):
    return await rest.control("POST", "webhooks", {"url": receiver.url, "events": names})


async def test_a_change_is_posted_as_a_form_with_the_id_and_the_tokens_of_the_webhook(rest, receiver) -> None:
    registered = await subscribe(rest, receiver, "OnCrmDealAdd")

    await rest.new_deal()
    await wait_until(lambda: receiver.forms)

    form = receiver.forms[0]
    expected = {
        "event": "ONCRMDEALADD",
        "event_handler_id": str(registered["id"]),
        "data[FIELDS][ID]": "1",
        "auth[domain]": "portal.test",
        "auth[client_endpoint]": "http://portal.test/rest/",
        "auth[server_endpoint]": "https://oauth.bitrix24.tech/rest/",
        "auth[member_id]": rest.options.member_id,
        "auth[application_token]": rest.options.application_token,
    }
    assert expected == {key: value for key, value in form.items() if key != "ts"}
    assert form["ts"].isdigit()


async def test_only_subscribed_events_are_sent_and_a_pipeline_change_never_to_a_webhook(rest, receiver) -> None:
    told = await subscribe(rest, receiver, "ONCRMDEALUPDATE", "ONCRMDEALMOVETOCATEGORY")
    number = await rest.new_deal()

    await rest.result("crm.item.update", {"entityTypeId": 2, "id": number, "fields": {"categoryId": 3}})
    await rest.result("crm.item.update", {"entityTypeId": 2, "id": number, "fields": {"title": "А"}})
    await wait_until(lambda: receiver.forms)

    assert told["never_sent"] == ["ONCRMDEALMOVETOCATEGORY"]
    assert [form["event"] for form in receiver.forms] == ["ONCRMDEALUPDATE"]


async def test_a_refused_delivery_is_not_repeated(rest, receiver) -> None:
    await subscribe(rest, receiver, "ONCRMDEALADD")
    receiver.status = 503

    await rest.new_deal()
    await wait_until(lambda: receiver.forms)
    receiver.status = 200
    await rest.new_deal()
    await wait_until(lambda: len(receiver.forms) > 1)

    assert receiver.ids() == ["1", "2"]
    assert (await rest.control("GET", "stats"))["events"]["failed"] == 1


async def test_a_handler_that_is_away_loses_its_events_without_harm(rest, server) -> None:
    await server.deliveries.start()
    await rest.control("POST", "webhooks", {"url": "http://127.0.0.1:1/gone", "events": ["ONCRMDEALADD"]})

    number = await rest.new_deal()
    await wait_until(lambda: server.deliveries.failed == 1)
    await server.deliveries.stop()

    assert (number, server.deliveries.waiting) == (1, 0)


async def test_loss_and_duplication_are_switches(rest, receiver, server) -> None:
    await subscribe(rest, receiver, "ONCRMDEALADD")

    await rest.control("POST", "switches", {"event_loss": 1.0})
    await rest.new_deal()
    await rest.control("POST", "switches", {"event_loss": 0.0, "event_duplicate": 1.0})
    await rest.new_deal()
    await wait_until(lambda: len(receiver.forms) > 1)

    assert (receiver.ids(), server.deliveries.lost) == (["2", "2"], 1)


async def test_a_delayed_event_arrives_later_and_reordering_mixes_them(rest, receiver, server) -> None:
    await subscribe(rest, receiver, "ONCRMDEALADD")
    await rest.control("POST", "switches", {"event_delay_ms": 50, "event_reorder": True})

    made = (await rest.control("POST", "deals/bulk", {"count": 40}))["ids"]
    at_once = len(receiver.forms)
    await wait_until(lambda: server.deliveries.waiting == 0)

    assert at_once == 0
    assert sorted(map(str, made)) == sorted(receiver.ids())
    assert receiver.ids() != list(map(str, made))


async def test_changes_by_people_raise_the_same_events_under_their_name(rest, events) -> None:
    made = await rest.control("POST", "deals", {"title": "А", "manager": 11, "rows": [{"price": 1}]})
    number = made["deal"]["id"]

    await rest.control("POST", f"deals/{number}", {"stage": "PREPARATION"})
    await rest.control("POST", f"deals/{number}/rows", {"rows": [{"price": 2}], "by": 12})
    await rest.control("DELETE", f"deals/{number}")

    assert [(event.name, event.user_id) for event in events] == [
        ("ONCRMDEALADD", 11),
        ("ONCRMDEALUPDATE", 11),
        ("ONCRMDEALUPDATE", 12),
        ("ONCRMDEALDELETE", 11),
    ]
