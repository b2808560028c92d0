"""Composition root of the onec-connector (lanes, peer 1C, base's profile): `python -m services.onec_connector`.

With `check`, `forget` or `ask …` it does that alone.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.onec_connector import ask, asking
from services.onec_connector.asking import SERVICE
from services.onec_connector.assembly import OrderFlow, Site, assemble, connect_base, login_of
from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseBarredError, ShutError
from services.onec_connector.check import check
from services.onec_connector.directory_flows import (
    Directories,
    assemble_directories,
    rounds_of,
)
from services.onec_connector.intake.push import OrderPush
from services.onec_connector.profile.reading import UnfitBaseError, read_profile
from services.onec_connector.reader.item_snapshots import AT_ONCE
from services.onec_connector.reference.unusable import base_in_words, unusable
from services.onec_connector.settings import Settings
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.bus.bus import Bus
from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Lane
from shared.bus.peer import Peer
from shared.bus.topology import check_topology
from shared.messages.ring.commands import PartnerUpsert, PersonUpsert
from shared.messages.ring.facts import PartnerTouched, PeerStatus, PersonTouched, Touched
from shared.messages.ring.message import Message
from shared.observe.logging import configure_logging
from shared.process.active import Active
from shared.process.asking import asked_for_answers, say_json
from shared.process.counting import count_on
from shared.process.findings import report
from shared.process.first_answer import first_answer
from shared.process.forgetting import COMMAND as FORGET
from shared.process.forgetting import answer_forget
from shared.process.frozen import count_frozen
from shared.process.http import create_app, serve
from shared.process.lanes import noting_lanes
from shared.process.record_door import RecordDoor
from shared.process.running import command, run, run_until_stopped
from shared.process.settings import SettingsError
from shared.rules import Rules, RulesError, load_rules
from shared.store import Claims, StoreAwayError, StoreUnavailableError, connect

ORDERS, DIRECTORY = "onec-connector.orders", "onec-connector.directory"
CENSUS = "onec-connector.census"
DIRECTORY_PREFETCH = AT_ONCE  # they share the session that is kept for polling, and its requests
PREFETCH = 8  # handlers share few sessions of 1C, as `places` say; so many more wait for one at hand


@dataclass(frozen=True)
class OrderParts:
    """The parts of the onec-connector that are wired once."""

    settings: Settings
    rules: Rules
    bus: Bus
    base: Base
    database: AsyncDatabase[dict[str, Any]]
    active: Active
    door: RecordDoor


def lanes(flow: OrderFlow, directory: Directories) -> tuple[Lane, ...]:
    """Return the onec-connector's lanes with the handlers of their messages.

    No more handlers begin than 1C has sessions for, or where it is slow each would spend its time waiting for the
    others. What is read for a directory shares requests of the polling session instead, so it needs no place.
    """
    places, aside = (flow.context.base.sessions.places() for _ in range(2))
    orders = Lane(
        group=ORDERS,
        handlers=[*flow.reader.handlers(), *flow.writer.handlers()],
        prefetch=PREFETCH,
        key=flow.reader.key,
        on_failure=flow.failures.tell,
        places=lambda _: places,
        looks_once=True,
    )
    items, prices, partners = directory.items, directory.prices, directory.partners
    handlers = [
        *items.reader.handlers(),
        *items.writer.handlers(),
        *prices.reader.handlers(),
        *partners.reader.handlers(),
        *partners.writer.handlers(),
        *directory.persons.reader.handlers(),
        *directory.persons.writer.handlers(),
    ]
    counting = [
        *directory.census.handlers(),
        *directory.catalog_census.handlers(),
        *directory.scales.handlers(),
    ]
    return (
        orders,
        Lane(
            group=DIRECTORY,
            handlers=handlers,
            prefetch=DIRECTORY_PREFETCH,
            key=_key_of(directory),
            places=lambda message: None if isinstance(message, Touched) else aside,
            looks_once=True,
        ),
        Lane(group=CENSUS, handlers=counting, prefetch=1),
    )


def _key_of(directory: Directories) -> Callable[[Message], Awaitable[str]]:
    async def key(message: Message) -> str:
        match message:
            case PartnerTouched() | PartnerUpsert():
                return await directory.partners.reader.key(message)
            case PersonTouched() | PersonUpsert():
                return await directory.persons.reader.key(message)
            case _:
                return message.subject

    return key


def peer(base: Base, flow: OrderFlow) -> Peer:
    """Return 1C as the peer that is probed; the other services and the order writer hear when it closes and opens."""
    locked = False

    async def probe() -> None:
        nonlocal locked
        locked = False
        try:
            await base.probe()
        except ShutError:
            locked = True
            raise

    async def told(is_open: bool, since: datetime) -> Sequence[Message]:  # noqa: FBT001 - the peer's contract
        if is_open:
            flow.writer.opened(since)
            with suppress(Permanent, Retryable):  # a look of their own follows
                await flow.switches.look()
        return [PeerStatus(peer="onec", open=is_open, since=since, locked=locked)]

    return Peer(probe=probe, on_change=told)


async def _be_active(parts: OrderParts) -> None:
    """Work with the 1C base as it is; returns, with all lanes left in order, once its switches have changed."""
    flow, directory = await _answering(parts)
    parts.door.read = directory.census.as_it_is
    await flow.store.prepare()
    await Claims(parts.database).prepare("onec")
    await flow.seen.prepare()
    stores = (
        directory.items.store,
        directory.prices.store,
        directory.partners.store,
        directory.persons.store,
    )
    for store in stores:
        await store.prepare()
    rounds = rounds_of(flow, directory, parts.base, parts.bus.publish, parts.settings, parts.rules.cutoff)
    async with parts.bus.serve(*lanes(flow, directory), peer=peer(parts.base, flow)) as served:
        parts.active.served = served
        async with asyncio.TaskGroup() as work:
            looking = work.create_task(rounds.run())
            await flow.switches.changed()
            looking.cancel()


async def _answering(parts: OrderParts) -> tuple[OrderFlow, Directories]:
    if until := await login_of(parts.settings, parts.database).held_until():
        raise _not_let_in(f" (до {until:%H:%M} UTC с теми же данными её не спрашивают, чтобы она его не заблокировала)")
    since = datetime.now(UTC)

    def closed(error: Exception) -> PeerStatus:
        return PeerStatus(peer="onec", open=False, since=since, locked=isinstance(error, ShutError))

    return await first_answer(lambda: _read_base(parts), parts.active, parts.bus.publish, closed=closed, group=ORDERS)


async def _read_base(parts: OrderParts) -> tuple[OrderFlow, Directories]:
    """Read the 1C base's profile and its small catalogs at start.

    Raises:
        SettingsError: 1C answers, but not to this user.
    """
    settings = parts.settings
    try:
        site = Site(
            BaseLocation(settings.zone, settings.web),
            parts.rules.portal_id,
            await read_profile(parts.base),
            parts.rules,
        )
        flow = assemble(parts.base, site, parts.database, parts.bus.publish)
        await flow.snapshots.dictionaries.warm()
    except BaseBarredError as error:
        if error.schemes:
            raise SettingsError((await unusable(error, parts.base)).text) from error
        # 1C answers the same to a wrong password and to a missing right.
        await login_of(settings, parts.database).remember()
        raise _not_let_in() from error
    return flow, assemble_directories(flow, parts.base, site, parts.database, parts.bus.publish)


def _not_let_in(more: str = "") -> SettingsError:
    return SettingsError(
        f"1С не пускает пользователя обмена{more}: исправьте DEALBUS_ONEC_USER и DEALBUS_ONEC_PASSWORD или дайте ему "
        "права из docs/guides/onec.ru.md."
    )


async def _serve_forever(settings: Settings, rules: Rules) -> None:
    await check_topology(settings.amqp_url)
    async with (
        connect(settings.mongo_url, settings.mongo_database) as database,
        Bus.connect(settings.amqp_url, service=SERVICE) as bus,
        connect_base(settings) as base,
    ):
        active = Active(database, SERVICE)
        door = RecordDoor(settings.console_key.get_secret_value(), lambda: active.served is not None)
        await _run_until_stopped(OrderParts(settings, rules, bus, base, database, active, door))


async def _run_until_stopped(parts: OrderParts) -> None:
    settings = parts.settings
    push = OrderPush(parts.bus.publish, token=settings.onec_token.get_secret_value())

    async def reasons() -> list[str]:
        return [*await parts.active.reasons(), *parts.base.rights.reasons]

    app = create_app(ready=reasons, routes=[push.route, *parts.door.routes])
    noted = await noting_lanes(parts.database, SERVICE, lambda: parts.active.served)
    await run_until_stopped(
        serve(app, host=settings.http_host, port=settings.http_port),
        count_on(lambda: count_frozen(parts.database, "onec"), noted),
        parts.active.run(lambda: _be_active(parts)),
    )


async def main() -> int | None:
    """Read the environment and do what the onec-connector's command line says."""
    is_question = asked_for_answers()
    if is_question and await asking.answered_alone(sys.argv[2:]):
        return None
    if sys.argv[1:] == [FORGET]:
        await answer_forget(SERVICE)
        return None
    settings = Settings.load()
    # A command says itself what is wrong, in sentences; log lines between them are nobody's.
    configure_logging(SERVICE, "CRITICAL" if sys.argv[1:] else settings.log_level)
    rules = load_rules(settings.rules)
    if is_question and sys.argv[2:3] == ["prices"]:
        async with connect_base(settings, reads_only=True) as base, base_in_words(base):
            say_json(await ask.prices(base, rules, settings.zone))
        return 0
    what = " ".join(sys.argv[2:4])
    if is_question and what in {*asking.ASKED, *asking.OLD, *asking.ORDERS, asking.ONE}:
        called, section = asking.ASKED.get(what, ("", ""))
        if section and not getattr(rules.directory, section).enabled:
            raise SettingsError(f"{called} не переносятся: directory.{section} в файле правил выключен.")
        await asking.answer(settings, rules, what, sys.argv[4:])
        return None
    asked = command("check")
    if asked == "serve":
        await _serve_forever(settings, rules)
        return None
    async with connect_base(settings, reads_only=True) as base:
        return report(await check(base, rules, settings.zone))


if __name__ == "__main__":
    run(main, refusals=(RulesError, StoreAwayError, StoreUnavailableError, UnfitBaseError))
