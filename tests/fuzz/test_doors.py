"""Whatever comes to a door is answered, never with a failure of ours; it costs a line, and shows no secret."""

import json
from collections.abc import AsyncIterator
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import given
from structlog.testing import capture_logs

from services.b24_connector.intake import DealPush
from services.b24_connector.intake.push import WITH_ID
from services.onec_connector.intake.push import OrderPush
from shared.messages.ring.facts import DealTouched, OrderTouched
from shared.observe.masking import mask_value
from shared.process.http import create_app
from tests.fuzz.amount import inputs
from tests.fuzz.odd import SEEDS, changed, odd, spelt

TOKEN, MEMBER = "51856fefc120/+afa4b628cc82d3935c", "a223c6b3710f85df22e9377d6c4f7553"
ORDER = "5b1d6e0a-0000-5000-8000-00000000b042"
FORM = {"event": "ONCRMDEALUPDATE", "data[FIELDS][ID]": "41", "auth[member_id]": MEMBER}
TOKENS = (TOKEN, TOKEN, TOKEN[:-1], "", "%", quote(TOKEN, safe=""), TOKEN.upper(), TOKEN + "\x00", "é", "x" * 300)
TYPES = (
    "application/x-www-form-urlencoded",
    "application/json",
    "multipart/form-data",
    "text/plain",
    "\xff",
)
PATHS = ("/b24/events", "/onec/events") * 5 + (
    *("/", "/b24/events/", "//b24/events", "/b24/events?x=%", "/%2e%2e/metrics", "/health/live", "/health/ready"),
    *("/metrics", "/b24%2Fevents", "/onec/events;x", "/" + "a" * 4000, "/b24/events%00"),
)
METHODS = ("POST",) * 8 + ("GET", "HEAD", "PUT", "OPTIONS", "DELETE", "TRACE", "ПОСТ", "post")
NAMES = (*FORM, "x", "data[FIELDS]", "auth", "event[]")
EVENTS = ("ONCRMREQUISITEUPDATE", "ONIMMESSAGE", *sorted(WITH_ID))
TAILS = (
    *(b"", b"", b"", b"&" * 1000, b"%" * 60_000, b"&a=b" * 300, b"=" * 70_000, b"\xff\xfe", b"&x=" + b"9" * 60_000),
    *(
        b"&data[FIELDS][ID]=" + b"9" * 60_000,
        b"&auth[application_token]=x",
        b"&auth%5Bapplication_token%5D=" + b"%" * 99,
    ),
)


class NoStore:
    """Nothing waits: what an event looks for in the store is proved elsewhere."""

    async def listing(self, _where: Any) -> AsyncIterator[Any]:
        for one in ():
            yield one


class Doors:
    """Both intakes and the pages of every service, in this process."""

    def __init__(self) -> None:
        self.published: list[Any] = []
        push = DealPush(self._publish, NoStore(), token=TOKEN, member_id=MEMBER, missed=lambda: None)
        report = OrderPush(self._publish, token=TOKEN)
        app = create_app(ready=self._ready, routes=[push.route, report.route])
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bus")

    async def _publish(self, *messages: Any) -> None:
        self.published += messages

    async def _ready(self) -> list[str]:
        return [f"1C at http://u:{TOKEN}@1c.test does not answer"]


def form_of(luck: Random) -> bytes:
    """An event of the portal with odd fields, fields twice, percent signs in odd places, other encodings."""
    fields = [(name, value) for name, value in FORM.items() if luck.random() < 0.95]
    fields += [("auth[application_token]", luck.choice(TOKENS))]
    fields += [(luck.choice(NAMES), str(odd(luck))) for _ in range(luck.choice((0, 0, 1, 3)))]
    if luck.random() < 0.3:
        fields = [("event", luck.choice(EVENTS)), *(one for one in fields if one[0] != "event")]
    luck.shuffle(fields)
    raw = urlencode(fields, safe=luck.choice(("", "[]%", "[]&=%")), errors="replace").encode()
    return raw + luck.choice(TAILS)


