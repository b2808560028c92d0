"""Composition root of the reconciler: `python -m services.reconciler [state|summary|first|forget]`.

With `state`: how far the latest reconciliation is and what differs, as JSON; with `summary`: how much differs alone;
with `first`: that, and the first of what differs; with `forget`: a person is forgotten.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from services.reconciler.handlers import Reconciler
from services.reconciler.looking import Looker, Memory
from services.reconciler.settings import ReconcilerSettings
from services.reconciler.state import first, state, summary
from shared.bus.bus import Bus
from shared.bus.lane import Lane
from shared.bus.topology import check_topology
from shared.observe.logging import configure_logging
from shared.process.counting import count_on
from shared.process.forgetting import COMMAND as FORGET
from shared.process.forgetting import answer_forget
from shared.process.http import create_app, serve
from shared.process.lanes import noting_lanes
from shared.process.running import command, run, run_until_stopped
from shared.rules import RulesError, load_rules
from shared.store.connection import connect
from shared.store.errors import StoreUnavailableError

SERVICE = "reconciler"
GROUP = "reconciler.census"


async def serve_messages() -> None:
    """Serve the reconciler's lane until told to stop."""
    settings = ReconcilerSettings.load()
    configure_logging(SERVICE, settings.log_level)
    rules = load_rules(settings.rules)
    await check_topology(settings.amqp_url)
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        memory = Memory.of(database)
        await memory.prepare()
        handlers = Reconciler(memory.runs, memory.columns, memory.weighed, rules).handlers()
        async with (
            Bus.connect(settings.amqp_url, service=SERVICE) as bus,
            bus.serve(Lane(group=GROUP, handlers=handlers)) as served,
        ):

            async def ready() -> list[str]:
                return served.troubles

            app = create_app(ready=ready)
            noted = await noting_lanes(database, SERVICE, lambda: served)
            looker = Looker(memory, bus.publish, rules, at=settings.at)
            await run_until_stopped(
                serve(app, host=settings.http_host, port=settings.http_port),
                looker.run(),
                count_on(noted),
            )


async def tell(answer: Callable[[Memory], Awaitable[dict[str, Any]]]) -> None:
    """Print an answer about the latest reconciliation for the console, as JSON."""
    settings = ReconcilerSettings.load()
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        print(json.dumps(await answer(Memory.of(database)), ensure_ascii=False))  # noqa: T201 - this is a command


async def main() -> None:
    """Run the reconciler, or answer the console."""
    match command("state", "summary", "first", FORGET):
        case "state":
            await tell(state)
        case "summary":
            await tell(summary)
        case "first":
            await tell(first)
        case "forget":
            await answer_forget(SERVICE)
        case _:
            await serve_messages()


if __name__ == "__main__":
    run(main, refusals=(RulesError, StoreUnavailableError))
