"""The reports of 1C's extension: who may send them, and what is answered."""

import httpx
import pytest
from starlette.applications import Starlette

from services.onec_connector.intake.push import BODY_LIMIT, ORDERS_LIMIT, OrderPush
from shared.bus.errors import BrokerAwayError
from tests.figures import Grown

RUSSIAN = frozenset("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ")
TOKEN = "51856fefc120afa4b628cc82d3935cce"
ORDER = "5b1d6e0a-0000-5000-8000-00000000b042"


class Base:
    def __init__(self, *, broker_away: bool = False, token: str = TOKEN) -> None:
        self.published: list = []
        self._broker_away = broker_away
        push = OrderPush(self._publish, token=token)
        transport = httpx.ASGITransport(Starlette(routes=[push.route]))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://bus")

    async def _publish(self, *messages):
        if self._broker_away:
            raise BrokerAwayError("the broker is away")
        self.published += messages

    async def reports(self, *orders, token=TOKEN):
        headers = {"Authorization": f"Bearer {token}"}
        return await self.client.post("/onec/events", json={"orders": orders}, headers=headers)


async def test_a_report_is_published_before_it_is_answered():
    base = Base()

    answer = await base.reports(ORDER.upper())

    assert (answer.status_code, answer.json()) == (200, {"status": "taken"})
    assert [one.ref.key for one in base.published] == [f"order:{ORDER}"]


@pytest.mark.parametrize("token", ["wrong", "", "неверный"])
async def test_a_stranger_is_turned_away(token):
    base = Base()

    answer = await base.client.post(
        "/onec/events", json={"orders": [ORDER]}, headers={"Authorization": f"Bearer {token}".encode()}
    )

    assert answer.status_code == 403
    assert base.published == []


async def test_without_a_token_of_ours_nobody_is_trusted():
    base = Base(token="")

    answer = await base.reports(ORDER, token="")

    assert answer.status_code == 403
    assert "DEALBUS_ONEC_TOKEN" in answer.json()["error"]


async def test_while_the_broker_is_away_the_answer_is_503():
    base = Base(broker_away=True)

    assert (await base.reports(ORDER)).status_code == 503


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"[]", 400),
        (b'{"orders": []}', 400),
        (b'{"orders": ["5"]}', 400),
        (b'{"orders": [' + b",".join([f'"{ORDER}"'.encode()] * (ORDERS_LIMIT + 1)) + b"]}", 400),
        (b"x" * (BODY_LIMIT + 1), 413),
        (b"[" * 60_000, 400),
        (b'{"orders":' * 6_000, 400),
    ],
    ids=["nothing", "no text", "a list", "no order", "no key", "too many", "too long", "deep list", "deep object"],
)
async def test_a_body_that_is_no_report_is_named_as_such(body, status):
    base = Base()

    answer = await base.client.post("/onec/events", content=body, headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status_code == status
    assert answer.json()["error"][:1] in RUSSIAN


async def test_a_report_that_is_refused_is_counted():
    refused = Grown("bus_intake_events_total", system="onec", outcome="refused")

    await Base().reports(ORDER, token="wrong")

    assert refused() == 1