def json_of(luck: Random) -> bytes:
    """A report of 1C with odd orders."""
    orders = luck.choices((ORDER, ORDER.upper(), ORDER[:-1] + "²", ORDER + "\n"), k=luck.choice((0, 1, 2, 1001)))
    return spelt(luck, changed(luck, {"orders": orders}, most=1))


def request_of(luck: Random) -> dict[str, Any]:
    bodies = (form_of, json_of, lambda luck: luck.randbytes(luck.randint(0, 300)), lambda _: b"x" * 70_000)
    path = luck.choice(PATHS)
    body = luck.choice(bodies[:2]) if luck.random() < 0.8 else luck.choice(bodies)
    headers = [(b"Content-Type", luck.choice(TYPES).encode("latin-1"))]
    if luck.random() < 0.8:
        scheme = luck.choice(("Bearer ", "Bearer ", "bearer ", "Basic ", "", "Bearer  "))
        headers.append((b"Authorization", scheme.encode() + luck.choice(TOKENS).encode()))
    if luck.random() < 0.1:
        headers.append((b"Content-Length", luck.choice((b"0", b"5", b"999999", b"-1", b"x"))))
    return {"method": luck.choice(METHODS), "url": path, "content": body(luck), "headers": headers}


@inputs(400)
@given(SEEDS)
async def test_whatever_comes_is_answered_and_after_it_a_good_one_is_taken(seed: int) -> None:
    luck, doors = Random(seed), Doors()
    try:
        request = doors.client.build_request(**request_of(luck))
    except (httpx.InvalidURL, UnicodeEncodeError):
        return  # no client could send it
    with capture_logs() as lines:
        answer = await doors.client.send(request)

    check_answer(request, answer)
    check_lines(lines)
    check_published(doors.published)
    await check_good(doors)


def check_answer(request: httpx.Request, answer: httpx.Response) -> None:
    assert answer.status_code < 500 or request.url.path == "/health/ready"
    assert TOKEN not in answer.text
    assert quote(TOKEN, safe="") not in answer.text
    assert len(answer.content) < 500 or request.url.path == "/metrics"


def check_lines(lines: list[Any]) -> None:
    assert len(lines) <= 1
    for line in lines:
        text = json.dumps({name: mask_value(name, value) for name, value in line.items()}, ensure_ascii=False)
        assert len(text) < 300
        assert TOKEN not in text


def check_published(published: list[Any]) -> None:
    for message in published:
        if isinstance(message, DealTouched):
            assert message.ref.id.isascii()
            assert message.ref.id.isdecimal()
            assert len(message.ref.id) <= 18
        else:
            assert isinstance(message, OrderTouched)
            assert message.ref.id == ORDER


async def check_good(doors: Doors) -> None:
    doors.published.clear()
    form = {**FORM, "auth[application_token]": TOKEN}

    event = await doors.client.post("/b24/events", content=urlencode(form))
    report = await doors.client.post(
        "/onec/events", json={"orders": [ORDER]}, headers={"Authorization": f"Bearer {TOKEN}"}
    )

    assert (event.status_code, report.status_code) == (200, 200)
    assert [one.ref.key for one in doors.published] == ["deal:41", f"order:{ORDER}"]


@pytest.mark.parametrize("given_token", [one for one in TOKENS if one != TOKEN])
async def test_only_the_token_itself_opens(given_token: str) -> None:
    doors = Doors()
    form = {**FORM, "auth[application_token]": given_token}

    event = await doors.client.post("/b24/events", content=urlencode(form))
    report = await doors.client.post(
        "/onec/events", json={"orders": [ORDER]}, headers={b"Authorization": b"Bearer " + given_token.encode()}
    )

    assert (event.status_code, report.status_code) == (403, 403)
    assert doors.published == []
