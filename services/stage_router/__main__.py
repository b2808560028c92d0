"""Composition root of the stage-router: `python -m services.stage_router`; `ask` says what facts would become."""

from services.stage_router.ask import answer
from services.stage_router.handlers import Router
from services.stage_router.settings import RouterSettings
from shared.bus.bus import Bus
from shared.bus.lane import Lane
from shared.bus.topology import check_topology
from shared.observe.logging import configure_logging
from shared.process.asking import asked_for_answers
from shared.process.http import create_app, serve
from shared.process.running import run, run_until_stopped
from shared.rules import RulesError, load_rules

SERVICE = "stage-router"
GROUP = "stage-router.orders"


async def main() -> None:
    """Run the stage-router until told to stop, or answer the console."""
    is_question = asked_for_answers()
    settings = RouterSettings.load()
    configure_logging(SERVICE, settings.log_level)
    router = Router(load_rules(settings.rules))
    if is_question:
        await answer(router, by=SERVICE)
        return
    await check_topology(settings.amqp_url)
    async with (
        Bus.connect(settings.amqp_url, service=SERVICE) as bus,
        bus.serve(Lane(group=GROUP, handlers=router.handlers())) as served,
    ):

        async def ready() -> list[str]:
            return served.troubles

        app = create_app(ready=ready)
        await run_until_stopped(serve(app, host=settings.http_host, port=settings.http_port))


if __name__ == "__main__":
    run(main, refusals=(RulesError,))
