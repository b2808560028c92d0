"""Whether 1C serves us is answered by whatever it answers, however slow a look at it is just now."""

import asyncio

import httpx
import pytest

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseAwayError
from services.onec_connector.base.query import Query
from shared.bus.errors import Permanent
from tests.waiting import wait_until

ROOT = "http://1c.test/ut/odata/standard.odata"
GOOD = {"value": []}


class Slow:
    """Lets calls of some sets hang until they are let go; everything else is answered at once."""

    def __init__(self, *sets: str, status: int = 200) -> None:
        self._sets = sets
        self.status = status
        self.hanging = 0
        self.go = asyncio.Event()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if any(name in str(request.url) for name in self._sets):
            self.hanging += 1
            await self.go.wait()
        return httpx.Response(self.status, json=GOOD)


async def _hang(base: Base, played: Slow, *polling: bool) -> list[asyncio.Task]:
    calls = [asyncio.create_task(base.listing("Slow", Query(), polling=one)) for one in polling]
    await wait_until(lambda: played.hanging == len(polling))
    return calls


async def test_1c_answers_while_the_look_for_changes_takes_its_time():
    played = Slow("Slow")
    base = Base(httpx.AsyncClient(transport=httpx.MockTransport(played)), ROOT)
    calls = await _hang(base, played, True)

    async with asyncio.timeout(5):
        await base.probe()

    assert not any(call.done() for call in calls)
    played.go.set()
    await asyncio.gather(*calls)


async def test_an_answer_to_somebody_else_is_an_answer_when_every_session_is_busy():
    played = Slow("Slow")
    base = Base(httpx.AsyncClient(transport=httpx.MockTransport(played)), ROOT, sessions=2)
    calls = await _hang(base, played, True, False)
    probe = asyncio.create_task(base.probe())
    await asyncio.sleep(0)

    played.go.set()

    async with asyncio.timeout(5):
        await probe
    assert await asyncio.gather(*calls) == [[], []]


async def test_a_1c_that_does_not_serve_us_does_not_pass_for_one_that_does():
    base = Base(httpx.AsyncClient(transport=httpx.MockTransport(Slow(status=503))), ROOT)

    with pytest.raises(BaseAwayError):
        await base.probe()


async def test_an_answer_of_before_proves_nothing():
    played = Slow()
    base = Base(httpx.AsyncClient(transport=httpx.MockTransport(played)), ROOT)
    await base.listing("Any", Query())
    played.status = 503

    with pytest.raises(BaseAwayError):
        await base.probe()


async def test_a_field_that_1c_denies_keeps_it_away_until_the_same_look_is_answered():
    denied = httpx.Response(400, json={"odata.error": {"code": "6", "message": {"value": "Сегмент пути не найден"}}})
    answers = {"Document": denied}

    async def played(request: httpx.Request) -> httpx.Response:
        return next((one for name, one in answers.items() if name in str(request.url)), httpx.Response(200, json=GOOD))

    base = Base(httpx.AsyncClient(transport=httpx.MockTransport(played)), ROOT)
    base.promises.made({"Document_X"})

    with pytest.raises(BaseAwayError):
        await base.listing("Document_X", Query(select=("Новое",)))
    with pytest.raises(BaseAwayError):
        await base.probe()
    answers.clear()

    await base.probe()
    assert base.promises.denied == ()


async def test_a_set_that_1c_never_published_does_not_keep_it_away():
    denied = httpx.Response(404, json={"odata.error": {"code": "8", "message": {"value": "Тип сущности не найден"}}})

    async def played(request: httpx.Request) -> httpx.Response:
        return denied if "Optional" in str(request.url) else httpx.Response(200, json=GOOD)

    base = Base(httpx.AsyncClient(transport=httpx.MockTransport(played)), ROOT)
    base.promises.made({"Document_X"})

    with pytest.raises(Permanent):
        await base.listing("Catalog_Optional", Query())

    await base.probe()
