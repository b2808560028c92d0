"""`dealbus shadow watch` and `dealbus shadow report`: the commands."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import structlog
import typer
from rich.console import Console

from services.console.command import run, settings
from services.console.load.plan import LoadError
from services.console.settings import ConsoleSettings
from services.console.shadow import report as reports
from services.console.shadow.watching import look, watch
from services.console.simulator.cases import RulesFile
from services.console.simulator.command import today
from services.console.trace.tracing import PlainTable
from shared.observe.logging import configure_logging
from shared.observe.terminal import shown, shown_json
from shared.store.connection import connect
from shared.store.shadow import Shadow, WatchTimes

app = typer.Typer(no_args_is_help=True, help="Тень: несколько дней смотреть, что обмен сделал бы, и не делать этого.")
log = structlog.get_logger()

Every = Annotated[int, typer.Option(min=1, help="Минут от взгляда до взгляда.")]
Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Начать заново, с изменённого с этого дня; без него продолжить."),
]
Once = Annotated[bool, typer.Option("--once", help="Посмотреть один раз и закончить.")]
All = Annotated[bool, typer.Option("--all", help="И то, с чем обмен ничего не сделал бы.")]
AsJson = Annotated[bool, typer.Option("--json", help="Напечатать JSON.")]


@app.command(name="watch")
def watch_both(every: Every = 15, since: Since = None, once: Once = False) -> None:  # noqa: FBT002 - a flag
    """Смотреть на обе стороны и запоминать, что обмен сделал бы с каждой сделкой и заказом; остановка: Ctrl+C."""
    ours, rules = settings(), today()
    configure_logging("shadow", "INFO")
    if since is not None:
        run(_begin(ours, since.astimezone()))
    if once:
        run(_look(ours, rules))
        return
    run(watch(lambda: _patient(ours, rules), every * 60))


@app.command(name="report")
def tell(whole: All = False, as_json: AsJson = False) -> None:  # noqa: FBT002 - flags
    """Сказать, что обмен сделал бы за всё время тени: создал, изменил, передвинул, в чём отказал и почему."""
    found, kept = run(_kept(settings()))
    if as_json:
        print(shown_json(reports.as_json(found, kept)))
        return
    zone = today().rules.timezone
    table = PlainTable("Сделка или заказ", "Что сделал бы обмен", show_lines=True)
    lines = reports.rows(kept, zone, whole=whole)
    for record, told in lines:
        table.add_lines(record, told)
    if lines:
        Console().print(table)
    for line in reports.head(found, kept, zone):
        print(shown(line))


async def _begin(ours: ConsoleSettings, since: datetime) -> None:
    async with connect(ours.mongo_url, ours.mongo_database) as database:
        await Shadow(database).begin(since)


async def _look(ours: ConsoleSettings, rules: RulesFile) -> int:
    now = datetime.now(UTC)
    async with connect(ours.mongo_url, ours.mongo_database) as database:
        shadow = Shadow(database, ours.history_days)
        await shadow.prepare()
        found = await look(shadow, rules, now, now)
    log.info("looked", records=found, seconds=round((datetime.now(UTC) - now).total_seconds(), 1))
    return found


async def _patient(ours: ConsoleSettings, rules: RulesFile) -> int:
    """Repeat a look with the next one, from the same moment on, if a side does not answer."""
    try:
        return await _look(ours, rules)
    except LoadError:
        log.warning("not looked: one of the sides could not be asked, see above")
        return 0


async def _kept(ours: ConsoleSettings) -> tuple[WatchTimes | None, Sequence[dict[str, Any]]]:
    async with connect(ours.mongo_url, ours.mongo_database) as database:
        shadow = Shadow(database)
        return await shadow.watch(), await shadow.all()
