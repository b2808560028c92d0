"""Online events of the portal: posted as forms to registered handlers, by a queue of their own, never repeated."""

import asyncio
import contextlib
import random
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from .state import Event, Portal, Record

APPLICATION_ONLY = ("ONCRMDEALMOVETOCATEGORY", "CATALOG.", "ONOFFLINEEVENT")
_STEMS = ("ONCRMDEAL", "ONCRMCOMPANY", "ONCRMCONTACT", "ONCRMREQUISITE", "ONCRMBANKDETAIL")
NAMES = (
    *(stem + verb for stem in _STEMS for verb in ("ADD", "UPDATE", "DELETE")),
    "ONCRMDEALMOVETOCATEGORY",
    "ONCRMDYNAMICITEMADD_31",
    "ONCRMDYNAMICITEMUPDATE_31",
    "ONCRMDYNAMICITEMDELETE_31",
    "ONCRMADDRESSREGISTER",
    "ONCRMADDRESSUNREGISTER",
    "ONCRMTIMELINECOMMENTADD",
    "ONCRMDEALUSERFIELDADD",
    "CATALOG.PRODUCT.ON.ADD",
    "CATALOG.PRODUCT.ON.UPDATE",
    "CATALOG.PRODUCT.ON.DELETE",
    "CATALOG.PRICE.ON.ADD",
    "CATALOG.PRICE.ON.UPDATE",
    "CATALOG.PRICE.ON.DELETE",
    "ONOFFLINEEVENT",
    "ONAPPTEST",
)


@dataclass(frozen=True)
class Handler:
    """A handler of the simulated portal's events: an outgoing webhook, or a binding of the application."""

    number: int
    url: str
    events: frozenset[str]
    application: bool = False
    application_token: str = ""

    def wants(self, event: Event) -> bool:
        """Tell whether an event of the simulated portal goes to this handler; some are sent to applications only."""
        return event.name in self.events and (self.application or not event.name.startswith(APPLICATION_ONLY))


@dataclass
class Deliveries:
    """The queue service of the portal's events: takes them at once and posts them later, several at a time."""

    portal: Portal
    handlers: list[Handler] = field(default_factory=list)
    sent: int = 0
    failed: int = 0
    lost: int = 0
    waiting: int = 0
    _queue: asyncio.Queue[tuple[Handler, Event]] = field(default_factory=asyncio.Queue)
    _workers: list[asyncio.Task[None]] = field(default_factory=list)
    _next: int = 975
    _client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        self.portal.listeners.append(self.accept)

    def register(self, url: str, events: list[str], *, application: bool, token: str) -> Handler:
        """Add a handler of the simulated portal's events and return it with its number."""
        handler = Handler(self._next, url, frozenset(name.upper() for name in events), application, token)
        self._next += 1
        self.handlers.append(handler)
        return handler

    def accept(self, event: Event) -> None:
        """Queue an event of the portal for each handler that wants it; loss and doubling are the switches'."""
        switches = self.portal.switches
        for handler in [one for one in self.handlers if one.wants(event)]:
            if random.random() < switches.event_loss:
                self.lost += 1
                continue
            for _ in range(2 if random.random() < switches.event_duplicate else 1):
                self.waiting += 1
                self._queue.put_nowait((handler, event))

    async def start(self) -> None:
        """Start the workers that deliver the simulated portal's events."""
        self._client = httpx.AsyncClient(trust_env=False)
        workers = max(1, self.portal.switches.event_workers)
        self._workers = [asyncio.create_task(self._work()) for _ in range(workers)]

    async def stop(self) -> None:
        """Stop the workers that deliver events; what still waits is lost, as it is in the real service."""
        for worker in self._workers:
            worker.cancel()
        for worker in self._workers:
            with contextlib.suppress(asyncio.CancelledError):
                await worker
        await self._client.aclose()

    async def _work(self) -> None:
        while True:
            handler, event = await self._queue.get()
            delay = self.portal.switches.event_delay_ms / 1000
            if self.portal.switches.event_reorder:
                delay += random.random() * 0.2
            if delay:
                # Not in the worker: a delay of one event must not become the delay of all behind it.
                _background(self._send_later(handler, event, delay))
            else:
                await self._send(handler, event)

    async def _send_later(self, handler: Handler, event: Event, delay: float) -> None:
        await asyncio.sleep(delay)
        await self._send(handler, event)

    async def _send(self, handler: Handler, event: Event) -> None:
        """Post an event to a handler once. An error or silence loses it: nobody repeats it."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Bitrix24 Webhook Engine"}
        try:
            body = urlencode(form_of(self.portal, handler, event))
            timeout = self.portal.switches.event_timeout_s
            answer = await self._client.post(handler.url, content=body, headers=headers, timeout=timeout)
            self.sent += 1
            self.failed += not answer.is_success
        except (httpx.HTTPError, httpx.InvalidURL, RuntimeError):  # RuntimeError: the client is closed, we stop
            self.failed += 1
        finally:
            self.waiting -= 1


_TASKS: set[asyncio.Task[None]] = set()


def _background(work: Any) -> None:
    """Keep the task that delivers an event alive until it is done: the loop holds only a weak reference."""
    task = asyncio.ensure_future(work)
    _TASKS.add(task)
    task.add_done_callback(_TASKS.discard)


def form_of(portal: Portal, handler: Handler, event: Event) -> Record:
    """Return the form fields of one delivered event of the simulated portal; all values become strings."""
    options = portal.options
    form: Record = {"event": event.name, "event_handler_id": handler.number}
    form |= {f"data[FIELDS][{name}]": value for name, value in event.fields.items()}
    form["ts"] = int(time.time())
    auth: Record = {
        "domain": options.domain,
        "client_endpoint": f"{options.address}/rest/",
        "server_endpoint": "https://oauth.bitrix24.tech/rest/",
        "member_id": options.member_id,
        "application_token": handler.application_token,
    }
    if handler.application:
        auth |= {"access_token": options.access_token, "expires_in": 3600, "scope": portal.switches.scopes}
        auth |= {"status": "L", "user_id": event.user_id}
    return form | {f"auth[{name}]": value for name, value in auth.items()}
