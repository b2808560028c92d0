"""Events as the pages of Bitrix24 print them, against those the sandbox portal posts to a handler."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.contract.vendor_samples.portal_stand import Stand
from tests.contract.vendor_samples.shape import differences

DELIVERIES = json.loads((Path(__file__).parent / "deliveries" / "deals.json").read_text())


class Handler(BaseHTTPRequestHandler):
    """Keeps what is posted to it."""

    heard: SimpleQueue[tuple[str, str]] = SimpleQueue()

    def do_POST(self) -> None:
        """Take one event."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.send_response(200)
        self.end_headers()
        self.heard.put((self.headers["Content-Type"], body))

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def handler() -> Iterator[str]:
    Handler.heard = SimpleQueue()
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/handler/"
        server.shutdown()
        thread.join()


def nested(form: str) -> dict[str, Any]:
    """Read PHP's bracketed keys: `data[FIELDS][ID]=5`."""
    made: dict[str, Any] = {}
    for key, value in parse_qsl(form, keep_blank_values=True):
        *steps, last = key.replace("]", "").split("[")
        holder = made
        for step in steps:
            holder = holder.setdefault(step, {})
        holder[last] = value
    return made


def subscribe(portal: Stand, delivery: dict[str, Any], handler: str) -> None:
    event = delivery["form"]["event"]
    if delivery["to"] == "webhook":
        portal.prepare({"control": "webhooks", "params": {"url": handler, "events": [event]}}, {})
    else:
        portal.prepare({"method": "event.bind", "by": "token", "params": {"event": event, "handler": handler}}, {})


@pytest.mark.parametrize("delivery", DELIVERIES, ids=[one["id"] for one in DELIVERIES])
def test_the_portal_posts_what_is_published(portal: Stand, handler: str, delivery: dict[str, Any]) -> None:
    published, known = delivery["form"], dict(portal.known)
    subscribe(portal, delivery, handler)

    portal.prepare({"control": "deals", "params": {"title": "А"}, "keep": {"deal": "deal.id"}}, known)
    if published["event"] == "ONCRMDEALUPDATE":
        portal.prepare({"control": "deals/{deal}", "params": {"title": "Б"}}, known)
    kind, form = Handler.heard.get(timeout=20)

    ours = nested(form)
    assert kind.startswith("application/x-www-form-urlencoded")
    assert {path for path, _ in differences(published, ours)} == set(delivery["differs"])
    assert (ours["event"], ours["data"]) == (published["event"], {"FIELDS": {"ID": str(known["deal"])}})
    assert ours["ts"].isdigit()
    if delivery["to"] == "webhook":  # the page: nothing of OAuth goes to an outgoing webhook
        assert set(ours["auth"]) == set(published["auth"])
