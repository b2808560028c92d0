"""The page asks a connector what a record holds now, without any secret of the peer; nobody else gets an answer."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette

from shared.bus.errors import Retryable
from shared.messages.order import SalesOrder
from shared.messages.ring.census import DealCounted
from shared.messages.things import Ref
from shared.process.record_door import PATH, RecordDoor
from shared.process.signed import signed

KEY = "k" * 32
SOON = datetime.now(UTC) + timedelta(days=1)


async def read(deal: str) -> DealCounted:
    if deal == "99":
        raise Retryable("the portal does not answer: https://portal.example/rest/7/abcdefgh12345678/")
    return DealCounted(run="look", ref=Ref(system="b24", kind="deal", id=deal), order=SalesOrder(title="Болты"))


def door(*, key: str = KEY, active: bool = True) -> httpx.AsyncClient:
    made = RecordDoor(key, lambda: active)
    made.read = read
    return httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=made.routes)), base_url="http://connector")


def proof(record: str, *, key: str = KEY, purpose: str = "ask") -> dict[str, str]:
    return {"authorization": f"Bearer {signed(key, purpose, record, SOON)}"}


async def test_who_has_the_key_reads_the_record() -> None:
    answer = await door().get(f"{PATH}41", headers=proof("41"))

    found = json.loads(answer.content)
    assert answer.status_code == 200
    assert (found["order"]["title"], found["unread"], found["busy"]) == ("Болты", "", False)


@pytest.mark.parametrize(
    "headers",
    [{}, proof("42"), proof("41", key="x" * 32), proof("41", purpose="pair"), {"authorization": "Bearer x.y"}],
)
async def test_nobody_else_does(headers) -> None:
    answer = await door().get(f"{PATH}41", headers=headers)

    assert (answer.status_code, "Болты" in answer.text) == (403, False)


async def test_a_process_that_stands_by_and_a_peer_that_is_away_say_so_without_a_secret() -> None:
    standing_by = await door(active=False).get(f"{PATH}41", headers=proof("41"))
    away = await door().get(f"{PATH}99", headers=proof("99"))

    assert (standing_by.status_code, away.status_code) == (503, 503)
    assert "abcdefgh12345678" not in away.text


async def test_without_a_key_there_is_no_such_door() -> None:
    assert (await door(key="").get(f"{PATH}41", headers=proof("41", key=""))).status_code == 404
