"""Composition root of the b24-connector: `python -m services.b24_connector [check|setup]`."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from services.b24_connector.check import check
from services.b24_connector.intake import DealPush, Sweeper
from services.b24_connector.memory.deal import DealStore, deal_store
from services.b24_connector.portal import Portal, PortalBarredError, PortalRefusal
from services.b24_connector.reader import DealReader, DealSnapshots
from services.b24_connector.reference.directory import Directory
from services.b24_connector.settings import Settings
from services.b24_connector.setup import setup
from services.b24_connector.writer import DealWriter, NoteWriter, StageWriter
from services.b24_connector.writer.deals.amount import AmountWriter
from services.b24_connector.writer.deals.upserts import DealDesk
from services.b24_connector.writer.deals.wanted import Translator
from services.b24_connector.writer.parties.finding import PartyFinder
from shared.bus.bus import Bus
from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Lane
from shared.bus.topology import check_topology
from shared.messages.ring import DealMove, DealNote, DealTouched, DealUpsert, Message, PeerStatus
from shared.observe import metrics
from shared.observe.logging import configure_logging
from shared.process.active import Active
from shared.process.findings import report
from shared.process.http import create_app, serve
from shared.process.running import run, run_until_stopped
from shared.process.settings import SettingsError
from shared.rules import Rules, RulesError, load_rules
from shared.store import Claims, Cursors, StoreUnavailableError, connect

SERVICE = "b24-connector"
GROUP = "b24-connector.orders"
PREFETCH = 300  # batches of 50 fill only where many handlers ask at once
REFRESH_PAUSE_S = 5.0
log = structlog.get_logger()


@dataclass(frozen=True)
class DealParts:
    """Everything that is wired once."""

    settings: Settings
    rules: Rules
    bus: Bus
    portal: Portal
    directory: Directory
    store: DealStore
    claims: Claims
    sweeper: Sweeper
    active: Active


def lane(parts: DealParts) -> Lane:
    """Connect handlers to messages."""
    deals = DealSnapshots(parts.portal, parts.directory)
    amounts = AmountWriter(parts.portal, parts.store)
    reader = DealReader(parts.portal, deals, parts.store, parts.rules, unset_amount=amounts.unset)
    notes = NoteWriter(parts.portal, parts.store)
    mover = StageWriter(parts.portal, deals, parts.directory, parts.store, notes)
    translator = Translator(parts.directory, PartyFinder(parts.portal, parts.directory, parts.claims))
    rooms = DealDesk(parts.portal, deals, parts.directory, parts.store, parts.bus.publish)
    upserter = DealWriter(rooms, translator)

    async def on_peer(is_open: bool, since: datetime) -> Sequence[Message]:  # noqa: FBT001 - the lane's contract
        return [PeerStatus(peer="b24", open=is_open, since=since)]

    return Lane(
        group=GROUP,
        handlers={
            DealTouched: reader.touched,
            DealUpsert: upserter.upserted,
            DealMove: mover.moved,
            DealNote: notes.noted,
        },
        prefetch=PREFETCH,
        key=reader.key,
        probe=parts.portal.probe,
        on_peer=on_peer,
    )


async def _be_active(parts: DealParts) -> None:
    try:
        await _refreshed(parts)
    finally:
        metrics.paused(GROUP, is_paused=False)  # from here on the lane says it, or whoever is active instead
    async with parts.bus.serve(lane(parts)) as consumer:
        parts.active.consumer = consumer
        await asyncio.gather(parts.sweeper.run(), _keep_fresh(parts))


async def _refreshed(parts: DealParts) -> None:
    """Read the portal's directories, however long it takes the portal to answer.

    Raises:
        SettingsError: the portal answers, but not to this webhook.
    """
    while True:
        try:
            await parts.directory.refresh()
        except (Retryable, Permanent) as error:
            if _is_barred(error):
                raise SettingsError(
                    f"The portal does not accept DEALBUS_B24_WEBHOOK ({error}); copy it anew from the portal, or make "
                    "one with the rights that docs/guides/portal.ru.md names."
                ) from error
            parts.active.trouble = f"the portal cannot be read: {error}"
            metrics.paused(GROUP, is_paused=True)  # no lane is there to say it, and PeerAway has to fire
            log.warning("the portal cannot be read; trying again", error=str(error))
            await asyncio.sleep(REFRESH_PAUSE_S)
        else:
            return


def _is_barred(error: Exception) -> bool:
    """Whether the webhook itself is refused, or a right of it is missing: nothing to wait for."""
    return isinstance(error, PortalBarredError) or (
        isinstance(error, PortalRefusal) and error.reason == "portal-rights"
    )


async def _keep_fresh(parts: DealParts) -> None:
    while True:
        try:
            await parts.directory.keep_fresh()
        except (Retryable, Permanent) as error:
            log.warning("directories are not refreshed", error=str(error))


async def serve_forever(settings: Settings, rules: Rules) -> None:
    """Run until stopped."""
    await check_topology(settings.amqp_url)
    webhook = settings.b24_webhook.get_secret_value()
    async with (
        connect(settings.mongo_url, settings.mongo_database) as database,
        Bus.connect(settings.amqp_url, service=SERVICE) as bus,
        Portal.connect(webhook, rate=settings.b24_rate, bucket=settings.b24_bucket) as portal,
    ):
        store = deal_store(database)
        await store.prepare()
        cursors = Cursors(database, "b24")
        sweeper = Sweeper(portal, store, cursors, bus.publish, rules, every_s=settings.b24_sweep_s)
        parts = DealParts(
            settings,
            rules,
            bus,
            portal,
            Directory(portal),
            store,
            claims=Claims(database),
            sweeper=sweeper,
            active=Active(database, SERVICE),
        )
        await _run_until_stopped(parts)


async def _run_until_stopped(parts: DealParts) -> None:
    settings = parts.settings
    push = DealPush(
        parts.bus.publish,
        parts.store,
        token=settings.b24_application_token.get_secret_value(),
        member_id=settings.b24_member_id,
        missed=parts.sweeper.wake,
    )
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
    command = sys.argv[1] if len(sys.argv) > 1 else "serve"
    if command == "serve":
        await serve_forever(settings, rules)
        return None
    if command not in {"check", "setup"}:
        raise SettingsError(f"{command} is no command of this service; use check, setup or none.")
    return await _report(command, settings, rules)


async def _report(command: str, settings: Settings, rules: Rules) -> int:
    """Print one line a finding; 1 if a person must act."""
    webhook = settings.b24_webhook.get_secret_value()
    async with Portal.connect(webhook, rate=settings.b24_rate, bucket=settings.b24_bucket) as portal:
        directory = Directory(portal)
        if command == "check":
            findings = await check(portal, directory, settings, rules)
        else:
            findings = await setup(portal, directory, rules)
    return report(findings)


if __name__ == "__main__":
    run(main, refusals=(RulesError, StoreUnavailableError))
