"""`dealbus shadow watch` and `dealbus shadow report`: the commands."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import structlog
import typer
from rich.console import Console

from services.console.command import refuse, run, settings
from services.console.helping import ConsoleCommands
from services.console.piping import LoadError
from services.console.rules_file import RulesFile, rules_in_use
from services.console.settings import ConsoleSettings
from services.console.shadow import metrics
from services.console.shadow import report as reports
from services.console.shadow.settings import ShadowSettings
from services.console.shadow.watching import look, watch
from services.console.trace.tracing import PlainTable
from shared.observe.logging import configure_logging
from shared.observe.terminal import shown, shown_json
from shared.process.http import create_app, serve
from shared.process.running import run_until_stopped
from shared.process.settings import SettingsError
from shared.store.connection import connect
from shared.store.shadow import Shadow, WatchTimes

app = ConsoleCommands(help="Тень: несколько дней смотреть, что обмен сделал бы, и не делать этого.")
UNANSWERED: Final = (
    "Портал или 1С не ответили тени; следующий просмотр начнёт с того же места, причину назовёт dealbus check."
)
log = structlog.get_logger()

Every = Annotated[int, typer.Option(min=1, help="Минут от просмотра до просмотра.")]
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
    ours, rules = _settings(), rules_in_use()
    configure_logging("shadow", "INFO")
    if since is not None:
        run(_begin(ours, rules.midnight(since)))
    run(_look(ours, rules) if once else _watching(ours, rules, every * 60))


@app.command(name="report")
def tell(whole: All = False, as_json: AsJson = False) -> None:  # noqa: FBT002 - flags
    """Сказать, что обмен сделал бы за всё время тени: создал, изменил, передвинул, в чём отказал и почему."""
    found, kept = run(_kept(settings()))
    zone = rules_in_use().rules.timezone
    if as_json:
        print(shown_json(reports.as_json(found, kept, zone)))
        return
    table = PlainTable("Сделка или заказ", "Что сделал бы обмен", show_lines=True)
    lines = reports.rows(kept, zone, whole=whole)
    for record, told in lines:
        table.add_lines(record, told)
    if lines:
        Console().print(table)
    if week := reports.days(kept, zone, whole=whole):
        by_day = PlainTable("День", "Что нашлось")
        for day, came_to in week:
            by_day.add_row(day, came_to)
        Console().print(by_day)
    for line in reports.head(found, kept, zone):
        print(shown(line))


def _settings() -> ShadowSettings:
    try:
        return ShadowSettings.load()
    except SettingsError as error:
        refuse(str(error))
        raise typer.Exit(2) from None


async def _watching(ours: ShadowSettings, rules: RulesFile, every_s: float) -> None:
    """Have the shadow look until stopped, and answer about health and metrics where a port is set."""
    amiss: list[str] = []

    async def ready() -> list[str]:
        return amiss

    async def once() -> int:
        found = await _patient(ours, rules)
        amiss[:] = [UNANSWERED] if found is None else []
        return found or 0

    serving = []
    if ours.http_port is not None:
        serving.append(serve(create_app(ready=ready), host=ours.http_host, port=ours.http_port))
    await run_until_stopped(*serving, watch(once, every_s))


async def _begin(ours: ConsoleSettings, since: datetime) -> None:
    async with connect(ours.mongo_url, ours.mongo_database) as database:
        await Shadow(database).begin(since)


async def _look(ours: ConsoleSettings, rules: RulesFile) -> int:
    now = datetime.now(UTC)
    async with connect(ours.mongo_url, ours.mongo_database) as database:
        shadow = Shadow(database, ours.history_days)
        await shadow.prepare()
        found = await look(shadow, rules, now, now)
        kept = await shadow.all()
    would, moved, asked = reports.counts(kept)
    metrics.found(would, moved, asked)
    metrics.looked(now)
    log.info("looked", records=found, seconds=round((datetime.now(UTC) - now).total_seconds(), 1))
    return found


async def _patient(ours: ConsoleSettings, rules: RulesFile) -> int | None:
    """Take a look of the shadow; None: a side did not answer, and the next look starts from the same moment."""
    try:
        return await _look(ours, rules)
    except LoadError:
        log.warning("not looked: one of the sides could not be asked, see above")
        return None


async def _kept(ours: ConsoleSettings) -> tuple[WatchTimes | None, Sequence[dict[str, Any]]]:
    async with connect(ours.mongo_url, ours.mongo_database) as database:
        shadow = Shadow(database)
        return await shadow.watch(), await shadow.all()
