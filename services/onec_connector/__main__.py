"""Composition root of the onec-connector: `python -m services.onec_connector [check]`."""

import asyncio
import contextlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from pymongo.asynchronous.database import AsyncDatabase

from services.onec_connector.assembly import OrderRooms, Site, assemble
from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseBarredError
from services.onec_connector.check import check
from services.onec_connector.intake.awaited import Awaited
from services.onec_connector.intake.poll import Poller
from services.onec_connector.intake.push import OrderPush
from services.onec_connector.intake.rounds import Rounds
from services.onec_connector.memory.logins import RefusedLogin
from services.onec_connector.memory.seen import SeenOrders
from services.onec_connector.profile.reading import UnfitBaseError, read_profile
from services.onec_connector.settings import Settings
from services.onec_connector.vocabulary.orders import BasePlace
from shared.bus.bus import Bus
from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Lane
from shared.bus.topology import check_topology
from shared.messages.ring import Message, OrderTouched, OrderUpsert, PeerStatus
from shared.observe import metrics
from shared.observe.logging import configure_logging
from shared.process.active import Active
from shared.process.findings import report
from shared.process.http import create_app, serve
from shared.process.running import run, run_until_stopped
from shared.process.settings import SettingsError
from shared.rules import Rules, RulesError, load_rules
from shared.store import StoreUnavailableError, connect

SERVICE = "onec-connector"
GROUP = "onec-connector.orders"
PREFETCH = 8  # handlers share few sessions of 1C; more of them would only wait holding messages
AGAIN_S = 5.0
log = structlog.get_logger()


@dataclass(frozen=True)
class OrderParts:
    """Everything that is wired once."""

    settings: Settings
    rules: Rules
    bus: Bus
    base: Base
    database: AsyncDatabase[dict[str, Any]]
    active: Active

    @property
    def place(self) -> BasePlace:
        """Where the base stands."""
        return BasePlace(self.settings.zone, self.settings.web)

    @property
    def login(self) -> RefusedLogin:
        """What 1C said of our user and password before this start."""
        settings = self.settings
        password = settings.onec_password.get_secret_value()
        return RefusedLogin(self.database, settings.onec_url, settings.onec_user, password)


def lane(base: Base, rooms: OrderRooms) -> Lane:
    """Connect handlers to messages."""

    async def on_peer(is_open: bool, since: datetime) -> Sequence[Message]:  # noqa: FBT001 - the lane's contract
        if is_open:
            rooms.writer.opened(since)
        return [PeerStatus(peer="onec", open=is_open, since=since)]

    return Lane(
        group=GROUP,
        handlers={OrderTouched: rooms.reader.touched, OrderUpsert: rooms.writer.upsert},
        prefetch=PREFETCH,
        key=rooms.reader.key,
        probe=base.probe,
        on_peer=on_peer,
    )


async def _be_active(parts: OrderParts) -> None:
    try:
        rooms = await _answering(parts)
    finally:
        metrics.paused(GROUP, is_paused=False)  # from here on the lane says it, or whoever is active instead
    await rooms.store.prepare()
    rounds = await _rounds(parts, rooms)
    async with parts.bus.serve(lane(parts.base, rooms)) as consumer:
        parts.active.consumer = consumer
        await rounds.run()


async def _rounds(parts: OrderParts, rooms: OrderRooms) -> Rounds:
    seen = SeenOrders(parts.database)
    await seen.prepare()
    poller = Poller(parts.base, seen, rooms.store, parts.bus.publish, place=parts.place, cutoff=parts.rules.cutoff)
    awaited = Awaited(rooms.snapshots, rooms.waits, parts.bus.publish)
    window = timedelta(days=parts.settings.onec_window_days)
    return Rounds(poller, awaited, rooms.cursors, hot_s=parts.settings.onec_poll_s, window=window)


async def _answering(parts: OrderParts) -> OrderRooms:
    """Read the base's profile and its catalogs, however long it takes 1C to answer.

    No lane watches 1C yet, so it is told here that it is closed; that it is open again is what the lane says first.

    Raises:
        SettingsError: 1C answers, but not to this user.
    """
    closed, told = PeerStatus(peer="onec", open=False, since=datetime.now(UTC)), False
    login = parts.login
    if until := await login.held_until():
        raise _not_let_in(f"refused; not asked again before {until:%H:%M} UTC, lest 1C lock the user out")
    while True:
        try:
            site = Site(parts.place, parts.rules.portal_id, await read_profile(parts.base), parts.rules)
            rooms = assemble(parts.base, site, parts.database, parts.bus.publish)
            await rooms.snapshots.dictionaries.warm()
        except BaseBarredError as error:
            await _is_published(parts.bus, closed)
            await login.remember()  # 1C answers the same to a wrong password and to a missing right
            raise _not_let_in(str(error)) from error
        except (Retryable, Permanent) as error:
            parts.active.trouble = f"1C cannot be read: {error}"
            metrics.paused(GROUP, is_paused=True)  # no lane is there to say it, and PeerAway has to fire
            log.warning("1C cannot be read; trying again", error=str(error))
            told = told or await _is_published(parts.bus, closed)
            await asyncio.sleep(AGAIN_S)
        else:
            return rooms


def _not_let_in(why: str) -> SettingsError:
    return SettingsError(
        f"1C does not let the user of DEALBUS_ONEC_USER in ({why}); correct DEALBUS_ONEC_USER and "
        "DEALBUS_ONEC_PASSWORD, or give that user the rights in docs/onec.md."
    )


async def _is_published(bus: Bus, message: Message) -> bool:
    try:
        await bus.publish(message)
    except Retryable as error:
        log.warning("not published; trying again", error=str(error))
        return False
    return True


async def _serve_forever(settings: Settings, rules: Rules) -> None:
    await check_topology(settings.amqp_url)
    async with (
        connect(settings.mongo_url, settings.mongo_database) as database,
        Bus.connect(settings.amqp_url, service=SERVICE) as bus,
        _base(settings) as base,
    ):
        await _run_until_stopped(OrderParts(settings, rules, bus, base, database, Active(database, SERVICE)))


def _base(settings: Settings) -> contextlib.AbstractAsyncContextManager[Base]:
    return Base.connect(
        settings.onec_url,
        user=settings.onec_user,
        password=settings.onec_password.get_secret_value(),
        query_bytes=settings.onec_query_bytes,
        sessions=settings.onec_sessions,
    )


async def _run_until_stopped(parts: OrderParts) -> None:
    settings = parts.settings
    push = OrderPush(parts.bus.publish, token=settings.onec_token.get_secret_value())
    app = create_app(ready=parts.active.reasons, routes=[push.route])
    await run_until_stopped(
        serve(app, host=settings.http_host, port=settings.http_port),
        parts.active.run(lambda: _be_active(parts)),
    )


async def main() -> int | None:
    """Read the environment and do what the command line says."""
    settings = Settings.load()
    configure_logging(SERVICE, settings.log_level)
    rules = load_rules(settings.rules)
    if sys.argv[1:] == ["check"]:
        async with _base(settings) as base:
            return report(await check(base, rules))
    await _serve_forever(settings, rules)
    return None


if __name__ == "__main__":
    run(main, refusals=(RulesError, StoreUnavailableError, UnfitBaseError))
